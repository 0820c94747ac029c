/** Everything that an objective says at one point, and the comparison of two that must say the same. */
import { networkRounding } from '../../arbitraries/networkRounding.ts'
import type { NetworkRecipe } from '../../arbitraries/networks.ts'
import { differingBits, largestDifference, none, type Ratio, withinBound } from '../../providers/laws/law.ts'
import type { CurvatureObjective } from './curvatureCode.ts'
import { hessianEntryRounding, productRounding } from './productRounding.ts'

export interface Measured {
  readonly loss: number
  /** [P] */
  readonly gradient: Float64Array
  /** ∇²f·v [P] */
  readonly product: Float64Array
  /** [P, P] */
  readonly hessian: Float64Array
}

export async function measure(
  objective: CurvatureObjective,
  theta: Float64Array,
  v: Float64Array,
): Promise<Measured> {
  return {
    loss: objective.loss(theta),
    gradient: objective.gradient(theta),
    product: objective.hvp(theta, v),
    hessian: (await objective.hessian(theta)).matrix.entries,
  }
}

/**
 * Two computations of the same numbers, each with its own rounding.
 *
 * @param recipe gives the bounds
 * @param more what has been rounded besides
 */
export function sameMeasured(
  recipe: NetworkRecipe,
  v: ArrayLike<number>,
  one: Measured,
  other: Measured,
  more = 0,
): Ratio[] {
  const rounding = networkRounding(recipe)
  return [
    withinBound('loss', Math.abs(one.loss - other.loss), 2 * rounding.loss + more),
    withinBound('gradient', largestDifference(one.gradient, other.gradient), 2 * rounding.gradient + more),
    withinBound('hvp', largestDifference(one.product, other.product), 2 * productRounding(recipe, v) + more),
    withinBound(
      'Hessian',
      largestDifference(one.hessian, other.hessian),
      2 * hessianEntryRounding(recipe) + more,
    ),
  ]
}

export function sameBits(one: Measured, other: Measured): Ratio[] {
  return [
    none('bits of the loss', differingBits(Float64Array.of(one.loss), Float64Array.of(other.loss))),
    none('bits of the gradient', differingBits(one.gradient, other.gradient)),
    none('bits of the hvp', differingBits(one.product, other.product)),
    none('bits of the Hessian', differingBits(one.hessian, other.hessian)),
  ]
}

/** xᵀy; entries in any form. */
export function inner(x: ArrayLike<number>, y: ArrayLike<number>): number {
  let sum = 0
  for (let p = 0; p < x.length; p++) sum += x[p]! * y[p]!
  return sum
}

/** Σ|x_p·y_p|. */
export function innerSize(x: ArrayLike<number>, y: ArrayLike<number>): number {
  let sum = 0
  for (let p = 0; p < x.length; p++) sum += Math.abs(x[p]! * y[p]!)
  return sum
}

/** Row-major square matrix times v. */
export function multiply(entries: Float64Array, v: ArrayLike<number>): Float64Array {
  const n = v.length
  return Float64Array.from({ length: n }, (_, i) => inner(entries.subarray(i * n, (i + 1) * n), v))
}
