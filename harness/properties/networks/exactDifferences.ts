/**
 * Values and directional derivatives of a recipe's loss from its definition in fixed point (256 bits).
 *
 *     vᵀ∇f ≈ (f(θ + h·v) − f(θ − h·v)) / 2h
 *     wᵀ∇²f·v ≈ (f(θ + h·v + h·w) − f(θ + h·v − h·w) − f(θ − h·v + h·w) + f(θ − h·v − h·w)) / 4h²
 *
 * With h = 2⁻⁷² truncation is h² times third and fourth derivatives along v and w, which stay below 2⁸⁰ for the
 * networks that recipes describe, and rounding is 2⁻²¹⁶/h²: both are far below `oracleError`.
 */
import { fixedPointLoss, fromFixed, toFixed } from '../../arbitraries/fixedPointLoss.ts'
import type { NetworkRecipe } from '../../arbitraries/networks.ts'

/** Absolute error of everything here but the conversion to float64, which the bounds cover. */
export const oracleError = 2 ** -60

const one = 1n << 256n
/** h as a shift */
const stepBits = 72n

export function exactLoss(recipe: NetworkRecipe): number {
  return fromFixed(fixedPointLoss(recipe, recipe.theta.map(toFixed)))
}

/** vᵀ∇f. @param v [P] */
export function exactSlope(recipe: NetworkRecipe, v: readonly number[]): number {
  const rise = at(recipe, [v]) - at(recipe, [negated(v)])
  return fromFixed((rise << stepBits) / 2n)
}

/** wᵀ∇²f·v. @param v [P] @param w [P] */
export function exactCurvature(recipe: NetworkRecipe, v: readonly number[], w: readonly number[]): number {
  const [back, down] = [negated(v), negated(w)]
  const bend = at(recipe, [v, w]) - at(recipe, [v, down]) - at(recipe, [back, w]) + at(recipe, [back, down])
  return fromFixed((bend << (2n * stepBits)) / 4n)
}

/** wᵀ(M − ∇²f)v for a computed M, the difference taken before anything rounds. @param entries [P, P] */
export function curvatureError(
  recipe: NetworkRecipe,
  entries: Float64Array,
  v: readonly number[],
  w: readonly number[],
): number {
  const n = v.length
  let form = 0n
  const [vFixed, wFixed] = [v.map(toFixed), w.map(toFixed)]
  for (let i = 0; i < n; i++) {
    if (wFixed[i] === 0n) continue
    let sum = 0n
    for (let j = 0; j < n; j++) if (vFixed[j] !== 0n) sum += vFixed[j]! * toFixed(entries[i * n + j]!)
    form += (wFixed[i]! * (sum / one)) / one
  }
  const [back, down] = [negated(v), negated(w)]
  const bend = at(recipe, [v, w]) - at(recipe, [v, down]) - at(recipe, [back, w]) + at(recipe, [back, down])
  return fromFixed(form - (bend << (2n * stepBits)) / 4n)
}

/** f(θ + h·Σ moves). */
function at(recipe: NetworkRecipe, moves: readonly (readonly number[])[]): bigint {
  const theta = recipe.theta.map((t, p) =>
    moves.reduce((sum, move) => sum + (toFixed(move[p]!) >> stepBits), toFixed(t)),
  )
  return fixedPointLoss(recipe, theta)
}

function negated(v: readonly number[]): number[] {
  return v.map((x) => -x)
}
