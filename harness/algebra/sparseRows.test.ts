import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ArgumentError, ShapeError } from '../errors.ts'
import { assertProperty } from '../properties/assertProperty.ts'
import { columnMeans, denseRows, selectRows, sparseRows, storedPerColumn, subtractRow } from './sparseRows.ts'

const pool = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: -3, max: 3 })), {
  minLength: 30,
  maxLength: 30,
})
const tables = fc
  .record({ rows: fc.integer({ min: 1, max: 6 }), columns: fc.integer({ min: 1, max: 5 }), pool })
  .map((drawn) => ({ ...drawn, entries: drawn.pool.slice(0, drawn.rows * drawn.columns) }))

describe('sparseRows', () => {
  it('keeps what is not zero, ascending by column within each row, and nothing else', () => {
    assertProperty(
      fc.property(tables, ({ rows, columns, entries }) => {
        const matrix = sparseRows(entries, rows, columns)
        expect([...denseRows(matrix)]).toEqual(entries.map((x) => x + 0))
        expect(matrix.values.every((x) => x !== 0)).toBe(true)
        expect([matrix.rowStart[0], matrix.rowStart[rows]]).toEqual([0, matrix.values.length])
        expect(matrix.values.length).toBe(entries.filter((x) => x !== 0).length)
        for (let s = 0; s < rows; s++) {
          const stored = [...matrix.columnIndex.subarray(matrix.rowStart[s], matrix.rowStart[s + 1])]
          expect(stored).toEqual([...new Set(stored)].sort((a, b) => a - b))
        }
      }),
    )
  })

  it('refuses a wrong length and entries that are not finite, by their place', () => {
    expect(() => sparseRows([1, 2, 3], 2, 2)).toThrow(ShapeError)
    expect(() => sparseRows([1, 2, 3, Number.NaN], 2, 2)).toThrow(ArgumentError)
    expect(() => sparseRows([1, 2, Number.POSITIVE_INFINITY, 4], 2, 2)).toThrow('entry [1, 0] must be finite')
  })
})

describe('subtractRow', () => {
  it('subtracts from every row, and once more when called again', () => {
    assertProperty(
      fc.property(tables, pool, ({ rows, columns, entries }, numbers) => {
        const matrix = sparseRows(entries, rows, columns)
        const offset = Float64Array.from(numbers.slice(0, columns))
        const twice = subtractRow(subtractRow(matrix, offset), offset)
        expect([...denseRows(twice)]).toEqual(entries.map((x, p) => x - 2 * offset[p % columns]! + 0))
        expect([...matrix.offset]).toEqual(new Array(columns).fill(0))
        expect(twice.values).toBe(matrix.values)
      }),
    )
  })

  it('refuses a wrong length', () => {
    expect(() => subtractRow(sparseRows([1, 2], 1, 2), new Float64Array(1))).toThrow(ShapeError)
  })
})

describe('selectRows', () => {
  it('takes rows in the order named, also twice, with their offset', () => {
    const indices = fc.array(fc.nat({ max: 5 }), { maxLength: 8 })
    assertProperty(
      fc.property(tables, indices, ({ rows, columns, entries }, drawn) => {
        const matrix = subtractRow(sparseRows(entries, rows, columns), new Float64Array(columns).fill(2))
        const chosen = drawn.map((s) => s % rows)
        const selected = selectRows(matrix, chosen)
        const dense = denseRows(matrix)
        expect(selected.rows).toBe(chosen.length)
        expect([...denseRows(selected)]).toEqual(
          chosen.flatMap((s) => [...dense.subarray(s * columns, (s + 1) * columns)]),
        )
      }),
    )
  })

  it('refuses rows that are not there', () => {
    const matrix = sparseRows([1, 2], 2, 1)
    for (const s of [-1, 2, 0.5, Number.NaN])
      expect(() => selectRows(matrix, [0, s])).toThrow('indices[1] must be an integer in 0..1')
  })
})

describe('columns', () => {
  // [3, 3]
  const matrix = subtractRow(sparseRows([1, 0, 2, 3, 0, 0, 5, 0, -2], 3, 3), Float64Array.of(1, 4, 0))

  it('have means', () => {
    expect([...columnMeans(matrix)]).toEqual([2, -4, 0])
  })

  it('are counted where stored', () => {
    expect([...storedPerColumn(matrix)]).toEqual([3, 0, 2])
  })
})

describe('denseRows', () => {
  it('gives 0, not −0, where nothing is stored', () => {
    const dense = denseRows(sparseRows([0, 1, 0, 0], 2, 2))
    expect([...dense]).toEqual([0, 1, 0, 0])
  })
})
