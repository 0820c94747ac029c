/**
 * The degeneracy curve (degeneracyCurve.ts) of an exact matrix at chosen tolerances, from cuts alone.
 *
 * Let a cut at σ have b(σ) eigenvalues below it and slack s (certifiedCut.ts). Then b(τ) − b(−τ) counts |λ| ≤ τ and
 * b(−τ) counts λ < −τ, with every eigenvalue further than s from ±τ on its proper side: an eigenvalue closer to
 * a tolerance than the slack may be counted on either side of it, and no other.
 *
 * Two factorisations a tolerance: for a few of them. A curve of many, or a plot, wants the eigenvalues themselves.
 */
import { ArgumentError } from '../errors.ts'
import type { Failure } from '../providers/provider.ts'
import type { CutAt } from './signsFromCuts.ts'

export interface CountedDegeneracy {
  /** τ */
  readonly tolerance: number
  /** Eigenvalues not beyond ±τ. */
  readonly zeros: number
  /** Eigenvalues below −τ. */
  readonly negative: number
  /** s: only eigenvalues within it of −τ or τ may be on the other side. */
  readonly slack: number
}

/** @param tolerances each > 0 */
export async function degeneracyCounts(
  tolerances: readonly number[],
  cutAt: CutAt,
): Promise<readonly CountedDegeneracy[] | Failure> {
  const counts: CountedDegeneracy[] = []
  for (const tolerance of tolerances) {
    if (!(tolerance > 0 && tolerance < Number.POSITIVE_INFINITY)) {
      throw new ArgumentError('degeneracyCounts', 'tolerance', 'a finite number > 0', String(tolerance))
    }
    const lower = await cutAt(-tolerance)
    if (lower.status !== 'counted') return lower
    const upper = await cutAt(tolerance)
    if (upper.status !== 'counted') return upper
    const slack = Math.max(
      lower.to - lower.shift,
      lower.shift - lower.from,
      upper.to - upper.shift,
      upper.shift - upper.from,
    )
    counts.push({ tolerance, zeros: upper.notAbove - lower.below, negative: lower.below, slack })
  }
  return counts
}
