/**
 * How many eigenvalues of a tridiagonal matrix are less than x: the negative pivots of T − xI = L D Lᵀ.
 *
 *     d₀ = t₀₀ − x,   dᵢ = tᵢᵢ − x − tᵢ,ᵢ₋₁²/dᵢ₋₁
 *
 * The count is exact for a T whose entries are changed by a few units in the last place each, however small
 * a pivot becomes, so it certifies eigenvalues that another algorithm found.
 *
 * Source: Barth, Martin and Wilkinson, "Calculation of the eigenvalues of a symmetric tridiagonal matrix by
 * the method of bisection", 1967; the floor for pivots as in LAPACK dstebz.
 */
import { requireLength } from '../../algebra/vectors.ts'
import type { Tridiagonal } from './tridiagonalize.ts'

/** @param x any number; the entries of T must have magnitudes below 1e150, because they are squared */
export function sturmCount({ diagonal, offDiagonal }: Tridiagonal, x: number): number {
  requireLength('sturmCount', 'offDiagonal', offDiagonal, diagonal.length - 1)
  const floor = pivotFloor(offDiagonal)
  let count = 0
  let pivot = 1
  for (let i = 0; i < diagonal.length; i++) {
    const coupling = i === 0 ? 0 : offDiagonal[i - 1]!
    pivot = diagonal[i]! - x - (coupling * coupling) / pivot
    // A pivot this small is taken for a negative one: that moves one diagonal entry by less than 2·floor.
    if (Math.abs(pivot) < floor) pivot = -floor
    if (pivot < 0) count++
  }
  return count
}

/** The smallest pivot by which every squared coupling can be divided without overflow. */
function pivotFloor(offDiagonal: Float64Array): number {
  let largest = 1
  for (const coupling of offDiagonal) largest = Math.max(largest, coupling * coupling)
  return 2 ** -1022 * largest
}
