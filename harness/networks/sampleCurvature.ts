/**
 * The second derivative of one sample's loss with respect to all pre-activations, and from it what every block
 * of the Hessian is made of.
 *
 *     S_k = ∂²ℓ/∂z_k²:  S_{k−1} = D W_k S_k W_kᵀ D + diag(φ''(z_{k−1}) ∘ W_k δ_k),  D = diag φ'(z_{k−1})
 *
 * The block between W_k[a, i] and W_m[b, j], k ≤ m, is ā_{k−1}[a] · C_km[i, (b, j)] with
 *
 *     C_km[i, (b, j)] = ā_{m−1}[b] · (J_{m←k}ᵀ S_m)[i, j] + [k < m] (∂a_{m−1}[b]/∂z_k[i]) · δ_m[j]
 *
 * where ā is the layer's input with a 1 appended for the bias and J_{m←k} = ∂z_m/∂z_k. C_km itself is formed only
 * where it is used: its two terms are outer products. S_{L−1} is the loss's own; where that is diagonal only the
 * diagonal is kept, which of 784 outputs is one number in 784.
 */
import type { Architecture } from './architecture.ts'
import type { LayerVectors } from './backward.ts'
import type { NetworkProblem } from './networkProblem.ts'

/** The sample's values at which the blocks are formed; absolute values give their rounding magnitudes. */
export interface CurvatureInputs {
  readonly theta: Float64Array
  /** a[k] [fanOut_k] for k < L − 1: the inputs of layer k + 1 */
  readonly activations: LayerVectors
  /** φ'(z_k) [fanOut_k] for k < L − 1 */
  readonly slopes: LayerVectors
  /** φ''(z_k) [fanOut_k] for k < L − 1 */
  readonly bends: LayerVectors
  readonly deltas: LayerVectors
  /** ∂²ℓ/∂z² of the outputs [C, C], or its diagonal [C] */
  readonly outputHessian: Float64Array
}

export interface Curvature {
  /** S_k [fanOut_k, fanOut_k]; the last as outputHessian has it */
  readonly s: readonly Float64Array[]
  /** products[k][m] = J_{m←k}ᵀ S_m [fanOut_k, fanOut_m] for k < m; empty elsewhere */
  readonly products: readonly (readonly Float64Array[])[]
  /**
   * sensitivities[k][m] = (∂a_{m−1}/∂z_k)ᵀ [fanOut_k, fanIn_m] for m > k + 1; empty elsewhere. For m = k + 1 it is
   * the diagonal matrix of the slopes.
   */
  readonly sensitivities: readonly (readonly Float64Array[])[]
  /** Scratch: one row of W_k S_k or of J_{m←k}ᵀ. */
  readonly row: Float64Array
}

/**
 * Whether S_k is kept as its diagonal: behind the last layer, where the loss has no other entries. A network of one
 * layer keeps all of it, for the pairs of a first layer's units are summed together.
 */
export function isDiagonal({ shape: { blocks }, loss }: NetworkProblem, k: number): boolean {
  return k > 0 && k === blocks.length - 1 && loss.hessianDiagonal !== undefined
}

/** Room for ∂²ℓ/∂z² as CurvatureInputs has it. */
export function newOutputCurvature(problem: NetworkProblem): Float64Array {
  const { blocks } = problem.shape
  const outputs = blocks.at(-1)!.fanOut
  return new Float64Array(isDiagonal(problem, blocks.length - 1) ? outputs : outputs * outputs)
}

export function newCurvature(problem: NetworkProblem): Curvature {
  const { blocks } = problem.shape
  const widest = blocks.reduce((most, { fanOut }) => Math.max(most, fanOut), 0)
  return {
    s: blocks.map(({ fanOut }, k) =>
      k === blocks.length - 1 ? newOutputCurvature(problem) : new Float64Array(fanOut * fanOut),
    ),
    products: blocks.map(({ fanOut: rows }, k) =>
      blocks.map(({ fanOut }, m) => new Float64Array(k < m ? rows * fanOut : 0)),
    ),
    sensitivities: blocks.map(({ fanOut: rows }, k) =>
      blocks.map(({ fanIn }, m) => new Float64Array(k + 1 < m ? rows * fanIn : 0)),
    ),
    row: new Float64Array(widest),
  }
}

/** Fills `out` for one sample. */
export function fillCurvature(shape: Architecture, at: CurvatureInputs, out: Curvature): void {
  const last = shape.blocks.length - 1
  out.s[last]!.set(at.outputHessian)
  for (let k = last; k > 0; k--) pullBack(shape, at, k, out)
  for (let k = 0; k < last; k++) {
    for (let i = 0; i < shape.blocks[k]!.fanOut; i++) {
      if (at.slopes[k]![i]! === 0) clearUnit(shape, k, i, out)
      else pushUnit(shape, at, k, i, out)
    }
  }
}

