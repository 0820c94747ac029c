/**
 * Whether a point is an (α, γ, ε, δ)-strict saddle: one at least of three conditions is true there.
 *
 *     1. ‖∇f(w)‖ ≥ ε
 *     2. λ_min(∇²f(w)) ≤ −γ
 *     3. there is a local minimum w* with ‖w − w*‖ ≤ δ, and f is α-strongly convex where ‖w′ − w*‖ ≤ 2δ
 *
 * The third is decided from the point itself, no minimum has to be known:
 * - It fails where λ_min(∇²f(w)) < α, for w is in that ball.
 * - With a Hessian that is ρ-Lipschitz within 3δ of w, f is μ-strongly convex within δ of w, μ = λ_min − ρδ. Where
 *   ‖∇f(w)‖ < μδ the gradient points outward on that ball's sphere, since (∇f(v) − ∇f(w))·(v − w) ≥ μ‖v − w‖²; so f has
 *   a local minimum w* inside. Its 2δ ball is within 3δ of w, where f is (λ_min − 3ρδ)-strongly convex.
 *
 * Source: Sankar and Balasubramanian 2017, Definition 2, after Ge et al. 2015.
 *
 * Differs from the source:
 * 1. It prints "∇f(x) ≥ ε", which compares a vector with a number; the norm is meant.
 * 2. It calls a critical point x a strict saddle. At a critical point the first condition is never true, and a minimum
 *    meets the third, so that minima with enough curvature are strict saddles. In Ge et al. a *function* is strict
 *    saddle, when every point meets one of the three. Here any point may be asked about.
 * 3. The third condition is printed with two letters, x and w, for the one point.
 */
import { ArgumentError } from '../errors.ts'
import type { CertifiedPoint } from './certifiedPoint.ts'
import {
  anyOf,
  atLeast,
  atMost,
  type Condition,
  type Decision,
  type Enclosure,
  reasonOf,
  requireEnclosure,
} from './enclosure.ts'

/** Each positive and finite. */
export interface StrictSaddleConstants {
  readonly alpha: number
  readonly gamma: number
  readonly epsilon: number
  readonly delta: number
}

export interface StrictSaddlePoint extends Pick<CertifiedPoint, 'gradientNorm' | 'smallestEigenvalue'> {
  /** A proved Lipschitz constant ρ of the Hessian within 3δ of the point; unknown when absent. */
  readonly hessianLipschitz?: number | undefined
}

export interface StrictSaddle {
  readonly status: Decision
  readonly reason: string
  /** The three, in the order of the definition. */
  readonly conditions: readonly Condition[]
}

export function strictSaddle(constants: StrictSaddleConstants, point: StrictSaddlePoint): StrictSaddle {
  for (const [name, value] of Object.entries(constants)) requirePositive(name, value)
  const { gradientNorm, smallestEigenvalue } = point
  requireEnclosure('strictSaddle', 'gradientNorm', gradientNorm)
  requireEnclosure('strictSaddle', 'smallestEigenvalue', smallestEigenvalue)
  const conditions = [
    atLeast('‖∇f‖ ≥ ε', gradientNorm, constants.epsilon),
    atMost('λ_min ≤ −γ', smallestEigenvalue, -constants.gamma),
    nearMinimum(constants, point),
  ]
  const status = anyOf(conditions)
  return { status, reason: reasonOf(conditions, status), conditions }
}

function nearMinimum({ alpha, delta }: StrictSaddleConstants, point: StrictSaddlePoint): Condition {
  const what = 'a minimum within δ, α-strongly convex within 2δ of it,'
  const rho = point.hessianLipschitz ?? Number.POSITIVE_INFINITY
  if (!(rho >= 0)) throw new ArgumentError('strictSaddle', 'hessianLipschitz', 'at least 0', String(rho))
  const convexity = withinBall(point.smallestEigenvalue, 3 * rho * delta)
  const convex = atLeast(what, convexity, alpha)
  if (convex.status !== 'holds') return convex
  const pull = (point.smallestEigenvalue.from - rho * delta) * delta
  return point.gradientNorm.to < pull ? convex : { ...convex, status: 'undecided', margin: 0 }
}

/** The least λ_min within a ball around the point, where no eigenvalue changes by more than `change`. */
function withinBall({ from, to }: Enclosure, change: number): Enclosure {
  return { from: from - change, to }
}

function requirePositive(name: string, value: number): void {
  if (!(value > 0 && value < Number.POSITIVE_INFINITY)) {
    throw new ArgumentError('strictSaddle', name, 'positive and finite', String(value))
  }
}
