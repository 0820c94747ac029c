/**
 * One sample's way through the network: z_k = W_kᵀ a_{k−1} + b_k, a_k = φ(z_k), for k = 0..L−1.
 *
 * The first layer reads a sparse row; a subtracted offset m enters once per theta as the bias
 * b_0 − W_0ᵀm.
 */
import type { SparseRows } from '../algebra/sparseRows.ts'
import type { Architecture } from './architecture.ts'

/** The layers' values for one sample, reused from sample to sample. */
export interface Trace {
  /** [L] arrays, z[k] [fanOut_k] pre-activations. */
  readonly z: readonly Float64Array[]
  /** [L − 1] arrays, a[k] = φ(z[k]): the inputs of layer k + 1. */
  readonly a: readonly Float64Array[]
}

export function newTrace(shape: Architecture): Trace {
  return {
    z: shape.blocks.map((block) => new Float64Array(block.fanOut)),
    a: shape.blocks.slice(0, -1).map((block) => new Float64Array(block.fanOut)),
  }
}

/**
 * b_0 − W_0ᵀ·offset, with compensated summation: its error enters every pre-activation of every sample.
 *
 * Source: Kahan, "Further remarks on reducing truncation errors", 1965: error within 2u·Σ|terms| to first
 * order, whatever the number of terms.
 * @returns [fanOut_0]
 */
export function firstBias(shape: Architecture, theta: Float64Array, offset: Float64Array): Float64Array {
  const { fanIn, fanOut, weights, bias } = shape.blocks[0]!
  const sum = theta.slice(bias, bias + fanOut)
  const lost = new Float64Array(fanOut)
  for (let a = 0; a < fanIn; a++) {
    const m = offset[a]!
    if (m === 0) continue
    for (let i = 0; i < fanOut; i++) {
      const term = -m * theta[weights + a * fanOut + i]! - lost[i]!
      const next = sum[i]! + term
      lost[i] = next - sum[i]! - term
      sum[i] = next
    }
  }
  return sum
}

/** Fills `trace` for sample s. @param bias0 from firstBias at the same theta */
export function forward(
  shape: Architecture,
  theta: Float64Array,
  bias0: Float64Array,
  inputs: SparseRows,
  s: number,
  trace: Trace,
): void {
  firstLayer(shape, theta, bias0, inputs, s, trace.z[0]!)
  const phi = shape.activation
  for (let k = 1; k < shape.blocks.length; k++) {
    const { fanIn, fanOut, weights, bias } = shape.blocks[k]!
    const before = trace.z[k - 1]!
    const a = trace.a[k - 1]!
    const z = trace.z[k]!
    for (let j = 0; j < fanOut; j++) z[j] = theta[bias + j]!
    for (let i = 0; i < fanIn; i++) {
      const value = phi.value(before[i]!)
      a[i] = value
      if (value === 0) continue
      const row = weights + i * fanOut
      for (let j = 0; j < fanOut; j++) z[j]! += value * theta[row + j]!
    }
  }
}

/** z = bias0 + W_0ᵀ x_s over the stored entries of row s; also the R-operator's first step, with V for W. */
export function firstLayer(
  shape: Architecture,
  theta: Float64Array,
  bias0: Float64Array,
  inputs: SparseRows,
  s: number,
  z: Float64Array,
): void {
  const { fanOut, weights } = shape.blocks[0]!
  const { rowStart, columnIndex, values } = inputs
  for (let i = 0; i < fanOut; i++) z[i] = bias0[i]!
  const end = rowStart[s + 1]!
  let p = rowStart[s]!
  // Four inputs at a time: z is then loaded and stored once for four products.
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
      const first = x0 * theta[row0 + i]! + x1 * theta[row1 + i]!
      z[i]! += first + (x2 * theta[row2 + i]! + x3 * theta[row3 + i]!)
    }
  }
  for (; p < end; p++) {
    const x = values[p]!
    const row = weights + columnIndex[p]! * fanOut
    for (let i = 0; i < fanOut; i++) z[i]! += x * theta[row + i]!
  }
}
