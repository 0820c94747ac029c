/**
 * Why MINRES-QLP ends, and the tests that decide it.
 *
 * Write A for A − σI. ‖A‖ and cond(A) are estimates from below, of which the former is a norm of T_k.
 *
 * Source: Choi, Paige and Saunders 2011, stopping conditions: the flags −1 to 9 of the authors' code, here as
 * names. 0 and −1 are told apart further; `nonFinite` is added; those of a preconditioner have no counterpart.
 *
 * Differs from the source:
 * 1. The two limits are kept strictly: they are asked before `solved` is, and the step that passes them is
 *    not taken. There a step of size 1e16 along rounding errors can count as solved, because its residual is
 *    measured against ‖A‖·‖x‖.
 * 2. ‖A r‖ is tested before the step that would divide by a pivot of its size, not after.
 * 3. `precision` is √n·2⁻⁵² and not 2⁻⁵³, because inner products of n terms err by about √n half ulps.
 * 4. `convergedToEigenvector` is asked before `solved`, which it always would be too: ‖r‖ ≤ ‖b‖ ≤ eps·‖A‖‖x‖. It
 *    needs a conditionLimit above 1/eps.
 * 5. β₂ counts as 0 when it is below precision, not only when every bit of it is 0.
 */

export type MinresQlpStatus =
  /** b = 0, and so is x. */
  | 'zeroRightHandSide'
  /** A b = 0: x = 0 is the shortest least-squares solution. */
  | 'rightHandSideIsNullVector'
  /** A b = α b to precision: x = b/α, after one step. */
  | 'rightHandSideIsEigenvector'
  /** ‖r‖ ≤ rtol·(‖A‖‖x‖ + ‖b‖): x solves the system. */
  | 'solved'
  /** The same with `precision`, where rtol asks for more than rounding allows. */
  | 'solvedToPrecision'
  /** ‖A r‖ ≤ rtol·‖A‖‖r‖: x is the shortest least-squares solution. */
  | 'leastSquares'
  /** The same with `precision`. */
  | 'leastSquaresToPrecision'
  /** ‖b‖ ≤ eps·‖A‖‖x‖: beside x the right-hand side is rounding, x is a null vector of A. */
  | 'convergedToEigenvector'
  /** The next x would be longer than maxNorm. */
  | 'maxNorm'
  /** The next pivot is so small that cond(A) would reach conditionLimit; it counts as 0. */
  | 'conditionLimit'
  /** The next pivot is 0 or subnormal, yet A r is not small. */
  | 'rankDeficient'
  /** maxSteps are done and no test has passed. */
  | 'stepLimit'
  /** A product with A, or the next x, has an entry that is not finite. */
  | 'nonFinite'

/** What the tests look at. All ratios keep their value when A and b are scaled. */
export interface StoppingMeasures {
  /** k */
  readonly step: number
  /** β_{k+1} / ‖A‖ */
  readonly relativeBeta: number
  /** ‖A r_{k−1}‖ / (‖A‖‖r_{k−1}‖) */
  readonly relativeRoot: number
  /** The last pivot γ_k. */
  readonly pivot: number
  readonly condition: number
  /** ‖A‖ */
  readonly operatorNorm: number
}

export interface StepMeasures {
  /** ‖r_k‖ / (‖A‖‖x_k‖ + ‖b‖) */
  readonly relativeResidual: number
  /** ‖A‖‖x_k‖ / ‖b‖ */
  readonly relativeSize: number
}

export interface StoppingLimits {
  readonly rtol: number
  readonly precision: number
  readonly conditionLimit: number
}

/** Source: IEEE 754. */
const smallestNormal = 2 ** -1022

/** Asked when T_k is known and x_k is not. */
export function stopBeforeStep(
  { relativeRoot, pivot, condition, operatorNorm }: StoppingMeasures,
  { rtol, precision, conditionLimit }: StoppingLimits,
): MinresQlpStatus | 'continue' {
  if (operatorNorm === 0) return 'rightHandSideIsNullVector'
  if (relativeRoot <= rtol) return 'leastSquares'
  if (relativeRoot <= precision) return 'leastSquaresToPrecision'
  if (!(Math.abs(pivot) >= smallestNormal)) return 'rankDeficient'
  if (!(condition < conditionLimit)) return 'conditionLimit'
  return 'continue'
}

/** Asked when x_k is known too. */
export function stopAfterStep(
  { step, relativeBeta }: StoppingMeasures,
  { relativeResidual, relativeSize }: StepMeasures,
  { rtol, precision }: StoppingLimits,
): MinresQlpStatus | 'continue' {
  if (step === 1 && relativeBeta <= precision) return 'rightHandSideIsEigenvector'
  if (relativeSize * Number.EPSILON >= 1) return 'convergedToEigenvector'
  if (relativeResidual <= rtol) return 'solved'
  if (relativeResidual <= precision) return 'solvedToPrecision'
  return 'continue'
}
