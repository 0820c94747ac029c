import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { norm, unitRoundoff } from '../algebra/vectors.ts'
import { adagrad } from './adagrad.ts'
import { type Optimizer, optimizer } from './optimizer.ts'

const u = unitRoundoff
const [eta, epsilon] = [0.01, 1e-8]
const gradient = fc
  .tuple(fc.double({ min: 0.01, max: 0.5, noNaN: true }), fc.constantFrom(-1, 1))
  .map(([size, sign]) => size * sign)
const gradients = fc.array(gradient, { minLength: 1, maxLength: 20 })

describe('adagrad', () => {
  it('goes −η Σ 1/√t under a constant gradient, whatever its size', () => {
    const size = fc.double({ min: 1, max: 1e6, noNaN: true })
    fc.assert(
      fc.property(size, fc.constantFrom(-1, 1), fc.integer({ min: 1, max: 50 }), (absolute, sign, steps) => {
        const sequence = Array.from({ length: steps }, () => sign * absolute)
        const sum = sequence.reduce((total, _, i) => total + 1 / Math.sqrt(i + 1), 0)
        // ε shortens each step by ε/|g| ≤ ε at most; t roundings in the t-th sum of squares.
        expect(run(adagrad(), sequence)).toBeWithin(-sign * eta * sum, eta * sum * (epsilon + 2 * steps * u))
      }),
    )
  })

  it('divides by the norm of all gradients so far', () => {
    fc.assert(
      fc.property(gradients, (sequence) => {
        expect(run(adagrad(), sequence)).toBeWithin(byNorms(sequence), bound(sequence.length))
      }),
    )
  })

  it('would not pass if it multiplied by √G + ε', () => {
    const multiplying = optimizer('multiplying', {}, () => {
      let squares = 0
      return (theta, g) => {
        squares += g[0]! * g[0]!
        theta[0]! -= eta * g[0]! * (Math.sqrt(squares) + epsilon)
      }
    })
    fc.assert(
      fc.property(gradient, (g) => {
        expect(Math.abs(run(multiplying, [g]) - byNorms([g]))).toBeGreaterThan(bound(1))
      }),
    )
  })

  it('leaves a parameter alone whose gradient is always 0, and none shares its rate', () => {
    const state = adagrad().start(3)
    const theta = Float64Array.of(0.5, 0, 0)
    for (let t = 0; t < 10; t++) state.step(theta, Float64Array.of(0, 1, 1000))
    expect(theta[0]).toBe(0.5)
    // Equal but for ε/|g|, which is 1e-8 of ten steps of at most η.
    expect(theta[1]!).toBeWithin(theta[2]!, 10 * eta * 2e-8)
  })
})

/** Steps of at most η, each with a relative error of 4t·u at most. */
function bound(steps: number): number {
  return eta * 4 * steps * steps * 2 * u
}

function run(rule: Optimizer, sequence: readonly number[]): number {
  const state = rule.start(1)
  const theta = new Float64Array(1)
  for (const g of sequence) state.step(theta, Float64Array.of(g))
  return theta[0]!
}

function byNorms(sequence: readonly number[]): number {
  const step = (g: number, i: number) =>
    (eta * g) / (norm(Float64Array.from(sequence.slice(0, i + 1))) + epsilon)
  return -sequence.map(step).reduce((sum, value) => sum + value, 0)
}
