import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ShapeError } from '../errors.ts'
import { assertProperty } from '../properties/assertProperty.ts'
import { orthogonalComplement } from './orthogonalComplement.ts'
import { seededRandom } from './random.ts'
import { dot, norm, unitRoundoff } from './vectors.ts'

describe('the orthogonal complement', () => {
  it('is orthonormal and orthogonal to the columns, whatever their rank', () => {
    assertProperty(
      fc.property(fc.nat(9999), fc.integer({ min: 1, max: 8 }), fc.nat(8), (seed, n, columns) => {
        const random = seededRandom(seed)
        const m = Math.min(n, columns)
        // Every second column repeats the one before it.
        const drawn = Array.from({ length: n * m }, () => random.normal())
        const matrix = Float64Array.from(drawn, (x, p) => ((p % m) % 2 === 1 ? drawn[p - 1]! : x))
        const complement = orthogonalComplement(matrix, n, m)
        expect(complement.length).toBe(n - m)
        // Each of at most m reflections moves a vector by some 8(n + 2)·u of its length.
        const rounding = 16 * (m + 1) * (n + 2) * unitRoundoff
        complement.forEach((q, k) => {
          complement.forEach((other, l) => {
            expect(dot(q, other)).toBeWithin(k === l ? 1 : 0, rounding)
          })
          for (let c = 0; c < m; c++) {
            const column = Float64Array.from({ length: n }, (_, r) => matrix[r * m + c]!)
            expect(dot(q, column)).toBeWithin(0, rounding * norm(column))
          }
        })
      }),
    )
  })

  it('of no columns is everything, of zeros too', () => {
    expect(orthogonalComplement(new Float64Array(0), 2, 0)).toEqual([
      Float64Array.of(1, 0),
      Float64Array.of(0, 1),
    ])
    expect(orthogonalComplement(new Float64Array(2), 2, 1)).toEqual([Float64Array.of(0, 1)])
  })

  it('needs no more columns than rows', () => {
    expect(() => orthogonalComplement(new Float64Array(2), 1, 2)).toThrow(ShapeError)
  })
})
