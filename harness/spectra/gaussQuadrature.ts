/**
 * The Gauss quadrature of a Lanczos matrix: Σ weights·p(nodes) = q₁ᵀ p(A) q₁ for polynomials p of degree < 2k.
 *
 * Nodes are the eigenvalues of T, weights the squares of the **first components** of its normalised
 * eigenvectors. They are positive and sum to 1, the start vector being a unit vector. After a breakdown the
 * rule is exact for every function: it is the spectral measure of the start vector.
 *
 * Source: Golub and Welsch, "Calculation of Gauss quadrature rules", 1969.
 */
import type { Failure } from '../providers/provider.ts'
import type { Lanczos } from './lanczos.ts'
import { tridiagonalEigenpairs } from './tridiagonalEigenpairs.ts'

export interface Quadrature {
  /** [k] ascending */
  readonly nodes: Float64Array
  /** [k] not negative, of sum 1 */
  readonly weights: Float64Array
  /** After a breakdown: exact for all functions, not only for polynomials of degree 2k − 1. */
  readonly exact: boolean
}

export function gaussQuadrature({
  status,
  alphas,
  betas,
}: Pick<Lanczos, 'status' | 'alphas' | 'betas'>): Quadrature | Failure {
  const pairs = tridiagonalEigenpairs({ diagonal: alphas, offDiagonal: betas }, 'first')
  if (pairs.status !== 'converged') return pairs
  return { nodes: pairs.values, weights: pairs.rows.map((x) => x * x), exact: status === 'breakdown' }
}
