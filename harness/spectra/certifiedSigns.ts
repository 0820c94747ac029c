/**
 * How many eigenvalues of an exact matrix are certainly negative, how many certainly positive: two factorisations.
 *
 * No eigenvalue is computed (signsFromCuts.ts). Two factorisations, 2n³/3 flops at the speed of a matrix product,
 * against 4n³/3, mostly at that of a matrix-vector product, for eigenvalues. And where the error bound of
 * eigenvalues rests on a constant that is checked by tests, that of a count is computed from its factors; it is the
 * larger one.
 *
 * Source: Sylvester's law of inertia.
 */
import { infinityNorm, type SymmetricMatrix } from '../algebra/symmetricMatrix.ts'
import { unitRoundoff } from '../algebra/vectors.ts'
import { ldltRoundings } from '../providers/ldlt/ldltPanels.ts'
import type { DecompositionOptions, Failure, Provider } from '../providers/provider.ts'
import type { UndecidedCounts } from './certifiedCounts.ts'
import { certifiedCut, requireAssemblyError } from './certifiedCut.ts'
import { type CertifiedSigns, signsFromCuts } from './signsFromCuts.ts'

/**
 * @param matrix order n, the computed one
 * @param assemblyError bound of ‖computed − exact‖₂, ≥ 0; one that is infinite or NaN gives `nonFinite`
 */
export async function certifiedSigns(
  matrix: SymmetricMatrix,
  assemblyError: number,
  provider: Provider,
  options: DecompositionOptions = {},
): Promise<CertifiedSigns | UndecidedCounts | Failure> {
  requireAssemblyError('certifiedSigns', assemblyError)
  return signsFromCuts(matrix.order, firstShift(matrix.order, infinityNorm(matrix), assemblyError), (shift) =>
    certifiedCut(matrix, assemblyError, shift, provider, options),
  )
}

/**
 * What the slack is for a growth of ‖|L||D||Lᵀ|‖_∞ ≤ 5‖A‖_∞ (ldltFactors.ts): enough for 998 of 1000 small matrices.
 * Too small costs a factorisation, too large undecided eigenvalues.
 *
 * @param norm ‖A‖_∞ of the computed matrix
 */
export function firstShift(order: number, norm: number, assemblyError: number): number {
  const roundings = ldltRoundings(order) + 64
  return 1.05 * assemblyError + 6 * roundings * unitRoundoff * norm + 8 * Number.MIN_VALUE
}
