import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { largestMagnitude } from '../algebra/symmetricMatrix.ts'
import { unitRoundoff } from '../algebra/vectors.ts'
import { assertProperty } from '../properties/assertProperty.ts'
import { sturmCount } from '../providers/embedded/sturmCount.ts'
import type { Tridiagonal } from '../providers/embedded/tridiagonalize.ts'
import { type TridiagonalEigenpairs, tridiagonalEigenpairs } from './tridiagonalEigenpairs.ts'

const tridiagonals = fc
  .record({
    order: fc.integer({ min: 1, max: 12 }),
    diagonal: fc.array(fc.integer({ min: -8, max: 8 }), { minLength: 12, maxLength: 12 }),
    couplings: fc.array(fc.integer({ min: 0, max: 8 }), { minLength: 11, maxLength: 11 }),
    grading: fc.integer({ min: -20, max: 20 }),
  })
  .map(({ order, diagonal, couplings, grading }) => ({
    diagonal: Float64Array.from(diagonal.slice(0, order), (x, i) => x * 2 ** (grading * i)),
    offDiagonal: Float64Array.from(couplings.slice(0, order - 1), (x, i) => x * 2 ** (grading * i)),
  }))

function decompose(T: Tridiagonal, rows: 'first' | 'last' | 'all'): TridiagonalEigenpairs {
  const pairs = tridiagonalEigenpairs(T, rows)
  if (pairs.status !== 'converged') throw new Error(pairs.message)
  return pairs
}

describe('tridiagonalEigenpairs', () => {
  it('has small residuals, orthonormal columns and ascending values', () => {
    assertProperty(
      fc.property(tridiagonals, (T) => {
        const k = T.diagonal.length
        const { values, rows } = decompose(T, 'all')
        const size = Math.max(largestMagnitude(T.diagonal), largestMagnitude(T.offDiagonal))
        // 2k sweeps of k rotations, each 10u of an entry; ‖T‖ is at most three times its largest entry.
        const bound = 20 * k ** 2 * unitRoundoff
        const z = (i: number, j: number): number => rows[i * k + j] ?? 0
        for (let j = 0; j < k; j++) {
          expect(values[j]! >= (values[j - 1] ?? Number.NEGATIVE_INFINITY)).toBe(true)
          for (let i = 0; i < k; i++) {
            const above = i === 0 ? 0 : T.offDiagonal[i - 1]! * z(i - 1, j)
            const below = i === k - 1 ? 0 : T.offDiagonal[i]! * z(i + 1, j)
            const residual = above + below + (T.diagonal[i]! - values[j]!) * z(i, j)
            expect(Math.abs(residual)).toBeLessThanOrEqual(3 * bound * size)
            let product = 0
            for (let p = 0; p < k; p++) product += z(p, i) * z(p, j)
            expect(Math.abs(product - (i === j ? 1 : 0))).toBeLessThanOrEqual(bound)
          }
        }
      }),
    )
  })

  it('gives the same bits for one row as for all', () => {
    assertProperty(
      fc.property(tridiagonals, (T) => {
        const k = T.diagonal.length
        const { values, rows } = decompose(T, 'all')
        expect(decompose(T, 'first')).toEqual({ status: 'converged', values, rows: rows.slice(0, k) })
        expect(decompose(T, 'last')).toEqual({ status: 'converged', values, rows: rows.slice(-k) })
      }),
    )
  })

  it('is certified by Sturm counts on W21+, whose pairs agree to 15 digits', () => {
    const T = {
      diagonal: Float64Array.from({ length: 21 }, (_, i) => Math.abs(i - 10)),
      offDiagonal: new Float64Array(20).fill(1),
    }
    const bound = 20 * 21 ** 2 * unitRoundoff * 12
    decompose(T, 'first').values.forEach((value, j) => {
      expect(sturmCount(T, value - bound)).toBeLessThanOrEqual(j)
      expect(sturmCount(T, value + bound)).toBeGreaterThan(j)
    })
  })

  it('says so when it does not end', () => {
    const T = { diagonal: Float64Array.of(Number.NaN, 1), offDiagonal: Float64Array.of(1) }
    expect(tridiagonalEigenpairs(T, 'all')).toMatchObject({ status: 'notConverged' })
  })
})
