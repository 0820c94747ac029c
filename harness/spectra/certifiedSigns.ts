/**
 * How many eigenvalues of an exact matrix are certainly negative, how many certainly positive: two factorisations.
 *
 * No eigenvalue is computed. Cuts at −τ and τ (certifiedCut.ts) prove that at least `negative` eigenvalues are
 * below 0 and `positive` above, as soon as τ exceeds the slack of the cuts; the slack is known only afterwards, so τ
 * begins at a guess and doubles what was found until it does. Two factorisations, 2n³/3 flops at the speed of a matrix
 * product, against 4n³/3, mostly at that of a matrix-vector product, for eigenvalues. And where the error bound of
 * eigenvalues rests on a constant that is checked by tests, that of a count is computed from its factors; it is the
 * larger one.
 *
 * Source: Sylvester's law of inertia.
 */
import type { RunOptions } from '../algebra/runOptions.ts'
import { infinityNorm, type SymmetricMatrix } from '../algebra/symmetricMatrix.ts'
import { unitRoundoff } from '../algebra/vectors.ts'
import { InternalError } from '../errors.ts'
import type { Failure, Provider } from '../providers/provider.ts'
import type { UndecidedCounts } from './certifiedCounts.ts'
import { type CertifiedCut, certifiedCut, requireAssemblyError, unbounded } from './certifiedCut.ts'

export interface CertifiedSigns {
  readonly status: 'certified'
  readonly negative: number
  /** The rest: eigenvalues within [from, to] of the band, or signs that could not be told. */
  readonly undecided: number
  readonly positive: number
  /** Every undecided eigenvalue of the exact matrix is in here. */
  readonly band: { readonly from: number; readonly to: number }
}

const attempts = 6

/**
 * @param matrix order n, the computed one
 * @param assemblyError bound of ‖computed − exact‖₂, ≥ 0; one that is infinite or NaN gives `nonFinite`
 */
export async function certifiedSigns(
  matrix: SymmetricMatrix,
  assemblyError: number,
  provider: Provider,
  options: RunOptions = {},
): Promise<CertifiedSigns | UndecidedCounts | Failure> {
  requireAssemblyError('certifiedSigns', assemblyError)
  const guess = firstGuess(matrix, assemblyError)
  if (!(guess < Number.POSITIVE_INFINITY)) return unbounded(guess)
  const cutAt = (shift: number) => certifiedCut(matrix, assemblyError, shift, provider, options)
  const lower = await clearOfZero(-guess, cutAt)
  if (lower.status !== 'counted') return lower
  const upper = await clearOfZero(-lower.shift, cutAt)
  if (upper.status !== 'counted') return upper
  const [negative, positive] = [lower.notAbove, matrix.order - upper.below]
  const undecided = matrix.order - negative - positive
  if (undecided < 0) {
    throw new InternalError(
      'certifiedSigns',
      `${negative} negative and ${positive} positive eigenvalues of order ${matrix.order}`,
    )
  }
  return { status: 'certified', negative, undecided, positive, band: { from: lower.from, to: upper.to } }
}

/** A cut whose slack does not reach 0, so that what is beyond it has the sign of the shift. */
async function clearOfZero(
  first: number,
  cutAt: (shift: number) => Promise<CertifiedCut | Failure>,
): Promise<CertifiedCut | UndecidedCounts | Failure> {
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

/**
 * What the slack is for a growth of ‖|L||D||Lᵀ|‖_∞ ≤ 5‖A‖_∞ (ldltFactors.ts, with N ≤ n + 6, or less where sums are
 * blocked): enough for 998 of 1000 small matrices. Too small costs a factorisation, too large undecided eigenvalues.
 */
function firstGuess(matrix: SymmetricMatrix, assemblyError: number): number {
  const roundings = Math.min(matrix.order, 256) + 64
  return 1.01 * assemblyError + 6 * roundings * unitRoundoff * infinityNorm(matrix) + 8 * Number.MIN_VALUE
}
