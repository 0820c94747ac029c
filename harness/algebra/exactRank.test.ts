import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ArgumentError } from '../errors.ts'
import { assertProperty } from '../properties/assertProperty.ts'
import { columnDependencies } from './exactRank.ts'
import { seededRandom } from './random.ts'
import { denseRows, type SparseRows, sparseRows, subtractRow } from './sparseRows.ts'
import { unitRoundoff } from './vectors.ts'

const everyRow = ({ rows }: SparseRows): Int32Array => Int32Array.from({ length: rows }, (_, r) => r)

/** X and, where asked for, the ones. [N][n] */
function extended(matrix: SparseRows, ones: boolean): number[][] {
  const dense = denseRows(matrix)
  return Array.from({ length: matrix.rows }, (_, r) => [
    ...dense.subarray(r * matrix.columns, (r + 1) * matrix.columns),
    ...(ones ? [1] : []),
  ])
}

/** Every row times every vector of the kernel is 0 up to the rounding of the vector and of the product. */
function expectKernel(matrix: SparseRows, ones: boolean, rounding = 4): void {
  const found = columnDependencies(matrix, everyRow(matrix), { ones })
  const rows = extended(matrix, ones)
  found.kernel().forEach((vector, f) => {
    found.dependent.forEach((a, g) => {
      expect(vector[a] === 0).toBe(f !== g)
    })
    expect(vector.reduce((most, x) => Math.max(most, Math.abs(x)), 0)).toBeWithin(1, 2 * unitRoundoff)
    for (const row of rows) {
      const size = row.reduce((sum, x, a) => sum + Math.abs(x * vector[a]!), 0)
      // An offset is subtracted with a rounding of its own: entries of X are not larger than 4 here.
      const bound = rounding * (row.length + 4) * unitRoundoff * (size + 4)
      expect(row.reduce((sum, x, a) => sum + x * vector[a]!, 0)).toBeWithin(0, bound)
    }
  })
}

describe('dependent columns', () => {
  it('are zero, constant, copies and combinations; the rest is the rank', () => {
    // x, 0, y, 3, x + y, 2x, z
    const rows = [
      [1, 0, 2, 3, 3, 2, 5],
      [0, 0, 1, 3, 1, 0, 1],
      [2, 0, -1, 3, 1, 4, 1],
      [1, 0, 1, 3, 2, 2, -7],
      [4, 0, 4, 3, 8, 8, 0],
    ]
    const matrix = sparseRows(rows.flat(), 5, 7)
    const found = columnDependencies(matrix, everyRow(matrix), { ones: true })
    expect([...found.dependent]).toEqual([1, 3, 4, 5])
    expect([...found.constant]).toEqual([1, 3])
    expect([...found.independent]).toEqual([0, 2, 6, 7])
    expect(found.exact).toBe(true)
    expect([...columnDependencies(matrix, everyRow(matrix), { ones: false }).dependent]).toEqual([1, 4, 5])
    expectKernel(matrix, true)
    expectKernel(matrix, false)
  })

  it('know a difference of one unit in the last place', () => {
    const matrix = sparseRows([0.1, 0.1, 0.2, 0.2, 0.3, 0.3 + 2 ** -54], 3, 2)
    expect(columnDependencies(matrix, everyRow(matrix), { ones: false }).dependent.length).toBe(0)
    expect([...columnDependencies(matrix, Int32Array.of(0, 1), { ones: false }).dependent]).toEqual([1])
  })

  it('hold at every scale, subnormal numbers included', () => {
    const rows = [1e300, 2e300, 5e-324, 1e-323, 0, 0]
    const matrix = sparseRows(rows, 3, 2)
    expect([...columnDependencies(matrix, everyRow(matrix), { ones: false }).dependent]).toEqual([1])
    expect(columnDependencies(matrix, everyRow(matrix), { ones: true }).kernel()).toEqual([
      Float64Array.of(1, -0.5, 0),
    ])
  })

  it('of an offset: constant beside ones, their own number otherwise', () => {
    const matrix = subtractRow(sparseRows([0, 1, 0, 2], 2, 2), Float64Array.of(0.5, 0))
    const found = columnDependencies(matrix, everyRow(matrix), { ones: true })
    expect(found.kernel()).toEqual([Float64Array.of(1, 0, 0.5)])
    expect(columnDependencies(matrix, everyRow(matrix), { ones: false }).dependent.length).toBe(0)
  })

  it('of rows that are not there are refused', () => {
    const matrix = sparseRows([1, 2], 2, 1)
    expect(() => columnDependencies(matrix, Int32Array.of(2), { ones: false })).toThrow(ArgumentError)
  })
})

describe('wide matrices', () => {
  const columns = 60

  /** Random dyadic entries, few of them, with the columns of `copies` made from others. */
  function wide(seed: number, rows: number, rank: number): SparseRows {
    const random = seededRandom(seed)
    const entries: number[] = []
    for (let r = 0; r < rows; r++) {
      const row = Array.from({ length: rank }, () =>
        random.integer(3) === 0 ? random.integer(255) / 255 : 0,
      )
      // The others are combinations of two or three of the first columns.
      for (let a = rank; a < columns; a++) row.push(row[a - rank]! * 0.5 - row[(a * 7) % rank]! + row[a % 5]!)
      entries.push(...row)
    }
    return sparseRows(entries, rows, columns)
  }

  it('of full rank are proved to be so', () => {
    const random = seededRandom(2)
    const entries = Array.from({ length: 90 * columns }, () => random.normal())
    const found = columnDependencies(sparseRows(entries, 90, columns), Int32Array.from(Array(90).keys()), {
      ones: true,
    })
    expect(found).toMatchObject({ exact: true, dependent: new Int32Array(0) })
  })

  it('have the rank of their first columns where the others are sums of powers of two', () => {
    assertProperty(
      fc.property(fc.nat(9999), (seed) => {
        const random = seededRandom(seed)
        const rank = 35 + random.integer(20)
        const matrix = wholeNumbers(wide(seed, 120, rank))
        for (const ones of [false, true]) {
          const found = columnDependencies(matrix, everyRow(matrix), { ones })
          expect(found.exact).toBe(true)
          expect(found.dependent.length).toBe(columns - rank)
          expectKernel(matrix, ones)
        }
      }),
      { numRuns: 5 },
    )
  })

  it('with fewer rows than columns have the rank of the rows', () => {
    const matrix = wide(3, 20, columns)
    const found = columnDependencies(matrix, everyRow(matrix), { ones: true })
    expect(found).toMatchObject({ exact: true })
    expect(found.dependent.length).toBe(columns + 1 - 20)
    // The square system of 20 rows is solved in float64: rounding times its condition, which is below 10⁶ here.
    expectKernel(matrix, true, 1e6)
  })

  it('whose dependence is hidden by rounding have none', () => {
    // 255ths are no dyadic numbers: a sum of them rounds, and the combination with it.
    const matrix = wide(5, 120, 50)
    const found = columnDependencies(matrix, everyRow(matrix), { ones: true })
    expect(found.dependent.length).toBeLessThan(columns - 50)
  })

  /** The same with entries that are multiples of 1/2. */
  function wholeNumbers(matrix: SparseRows): SparseRows {
    return { ...matrix, values: matrix.values.map((x) => Math.round(x * 510) / 2) }
  }
})
