/**
 * A random matrix with orthonormal columns, or rows where those are shorter in number, uniform by Haar's measure.
 *
 *     A = QR,  A_ij ~ N(0, 1), all R_ii > 0:   Q
 *
 * By Gram-Schmidt, each column twice: R_ii is a norm, so that no sign has to be put right afterwards. |qᵢᵀqⱼ − δᵢⱼ| is
 * of the order of n·m·u.
 *
 * Source: Mezzadri, "How to generate random matrices from the classical compact groups", 2007, §5; Parlett, "The
 * symmetric eigenvalue problem", 1980, §6-9 (twice is enough).
 */
import { ArgumentError } from '../errors.ts'
import type { Random } from './random.ts'
import { dot, norm } from './vectors.ts'

/** @returns [rows, columns] row-major */
export function randomOrthogonal(rows: number, columns: number, random: Random): Float64Array {
  for (const [name, value] of Object.entries({ rows, columns })) {
    if (!Number.isInteger(value) || value < 1) {
      throw new ArgumentError('randomOrthogonal', name, 'a positive integer', String(value))
    }
  }
  const basis: Float64Array[] = []
  while (basis.length < Math.min(rows, columns)) {
    basis.push(nextVector(basis, Math.max(rows, columns), random))
  }
  const matrix = new Float64Array(rows * columns)
  basis.forEach((q, k) => {
    for (let i = 0; i < q.length; i++) matrix[rows < columns ? k * columns + i : i * columns + k] = q[i]!
  })
  return matrix
}

/** A normal vector [n] without its part in the span of the basis, of length 1. */
function nextVector(basis: readonly Float64Array[], n: number, random: Random): Float64Array {
  for (;;) {
    const vector = Float64Array.from({ length: n }, () => random.normal())
    removeSpan(vector, basis)
    const before = norm(vector)
    removeSpan(vector, basis)
    const length = norm(vector)
    // Where the second time takes much away, the first left little but rounding: draw again.
    if (length > before / 2) return vector.map((value) => value / length)
  }
}

function removeSpan(vector: Float64Array, basis: readonly Float64Array[]): void {
  for (const q of basis) {
    const share = dot(q, vector)
    for (let i = 0; i < vector.length; i++) vector[i]! -= share * q[i]!
  }
}
