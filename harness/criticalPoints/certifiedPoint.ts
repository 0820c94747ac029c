/**
 * What the definitions of saddles ask of a point, as intervals that are known to contain it.
 *
 * The Hessian's part comes with its bounds (curvatureAt.ts). Loss and gradient are as good as the bounds given for
 * their rounding; without one the conclusions are about the computed numbers.
 */
import type { CertifiedInertia } from '../spectra/certifiedInertia.ts'
import type { CurvatureReport } from './curvatureAt.ts'
import { around, type Enclosure } from './enclosure.ts'

export interface CertifiedPoint {
  readonly loss: Enclosure
  /** ‖∇f‖₂ */
  readonly gradientNorm: Enclosure
  /** λ_min of the Hessian */
  readonly smallestEigenvalue: Enclosure
  readonly inertia: CertifiedInertia
}

export interface ComputedErrors {
  /** Bound of |computed − exact| of the loss; 0 when absent. */
  readonly loss?: number | undefined
  /** Bound of ‖computed − exact‖₂ of the gradient; 0 when absent. */
  readonly gradient?: number | undefined
}

export function certifiedPoint(
  report: Pick<CurvatureReport, 'loss' | 'gradientNorm' | 'eigenvalueRange' | 'bound' | 'inertia'>,
  { loss = 0, gradient = 0 }: ComputedErrors = {},
): CertifiedPoint {
  const length = around(report.gradientNorm, gradient)
  return {
    loss: around(report.loss, loss),
    gradientNorm: { from: Math.max(0, length.from), to: length.to },
    smallestEigenvalue: around(report.eigenvalueRange[0], report.bound),
    inertia: report.inertia,
  }
}
