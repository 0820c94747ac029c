import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sparseRows, subtractRow } from '../algebra/sparseRows.ts'
import { unitRoundoff } from '../algebra/vectors.ts'
import { fromFixed, toFixed } from '../arbitraries/fixedPointLoss.ts'
import { assertProperty } from '../properties/assertProperty.ts'
import { architecture } from './architecture.ts'
import { firstBias, forward, newTrace } from './forward.ts'
import { networkObjective } from './networkObjective.ts'

describe('firstBias', () => {
  it('is b − Wᵀm', () => {
    const shape = architecture([2, 2, 1], 'relu')
    const theta = Float64Array.of(1, 2, 3, 4, 5, 6, 0, 0, 0)
    expect([...firstBias(shape, theta, Float64Array.of(1, -2))]).toEqual([10, 12])
    expect([...firstBias(shape, theta, new Float64Array(2))]).toEqual([5, 6])
  })

  it('loses two units of the terms’ sum at most, however many they are', () => {
    const inputs = 100_000
    const shape = architecture([inputs, 1], 'linear')
    // Weights of 1: the products are exact, and 1/3 added again and again would lose the same way each time.
    const theta = new Float64Array(inputs + 1).fill(1)
    const offset = new Float64Array(inputs).fill(1 / 3)
    const exact = toFixed(1) - BigInt(inputs) * toFixed(1 / 3)
    const error = fromFixed(toFixed(firstBias(shape, theta, offset)[0]!) - exact)
    expect(error).toBeWithin(0, 2 * unitRoundoff * (1 + inputs / 3))
  })
})

describe('the first layer', () => {
  it('takes any number of stored inputs, forward and backward, exactly in small integers', () => {
    const [inputs, outputs] = [11, 4]
    const entry = fc.integer({ min: -3, max: 3 })
    const entries = fc.array(entry, { minLength: inputs, maxLength: inputs })
    const weights = fc.array(entry, { minLength: 12 * outputs, maxLength: 12 * outputs })
    assertProperty(
      fc.property(entries, weights, weights, (x, theta, v) => {
        const objective = networkObjective({
          layers: [inputs, outputs],
          activation: 'linear',
          loss: 'squared-error',
          inputs: sparseRows(x, 1, inputs),
          targets: { values: new Float64Array(outputs) },
        })
        // f = ¼|Wᵀx̄|²: slope ½·x̄_a·z_j, curvature ½·x̄x̄ᵀ ⊗ I.
        const ones = [...x, 1]
        const outputsAt = (w: readonly number[], j: number) =>
          ones.reduce((sum, value, a) => sum + value * w[a * outputs + j]!, 0)
        const slopes = (w: readonly number[]) =>
          w.map((_, p) => (ones[Math.floor(p / outputs)]! * outputsAt(w, p % outputs)) / 2)
        const at = Float64Array.from(theta)
        expect(objective.gradient(at)).toBeWithin(slopes(theta), 0)
        expect(objective.hvp(at, Float64Array.from(v))).toBeWithin(slopes(v), 0)
      }),
    )
  })
})

describe('forward', () => {
  it('goes layer by layer, the activation after all but the last', () => {
    const shape = architecture([2, 2, 1], 'relu')
    // z_0 = (x_0 + 3x_1 − 1, 2x_0 + 4x_1 − 30) at x = (3, 0) − (1, −2).
    const theta = Float64Array.of(1, 2, 3, 4, -1, -30, -2, 7, 0.5)
    const inputs = subtractRow(sparseRows([3, 0], 1, 2), Float64Array.of(1, -2))
    const trace = newTrace(shape)
    forward(shape, theta, firstBias(shape, theta, inputs.offset), inputs, 0, trace)
    expect(trace.z.map((z) => [...z])).toEqual([[7, -18], [-13.5]])
    expect(trace.a.map((a) => [...a])).toEqual([[7, 0]])
  })
})
