/**
 * The Lanczos decomposition: A Q = Q T + β_k q_{k+1} e_kᵀ with Q orthonormal and T tridiagonal.
 *
 * T = tridiag(β, α, β) has the moments of A seen from the start vector, q₁ᵀAʲq₁ = e₁ᵀTʲe₁ for j < 2k, and
 * its eigenvalues (Ritz values) lie among those of A. How Q is kept orthonormal stands in krylovSpace.ts.
 *
 * Source: Lanczos, "An iteration method for the solution of the eigenvalue problem", 1950; Paige, "The
 * computation of eigenvalues and eigenvectors of very large sparse matrices", 1971.
 */
import { breather, type RunOptions } from '../algebra/runOptions.ts'
import { dot } from '../algebra/vectors.ts'
import { type KrylovSpace, krylovSpace } from './krylovSpace.ts'
import { type LinearOperator, requireDirection, requireOperator } from './linearOperator.ts'
import { requireCount } from './requireCount.ts'

/**
 * - `complete`: all steps that were asked for;
 * - `breakdown`: the space became invariant (β_k ≤ n·eps·‖T‖, or k = n). A success with fewer steps: every
 *   eigenvalue of T is one of A within `residual`, and the start vector has no part in any other. Repeated
 *   eigenvalues appear once.
 */
export interface Lanczos {
  readonly status: 'complete' | 'breakdown'
  /** k, products made. */
  readonly steps: number
  /** [k] diagonal of T */
  readonly alphas: Float64Array
  /** [k − 1] off-diagonal of T, all positive */
  readonly betas: Float64Array
  /** [k, n] row-major, orthonormal rows; the first is the start vector over its length. */
  readonly basis: Float64Array
  /** β_k = ‖A Q − Q T‖₂, up to rounding of n·eps·‖A‖_F. */
  readonly residual: number
  /** max |QᵀQ − I|, measured */
  readonly orthogonalityLoss: number
}

export interface LanczosFailure {
  readonly status: 'nonFinite'
  /** Steps that were finished before. */
  readonly steps: number
  readonly message: string
}

/**
 * Reaches operators with norms from 1e-290 to 1e290; progress is told in steps.
 *
 * @param start [n], of any length but 0
 * @param steps in 1..n
 * @throws ArgumentError on a start vector that is zero or not finite, ShapeError on one of another length
 */
export async function lanczos(
  operator: LinearOperator,
  start: Float64Array,
  steps: number,
  options: RunOptions = {},
): Promise<Lanczos | LanczosFailure> {
  requireOperator('lanczos', operator)
  requireDirection('lanczos', 'start', start, operator.order)
  requireCount('lanczos', 'steps', steps, 1, operator.order)
  const breathe = breather(options)
  const space = krylovSpace(operator, start)
  for (let k = 1; ; k++) {
    await breathe(k - 1, steps)
    const grown = space.extend()
    if (grown === 'nonFinite') return failure(k)
    if (grown === 'invariant') return decomposition(space, 'breakdown')
    if (k === steps) return decomposition(space, 'complete')
  }
}

function decomposition({ alphas, betas, basis }: KrylovSpace, status: Lanczos['status']): Lanczos {
  const steps = basis.length
  const n = basis[0]!.length
  const rows = new Float64Array(steps * n)
  basis.forEach((q, j) => {
    rows.set(q, j * n)
  })
  return {
    status,
    steps,
    alphas: Float64Array.from(alphas),
    betas: Float64Array.from(betas.slice(0, -1)),
    basis: rows,
    residual: betas.at(-1)!,
    orthogonalityLoss: orthogonalityLoss(basis),
  }
}

function orthogonalityLoss(basis: readonly Float64Array[]): number {
  let largest = 0
  basis.forEach((q, i) => {
    for (let j = 0; j <= i; j++) {
      largest = Math.max(largest, Math.abs(dot(q, basis[j]!) - (i === j ? 1 : 0)))
    }
  })
  return largest
}

function failure(step: number): LanczosFailure {
  return {
    status: 'nonFinite',
    steps: step - 1,
    message: `the product of step ${step} is not finite: the operator overflows, or it is NaN at its point`,
  }
}
