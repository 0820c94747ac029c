/**
 * The quartic on which Newton methods stop at points that are not critical.
 *
 *     f(x, y) = x⁴/4 − 3x² + 9x + 0.9y⁴ + 5y² + 40
 *
 * ∂f/∂x = x³ − 6x + 9 = (x + 3)(x² − 3x + 3) and the second factor has no real root, so (−3, 0) is the one
 * critical point. ∂²f/∂x² = 3x² − 6 vanishes at x = ±√2, where the gradient points along x when y = 0.
 *
 * Source: Frye et al. 2020, "Critical point-finding methods reveal gradient-flat regions of deep network
 * losses", Eq. 3 and Sec. 2.2.
 */
import { unitRoundoff } from '../algebra/vectors.ts'
import type { Objective } from '../networks/objective.ts'
import { planarObjective } from './planarObjective.ts'

export const quartic: Objective = planarObjective({
  name: 'quartic',
  loss: (x, y) => (x * x * x * x) / 4 - 3 * x * x + 9 * x + 0.9 * y * y * y * y + 5 * y * y + 40,
  gradient: (x, y) => ({ x: x * x * x - 6 * x + 9, y: 3.6 * y * y * y + 10 * y }),
  hessian: (x, y) => ({
    xx: 3 * x * x - 6,
    xy: 0,
    yy: 10.8 * y * y + 10,
    // Each entry: at most four roundings, that of 10.8 included, of a sum of these terms.
    errorBound: 4 * unitRoundoff * Math.max(3 * x * x + 6, 10.8 * y * y + 10),
  }),
})

/** The minimum, f = 6.25, Hessian diag(21, 10). [2] */
export const quarticCriticalPoint: readonly number[] = [-3, 0]

/**
 * Where Hg = 0 and g ≠ 0: a local minimum of ½‖∇f‖² at +√2, ‖∇f‖² = 113 − 72√2, and a saddle of it at
 * −√2, ‖∇f‖² = 113 + 72√2. Each [2], to the nearest float64.
 */
export const quarticGradientFlatPoints: {
  readonly minimum: readonly number[]
  readonly saddle: readonly number[]
} = { minimum: [Math.SQRT2, 0], saddle: [-Math.SQRT2, 0] }
