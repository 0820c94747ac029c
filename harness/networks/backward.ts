/**
 * Reverse mode and Pearlmutter's R-operator for one sample, accumulated into flat arrays of length P.
 *
 * Gradient: δ_{L−1} = ∂ℓ/∂z_{L−1}; ∂ℓ/∂W_k = a_{k−1} δ_kᵀ; δ_{k−1} = φ'(z_{k−1}) ∘ W_k δ_k.
 * R-operator in direction (V, c): R{z_k} = W_kᵀ R{a_{k−1}} + V_kᵀ a_{k−1} + c_k,
 * R{δ_{k−1}} = φ'' ∘ R{z} ∘ (W δ) + φ' ∘ (V δ + W R{δ}).
 *
 * Source: Pearlmutter, "Fast exact multiplication by the Hessian", Neural Computation 6, 1994.
 */
import type { SparseRows } from '../algebra/sparseRows.ts'
import type { Architecture } from './architecture.ts'
import { firstLayer, newTrace, type Trace } from './forward.ts'
import type { OutputLoss } from './losses.ts'
import { type NetworkProblem, targetOf } from './networkProblem.ts'

/** One array a layer, [fanOut_k]: δ, R{z} or R{δ} of one sample. */
export type LayerVectors = readonly Float64Array[]

/** Fills deltas[k] [fanOut_k] from the trace of a sample. */
export function backward(
  problem: NetworkProblem,
  theta: Float64Array,
  s: number,
  trace: Trace,
  deltas: LayerVectors,
): void {
  const { shape, loss } = problem
  const last = shape.blocks.length - 1
  loss.gradient(trace.z[last]!, targetOf(problem, s), deltas[last]!)
  for (let k = last; k > 0; k--) {
    const z = trace.z[k - 1]!
    for (let i = 0; i < z.length; i++) {
      const slope = shape.activation.first(z[i]!)
      deltas[k - 1]![i] = slope === 0 ? 0 : slope * rowProduct(shape, theta, k, i, deltas[k]!)
    }
  }
}

/** out += ∂ℓ/∂θ of sample s, with raw (not offset) inputs: see subtractOffset. @param out [P] */
export function addGradient(
  shape: Architecture,
  inputs: SparseRows,
  s: number,
  trace: Trace,
  deltas: LayerVectors,
  out: Float64Array,
): void {
  addSparseOuter(shape, inputs, s, deltas[0]!, out)
  for (let k = 1; k < shape.blocks.length; k++) addOuter(shape, k, trace.a[k - 1]!, deltas[k]!, out)
  for (let k = 0; k < shape.blocks.length; k++) addBias(shape, k, deltas[k]!, out)
}

/** Scratch of addHvp for one architecture. */
export interface RTrace {
  readonly rz: LayerVectors
  readonly ra: LayerVectors
  readonly rdelta: LayerVectors
  /** As newOutputHessians has it. */
  readonly outputHessian: Float64Array
}

export function newRTrace({ shape, loss }: NetworkProblem): RTrace {
  const { z, a } = newTrace(shape)
  const outputs = shape.layers.at(-1)!
  return { rz: z, ra: a, rdelta: newTrace(shape).z, outputHessian: newOutputHessians(loss, outputs) }
}

/** Room for ∂²ℓ/∂z² of some samples, one when absent: [samples, C, C], or [samples, C] where it is diagonal. */
export function newOutputHessians(loss: OutputLoss, outputs: number, samples = 1): Float64Array {
  return new Float64Array(samples * (loss.hessianDiagonal ? outputs : outputs * outputs))
}

/** Fills it for one sample. @param outputHessian [C, C], or [C] where it is diagonal */
export function setOutputHessian(
  loss: OutputLoss,
  z: Float64Array,
  t: Float64Array,
  outputHessian: Float64Array,
): void {
  if (loss.hessianDiagonal && outputHessian.length === z.length) loss.hessianDiagonal(z, t, outputHessian)
  else loss.hessian(z, t, outputHessian)
}

/** R{δ} of the outputs: ∂²ℓ/∂z² times R{z} [C]. */
export function multiplyOutputHessian(
  outputHessian: Float64Array,
  rz: Float64Array,
  out: Float64Array,
): void {
  if (outputHessian.length > rz.length) multiplySquare(outputHessian, rz, out)
  // As the sum has it that begins with 0: never −0.
  else for (let c = 0; c < rz.length; c++) out[c] = outputHessian[c]! * rz[c]! + 0
}

/** A direction v [P] with its own first bias at the inputs' offset. */
export interface Direction {
  readonly v: Float64Array
  readonly bias0: Float64Array
}

/**
 * out += (∂²ℓ/∂θ²)·v of sample s, with raw inputs: see subtractOffset.
 *
 * `trace` and `deltas` hold the sample's forward and backward pass at theta. @param out [P]
 */
export function addHvp(
  problem: NetworkProblem,
  theta: Float64Array,
  { v, bias0 }: Direction,
  s: number,
  trace: Trace,
  deltas: LayerVectors,
  { rz, ra, rdelta, outputHessian }: RTrace,
  out: Float64Array,
): void {
  const { shape, loss, inputs } = problem
  const last = shape.blocks.length - 1
  firstLayer(shape, v, bias0, inputs, s, rz[0]!)
  for (let k = 1; k <= last; k++) rForward(shape, theta, v, k, trace, rz, ra)
  setOutputHessian(loss, trace.z[last]!, targetOf(problem, s), outputHessian)
  multiplyOutputHessian(outputHessian, rz[last]!, rdelta[last]!)
  for (let k = last; k > 0; k--) rBackward(shape, theta, v, k, trace, deltas, rz, rdelta)
  addSparseOuter(shape, inputs, s, rdelta[0]!, out)
  for (let k = 1; k <= last; k++) {
    addOuter(shape, k, trace.a[k - 1]!, rdelta[k]!, out)
    addOuter(shape, k, ra[k - 1]!, deltas[k]!, out)
  }
  for (let k = 0; k <= last; k++) addBias(shape, k, rdelta[k]!, out)
}

