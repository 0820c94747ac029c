import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { unitRoundoff } from '../algebra/vectors.ts'
import { adam } from './adam.ts'
import { type Optimizer, optimizer } from './optimizer.ts'

const u = unitRoundoff
const [eta, beta1, beta2, epsilon] = [0.001, 0.9, 0.999, 1e-8]
const gradientSize = fc.double({ min: 0.01, max: 0.5, noNaN: true })
const gradient = fc.tuple(gradientSize, fc.constantFrom(-1, 1)).map(([size, sign]) => size * sign)
const gradients = fc.array(gradient, { minLength: 1, maxLength: 20 })

type Direction = (mean: number, meanSquare: number, t: number) => number

/** The first one was once released (neupy, as bundled with the code of Sankar and Balasubramanian 2017). */
const mutants: readonly { name: string; direction: Direction }[] = [
  { name: 'multiplied by √v̂ + ε', direction: (m, v) => m * (Math.sqrt(v) + epsilon) },
  { name: 'divided by v̂ + ε', direction: (m, v) => m / (v + epsilon) },
  { name: 'did not correct m', direction: (m, v, t) => (m * (1 - beta1 ** t)) / (Math.sqrt(v) + epsilon) },
  { name: 'did not correct v', direction: (m, v, t) => m / (Math.sqrt(v * (1 - beta2 ** t)) + epsilon) },
]

describe('adam', () => {
  it('takes the first step −ηg/(|g| + ε), whatever the size of g', () => {
    const size = fc.double({ min: 1e-9, max: 1e9, noNaN: true })
    fc.assert(
      fc.property(size, fc.constantFrom(-1, 1), (absolute, sign) => {
        // Fewer than 16 roundings of a step of at most η.
        const expected = (-eta * sign * absolute) / (absolute + epsilon)
        expect(run(adam(), [sign * absolute])).toBeWithin(expected, 16 * u * eta)
      }),
    )
  })

  it('steps by weighted means: m̂ = Σβ₁ᵗ⁻ⁱgᵢ / Σβ₁ᵗ⁻ⁱ and v̂ alike', () => {
    fc.assert(
      fc.property(gradients, (sequence) => {
        expect(run(adam(), sequence)).toBeWithin(byWeightedMeans(sequence), bound(sequence.length))
      }),
    )
  })

  it.each(mutants)('would not pass if it $name', ({ direction }) => {
    const sequence = [0.25, -0.1, 0.4]
    const error = Math.abs(run(mutant(direction), sequence) - byWeightedMeans(sequence))
    expect(error).toBeGreaterThan(bound(3))
  })

  it('is told from its mutants by their last line alone', () => {
    const sequence = [0.25, -0.1, 0.4]
    const right = mutant((mean, meanSquare) => mean / (Math.sqrt(meanSquare) + epsilon))
    expect(run(right, sequence)).toBeWithin(byWeightedMeans(sequence), bound(3))
  })

  it('leaves a parameter alone whose gradient is always 0', () => {
    const state = adam().start(2)
    const theta = Float64Array.of(0.5, 0.5)
    for (let t = 0; t < 10; t++) state.step(theta, Float64Array.of(0, 1))
    expect(theta[0]).toBe(0.5)
    expect(theta[1]).toBeLessThan(0.5)
  })
})

/**
 * Each step is at most η√(2t) (Cauchy-Schwarz, as no weight of m̂ exceeds 1 and none of v̂ is below 0.98/t). Its
 * relative error is below 6t·u from the recurrences and 1000u from 1 − β₂ᵗ, a sum of t such steps.
 */
function bound(steps: number): number {
  return steps * eta * Math.sqrt(2 * steps) * (16 * steps + 2000) * u
}

/** θ after the gradients, from θ = 0. */
function run(rule: Optimizer, sequence: readonly number[]): number {
  const state = rule.start(1)
  const theta = new Float64Array(1)
  for (const g of sequence) state.step(theta, Float64Array.of(g))
  return theta[0]!
}

function byWeightedMeans(sequence: readonly number[]): number {
  let theta = 0
  for (let t = 1; t <= sequence.length; t++) {
    const past = sequence.slice(0, t)
    const mean = weightedMean(past, beta1)
    const meanSquare = weightedMean(
      past.map((g) => g * g),
      beta2,
    )
    theta -= (eta * mean) / (Math.sqrt(meanSquare) + epsilon)
  }
  return theta
}

/** The newest weighs 1, the one before it beta, … */
function weightedMean(values: readonly number[], beta: number): number {
  const weights = values.map((_, i) => beta ** (values.length - 1 - i))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return values.reduce((sum, value, i) => sum + weights[i]! * value, 0) / total
}

/** Adam with a step of η · direction(m̂, v̂, t). */
function mutant(direction: Direction): Optimizer {
  return optimizer('mutant', {}, () => {
    const past: number[] = []
    return (theta, g) => {
      past.push(g[0]!)
      const squares = past.map((value) => value * value)
      theta[0]! -= eta * direction(weightedMean(past, beta1), weightedMean(squares, beta2), past.length)
    }
  })
}
