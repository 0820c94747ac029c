import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ShapeError } from '../errors.ts'
import { assertProperty } from '../properties/assertProperty.ts'
import { rationalRank } from './rationalRank.ts'

const entries = fc.integer({ min: -3, max: 3 })
const matrix = (rows: number, columns: number) =>
  fc.array(fc.array(entries, { minLength: columns, maxLength: columns }), {
    minLength: rows,
    maxLength: rows,
  })

describe('rationalRank', () => {
  it('of a product with a triangle of ones on both sides is that of the middle', () => {
    // Unit triangular factors are invertible, so that diag(d) decides.
    const shapes = fc.record({ left: matrix(4, 4), right: matrix(4, 4), ones: fc.nat({ max: 4 }) })
    assertProperty(
      fc.property(shapes, ({ left, right, ones }) => {
        const lower = left.map((row, i) => row.map((x, j) => (i === j ? 1 : i > j ? x : 0)))
        const upper = right.map((row, i) => row.map((x, j) => (i === j ? 1 : i < j ? x : 0)))
        const product = lower.map((row) =>
          upper.map((_, j) => row.reduce((sum, x, k) => sum + (k < ones ? x * upper[k]![j]! : 0), 0)),
        )
        expect(rationalRank(product)).toBe(ones)
        expect(rationalRank(product[0]!.map((_, j) => product.map((row) => row[j]!)))).toBe(ones)
      }),
    )
  })

  it('knows the determinant of any two rows', () => {
    assertProperty(
      fc.property(fc.tuple(entries, entries, entries, entries), ([a, b, c, d]) => {
        const zero = [a, b, c, d].every((x) => x === 0)
        const rank = a * d - b * c === 0 ? (zero ? 0 : 1) : 2
        expect(
          rationalRank([
            [a, b],
            [c, d],
          ]),
        ).toBe(rank)
        // Rows may have any scale of their own, down to the smallest numbers.
        expect(
          rationalRank([
            [a * 2 ** 900, b * 2 ** 900],
            [c * 2 ** -1074, d * 2 ** -1074],
          ]),
        ).toBe(rank)
      }),
    )
  })

  it('is not that of rounded numbers', () => {
    expect(
      rationalRank([
        [0.1, 0.2, 0.3],
        [0.2, 0.4, 0.6],
      ]),
    ).toBe(1)
    // 3·0.1 is not 0.3 in float64.
    expect(
      rationalRank([
        [0.1, 0.3],
        [1, 3],
      ]),
    ).toBe(2)
    expect(
      rationalRank([
        [1, 1 + 2 ** -52],
        [1, 1],
      ]),
    ).toBe(2)
  })

  it('of nothing is 0, and of ragged rows an error', () => {
    expect(rationalRank([])).toBe(0)
    expect(rationalRank([[], []])).toBe(0)
    expect(
      rationalRank([
        [0, 0],
        [0, -0],
      ]),
    ).toBe(0)
    expect(() => rationalRank([[1, 2], [1]])).toThrow(ShapeError)
  })
})
