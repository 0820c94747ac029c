import { describe, expect, it } from 'vitest'
import { denseRows, sparseRows, subtractRow } from '../algebra/sparseRows.ts'
import { ArgumentError, ShapeError } from '../errors.ts'
import { dataSet, shuffledLabels, takeSamples } from './dataSet.ts'

const inputs = subtractRow(sparseRows([1, 0, 2, 3, 0, 0, 4, 5, 6, 7], 5, 2), Float64Array.of(0, 0.5))
const labels = Uint8Array.of(2, 0, 1, 0, 2)
const small = dataSet({ name: 'small', inputs, labels, classes: 3 })

describe('dataSet', () => {
  it('refuses labels that are not one for each sample', () => {
    const act = () => dataSet({ name: 'x', inputs, labels: labels.subarray(1), classes: 3 })
    expect(act).toThrow(ShapeError)
    expect(act).toThrow('dataSet: labels must be [5], one for each sample, got [4]')
  })

  it('names the first label that is no class', () => {
    const act = () => dataSet({ name: 'x', inputs, labels, classes: 2 })
    expect(act).toThrow(ArgumentError)
    expect(act).toThrow('labels[0] must be in 0..1, got 2')
  })

  it.each([0, 257, 2.5, Number.NaN])('refuses %d classes', (classes) => {
    expect(() => dataSet({ name: 'x', inputs, labels, classes })).toThrow(ArgumentError)
  })

  it('refuses an empty data set', () => {
    const empty = { name: 'x', inputs: sparseRows([], 0, 2), labels: new Uint8Array(0), classes: 3 }
    expect(() => dataSet(empty)).toThrow(/at least one sample, got 0 rows/)
  })

  it('has a checksum of the content, not of the name', () => {
    expect(small.checksum).toMatch(/^[0-9a-f]{64}$/)
    expect(dataSet({ ...small, name: 'another' }).checksum).toBe(small.checksum)
  })

  it('has another checksum for any other content', () => {
    const changed = (columnOrValue: 'columnIndex' | 'values' | 'offset') => {
      const copy = inputs[columnOrValue].slice()
      copy[0]!++
      return dataSet({ ...small, inputs: { ...inputs, [columnOrValue]: copy } }).checksum
    }
    const relabelled = labels.map((label) => (label + 1) % 3)
    const wider = { ...inputs, columns: 3, offset: Float64Array.of(0, 0.5, 0) }
    const seen = [
      small.checksum,
      changed('columnIndex'),
      changed('values'),
      changed('offset'),
      dataSet({ ...small, labels: relabelled }).checksum,
      dataSet({ ...small, classes: 4 }).checksum,
      dataSet({ ...small, inputs: wider }).checksum,
      takeSamples(small, 4).checksum,
    ]
    expect(new Set(seen).size).toBe(seen.length)
  })
})

describe('takeSamples', () => {
  it('keeps the first n inputs, their offset and their labels', () => {
    const first = takeSamples(small, 2)
    expect([...denseRows(first.inputs)]).toEqual([1, -0.5, 2, 2.5])
    expect([...first.labels]).toEqual([2, 0])
    expect(first.inputs.values).toHaveLength(3)
    expect(first.inputs.columnIndex).toHaveLength(3)
    expect(first.name).toBe('small, first 2 samples')
    expect(takeSamples(small, 1).name).toBe('small, first 1 sample')
    expect(first.classes).toBe(3)
  })

  it('has the checksum of the same samples made from scratch', () => {
    const scratch = subtractRow(sparseRows([1, 0, 2, 3], 2, 2), Float64Array.of(0, 0.5))
    const made = dataSet({ name: 'x', inputs: scratch, labels: Uint8Array.of(2, 0), classes: 3 })
    expect(takeSamples(small, 2).checksum).toBe(made.checksum)
  })

  it('gives the whole back for n = N', () => {
    expect(takeSamples(small, 5)).toBe(small)
  })

  it.each([0, -1, 6, 2.5, Number.NaN])('refuses n = %d', (n) => {
    expect(() => takeSamples(small, n)).toThrow(ArgumentError)
    expect(() => takeSamples(small, n)).toThrow(`n must be an integer in 1..5, got ${n}`)
  })
})

describe('shuffledLabels', () => {
  const many = dataSet({
    name: 'many',
    inputs: sparseRows(new Float64Array(300).fill(1), 300, 1),
    labels: Uint8Array.from({ length: 300 }, (_, s) => s % 3),
    classes: 3,
  })

  it('reorders the labels, keeps their counts, the inputs and the original', () => {
    const before = many.labels.slice()
    const shuffled = shuffledLabels(many, 7)
    expect(shuffled.labels).not.toEqual(before)
    expect(shuffled.labels.slice().sort()).toEqual(before.slice().sort())
    expect(shuffled.inputs).toBe(many.inputs)
    expect(many.labels).toEqual(before)
    expect(shuffled.name).toBe('many, labels shuffled (seed 7)')
    expect(shuffled.checksum).not.toBe(many.checksum)
  })

  it('gives the same order for the same seed and another for another', () => {
    expect(shuffledLabels(many, 7)).toEqual(shuffledLabels(many, 7))
    expect(shuffledLabels(many, 8).labels).not.toEqual(shuffledLabels(many, 7).labels)
  })

  it('refuses a seed that is none', () => {
    expect(() => shuffledLabels(many, -1)).toThrow(ArgumentError)
  })
})
