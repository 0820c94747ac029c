import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { denseRows, sparseRows, subtractRow } from '../algebra/sparseRows.ts'
import { expandNetwork } from '../arbitraries/expandNetwork.ts'
import { networks } from '../arbitraries/networks.ts'
import { ShapeError } from '../errors.ts'
import { assertProperty } from '../properties/assertProperty.ts'
import { accuracy } from './accuracy.ts'
import { architecture } from './architecture.ts'
import { networkObjective } from './networkObjective.ts'

const shape = architecture([1, 3], 'linear')
/** Outputs (x, −x, 1/2). */
const theta = Float64Array.of(1, -1, 0, 0, 0, 0.5)
const inputs = sparseRows([2, -2, 0, 1], 4, 1)

describe('accuracy', () => {
  it('is the share of samples whose largest output is the label’s', () => {
    expect(accuracy(shape, theta, inputs, [0, 1, 2, 0])).toBe(1)
    expect(accuracy(shape, theta, inputs, [0, 0, 2, 1])).toBe(0.5)
    expect(accuracy(shape, theta, inputs, Uint8Array.of(1, 2, 0, 2))).toBe(0)
  })

  it('gives a tie to the lower class', () => {
    const zero = new Float64Array(6)
    expect(accuracy(shape, zero, inputs, [0, 0, 1, 2])).toBe(0.5)
  })

  it('counts the inputs minus their offset', () => {
    // 1, −3, −1, 0
    const shifted = subtractRow(inputs, Float64Array.of(1))
    expect(accuracy(shape, theta, shifted, [0, 1, 1, 2])).toBe(1)
  })

  it('counts an output of NaN as wrong, whatever the label', () => {
    for (const broken of [0, 1, 2]) {
      const diverged = theta.with(3 + broken, Number.NaN)
      for (const label of [0, 1, 2])
        expect(accuracy(shape, diverged, inputs, new Array(4).fill(label))).toBe(0)
    }
  })

  it('agrees with the loss of one sample, which is least at the label that is counted as right', () => {
    assertProperty(
      fc.property(networks({ losses: ['cross-entropy'], l2: [0], maxSamples: 1 }), (recipe) => {
        const { options, objective } = expandNetwork(recipe)
        const point = Float64Array.from(recipe.theta)
        const classes = recipe.layers.at(-1)!
        const losses = Array.from({ length: classes }, (_, label) =>
          networkObjective({ ...options, targets: { labels: [label] } }).loss(point),
        )
        const right = losses.map((_, label) => accuracy(objective.shape, point, options.inputs, [label]))
        expect(right).toEqual(losses.map((_, label) => Number(label === losses.indexOf(Math.min(...losses)))))
      }),
    )
  })

  it('refuses arrays that do not fit', () => {
    const labels = [0, 1, 2, 0]
    expect(() => accuracy(shape, theta.subarray(1), inputs, labels)).toThrow(ShapeError)
    expect(() => accuracy(shape, theta, inputs, labels.slice(1))).toThrow('labels must be [4], got [3]')
    const wide = sparseRows(denseRows(inputs), 2, 2)
    expect(() => accuracy(shape, theta, wide, labels.slice(2))).toThrow('inputs must be [N, 1], got [N, 2]')
  })
})
