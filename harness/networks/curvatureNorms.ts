/**
 * Frobenius norms of the factors C_km of one sample (sampleCurvature.ts), and of what they change by, without
 * forming them: C = ā⊗R_i + d_i⊗δ for each unit i, with R = J_{m←k}ᵀS_m and d_i = ∂a_{m−1}/∂z_k[i], so that
 *
 *     ‖C_i‖² = |ā|²|R_i|² + 2(ā·d_i)(R_i·δ) + |d_i|²|δ|²
 *
 * and a difference of two such C is the sum of four outer products, whose norm takes ten pairs of inner products.
 *
 * Upper bounds, whatever under- and overflows: 2⁻¹⁰⁰⁰ is added to every sum of squares, more than what falls below
 * the smallest normal number can amount to. Where a square overflows, the outer products are bounded one by one, by
 * norms that do not square (triangle inequality). Where the two terms cancel, rounding may take away 2⁻⁴⁰ of the
 * squares' sum, which is added.
 */
import { norm } from '../algebra/vectors.ts'
import type { Architecture } from './architecture.ts'
import type { Curvature, CurvatureInputs } from './sampleCurvature.ts'

const squaresFloor = 2 ** -1000
const cancellation = 2 ** -40

/** A sample's values with the curvature that was formed from them. */
export interface FormedCurvature {
  readonly at: CurvatureInputs
  readonly curvature: Curvature
}

/**
 * Σ_{k ≤ m} (2 if k < m) ‖ā_{k−1}‖·‖C_km‖_F: no block has a larger norm.
 * @param firstInput ‖ā_{−1}‖
 */
export function blockNorms(
  shape: Architecture,
  firstInput: number,
  { at, curvature }: FormedCurvature,
): number {
  let sum = firstInput * firstInput * length(curvature.s[0]!)
  for (let k = 0; k < shape.blocks.length; k++) {
    const input = k === 0 ? firstInput : inputLength(at, k)
    if (k > 0) sum += input * input * length(curvature.s[k]!)
    for (let m = k + 1; m < shape.blocks.length; m++) {
      sum += 2 * input * mixedNorm(shape, k, m, at, curvature)
    }
  }
  return sum
}

/** Σ_{k ≤ m} (2 if k < m) ‖a_{k−1}‖·‖C_km‖_F for k ≥ 1, with a given in place of ā. @param inputs a[k − 1] */
export function carriedNorms(
  shape: Architecture,
  inputs: CurvatureInputs['activations'],
  { at, curvature }: FormedCurvature,
): number {
  let sum = 0
  for (let k = 1; k < shape.blocks.length; k++) {
    const input = length(inputs[k - 1]!)
    sum += input * inputLength(at, k) * length(curvature.s[k]!)
    for (let m = k + 1; m < shape.blocks.length; m++) {
      sum += 2 * input * mixedNorm(shape, k, m, at, curvature)
    }
  }
  return sum
}

/**
 * The same sum for `beyond` − `base`, of which every number of the former is at least that of the latter; ā from
 * `beyond`. @param change the differences of all numbers, filled here
 */
export function differenceNorms(
  shape: Architecture,
  firstInput: number,
  base: FormedCurvature,
  beyond: FormedCurvature,
  change: FormedCurvature,
): number {
  subtract(base, beyond, change)
  let sum = firstInput * firstInput * length(change.curvature.s[0]!)
  for (let k = 0; k < shape.blocks.length; k++) {
    const input = k === 0 ? firstInput : inputLength(beyond.at, k)
    if (k > 0) sum += input * ownDifference(k, base, beyond, change)
    for (let m = k + 1; m < shape.blocks.length; m++) {
      sum += 2 * input * mixedDifference(shape, k, m, base, beyond, change)
    }
  }
  return sum
}

/** ‖ā_{k−1}‖ for k ≥ 1, the appended 1 included. */
function inputLength(at: CurvatureInputs, k: number): number {
  return Math.hypot(1, length(at.activations[k - 1]!))
}

function length(x: Float64Array): number {
  const sum = squares(x)
  return sum < Number.POSITIVE_INFINITY ? Math.sqrt(sum) : norm(x)
}

/** ‖C_km‖_F for k < m. */
function mixedNorm(
  { blocks }: Architecture,
  k: number,
  m: number,
  at: CurvatureInputs,
  curvature: Curvature,
): number {
  const { fanIn, fanOut } = blocks[m]!
  const a = at.activations[m - 1]!
  const delta = at.deltas[m]!
  const products = curvature.products[k]![m]!
  const sensitivities = curvature.sensitivities[k]![m]!
  const inputs = 1 + squares(a)
  const deltas = squares(delta)
  let sum = 0
  for (let i = 0; i < blocks[k]!.fanOut; i++) {
    const slope = at.slopes[k]![i]!
    if (slope === 0) continue
    const near = m === k + 1
    const along = near ? a[i]! * slope : inner(a, 0, sensitivities, i * fanIn, fanIn)
    const turned = near ? squaresFloor + slope * slope : squaresOf(sensitivities, i * fanIn, fanIn)
    const first = inputs * squaresOf(products, i * fanOut, fanOut)
    const second = turned * deltas
    const cross = 2 * along * inner(products, i * fanOut, delta, 0, fanOut)
    sum += Math.max(0, first + second + cross) + cancellation * (first + second)
  }
  if (sum < Number.POSITIVE_INFINITY) return Math.sqrt(sum)
  return inputLength(at, m) * length(products) + sensitivityLength(k, m, at, curvature) * length(delta)
}

/** The Frobenius norm of ∂a_{m−1}/∂z_k, which is diagonal for m = k + 1. */
function sensitivityLength(k: number, m: number, at: CurvatureInputs, curvature: Curvature): number {
  return length(m === k + 1 ? at.slopes[k]! : curvature.sensitivities[k]![m]!)
}

