/**
 * How many eigenvalues of an exact matrix are certainly negative, how many certainly positive, from cuts alone.
 *
 * Cuts at −τ and τ (certifiedCut.ts) prove that at least `negative` eigenvalues are below 0 and `positive` above,
 * as soon as τ exceeds the slack of the cuts; the slack is known only afterwards, so τ begins at a guess and doubles
 * what was found until it does.
 *
 * Source: Sylvester's law of inertia.
 */
import { InternalError } from '../errors.ts'
import type { Failure } from '../providers/provider.ts'
import type { UndecidedCounts } from './certifiedCounts.ts'
import { type CertifiedCut, unbounded } from './certifiedCut.ts'

export interface CertifiedSigns {
  readonly status: 'certified'
  readonly negative: number
  /** The rest: eigenvalues within [from, to] of the band, or signs that could not be told. */
  readonly undecided: number
  readonly positive: number
  /** Every undecided eigenvalue of the exact matrix is in here. */
  readonly band: { readonly from: number; readonly to: number }
}

/** A cut of one fixed matrix at a shift. */
export type CutAt = (shift: number) => Promise<CertifiedCut | Failure>

const attempts = 6

/** @param order n @param guess where the first cut below 0 is made: −guess, > 0 */
export async function signsFromCuts(
  order: number,
  guess: number,
  cutAt: CutAt,
): Promise<CertifiedSigns | UndecidedCounts | Failure> {
  if (!(guess < Number.POSITIVE_INFINITY)) return unbounded(guess)
  const lower = await clearOfZero(-guess, cutAt)
  if (lower.status !== 'counted') return lower
  const upper = await clearOfZero(-lower.shift, cutAt)
  if (upper.status !== 'counted') return upper
  const [negative, positive] = [lower.notAbove, order - upper.below]
  const undecided = order - negative - positive
  if (undecided < 0) {
    throw new InternalError(
      'signsFromCuts',
      `${negative} negative and ${positive} positive eigenvalues of order ${order}`,
    )
  }
  return { status: 'certified', negative, undecided, positive, band: { from: lower.from, to: upper.to } }
}

/** A cut whose slack does not reach 0, so that what is beyond it has the sign of the shift. */
async function clearOfZero(first: number, cutAt: CutAt): Promise<CertifiedCut | UndecidedCounts | Failure> {
  let shift = first
  for (let attempt = 0; attempt < attempts; attempt++) {
    const cut = await cutAt(shift)
    if (cut.status !== 'counted') return cut
    if (first < 0 ? cut.to < 0 : cut.from > 0) return cut
    shift = Math.sign(first) * (cut.to - cut.from)
    if (!Number.isFinite(shift)) return unbounded(shift)
  }
  return { status: 'undecided', message: `the error bound of the counts exceeds any shift up to ${shift}` }
}
