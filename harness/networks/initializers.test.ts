import { describe, expect, it } from 'vitest'
import { type Random, seededRandom } from '../algebra/random.ts'
import { randomOrthogonal } from '../algebra/randomOrthogonal.ts'
import { ArgumentError } from '../errors.ts'
import { architecture } from './architecture.ts'
import { initializerNames, initialTheta } from './initializers.ts'
import { thetaLayout } from './thetaLayout.ts'

const shape = architecture([300, 100, 40], 'relu')

/** Sample moments of the weights of layer k. */
function moments(theta: Float64Array, k: number): { mean: number; variance: number; largest: number } {
  const { weights, bias } = shape.blocks[k]!
  const values = theta.subarray(weights, bias)
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length
  return { mean, variance, largest: values.reduce((most, x) => Math.max(most, Math.abs(x)), 0) }
}

describe.each([
  ['normal', 0.05 ** 2, 0.05 ** 2],
  ['xavier-normal', 2 / 400, 2 / 140],
  ['xavier-uniform', 2 / 400, 2 / 140],
  ['he-normal', 2 / 300, 2 / 100],
  ['uniform', 0.05 ** 2 / 3, 0.05 ** 2 / 3],
  ['he-uniform', 2 / 300, 2 / 100],
  ['he-uniform-printed', (4 / 400) ** 2 / 3, (4 / 140) ** 2 / 3],
  // An entry of a column of length 1.
  ['orthogonal', 1 / 300, 1 / 100],
] as const)('%s', (name, first, second) => {
  const theta = initialTheta(shape, name, 1)

  it('has mean 0 and its variance in every layer', () => {
    for (const [k, variance] of [first, second].entries()) {
      const count = shape.blocks[k]!.fanIn * shape.blocks[k]!.fanOut
      // Five standard deviations of the sample moments; a normal's variance has 2·σ⁴/n, a uniform's less.
      expect(moments(theta, k).mean).toBeWithin(0, 5 * Math.sqrt(variance / count))
      expect(moments(theta, k).variance).toBeWithin(variance, 5 * variance * Math.sqrt(2 / count))
    }
  })

  it('has biases of exactly 0 and no weight of 0', () => {
    for (const { weights, bias, fanOut } of shape.blocks) {
      expect(theta.subarray(weights, bias).every((w) => w !== 0)).toBe(true)
      expect([...theta.subarray(bias, bias + fanOut)]).toEqual(new Array(fanOut).fill(0))
    }
  })

  it('is the same for the same seed, another for another', () => {
    const again = initialTheta(shape, name, 1)
    expect(again.every((w, p) => w === theta[p])).toBe(true)
    const other = initialTheta(shape, name, 2)
    expect(other.subarray(0, 30_000).some((w, p) => w === theta[p])).toBe(false)
  })
})

describe('the tails', () => {
  it.each([
    ['uniform', 0.05, 0.05],
    ['xavier-uniform', Math.sqrt(6 / 400), Math.sqrt(6 / 140)],
    ['he-uniform', Math.sqrt(6 / 300), Math.sqrt(6 / 100)],
    ['he-uniform-printed', 4 / 400, 4 / 140],
  ] as const)('of %s end at its limits', (name, first, second) => {
    const theta = initialTheta(shape, name, 1)
    for (const [k, limit] of [first, second].entries()) {
      // Of 4000 draws the largest falls short by a 500th once in exp(8) cases.
      expect(moments(theta, k).largest).toBeLessThanOrEqual(limit * (1 + 2 ** -50))
      expect(moments(theta, k).largest).toBeGreaterThan(0.998 * limit)
    }
  })

  it('end at √3 deviations for the uniform, and reach four for a normal', () => {
    const limit = Math.sqrt(6 / 400)
    const uniform = moments(initialTheta(shape, 'xavier-uniform', 1), 0).largest
    expect(uniform).toBeLessThan(limit)
    expect(uniform).toBeGreaterThan(0.999 * limit)
    const normal = moments(initialTheta(shape, 'xavier-normal', 1), 0).largest
    expect(normal).toBeGreaterThan(3.5 * Math.sqrt(2 / 400))
  })
})

describe('initialTheta', () => {
  it('knows eight initializers and refuses others', () => {
    expect(new Set(initializerNames)).toEqual(
      new Set([
        'normal',
        'uniform',
        'xavier-normal',
        'xavier-uniform',
        'he-normal',
        'he-uniform',
        'he-uniform-printed',
        'orthogonal',
      ]),
    )
    for (const name of ['he', 'toString', ''])
      expect(() => initialTheta(shape, name, 1)).toThrow(ArgumentError)
  })

  it('draws weights one after the other, in products whose order stored evidence rests on', () => {
    const small = architecture([5, 3, 2], 'relu')
    const drawn = (draw: (random: Random, fanIn: number, fanOut: number) => number): Float64Array => {
      const random = seededRandom(7)
      const theta = new Float64Array(small.dimension)
      for (const { fanIn, fanOut, weights, bias } of small.blocks) {
        for (let p = weights; p < bias; p++) theta[p] = draw(random, fanIn, fanOut)
      }
      return theta
    }
    const xavier = (fanIn: number, fanOut: number): number => Math.sqrt(2 / (fanIn + fanOut))
    expect(initialTheta(small, 'normal', 7)).toEqual(drawn((random) => 0.05 * random.normal()))
    expect(initialTheta(small, 'xavier-normal', 7)).toEqual(
      drawn((random, fanIn, fanOut) => xavier(fanIn, fanOut) * random.normal()),
    )
    expect(initialTheta(small, 'xavier-uniform', 7)).toEqual(
      drawn((random, fanIn, fanOut) => xavier(fanIn, fanOut) * (Math.sqrt(3) * (2 * random.uniform() - 1))),
    )
    expect(initialTheta(small, 'he-normal', 7)).toEqual(
      drawn((random, fanIn) => Math.sqrt(2 / fanIn) * random.normal()),
    )
  })

  it('makes orthogonal layers, each with draws of its own', () => {
    const wide = architecture([4, 6, 6], 'relu')
    const theta = initialTheta(wide, 'orthogonal', 3)
    const random = seededRandom(3)
    for (const { fanIn, fanOut, weights, bias } of wide.blocks) {
      expect(theta.slice(weights, bias)).toEqual(randomOrthogonal(fanIn, fanOut, random))
    }
  })

  it('draws the same weights for a network without biases, one after the other', () => {
    const bare = architecture([3, 4, 2], 'relu', { biases: false })
    const { kept } = thetaLayout(bare)
    const theta = initialTheta(architecture([3, 4, 2], 'relu'), 'he-normal', 5)
    expect(initialTheta(bare, 'he-normal', 5)).toEqual(Float64Array.from(kept, (p) => theta[p]!))
  })

  it('refuses a seed that is none', () => {
    expect(() => initialTheta(shape, 'normal', -1)).toThrow('seed')
  })
})
