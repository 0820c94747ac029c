/**
 * Whether a gradient is small enough to call the point critical.
 *
 *     critical  ⇔  ‖∇f(theta)‖₂ < bound
 *
 * Source: Frye et al. 2020, Figs. 1, 3 and A.1: squared gradient norm below 1e-10; Fig. A.2 uses 1e-8.
 *
 * Differs from the source: the norm is compared, not its square, so that it is in the gradient's unit and
 * its square cannot underflow.
 */
import { ArgumentError } from '../errors.ts'

export interface Stationarity {
  readonly status: 'critical' | 'notCritical'
  readonly gradientNorm: number
  readonly bound: number
  /** gradientNorm / bound: how far from critical. */
  readonly ratio: number
}

/** ‖g‖² < 1e-10. */
export const frye2020GradientNormBound = 1e-5
/** ‖g‖² < 1e-8, Fig. A.2. */
export const frye2020LooseGradientNormBound = 1e-4

/** @param gradientNorm ‖∇f(theta)‖₂, which may be infinite */
export function stationarity(gradientNorm: number, bound: number = frye2020GradientNormBound): Stationarity {
  if (!(gradientNorm >= 0)) {
    throw new ArgumentError('stationarity', 'gradientNorm', 'at least 0', String(gradientNorm))
  }
  if (!(bound > 0 && bound < Number.POSITIVE_INFINITY)) {
    throw new ArgumentError('stationarity', 'bound', 'positive and finite', String(bound))
  }
  const status = gradientNorm < bound ? 'critical' : 'notCritical'
  return { status, gradientNorm, bound, ratio: gradientNorm / bound }
}