/** ‖ā'⊗S' − ā⊗S‖ = ‖Δā⊗S' + ā⊗ΔS‖ */
function ownDifference(
  k: number,
  base: FormedCurvature,
  beyond: FormedCurvature,
  change: FormedCurvature,
): number {
  const a = base.at.activations[k - 1]!
  const da = change.at.activations[k - 1]!
  const s = beyond.curvature.s[k]!
  const ds = change.curvature.s[k]!
  const cross = inner(a, 0, da, 0, a.length) * inner(s, 0, ds, 0, s.length)
  const sum = squares(da) * squares(s) + 2 * cross + (1 + squares(a)) * squares(ds)
  if (sum < Number.POSITIVE_INFINITY) return Math.sqrt(sum)
  return length(da) * length(s) + inputLength(base.at, k) * length(ds)
}

/**
 * ‖Δā⊗R' + ā⊗ΔR + Δd⊗δ' + d⊗Δδ‖ over all units of layer k: with p, q running over the four terms, the sum of
 * (left_p·left_q)(right_p·right_q).
 */
function mixedDifference(
  { blocks }: Architecture,
  k: number,
  m: number,
  base: FormedCurvature,
  beyond: FormedCurvature,
  change: FormedCurvature,
): number {
  const { fanIn, fanOut } = blocks[m]!
  const a = base.at.activations[m - 1]!
  const da = change.at.activations[m - 1]!
  const delta = beyond.at.deltas[m]!
  const dDelta = change.at.deltas[m]!
  const r = beyond.curvature.products[k]![m]!
  const dr = change.curvature.products[k]![m]!
  const d = base.curvature.sensitivities[k]![m]!
  const dd = change.curvature.sensitivities[k]![m]!
  const aa = 1 + squares(a)
  const ada = inner(a, 0, da, 0, fanIn)
  const dada = squares(da)
  const ee = squares(delta)
  const ede = inner(delta, 0, dDelta, 0, fanOut)
  const dede = squares(dDelta)
  let sum = 0
  for (let i = 0; i < blocks[k]!.fanOut; i++) {
    const slope = base.at.slopes[k]![i]!
    const dSlope = change.at.slopes[k]![i]!
    if (beyond.at.slopes[k]![i]! === 0) continue
    const row = i * fanOut
    const column = i * fanIn
    const near = m === k + 1
    const aD = near ? a[i]! * slope : inner(a, 0, d, column, fanIn)
    const aDD = near ? a[i]! * dSlope : inner(a, 0, dd, column, fanIn)
    const daD = near ? da[i]! * slope : inner(da, 0, d, column, fanIn)
    const daDD = near ? da[i]! * dSlope : inner(da, 0, dd, column, fanIn)
    const dD = near ? squaresFloor + slope * slope : squaresOf(d, column, fanIn)
    const dDD = near ? slope * dSlope : inner(d, column, dd, column, fanIn)
    const ddDD = near ? squaresFloor + dSlope * dSlope : squaresOf(dd, column, fanIn)
    const rDelta = inner(r, row, delta, 0, fanOut)
    const rDDelta = inner(r, row, dDelta, 0, fanOut)
    const drDelta = inner(dr, row, delta, 0, fanOut)
    const drDDelta = inner(dr, row, dDelta, 0, fanOut)
    const squared = dada * squaresOf(r, row, fanOut) + aa * squaresOf(dr, row, fanOut) + ddDD * ee + dD * dede
    const crossed =
      ada * inner(r, row, dr, row, fanOut) + daDD * rDelta + daD * rDDelta + aDD * drDelta + aD * drDDelta
    sum += squared + 2 * (crossed + dDD * ede)
  }
  if (sum < Number.POSITIVE_INFINITY) return Math.sqrt(sum)
  return (
    length(da) * length(r) +
    inputLength(base.at, m) * length(dr) +
    sensitivityLength(k, m, change.at, change.curvature) * length(delta) +
    sensitivityLength(k, m, base.at, base.curvature) * length(dDelta)
  )
}

/** change = beyond − base */
function subtract(base: FormedCurvature, beyond: FormedCurvature, change: FormedCurvature): void {
  for (let k = 0; k < change.at.deltas.length; k++) {
    difference(beyond.at.deltas[k]!, base.at.deltas[k]!, change.at.deltas[k]!)
    difference(beyond.curvature.s[k]!, base.curvature.s[k]!, change.curvature.s[k]!)
    for (let m = k + 1; m < change.at.deltas.length; m++) {
      const to = beyond.curvature
      const from = base.curvature
      difference(to.products[k]![m]!, from.products[k]![m]!, change.curvature.products[k]![m]!)
      difference(to.sensitivities[k]![m]!, from.sensitivities[k]![m]!, change.curvature.sensitivities[k]![m]!)
    }
  }
  for (let k = 0; k < change.at.activations.length; k++) {
    difference(beyond.at.activations[k]!, base.at.activations[k]!, change.at.activations[k]!)
    difference(beyond.at.slopes[k]!, base.at.slopes[k]!, change.at.slopes[k]!)
  }
}

function difference(x: Float64Array, y: Float64Array, out: Float64Array): void {
  for (let p = 0; p < out.length; p++) out[p] = x[p]! - y[p]!
}

function squares(x: Float64Array): number {
  return squaresOf(x, 0, x.length)
}

function squaresOf(x: Float64Array, from: number, count: number): number {
  return squaresFloor + inner(x, from, x, from, count)
}

function inner(x: Float64Array, fromX: number, y: Float64Array, fromY: number, count: number): number {
  let sum = 0
  for (let p = 0; p < count; p++) sum += x[fromX + p]! * y[fromY + p]!
  return sum
}
