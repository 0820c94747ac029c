import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assertProperty } from '../properties/assertProperty.ts'
import { constantColumns, zeroColumns } from './columnKinds.ts'
import { denseRows, sparseRows, subtractRow } from './sparseRows.ts'

// [3, 5] columns: zero, constant by storing, zero and offset, mixed with zeros, varying
const plain = sparseRows([0, 2, 0, 1, 1, 0, 2, 0, 0, 2, 0, 2, 0, 1, 3], 3, 5)
const shifted = subtractRow(plain, Float64Array.of(0, 0.5, 7, 0.25, 0.25))

describe('zeroColumns', () => {
  it('names the columns that are never stored, unless an offset moves them', () => {
    expect([...zeroColumns(plain)]).toEqual([0, 2])
    expect([...zeroColumns(shifted)]).toEqual([0])
  })

  it('leaves out a stored column whose offset cancels it: its derivatives are rounding, not zero', () => {
    const cancelled = subtractRow(plain, Float64Array.of(0, 2, 0, 0, 0))
    expect([...zeroColumns(cancelled)]).toEqual([0, 2])
    expect([...constantColumns(cancelled)]).toEqual([1])
  })
})

describe('constantColumns', () => {
  it('names a column stored with one value on every row, and one never stored with an offset', () => {
    expect([...constantColumns(plain)]).toEqual([1])
    expect([...constantColumns(shifted)]).toEqual([1, 2])
  })

  it('leaves out a column that is stored with one value but not on every row', () => {
    expect([...constantColumns(sparseRows([3, 3, 0, 3], 2, 2))]).toEqual([1])
  })

  it('reads an explicitly stored 0 as the 0 of a row that stores nothing', () => {
    const stored = { ...sparseRows([1, 1], 2, 1), values: Float64Array.of(0, 0) }
    const partly = {
      ...stored,
      rowStart: Int32Array.of(0, 1, 1),
      columnIndex: Int32Array.of(0),
      values: Float64Array.of(0),
    }
    expect([...constantColumns(stored)]).toEqual([0])
    expect([...constantColumns(partly)]).toEqual([0])
  })

  it('agrees with the dense matrix: zero and constant columns together are those without variation', () => {
    const entry = fc.constantFrom(0, 0, 1, 2)
    const offsets = fc.array(fc.constantFrom(0, 1, -3), { minLength: 4, maxLength: 4 })
    const rows = fc.array(fc.array(entry, { minLength: 4, maxLength: 4 }), { minLength: 1, maxLength: 4 })
    assertProperty(
      fc.property(rows, offsets, (entries, offset) => {
        const matrix = subtractRow(sparseRows(entries.flat(), entries.length, 4), Float64Array.from(offset))
        const dense = denseRows(matrix)
        const still = [0, 1, 2, 3].filter((a) => entries.every((_, s) => dense[s * 4 + a] === dense[a]))
        const named = [...zeroColumns(matrix), ...constantColumns(matrix)].sort((a, b) => a - b)
        expect(named).toEqual(still)
      }),
    )
  })
})
