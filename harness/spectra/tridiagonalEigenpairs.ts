/**
 * Eigenvalues of a small tridiagonal matrix and chosen rows of its eigenvectors, by implicit QL.
 *
 * Gauss quadrature needs the first row of the eigenvectors, the residuals of Ritz pairs the last one, Ritz
 * vectors all. Each row takes the rotations on its own, so one row costs O(k²) instead of O(k³).
 *
 * Source: Dubrulle, Martin and Wilkinson, "The implicit QL algorithm", 1968 (imtql2); Golub and Welsch,
 * "Calculation of Gauss quadrature rules", 1969 (the first row alone).
 */
import { requireLength } from '../algebra/vectors.ts'
import { implicitQl, type QlStep, type Rotations } from '../providers/embedded/implicitQl.ts'
import { unfinished } from '../providers/embedded/tridiagonalEigenvalues.ts'
import type { Tridiagonal } from '../providers/embedded/tridiagonalize.ts'
import type { Failure } from '../providers/provider.ts'

export interface TridiagonalEigenpairs {
  readonly status: 'converged'
  /** [k] ascending */
  readonly values: Float64Array
  /** [r, k] row-major, column j belongs to values[j]; r = 1 or k. */
  readonly rows: Float64Array
}

/** @param wanted which rows of the matrix of eigenvectors */
export function tridiagonalEigenpairs(
  { diagonal, offDiagonal }: Tridiagonal,
  wanted: 'first' | 'last' | 'all',
): TridiagonalEigenpairs | Failure {
  const k = diagonal.length
  requireLength('tridiagonalEigenpairs', 'offDiagonal', offDiagonal, k - 1)
  const d = Float64Array.from(diagonal)
  const e = new Float64Array(k)
  e.set(offDiagonal)
  const z = startRows(k, wanted)
  const rotations = { cosines: new Float64Array(k), sines: new Float64Array(k) }
  for (const step of implicitQl(d, e, rotations)) {
    if (step.kind === 'notConverged') return unfinished(k, step.found)
    for (const row of z) follow(row, step, rotations)
  }
  return ascending(d, z)
}

/** Rows of the identity. */
function startRows(k: number, wanted: 'first' | 'last' | 'all'): Float64Array[] {
  const indices = wanted === 'all' ? Array.from({ length: k }, (_, i) => i) : [wanted === 'first' ? 0 : k - 1]
  return indices.map((index) => Float64Array.from({ length: k }, (_, j) => (j === index ? 1 : 0)))
}

/** Does to a row of eigenvectors what a step did to T. */
function follow(row: Float64Array, { kind, first, last }: QlStep, { cosines, sines }: Rotations): void {
  if (kind === 'turn') {
    row.subarray(first, last + 1).reverse()
    return
  }
  for (let i = last - 1; i >= first; i--) {
    const [x, y] = [row[i]!, row[i + 1]!]
    row[i + 1] = sines[i]! * x + cosines[i]! * y
    row[i] = cosines[i]! * x - sines[i]! * y
  }
}

function ascending(d: Float64Array, z: readonly Float64Array[]): TridiagonalEigenpairs {
  const k = d.length
  const order = Array.from(d.keys()).sort((i, j) => d[i]! - d[j]!)
  const rows = new Float64Array(z.length * k)
  z.forEach((row, r) => {
    for (let j = 0; j < k; j++) rows[r * k + j] = row[order[j]!]!
  })
  return { status: 'converged', values: Float64Array.from(order, (i) => d[i]!), rows }
}
