import { describe, expect, it } from 'vitest'
import { ArgumentError } from '../errors.ts'
import { seededRandom } from './random.ts'

const seeds = [0, 1, 2, 42, 0x7fffffff, 0x80000000, 0xffffffff]

describe('uniform', () => {
  it.each(seeds)('is xoshiro128** of 53 bits, seed %d', (seed) => {
    const random = seededRandom(seed)
    const bits = xoshiro128(seed)
    for (let k = 0; k < 200; k++) {
      const mantissa = ((bits() >> 5n) << 26n) | (bits() >> 6n)
      expect(random.uniform()).toBe(Number(mantissa) / 2 ** 53)
    }
  })

  it('fills [0, 1) evenly', () => {
    const { uniform } = seededRandom(7)
    const counts = new Array<number>(100).fill(0)
    for (let k = 0; k < 100_000; k++) counts[Math.floor(uniform() * 100)]!++
    // χ² with 99 degrees of freedom has mean 99 and deviation 14; 200 is seven deviations.
    const chiSquare = counts.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0)
    expect(chiSquare).toBeLessThan(200)
    expect(chiSquare).toBeGreaterThan(40)
  })

  it('differs from seed to seed', () => {
    const first = seeds.map((seed) => seededRandom(seed).uniform())
    expect(new Set(first).size).toBe(seeds.length)
  })
})

describe('normal', () => {
  it('has the moments and the tail of a standard normal', () => {
    const { normal } = seededRandom(3)
    const n = 100_000
    const draws = Float64Array.from({ length: n }, normal)
    const moment = (k: number): number => draws.reduce((sum, x) => sum + x ** k, 0) / n
    // Five standard errors: the k-th power has variance (2k − 1)!! − its mean squared.
    expect(moment(1)).toBeWithin(0, 5 * Math.sqrt(1 / n))
    expect(moment(2)).toBeWithin(1, 5 * Math.sqrt(2 / n))
    expect(moment(3)).toBeWithin(0, 5 * Math.sqrt(15 / n))
    expect(moment(4)).toBeWithin(3, 5 * Math.sqrt(96 / n))
    const beyond2 = draws.filter((x) => Math.abs(x) > 2).length / n
    expect(beyond2).toBeWithin(0.0455, 5 * Math.sqrt(0.0455 / n))
  })

  it('gives successive draws that are uncorrelated, the two of a pair too', () => {
    const { normal } = seededRandom(4)
    const draws = Float64Array.from({ length: 50_000 }, normal)
    const products = draws.subarray(1).reduce((sum, x, k) => sum + x * draws[k]!, 0)
    expect(products / 50_000).toBeWithin(0, 5 / Math.sqrt(50_000))
  })

  it('is made of the uniforms by the polar method', () => {
    const { uniform } = seededRandom(11)
    const random = seededRandom(11)
    for (let pair = 0; pair < 50; pair++) {
      let u: number
      let v: number
      do {
        u = 2 * uniform() - 1
        v = 2 * uniform() - 1
      } while (u * u + v * v >= 1)
      const factor = Math.sqrt((-2 * Math.log(u * u + v * v)) / (u * u + v * v))
      expect([random.normal(), random.normal()]).toEqual([u * factor, v * factor])
    }
  })
})

describe('integer', () => {
  it('takes every value below its bound, as often', () => {
    const { integer } = seededRandom(5)
    const counts = new Array<number>(6).fill(0)
    for (let k = 0; k < 60_000; k++) counts[integer(6)]!++
    // Binomial: five deviations of √(60000 · 5/36) = 91.
    for (const count of counts) expect(count).toBeWithin(10_000, 460)
  })
})

describe('permutation', () => {
  it('has each of 0 … n − 1 once', () => {
    const { permutation } = seededRandom(6)
    for (const n of [0, 1, 2, 3, 10, 1000]) {
      const order = permutation(n)
      expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, k) => k))
    }
  })

  it('takes all orders of three, as often', () => {
    const { permutation } = seededRandom(8)
    const counts = new Map<string, number>()
    for (let k = 0; k < 6000; k++) {
      const order = permutation(3).join('')
      counts.set(order, (counts.get(order) ?? 0) + 1)
    }
    expect(counts.size).toBe(6)
    // Five deviations of √(6000 · 5/36) = 29.
    for (const count of counts.values()) expect(count).toBeWithin(1000, 145)
  })
})

describe('seededRandom', () => {
  it('refuses a seed that is none', () => {
    for (const seed of [-1, 0.5, 2 ** 32, Number.NaN]) expect(() => seededRandom(seed)).toThrow(ArgumentError)
  })
})

/** xoshiro128** seeded by splitmix32, in big integers modulo 2³². */
function xoshiro128(seed: number): () => bigint {
  const word = (x: bigint): bigint => BigInt.asUintN(32, x)
  const rotate = (x: bigint, k: bigint): bigint => word((x << k) | (x >> (32n - k)))
  let counter = BigInt(seed)
  const s = [0, 1, 2, 3].map(() => {
    counter = word(counter + 0x9e3779b9n)
    let t = word((counter ^ (counter >> 16n)) * 0x21f0aaadn)
    t = word((t ^ (t >> 15n)) * 0x735a2d97n)
    return t ^ (t >> 15n)
  }) as [bigint, bigint, bigint, bigint]
  return () => {
    const result = word(rotate(word(s[1] * 5n), 7n) * 9n)
    const t = word(s[1] << 9n)
    s[2] ^= s[0]
    s[3] ^= s[1]
    s[1] ^= s[2]
    s[0] ^= s[3]
    s[2] ^= t
    s[3] = rotate(s[3], 11n)
    return result
  }
}