/** S_{k−1} from S_k. */
function pullBack(shape: Architecture, at: CurvatureInputs, k: number, out: Curvature): void {
  const { fanIn, fanOut, weights } = shape.blocks[k]!
  const { theta } = at
  const slopes = at.slopes[k - 1]!
  const bends = at.bends[k - 1]!
  const deltas = at.deltas[k]!
  const product = out.row
  const inner = out.s[k]!
  const outer = out.s[k - 1]!
  for (let i = 0; i < fanIn; i++) {
    const rowI = weights + i * fanOut
    const slopeI = slopes[i]!
    if (slopeI !== 0) multiplyRow(theta, rowI, fanOut, inner, product)
    for (let i2 = 0; i2 <= i; i2++) {
      const slope = slopeI * slopes[i2]!
      let sum = 0
      if (slope !== 0) {
        const row2 = weights + i2 * fanOut
        for (let j = 0; j < fanOut; j++) sum += product[j]! * theta[row2 + j]!
      }
      // + 0 makes a 0 of −0, and keeps a NaN.
      const entry = slope * sum + 0
      outer[i * fanIn + i2] = entry
      outer[i2 * fanIn + i] = entry
    }
    const bend = bends[i]!
    if (bend === 0) continue
    let sum = 0
    for (let j = 0; j < fanOut; j++) sum += theta[rowI + j]! * deltas[j]!
    outer[i * fanIn + i]! += bend * sum
  }
}

/** out = xᵀM for the row x = values[from …]. @param matrix [n, n], or its diagonal [n] */
function multiplyRow(
  values: Float64Array,
  from: number,
  n: number,
  matrix: Float64Array,
  out: Float64Array,
  to = 0,
): void {
  if (matrix.length === n) {
    // As the sum below has it, which begins with 0: never −0.
    for (let j = 0; j < n; j++) out[to + j] = values[from + j]! * matrix[j]! + 0
    return
  }
  for (let j = 0; j < n; j++) out[to + j] = 0
  for (let c = 0; c < n; c++) {
    const x = values[from + c]!
    if (x === 0) continue
    for (let j = 0; j < n; j++) out[to + j]! += x * matrix[c * n + j]!
  }
}

/** A unit without slope sends nothing on. */
function clearUnit({ blocks }: Architecture, k: number, i: number, out: Curvature): void {
  for (let m = k + 1; m < blocks.length; m++) {
    const { fanIn, fanOut } = blocks[m]!
    out.products[k]![m]!.fill(0, i * fanOut, (i + 1) * fanOut)
    if (m > k + 1) out.sensitivities[k]![m]!.fill(0, i * fanIn, (i + 1) * fanIn)
  }
}

/** Row i of J_{m←k}ᵀS_m and of the sensitivities, for all m behind k. */
function pushUnit(shape: Architecture, at: CurvatureInputs, k: number, i: number, out: Curvature): void {
  const jacobian = out.row
  for (let m = k + 1; m < shape.blocks.length; m++) {
    const { fanIn, fanOut } = shape.blocks[m]!
    const sensitivity = out.sensitivities[k]![m]!
    if (m === k + 1) scaleWeightRow(shape, at, m, i, jacobian)
    else {
      const slopes = at.slopes[m - 1]!
      for (let b = 0; b < fanIn; b++) sensitivity[i * fanIn + b] = slopes[b]! * jacobian[b]! + 0
      pushRow(shape, at.theta, m, sensitivity, i * fanIn, jacobian)
    }
    multiplyRow(jacobian, 0, fanOut, out.s[m]!, out.products[k]![m]!, i * fanOut)
  }
}

/** φ'(z_{m−1}[i]) · W_m[i, :] */
function scaleWeightRow(
  { blocks }: Architecture,
  { theta, slopes }: CurvatureInputs,
  m: number,
  i: number,
  out: Float64Array,
): void {
  const { fanOut, weights } = blocks[m]!
  const slope = slopes[m - 1]![i]!
  for (let j = 0; j < fanOut; j++) out[j] = slope * theta[weights + i * fanOut + j]!
}

/** out = W_mᵀ·x for the row x = values[from …] of fanIn_m numbers. */
function pushRow(
  { blocks }: Architecture,
  theta: Float64Array,
  m: number,
  values: Float64Array,
  from: number,
  out: Float64Array,
): void {
  const { fanIn, fanOut, weights } = blocks[m]!
  for (let j = 0; j < fanOut; j++) out[j] = 0
  for (let b = 0; b < fanIn; b++) {
    const x = values[from + b]!
    if (x === 0) continue
    for (let j = 0; j < fanOut; j++) out[j]! += x * theta[weights + b * fanOut + j]!
  }
}