/**
 * Turns a derivative with respect to W_0 at raw inputs into the one at inputs minus offset:
 * ∂/∂W_0[a, i] −= offset[a] · ∂/∂b_0[i], because x − m is fed. In place. @param out [P]
 */
export function subtractOffset(shape: Architecture, offset: Float64Array, out: Float64Array): void {
  const { fanIn, fanOut, weights, bias } = shape.blocks[0]!
  for (let a = 0; a < fanIn; a++) {
    const m = offset[a]!
    if (m === 0) continue
    for (let i = 0; i < fanOut; i++) out[weights + a * fanOut + i]! -= m * out[bias + i]!
  }
}

function rForward(
  shape: Architecture,
  theta: Float64Array,
  v: Float64Array,
  k: number,
  trace: Trace,
  rz: LayerVectors,
  ra: LayerVectors,
): void {
  const { fanIn, fanOut, weights, bias } = shape.blocks[k]!
  const out = rz[k]!
  for (let j = 0; j < fanOut; j++) out[j] = v[bias + j]!
  for (let i = 0; i < fanIn; i++) {
    const a = trace.a[k - 1]![i]!
    const r = shape.activation.first(trace.z[k - 1]![i]!) * rz[k - 1]![i]!
    ra[k - 1]![i] = r
    const row = weights + i * fanOut
    for (let j = 0; j < fanOut; j++) out[j]! += r * theta[row + j]! + a * v[row + j]!
  }
}

function rBackward(
  shape: Architecture,
  theta: Float64Array,
  v: Float64Array,
  k: number,
  trace: Trace,
  deltas: LayerVectors,
  rz: LayerVectors,
  rdelta: LayerVectors,
): void {
  const z = trace.z[k - 1]!
  for (let i = 0; i < z.length; i++) {
    const slope = shape.activation.first(z[i]!)
    const bend = shape.activation.second(z[i]!)
    let r = 0
    if (slope !== 0) {
      r += slope * (rowProduct(shape, v, k, i, deltas[k]!) + rowProduct(shape, theta, k, i, rdelta[k]!))
    }
    if (bend !== 0) r += bend * rz[k - 1]![i]! * rowProduct(shape, theta, k, i, deltas[k]!)
    rdelta[k - 1]![i] = r
  }
}

/** Row i of W_k times y [fanOut_k]. */
function rowProduct(shape: Architecture, theta: Float64Array, k: number, i: number, y: Float64Array): number {
  const { fanOut, weights } = shape.blocks[k]!
  const row = weights + i * fanOut
  let sum = 0
  for (let j = 0; j < fanOut; j++) sum += theta[row + j]! * y[j]!
  return sum
}

/** out's first layer += x_s yᵀ, four inputs at a time as in firstLayer. */
function addSparseOuter(
  shape: Architecture,
  { rowStart, columnIndex, values }: SparseRows,
  s: number,
  y: Float64Array,
  out: Float64Array,
): void {
  const { fanOut, weights } = shape.blocks[0]!
  const end = rowStart[s + 1]!
  let p = rowStart[s]!
  for (; p + 4 <= end; p += 4) {
    const x0 = values[p]!
    const x1 = values[p + 1]!
    const x2 = values[p + 2]!
    const x3 = values[p + 3]!
    const row0 = weights + columnIndex[p]! * fanOut
    const row1 = weights + columnIndex[p + 1]! * fanOut
    const row2 = weights + columnIndex[p + 2]! * fanOut
    const row3 = weights + columnIndex[p + 3]! * fanOut
    for (let i = 0; i < fanOut; i++) {
      const value = y[i]!
      out[row0 + i]! += x0 * value
      out[row1 + i]! += x1 * value
      out[row2 + i]! += x2 * value
      out[row3 + i]! += x3 * value
    }
  }
  for (; p < end; p++) {
    const x = values[p]!
    const row = weights + columnIndex[p]! * fanOut
    for (let i = 0; i < fanOut; i++) out[row + i]! += x * y[i]!
  }
}

function addOuter(shape: Architecture, k: number, x: Float64Array, y: Float64Array, out: Float64Array): void {
  const { fanIn, fanOut, weights } = shape.blocks[k]!
  for (let i = 0; i < fanIn; i++) {
    const value = x[i]!
    if (value === 0) continue
    const row = weights + i * fanOut
    for (let j = 0; j < fanOut; j++) out[row + j]! += value * y[j]!
  }
}

function addBias(shape: Architecture, k: number, y: Float64Array, out: Float64Array): void {
  const { fanOut, bias } = shape.blocks[k]!
  for (let j = 0; j < fanOut; j++) out[bias + j]! += y[j]!
}

/** out = matrix · x. @param matrix [n, n] @param x [n] @param out [n] */
function multiplySquare(matrix: Float64Array, x: Float64Array, out: Float64Array): void {
  const n = x.length
  for (let i = 0; i < n; i++) {
    let sum = 0
    for (let j = 0; j < n; j++) sum += matrix[i * n + j]! * x[j]!
    out[i] = sum
  }
}
