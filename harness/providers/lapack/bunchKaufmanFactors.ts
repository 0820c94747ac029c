/**
 * The factors that LAPACK dsytrf leaves behind, read as LdltFactors.
 *
 * Column-major lower triangle is row-major upper triangle, so row k holds column k of L. dsytrf leaves a
 * column of L in the order that the rows had when it was computed; here the later interchanges are applied
 * to it too, row after row of the array, which keeps the access within one row.
 *
 * pivots[k] = p > 0: rows k and p − 1 were exchanged. pivots[k] = pivots[k + 1] = −p: a block of order 2
 * begins at k, and rows k + 1 and p − 1 were exchanged.
 *
 * Source: LAPACK SRC/dsytrf.f, "Further details", and dsyconv.f.
 */
import { InternalError } from '../../errors.ts'
import type { LdltFactors } from '../ldltFactors.ts'

/** @param a [n, n] as dsytrf('L') leaves it; reordered in place @param pivots [n] */
export function bunchKaufmanFactors(a: Float64Array, n: number, pivots: Int32Array): LdltFactors {
  const pairs = new Uint8Array(n)
  const partner = new Int32Array(n)
  for (let k = 0; k < n; k++) {
    partner[k] = pivots[k]! - 1
    if (pivots[k]! > 0) continue
    if (k + 1 === n || pivots[k + 1] !== pivots[k]) {
      throw new InternalError('dsytrf', `half a pivot block at ${k} of ${n}`)
    }
    pairs[k] = 1
    partner[k] = k
    partner[k + 1] = -pivots[k]! - 1
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
