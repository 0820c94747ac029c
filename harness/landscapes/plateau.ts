/**
 * A bowl with a flat step: gradient descent from outside stops on the step, above the global minimum.
 *
 *     f(w) = q(s),  s = w₁² + w₂²
 *     q(s) = 1 − 2t³ + t⁴,  t = (4 − s)/4   for 0 ≤ s ≤ 4     the well: q(0) = 0
 *     q(s) = 1                              for 4 ≤ s ≤ 9     the plateau: 2 ≤ ‖w‖ ≤ 3
 *     q(s) = 1 + 2t³ − t⁴,  t = (s − 9)/7   for 9 ≤ s ≤ 16    the slope: q(16) = 2
 *     q(s) = 2 + (2/7)(s − 16)              for s ≥ 16        the bowl
 *
 * f is C²; q′ and q″ are Lipschitz. (0, 0) is the global minimum, with the Hessian I. Inside the plateau
 * the gradient and the whole Hessian are 0.
 *
 * Gradient descent keeps the direction of w and maps ‖w‖ = r to r(1 − 2ηq′). As q′ ≤ 2/7 outside, every
 * start with r ≥ 3 and every learning rate η ≤ 7/12 give r(1 − 2ηq′) ≥ 3(1 − 1/3) = 2: the well is never
 * reached, the loss never rises, and the iterates converge to the plateau.
 *
 * Source: Sankar and Balasubramanian 2017, Sec. 2 and Fig. 1: a flat plateau in the w-interval (2, 3), the
 * global minimum at (0, 0), and gradient descent that ends on the plateau from any point above (4, 2).
 *
 * Differs from the source: the figure gives no formula; this one is designed to have these properties under
 * both readings of (0, 0) and (4, 2), as points (w₁, w₂) and as points (w, f(w)) of the section w₂ = 0.
 * The source calls the plateau a degenerate saddle; by its own Definition 1 it is none, as no
 * eigenvalue there is positive or negative.
 */
import { unitRoundoff } from '../algebra/vectors.ts'
import type { Objective } from '../networks/objective.ts'
import { planarObjective } from './planarObjective.ts'

export const plateau: Objective = planarObjective({
  name: 'plateau',
  loss: (x, y) => height(x * x + y * y),
  gradient(x, y) {
    const { slope } = profile(x * x + y * y)
    return { x: 2 * slope * x, y: 2 * slope * y }
  },
  hessian(x, y) {
    const s = x * x + y * y
    const { slope, bend } = profile(s)
    return {
      xx: 2 * slope + 4 * bend * x * x,
      xy: 4 * bend * x * y,
      yy: 2 * slope + 4 * bend * y * y,
      errorBound: errorBound(s, slope, bend),
    }
  },
})

/** The largest learning rate for which the doc comment's argument holds. */
export const plateauLargestLearningRate = 7 / 12

function height(s: number): number {
  if (s >= 16) return 2 + (2 / 7) * (s - 16)
  if (s >= 9) return 1 + rise((s - 9) / 7)
  return s >= 4 ? 1 : 1 - rise((4 - s) / 4)
}

/** 2t³ − t⁴, from 0 to 1 with two vanishing derivatives at t = 0 and the second one at t = 1. */
function rise(t: number): number {
  return t * t * t * (2 - t)
}

/** q′ and q″. */
function profile(s: number): { readonly slope: number; readonly bend: number } {
  if (s >= 16) return { slope: 2 / 7, bend: 0 }
  if (s >= 9) return along((s - 9) / 7, 7, 1)
  return s >= 4 ? { slope: 0, bend: 0 } : along((4 - s) / 4, 4, -1)
}

function along(t: number, width: number, direction: number) {
  return {
    slope: (t * t * (6 - 4 * t)) / width,
    bend: (direction * 12 * t * (1 - t)) / (width * width),
  }
}

/**
 * ‖ΔH‖₂ ≤ 2|Δq′| + 4s|Δq″| + 8u(2q′ + 4s|q″|).
 *
 * The roundings of s and t act like a shift of s by at most 4u(s + 2), and |q″|, |q‴| ≤ 3/16. On the
 * plateau and in the bowl, further than the shift from their edges, q′ is a constant and q″ is 0: on the
 * plateau the computed Hessian, all zeros, is exact.
 */
function errorBound(s: number, slope: number, bend: number): number {
  const shift = 4 * unitRoundoff * (s + 2)
  const curved = s - shift < 4 || (s + shift > 9 && s - shift < 16)
  const rounding = 8 * unitRoundoff * (2 * slope + 4 * s * Math.abs(bend))
  return curved ? rounding + shift * (2 + 4 * s) * (3 / 16) : rounding
}
