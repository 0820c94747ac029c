import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assertProperty } from '../properties/assertProperty.ts'
import { expandNetwork } from './expandNetwork.ts'
import { fixedPointCurvature, fixedPointLoss, fixedPointSlope, fromFixed, toFixed } from './fixedPointLoss.ts'
import { networkRounding } from './networkRounding.ts'
import { type NetworkRecipe, networks } from './networks.ts'

const one = 1n << 256n
/** 60 decimal digits as a fixed-point number. */
const digits = (text: string): bigint => (BigInt(text) * one) / 10n ** 60n
const magnitude = (x: bigint): bigint => (x < 0n ? -x : x)

// Digits of log 2 and tanh 1: OEIS A002162, A073744.
const log2 = digits('693147180559945309417232121458176568075500134360255254120680')
const tanh1 = digits('761594155955764888119458282604793590412768597257936551596810')

const plain: NetworkRecipe = {
  layers: [1, 1],
  activation: 'linear',
  loss: 'squared-error',
  l2: 0,
  inputs: [[2]],
  targets: [[7]],
  offset: [0],
  theta: [1, 2],
}

/** f(theta) at the recipe's own theta. */
const lossOf = (recipe: NetworkRecipe): bigint => fixedPointLoss(recipe, recipe.theta.map(toFixed))

describe('fixedPointLoss', () => {
  it('is exact for polynomials', () => {
    expect(lossOf(plain)).toBe(9n * one)
    expect(lossOf({ ...plain, offset: [0.5], l2: 0.5 })).toBe(toFixed(12.25 + 1.25))
    expect(lossOf({ ...plain, inputs: [[2], [0]], targets: [[7], [0]] })).toBe(toFixed(6.5))
  })

  it('knows the logarithm and the exponential to 57 digits', () => {
    const bound = one / 10n ** 57n
    const twoClasses = { ...plain, layers: [1, 2], targets: [0], theta: [0, 0, 0, 0] }
    expect(magnitude(lossOf({ ...twoClasses, loss: 'cross-entropy' }) - log2) < bound).toBe(true)
    // One hidden unit of pre-activation 1 and target 0: (tanh 1)².
    const hidden = { ...plain, layers: [1, 1, 1], targets: [[0]], theta: [0, 1, 1, 0] }
    const square = (tanh1 * tanh1) >> 256n
    expect(magnitude(lossOf({ ...hidden, activation: 'tanh' }) - square) < bound).toBe(true)
    // softplus(0)² = (log 2)².
    const atZero = { ...hidden, activation: 'softplus', theta: [0, 0, 1, 0] } as const
    expect(magnitude(lossOf(atZero) - ((log2 * log2) >> 256n)) < bound).toBe(true)
    // sigmoid(2) = (1 + tanh 1)/2, swish(2) = 1 + tanh 1.
    const at = (activation: 'sigmoid' | 'swish') => lossOf({ ...hidden, activation, theta: [0, 2, 1, 0] })
    const swish = ((one + tanh1) * (one + tanh1)) >> 256n
    expect(magnitude(at('swish') - swish) < 8n * bound).toBe(true)
    expect(magnitude(4n * at('sigmoid') - swish) < 8n * bound).toBe(true)
  })

  it('does not overflow at large pre-activations', () => {
    const steep = { ...plain, layers: [1, 2], targets: [0], theta: [-500, 500, 0, 0] }
    expect(lossOf({ ...steep, loss: 'cross-entropy' })).toBe(2000n * one)
  })
})

describe('its differences', () => {
  it('are exact for quadratic functions', () => {
    expect([0, 1].map((i) => fixedPointSlope(plain, i))).toEqual([-12n * one, -6n * one])
    const curvature = [0, 1].map((i) => [0, 1].map((j) => fixedPointCurvature(plain, i, j)))
    expect(curvature).toEqual([
      [8n * one, 4n * one],
      [4n * one, 2n * one],
    ])
  })
})

describe('toFixed and fromFixed', () => {
  it('lose nothing of a float64 between 2⁻¹⁴⁰ and 2⁶⁰', () => {
    const numbers = fc
      .tuple(fc.maxSafeInteger(), fc.integer({ min: -190, max: 7 }))
      .map(([m, e]) => m * 2 ** e)
    assertProperty(
      fc.property(numbers, (x) => {
        expect(fromFixed(toFixed(x))).toBe(x + 0)
      }),
    )
  })
})

describe('networkRounding', () => {
  it('bounds the errors of loss and gradient where everything rounds, and not by far too much', () => {
    const smooth = networks({ activations: ['linear', 'tanh', 'sigmoid', 'swish', 'softplus'] })
    const bounds: number[] = []
    for (const recipe of fc.sample(smooth, { seed: 1, numRuns: 150 })) {
      const thirds = {
        ...recipe,
        theta: recipe.theta.map((t) => t / 3),
        inputs: recipe.inputs.map((row) => row.map((x) => x / 3)),
      }
      const { objective, theta } = expandNetwork(thirds)
      const rounding = networkRounding(thirds)
      expect(objective.loss(theta)).toBeWithin(fromFixed(lossOf(thirds)), rounding.loss)
      const slopes = theta.map((_, i) => fromFixed(fixedPointSlope(thirds, i)))
      expect(objective.gradient(theta)).toBeWithin(slopes, rounding.gradient)
      bounds.push(rounding.gradient / (1 + slopes.reduce((most, x) => Math.max(most, Math.abs(x)), 0)))
    }
    bounds.sort((a, b) => a - b)
    expect(bounds[75]).toBeLessThan(1e-11)
    expect(bounds[149]).toBeLessThan(1e-8)
  })
})
