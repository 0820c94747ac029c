/**
 * An orthonormal basis of span(q, Aq, A²q, …), grown one vector at a time.
 *
 *     βⱼ qⱼ₊₁ = A qⱼ − αⱼ qⱼ − βⱼ₋₁ qⱼ₋₁,   αⱼ = qⱼᵀ A qⱼ,   βⱼ = ‖right side‖ ≥ 0
 *
 * The right side is orthogonalised twice against every earlier vector, so |qᵢᵀqⱼ| stays at n·u, where the bare
 * recurrence loses orthogonality as soon as a Ritz value has converged. The first pass leaves components of
 * n·u·‖right side before it‖ in the old directions, which may be all there is of a small βⱼ; the second n·u·βⱼ
 * ("twice is enough"), because the threshold of invariance below stops at what the first can leave.
 *
 * Source: Lanczos, "An iteration method for the solution of the eigenvalue problem", 1950; Paige, "The
 * computation of eigenvalues and eigenvectors of very large sparse matrices", 1971 (order of operations and
 * loss of orthogonality); Parlett, "The symmetric eigenvalue problem", 1980, §6-9 and §13 (twice is enough).
 */
import { dot, firstNonFinite, norm } from '../algebra/vectors.ts'
import { type LinearOperator, product } from './linearOperator.ts'

export interface KrylovSpace {
  /** Finished steps, k. */
  readonly alphas: readonly number[]
  /** β₁ … βₖ; the last one is what A Q = Q T leaves over, whether or not it was divided by. */
  readonly betas: readonly number[]
  /** k vectors [n], orthonormal and orthogonal to `deflated`. */
  readonly basis: readonly Float64Array[]
  /**
   * One step more, at the price of one product. `invariant`: the space cannot grow, k is the grade of the
   * start vector. `nonFinite`: the step was not made, because a number was NaN or infinite.
   */
  extend(): 'grown' | 'invariant' | 'nonFinite'
}

export interface KrylovOptions {
  /** Orthonormal vectors [n] whose complement the space is kept in: A is seen as (I − VVᵀ)A(I − VVᵀ). */
  readonly deflated?: readonly Float64Array[]
  /** A known lower bound of ‖A‖₂, against which a β counts as 0; ‖T‖ is always counted. */
  readonly scale?: number
}

/** Below it a quotient w/β has lost bits to underflow: 2⁻¹⁰²² / eps. */
const absoluteFloor = 2 ** -970

/** @param start [n], finite and not in the span of the deflated vectors */
export function krylovSpace(
  operator: LinearOperator,
  start: Float64Array,
  { deflated = [], scale = 0 }: KrylovOptions = {},
): KrylovSpace {
  const n = operator.order
  const alphas: number[] = []
  const betas: number[] = []
  const basis: Float64Array[] = []
  let norms = scale
  let next = unit(start)
  for (let pass = 0; pass < 2 && deflated.length > 0; pass++) {
    orthogonalise(next, deflated)
    next = unit(next)
  }

  function extend(): 'grown' | 'invariant' | 'nonFinite' {
    const k = basis.length
    const w = product('krylovSpace', operator, next)
    if (firstNonFinite(w) >= 0) return 'nonFinite'
    const alpha = dot(next, w)
    subtract(w, alpha, next)
    if (k > 0) subtract(w, betas[k - 1]!, basis[k - 1]!)
    const all = [...deflated, ...basis, next]
    orthogonalise(w, all)
    orthogonalise(w, all)
    const beta = norm(w)
    norms = Math.max(norms, Math.abs(alpha) + beta + (betas[k - 1] ?? 0))
    if (!Number.isFinite(norms)) return 'nonFinite'
    basis.push(next)
    alphas.push(alpha)
    betas.push(beta)
    // n·eps·‖T‖ is what the two passes can leave of a vector in the span; in the whole space nothing is left.
    const negligible = Math.max(n * Number.EPSILON * norms, absoluteFloor)
    if (!(beta > negligible) || all.length === n) return 'invariant'
    next = unit(w)
    return 'grown'
  }

  return { alphas, betas, basis, extend }
}

/** w ← (I − VVᵀ) w, one vector after the other. */
function orthogonalise(w: Float64Array, vectors: readonly Float64Array[]): void {
  for (const v of vectors) subtract(w, dot(v, w), v)
}

function subtract(w: Float64Array, factor: number, v: Float64Array): void {
  for (let i = 0; i < w.length; i++) w[i]! -= factor * v[i]!
}

function unit(w: Float64Array): Float64Array {
  const length = norm(w)
  return w.map((x) => x / length)
}
