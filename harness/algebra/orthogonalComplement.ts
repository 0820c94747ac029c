/**
 * n − m orthonormal vectors that are orthogonal to the m columns of a matrix, by Householder reflections.
 *
 *     H_m … H_1 A = R,   Q = H_1 … H_m:   the last n − m columns of Q
 *
 * Whatever the rank of A, |Aᵀq| is of the order of n·m·u·‖A‖.
 *
 * Source: Golub and Van Loan, "Matrix computations", 2013, §5.1 and §5.2.
 */
import { ShapeError } from '../errors.ts'
import { norm } from './vectors.ts'

/** @param matrix [n, m] row-major, m ≤ n */
export function orthogonalComplement(matrix: Float64Array, n: number, m: number): Float64Array[] {
  if (matrix.length !== n * m || m > n)
    throw new ShapeError(
      'orthogonalComplement',
      'matrix',
      `[${n}, ${m}] with m ≤ n`,
      `${matrix.length} numbers`,
    )
  const columns = Array.from({ length: m }, (_, c) =>
    Float64Array.from({ length: n }, (_, r) => matrix[r * m + c]!),
  )
  const reflectors = columns.map((column, c) => {
    const reflector = householder(column, c)
    for (let other = c + 1; other < m; other++) reflect(reflector, columns[other]!)
    return reflector
  })
  return Array.from({ length: n - m }, (_, k) => {
    const q = new Float64Array(n)
    q[m + k] = 1
    for (const reflector of reflectors.toReversed()) reflect(reflector, q)
    return q
  })
}

/** The unit vector whose reflection takes x[first…] to a multiple of its first component; 0 where x is. */
function householder(x: Float64Array, first: number): Float64Array {
  const reflector = x.map((value, r) => (r < first ? 0 : value))
  const size = norm(reflector)
  if (size === 0) return reflector
  for (let r = first; r < reflector.length; r++) reflector[r]! /= size
  reflector[first]! += reflector[first]! < 0 ? -1 : 1
  const length = norm(reflector)
  return reflector.map((value) => value / length)
}

/** x ← x − 2·(r·x)·r */
function reflect(reflector: Float64Array, x: Float64Array): void {
  let product = 0
  for (let r = 0; r < x.length; r++) product += reflector[r]! * x[r]!
  for (let r = 0; r < x.length; r++) x[r]! -= 2 * product * reflector[r]!
}
