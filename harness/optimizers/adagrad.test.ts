/** Whole trajectories, against norms of the past, stand in properties/optimizers. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { unitRoundoff } from '../algebra/vectors.ts'
import { assertProperty } from '../properties/assertProperty.ts'
import { adagrad } from './adagrad.ts'
import type { Optimizer } from './optimizer.ts'

const u = unitRoundoff
const [eta, epsilon] = [0.01, 1e-8]

describe('adagrad', () => {
  it('goes −η Σ 1/√t under a constant gradient, whatever its size', () => {
    const size = fc.double({ min: 1, max: 1e6, noNaN: true })
    assertProperty(
      fc.property(size, fc.constantFrom(-1, 1), fc.integer({ min: 1, max: 50 }), (absolute, sign, steps) => {
        const sequence = Array.from({ length: steps }, () => sign * absolute)
        const sum = sequence.reduce((total, _, i) => total + 1 / Math.sqrt(i + 1), 0)
        // ε shortens each step by ε/|g| ≤ ε at most; t roundings in the t-th sum of squares.
        expect(run(adagrad(), sequence)).toBeWithin(-sign * eta * sum, eta * sum * (epsilon + 2 * steps * u))
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

function run(rule: Optimizer, sequence: readonly number[]): number {
  const state = rule.start(1)
  const theta = new Float64Array(1)
  for (const g of sequence) state.step(theta, Float64Array.of(g))
  return theta[0]!
}
