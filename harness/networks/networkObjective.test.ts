/** What a network's objective refuses, each once, and what its targets may be. */
import { describe, expect, it } from 'vitest'
import { sparseRows } from '../algebra/sparseRows.ts'
import { unitRoundoff } from '../algebra/vectors.ts'
import { ArgumentError, ShapeError } from '../errors.ts'
import { networkObjective } from './networkObjective.ts'
import type { NetworkOptions } from './networkProblem.ts'

const inputs = sparseRows([1, 2, 0, -1, 3, 1], 3, 2)
const options: NetworkOptions = {
  layers: [2, 2],
  activation: 'tanh',
  loss: 'cross-entropy',
  inputs,
  targets: { labels: [0, 1, 1] },
}
const theta = Float64Array.of(0.5, -0.25, 1, 2, 0, -1)

const values = (...entries: number[]) => ({ targets: { values: Float64Array.from(entries) } })

describe('the options', () => {
  it.each([
    ['layers', { layers: [2] }, ArgumentError, 'layers must be at least two widths'],
    ['activation', { activation: 'step' }, ArgumentError, "got 'step'"],
    ['loss', { loss: 'hinge' }, ArgumentError, "got 'hinge'"],
    ['negative l2', { l2: -1 }, ArgumentError, 'l2 must be a finite number ≥ 0, got -1'],
    ['l2 NaN', { l2: Number.NaN }, ArgumentError, 'l2'],
    ['infinite l2', { l2: Number.POSITIVE_INFINITY }, ArgumentError, 'l2'],
    ['no samples', { inputs: sparseRows([], 0, 2) }, ShapeError, 'at least one sample'],
    ['input width', { layers: [3, 2] }, ShapeError, '[N, 3] for the first layer, got [N, 2]'],
    ['number of labels', { targets: { labels: [0, 1] } }, ShapeError, 'labels must be [3], got [2]'],
    [
      'label',
      { targets: { labels: [0, 1, 2] } },
      ArgumentError,
      'labels[2] must be an integer in 0..1, got 2',
    ],
    ['negative label', { targets: { labels: [0, -1, 0] } }, ArgumentError, 'labels[1]'],
    ['fractional label', { targets: { labels: [0.5, 0, 0] } }, ArgumentError, 'labels[0]'],
    ['number of values', values(1, 0), ShapeError, 'targets must be [3, 2], got 2 numbers'],
    ['value NaN', values(1, 0, 1, 0, Number.NaN, 0), ArgumentError, 'targets[4] must be finite'],
    ['no distribution', values(1, 0, 1, 0, 0.5, 0.25), ArgumentError, 'targets of sample 2'],
    ['negative share', values(1, 0, 1.5, -0.5, 0, 1), ArgumentError, 'targets of sample 1'],
  ] as const)('with a wrong %s are refused', (_, changed, error, text) => {
    expect(() => networkObjective({ ...options, ...changed })).toThrow(error)
    expect(() => networkObjective({ ...options, ...changed })).toThrow(text)
  })

  it('take any values as targets of squared errors', () => {
    const changed = { ...values(1, 0, 1.5, -0.5, 0, 7), loss: 'squared-error' }
    expect(networkObjective({ ...options, ...changed }).samples).toBe(3)
  })
})

describe('the targets', () => {
  it('may be rounded distributions', () => {
    const thirds = { ...values(1 / 3, 2 / 3, 0.1, 0.9, 0.7, 0.1 + 0.2) }
    const sum = networkObjective({ ...options, ...thirds }).gradient(theta)
    // The output biases' entries are the mean of p − t, which sums to 0 over the classes.
    expect(sum[4]! + sum[5]!).toBeWithin(0, 16 * unitRoundoff)
  })
})

describe('the arguments', () => {
  const objective = networkObjective(options)
  const short = theta.subarray(1)
  const broken = theta.with(3, Number.NaN)

  it('must have P components', async () => {
    const text = 'must be of length P = 6, got length 5'
    expect(() => objective.loss(short)).toThrow(ShapeError)
    expect(() => objective.gradient(short)).toThrow(`theta ${text}`)
    expect(() => objective.hvp(short, theta)).toThrow(`theta ${text}`)
    expect(() => objective.hvp(theta, short)).toThrow(`v ${text}`)
    expect(() => objective.structuralZeros(short)).toThrow(ShapeError)
    expect(() => objective.hessian(short)).toThrow(ShapeError)
  })

  it('must be finite', () => {
    const text = 'theta[3] must be finite, got NaN'
    expect(() => objective.loss(broken)).toThrow(ArgumentError)
    expect(() => objective.gradient(broken)).toThrow(text)
    expect(() => objective.hvp(broken, theta)).toThrow(text)
    expect(() => objective.hvp(theta, theta.with(0, Number.POSITIVE_INFINITY))).toThrow('v[0]')
    expect(() => objective.structuralZeros(broken)).toThrow(text)
    expect(() => objective.hessian(broken)).toThrow(text)
  })

  it('of onBatch must name samples', () => {
    expect(() => objective.onBatch([])).toThrow(ShapeError)
    for (const index of [3, -1, 0.5, Number.NaN])
      expect(() => objective.onBatch([0, index])).toThrow('indices[1] must be an integer in 0..2')
    expect(() => objective.onBatch([2]).onBatch([1])).toThrow('0..0')
  })
})
