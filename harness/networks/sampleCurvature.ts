/**
 * The second derivative of one sample's loss with respect to all pre-activations, and from it the
 * factors of every block of the Hessian.
 *
 *     S_k = ∂²ℓ/∂z_k²:  S_{k−1} = D W_k S_k W_kᵀ D + diag(φ''(z_{k−1}) ∘ W_k δ_k),  D = diag φ'(z_{k−1})
 *
 * The block between W_k[a, i] and W_m[b, j], k ≤ m, is ā_{k−1}[a] · C_km[i, (b, j)] with
 *
 *     C_km[i, (b, j)] = ā_{m−1}[b] · (J_{m←k}ᵀ S_m)[i, j] + [k < m] (∂a_{m−1}[b]/∂z_k[i]) · δ_m[j]
 *
 * where ā is the layer's input with a 1 appended for the bias and J_{m←k} = ∂z_m/∂z_k.
 */
import type { Architecture } from './architecture.ts'
import type { LayerVectors } from './backward.ts'

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
  /** ∂²ℓ/∂z² of the outputs [C, C] */
  readonly outputHessian: Float64Array
}

export interface Curvature {
  /** S_k [fanOut_k, fanOut_k] */
  readonly s: readonly Float64Array[]
  /** factors[k][m] = C_km [fanOut_k, (fanIn_m + 1)·fanOut_m] for k ≤ m, m ≥ 1; empty elsewhere. */
  readonly factors: readonly (readonly Float64Array[])[]
}

export function newCurvature({ blocks }: Architecture): Curvature {
  return {
    s: blocks.map(({ fanOut }) => new Float64Array(fanOut * fanOut)),
    factors: blocks.map(({ fanOut: rows }, k) =>
      blocks.map(
        ({ fanIn, fanOut }, m) => new Float64Array(k <= m && m > 0 ? rows * (fanIn + 1) * fanOut : 0),
      ),
    ),
  }
}

/** Fills `out` for one sample. */
export function fillCurvature(shape: Architecture, at: CurvatureInputs, out: Curvature): void {
  const last = shape.blocks.length - 1
  out.s[last]!.set(at.outputHessian)
  for (let k = last; k > 0; k--) pullBack(shape, at, k, out)
  for (let k = 0; k <= last; k++) {
    if (k > 0) diagonalFactor(shape, at, k, out)
    for (let m = k + 1, sensitivity = slopeMatrix(at.slopes[k]!); m <= last; m++) {
      const jacobian = multiplyTransposed(shape, at.theta, m, sensitivity, shape.blocks[k]!.fanOut)
      mixedFactor(shape, at, k, m, sensitivity, jacobian, out)
      if (m < last) sensitivity = scaleRows(at.slopes[m]!, jacobian, shape.blocks[k]!.fanOut)
    }
  }
}

/** S_{k−1} from S_k. */
function pullBack(shape: Architecture, at: CurvatureInputs, k: number, out: Curvature): void {
  const { fanIn, fanOut, weights } = shape.blocks[k]!
  const { theta } = at
  const slopes = at.slopes[k - 1]!
  const product = new Float64Array(fanOut)
  const inner = out.s[k]!
  const outer = out.s[k - 1]!
  for (let i = 0; i < fanIn; i++) {
    const rowI = weights + i * fanOut
    for (let j = 0; j < fanOut; j++) {
      let sum = 0
      for (let c = 0; c < fanOut; c++) sum += theta[rowI + c]! * inner[c * fanOut + j]!
      product[j] = sum
    }
    for (let i2 = 0; i2 <= i; i2++) {
      const slope = slopes[i]! * slopes[i2]!
      let sum = 0
      if (slope !== 0) {
        const row2 = weights + i2 * fanOut
        for (let j = 0; j < fanOut; j++) sum += product[j]! * theta[row2 + j]!
      }
      outer[i * fanIn + i2] = slope * sum || 0
      outer[i2 * fanIn + i] = outer[i * fanIn + i2]!
    }
    const bend = at.bends[k - 1]![i]!
    if (bend === 0) continue
    let sum = 0
    for (let j = 0; j < fanOut; j++) sum += theta[rowI + j]! * at.deltas[k]![j]!
    outer[i * fanIn + i]! += bend * sum
  }
}

/** C_kk[i, (b, j)] = ā_{k−1}[b] · S_k[i, j]. */
function diagonalFactor(shape: Architecture, at: CurvatureInputs, k: number, out: Curvature): void {
  const { fanIn, fanOut } = shape.blocks[k]!
  const factor = out.factors[k]![k]!
  const s = out.s[k]!
  for (let i = 0, p = 0; i < fanOut; i++) {
    for (let b = 0; b <= fanIn; b++) {
      const a = b < fanIn ? at.activations[k - 1]![b]! : 1
      for (let j = 0; j < fanOut; j++) factor[p++] = a * s[i * fanOut + j]!
    }
  }
}

/** C_km for k < m. @param sensitivity ∂a_{m−1}/∂z_k [fanIn_m, fanOut_k] @param jacobian J_{m←k} [fanOut_m, fanOut_k] */
function mixedFactor(
  shape: Architecture,
  at: CurvatureInputs,
  k: number,
  m: number,
  sensitivity: Float64Array,
  jacobian: Float64Array,
  out: Curvature,
): void {
  const width = shape.blocks[k]!.fanOut
  const { fanIn, fanOut } = shape.blocks[m]!
  const factor = out.factors[k]![m]!
  const s = out.s[m]!
  const row = new Float64Array(fanOut)
  for (let i = 0, p = 0; i < width; i++) {
    for (let j = 0; j < fanOut; j++) {
      let sum = 0
      for (let c = 0; c < fanOut; c++) sum += jacobian[c * width + i]! * s[c * fanOut + j]!
      row[j] = sum
    }
    for (let b = 0; b <= fanIn; b++) {
      const a = b < fanIn ? at.activations[m - 1]![b]! : 1
      const da = b < fanIn ? sensitivity[b * width + i]! : 0
      for (let j = 0; j < fanOut; j++) factor[p++] = a * row[j]! + da * at.deltas[m]![j]!
    }
  }
}

function slopeMatrix(slopes: Float64Array | undefined): Float64Array {
  if (slopes === undefined) return new Float64Array(0)
  const n = slopes.length
  const matrix = new Float64Array(n * n)
  for (let i = 0; i < n; i++) matrix[i * n + i] = slopes[i]!
  return matrix
}

/** W_mᵀ · matrix. @param matrix [fanIn_m, width] @returns [fanOut_m, width] */
function multiplyTransposed(
  shape: Architecture,
  theta: Float64Array,
  m: number,
  matrix: Float64Array,
  width: number,
): Float64Array {
  const { fanIn, fanOut, weights } = shape.blocks[m]!
  const product = new Float64Array(fanOut * width)
  for (let b = 0; b < fanIn; b++) {
    for (let j = 0; j < fanOut; j++) {
      const w = theta[weights + b * fanOut + j]!
      for (let i = 0; i < width; i++) product[j * width + i]! += w * matrix[b * width + i]!
    }
  }
  return product
}

function scaleRows(factors: Float64Array, matrix: Float64Array, width: number): Float64Array {
  return matrix.map((value, p) => factors[Math.floor(p / width)]! * value)
}
