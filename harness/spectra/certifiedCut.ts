/**
 * On which side of a shift σ the eigenvalues of an exact matrix lie, counted without computing any of them.
 *
 * The matrix at hand is A = T + F: T is exact and unknown, ‖F‖₂ ≤ assemblyError. The pivots of LDLᵀ count exactly
 * for A + E, ‖E‖₂ ≤ errorBound, a bound that is computed from the factors themselves. Let slack be the sum of the
 * two and λ₁ ≤ … ≤ λ_n the eigenvalues of T; by Weyl none is further than slack from its counterpart of A + E. With
 * b negative and z zero pivots of A − σI, and k = b + z, that proves
 *
 *     λ_k ≤ σ + slack  (at least k eigenvalues of T are there or below)
 *     λ_{b+1} ≥ σ − slack  (at most b eigenvalues of T are below that).
 *
 * Source: Sylvester's law of inertia; Weyl's inequality; Parlett, "The symmetric eigenvalue problem", 1998, §3.3.
 */
import type { SymmetricMatrix } from '../algebra/symmetricMatrix.ts'
import { unitRoundoff } from '../algebra/vectors.ts'
import { ArgumentError } from '../errors.ts'
import type { DecompositionOptions, Failure, Provider } from '../providers/provider.ts'

export interface CertifiedCut {
  readonly status: 'counted'
  /** σ */
  readonly shift: number
  /** At least this many eigenvalues of the exact matrix are ≤ `to`. */
  readonly notAbove: number
  /** σ + slack, rounded outward. */
  readonly to: number
  /** At most this many eigenvalues of the exact matrix are < `from`. */
  readonly below: number
  /** σ − slack, rounded outward. */
  readonly from: number
}

/**
 * @param matrix order n, the computed one
 * @param assemblyError bound of ‖computed − exact‖₂, ≥ 0; one that is infinite or NaN gives `nonFinite`
 */
export async function certifiedCut(
  matrix: SymmetricMatrix,
  assemblyError: number,
  shift: number,
  provider: Provider,
  options: DecompositionOptions = {},
): Promise<CertifiedCut | Failure> {
  requireAssemblyError('certifiedCut', assemblyError)
  const inertia = await provider.inertia(matrix, shift, options)
  if (inertia.status !== 'factored') return inertia
  const slack = outward(assemblyError + inertia.errorBound, 1)
  const [from, to] = [outward(shift - slack, -1), outward(shift + slack, 1)]
  if (!(inertia.errorBound >= 0 && to - from < Number.POSITIVE_INFINITY)) return unbounded(inertia.errorBound)
  const { negative, zero } = inertia
  return { status: 'counted', shift, notAbove: negative + zero, to, below: negative, from }
}

/** NaN passes: a Hessian beyond float64 has no bound, which is an outcome and not the caller's mistake. */
export function requireAssemblyError(where: string, assemblyError: number): void {
  if (assemblyError < 0) {
    throw new ArgumentError(where, 'assemblyError', 'at least 0', String(assemblyError))
  }
}

/** Where a bound leaves float64, or is none, counts say nothing. */
export function unbounded(bound: number): Failure {
  return { status: 'nonFinite', message: `the error bound of the counts is ${bound}: no count is certain` }
}

/** The result of one rounded sum, moved by more than its rounding can have been. */
function outward(sum: number, direction: 1 | -1): number {
  return sum + direction * (2 * unitRoundoff * Math.abs(sum) + Number.MIN_VALUE)
}
