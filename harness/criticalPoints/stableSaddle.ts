/**
 * Whether a point is a (κ, ε, ρ)-stable saddle: all of
 *
 *     ‖∇f(x)‖ < ε,   #{λ(∇²f(x)) ≠ 0} ≤ κ < N,   ∇²f is ρ-Lipschitz.
 *
 * An eigenvalue counts as non-zero only where it is certified, and as zero only where that is proved; the others may
 * be either, and the answer holds whichever they are.
 *
 * Source: Sankar and Balasubramanian 2017, Definition 3.
 *
 * Differs from the source:
 * 1. "An ε-second-order saddle point" is not defined there, and adds nothing here. (The ε-second-order *stationary*
 *    point of Jin et al. 2017 has λ_min ≥ −√(ρε), which no saddle with much negative curvature meets.) So nothing asks
 *    for a negative eigenvalue: minima along a valley, and points of a plateau, are stable saddles.
 * 2. ρ of a whole function is a number that somebody has to know: it comes as an interval, from an estimate
 *    (hessianLipschitz.ts), which is a lower bound, to what is proved, which may be infinite. A ReLU network has none.
 */
import { ArgumentError } from '../errors.ts'
import type { CertifiedInertia } from '../spectra/certifiedInertia.ts'
import type { CertifiedPoint } from './certifiedPoint.ts'
import {
  allOf,
  atMost,
  below,
  type Condition,
  type Decision,
  type Enclosure,
  reasonOf,
  requireEnclosure,
} from './enclosure.ts'

export interface StableSaddleConstants {
  /** In 0 < κ < N. */
  readonly kappa: number
  /** Positive. */
  readonly epsilon: number
  /** At least 0. */
  readonly rho: number
}

export interface StableSaddlePoint extends Pick<CertifiedPoint, 'gradientNorm' | 'inertia'> {
  /** The least Lipschitz constant of the Hessian. */
  readonly hessianLipschitz: Enclosure
}

export interface StableSaddle {
  readonly status: Decision
  readonly reason: string
  /** In the order of the formula. */
  readonly conditions: readonly Condition[]
}

export function stableSaddle(constants: StableSaddleConstants, point: StableSaddlePoint): StableSaddle {
  const conditions = stableSaddleConditions(constants, point)
  const status = allOf(conditions)
  return { status, reason: reasonOf(conditions, status), conditions }
}

/** The three conditions, which Definition 4 asks for too. */
export function stableSaddleConditions(
  { kappa, epsilon, rho }: StableSaddleConstants,
  { gradientNorm, inertia, hessianLipschitz }: StableSaddlePoint,
): readonly Condition[] {
  const nonZero = nonZeroEigenvalues(inertia)
  const order = nonZero.to + inertia.structural
  if (!(kappa > 0 && kappa < order)) {
    throw new ArgumentError('stableSaddle', 'kappa', `positive and below N = ${order}`, String(kappa))
  }
  if (!(epsilon > 0)) throw new ArgumentError('stableSaddle', 'epsilon', 'positive', String(epsilon))
  if (!(rho >= 0)) throw new ArgumentError('stableSaddle', 'rho', 'at least 0', String(rho))
  requireEnclosure('stableSaddle', 'gradientNorm', gradientNorm)
  requireEnclosure('stableSaddle', 'hessianLipschitz', hessianLipschitz)
  return [
    below('‖∇f‖ < ε', gradientNorm, epsilon),
    atMost('number of non-zero eigenvalues ≤ κ', nonZero, kappa),
    atMost('Lipschitz constant of the Hessian ≤ ρ', hessianLipschitz, rho),
  ]
}

function nonZeroEigenvalues(inertia: CertifiedInertia): Enclosure {
  const { structural, negative, undecided, positive } = inertia
  for (const [name, count] of Object.entries({ structural, negative, undecided, positive })) {
    if (!Number.isInteger(count) || count < 0) {
      throw new ArgumentError('stableSaddle', `inertia.${name}`, 'an integer of at least 0', String(count))
    }
  }
  return { from: negative + positive, to: negative + undecided + positive }
}
