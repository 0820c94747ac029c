/**
 * The factors that LAPACK dsytrf_rook leaves behind, read as LdltFactors.
 *
 * Column-major lower triangle is row-major upper triangle, so row k holds column k of L. LAPACK leaves a
 * column of L in the order that the rows had when it was computed; here the later interchanges are applied
 * to it too, row after row of the array, which keeps the access within one row.
 *
 * pivots[k] = p > 0: rows k and p − 1 were exchanged. pivots[k] = −p and pivots[k + 1] = −q: a block of order
 * 2 begins at k; first rows k and p − 1 were exchanged, then rows k + 1 and q − 1.
 *
 * Source: LAPACK SRC/dsytrf_rook.f, "Further details", and dsyconvf_rook.f.
 */
import { InternalError } from '../../errors.ts'
import type { LdltFactors } from '../ldltFactors.ts'

/** @param a [n, n] as dsytrf_rook('L') leaves it; reordered in place @param pivots [n] */
export function bunchKaufmanFactors(a: Float64Array, n: number, pivots: Int32Array): LdltFactors {
  const pairs = new Uint8Array(n)
  const partner = new Int32Array(n)
  for (let k = 0; k < n; k++) {
    partner[k] = Math.abs(pivots[k]!) - 1
    if (pivots[k]! > 0) continue
    if (!(pivots[k + 1]! < 0)) throw new InternalError('dsytrf_rook', `half a pivot block at ${k} of ${n}`)
    pairs[k] = 1
    partner[k + 1] = Math.abs(pivots[k + 1]!) - 1
    k++
  }
  for (let row = 0; row < n; row++) {
    // The exchanges of a block of order 2 come before its own rows of multipliers.
    for (let k = row + 1 + pairs[row]!; k < n; k++) exchange(a, row * n + k, row * n + partner[k]!)
  }
  return { order: n, entries: a, pairs }
}

function exchange(a: Float64Array, i: number, j: number): void {
  const held = a[i]!
  a[i] = a[j]!
  a[j] = held
}
