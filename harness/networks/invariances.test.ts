/** Means over samples and outputs, in examples; invariances are properties of harness/properties/networks. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sparseRows } from '../algebra/sparseRows.ts'
import { unitRoundoff } from '../algebra/vectors.ts'
import { expandNetwork } from '../arbitraries/expandNetwork.ts'
import { networks } from '../arbitraries/networks.ts'
import { assertProperty } from '../properties/assertProperty.ts'
import { networkObjective } from './networkObjective.ts'

const u = unitRoundoff

describe('batches', () => {
  it('are not averaged with equal weights', () => {
    const options = { activation: 'linear', loss: 'squared-error', layers: [1, 1] }
    const inputs = sparseRows([1, 2, 4], 3, 1)
    const objective = networkObjective({ ...options, inputs, targets: { values: new Float64Array(3) } })
    const theta = Float64Array.of(1, 0)
    expect(objective.loss(theta)).toBe(7)
    expect(objective.onBatch([0, 1]).loss(theta)).toBe(2.5)
    expect(objective.onBatch([2]).loss(theta)).toBe(16)
  })
})

describe('squared errors', () => {
  it('are means over samples and outputs', () => {
    const data = { layers: [1, 2], activation: 'linear', inputs: sparseRows([0, 0], 2, 1) }
    const targets = { values: Float64Array.of(0, 2, 0, 0) }
    // Outputs (1, −1) on both samples: squares 1, 9, 1, 1.
    const theta = Float64Array.of(0, 0, 1, -1)
    expect(networkObjective({ ...data, targets, loss: 'squared-error' }).loss(theta)).toBe(3)
    // softmax(0, 0) = (½, ½): squares ¼, 2¼, ¼, ¼.
    const zero = new Float64Array(4)
    expect(networkObjective({ ...data, targets, loss: 'squared-error-softmax' }).loss(zero)).toBe(0.75)
  })

  it('do not change when an output comes twice', () => {
    const single = networks({ losses: ['squared-error'], depth: { min: 1, max: 1 }, l2: [0] })
    assertProperty(
      fc.property(single, (recipe) => {
        const { theta, options } = expandNetwork(recipe)
        const [fanIn, outputs] = recipe.layers as [number, number]
        const values = Float64Array.from({ length: options.inputs.rows * outputs }, (_, k) => k / 4)
        const twice = (x: Float64Array): Float64Array =>
          Float64Array.from({ length: 2 * x.length }, (_, k) => {
            const row = Math.floor(k / (2 * outputs))
            return x[row * outputs + (k % outputs)]!
          })
        const once = networkObjective({ ...options, targets: { values } })
        const doubled = networkObjective({
          ...options,
          layers: [fanIn, 2 * outputs],
          targets: { values: twice(values) },
        })
        // All numbers are multiples of 2⁻¹² below 2²⁰; only the means round.
        expect(doubled.loss(twice(theta))).toBeWithin(once.loss(theta), 4 * u * once.loss(theta))
      }),
    )
  })
})
