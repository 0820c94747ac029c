/**
 * How fast the Hessians of the landscapes can change: ρ with ‖∇²f(a) − ∇²f(b)‖₂ ≤ ρ‖a − b‖ for all a, b in a ball.
 *
 *     ρ = max over the ball and unit vectors v of |T[v, v, v]|, T the third derivative
 *
 * T is symmetric, so that its norm is attained with the three arguments alike. T[v, v, v] is 6x v₁³ + 21.6y v₂³ for
 * the quartic, 0 for a quadratic form, 6 Re((v₁ + iv₂)³) for the monkey saddle, 6 w·v for the gutter and
 * 12q″ w·v + 8q‴ (w·v)³ for the plateau, where |q″|r ≤ 3/8 and |q‴|r³ ≤ 3/2 in the well, |q″| ≤ 3/49 and |q‴| ≤ 12/343 with
 * r ≤ 4 on the slope, and nothing on the flat and in the bowl.
 *
 * Source: Banach 1938 (norm of a symmetric form); the derivatives are those of the closed forms.
 */
import { norm, requireLength } from '../algebra/vectors.ts'
import { ArgumentError } from '../errors.ts'

/** ρ for the ball of `radius` ≥ 0 around theta [P]. */
export type HessianLipschitzBound = (theta: Float64Array, radius: number) => number

export const hessianLipschitzBounds = {
  quartic: planar((x, y, radius) => Math.max(6 * (Math.abs(x) + radius), 21.6 * (Math.abs(y) + radius))),
  /** Of any signature. */
  minMaxSaddle: checked(() => 0),
  monkeySaddle: planar(() => 6),
  gutter: checked((theta, radius) => 6 * (norm(theta) + radius)),
  plateau: checked((theta, radius) => {
    const [least, most] = [norm(theta) - radius, norm(theta) + radius]
    const straight = (least >= 2 && most <= 3) || least >= 4
    return straight ? 0 : 21
  }),
} satisfies Readonly<Record<string, HessianLipschitzBound>>

function planar(bound: (x: number, y: number, radius: number) => number): HessianLipschitzBound {
  return checked((theta, radius) => {
    requireLength('hessianLipschitzBounds', 'theta', theta, 2)
    return bound(theta[0]!, theta[1]!, radius)
  })
}

function checked(bound: HessianLipschitzBound): HessianLipschitzBound {
  return (theta, radius) => {
    if (!(radius >= 0 && radius < Number.POSITIVE_INFINITY)) {
      throw new ArgumentError('hessianLipschitzBounds', 'radius', 'finite and at least 0', String(radius))
    }
    return bound(theta, radius)
  }
}
