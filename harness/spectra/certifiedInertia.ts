/**
 * Signs of a Hessian's eigenvalues with an error bar: structural + negative + undecided + positive = P.
 *
 * A sign is stated only where it is certain: an eigenvalue counts as negative or positive when its
 * computed value is further from 0 than the bound of its error (Weyl: |λ̂ − λ| ≤ ‖ΔH‖₂ of assembly and
 * solver together). `structural` counts null directions that are proved without eigenvalues; what is left is
 * undecided: zero, or too small to tell.
 */
import { ArgumentError, InternalError } from '../errors.ts'

export interface CertifiedInertia {
  /** Proved null directions: zero rows and invariances. */
  readonly structural: number
  readonly negative: number
  readonly undecided: number
  readonly positive: number
}

export interface NullDirections {
  /** How many rows were removed before the decomposition because they are exactly zero. */
  readonly zeroRows: number
  /** Proved null directions of what remained: each accounts for one eigenvalue within the bound. */
  readonly invariances: number
}

/**
 * @param eigenvalues [n] of the matrix without its zero rows, any order
 * @param bound of |computed − exact| for each, ≥ 0
 * @throws InternalError when fewer eigenvalues lie within the bound than there are proved null
 *   directions: then the bound or a proof is wrong.
 */
export function certifiedInertia(
  eigenvalues: Float64Array,
  bound: number,
  { zeroRows, invariances }: NullDirections,
): CertifiedInertia {
  if (!(bound >= 0)) throw new ArgumentError('certifiedInertia', 'bound', 'a number ≥ 0', String(bound))
  let negative = 0
  let positive = 0
  for (const value of eigenvalues) {
    if (value < -bound) negative++
    if (value > bound) positive++
  }
  const small = eigenvalues.length - negative - positive
  if (small < invariances) {
    throw new InternalError(
      'certifiedInertia',
      `${invariances} null directions are proved, yet only ${small} eigenvalues lie within ±${bound}`,
    )
  }
  return { structural: zeroRows + invariances, negative, undecided: small - invariances, positive }
}
