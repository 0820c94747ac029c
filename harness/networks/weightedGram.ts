/**
 * gram[a, b] += Σ_s w_s x̄_s[a] x̄_s[b] for a ≤ b, with x̄ = (stored inputs, 1).
 *
 * Four rows of the sample's outer product at a time: the column index and value of an entry are then loaded
 * once for four products, which is 2 to 2.7 times as fast as row by row. Samples of weight 0 cost nothing.
 */
import type { SparseRows } from '../algebra/sparseRows.ts'

/**
 * @param samples [m] rows of the inputs, whose offset is not applied
 * @param weights [m]
 * @param gram [d + 1, d + 1] row-major, only the upper triangle is touched
 */
export function addWeightedGram(
  inputs: SparseRows,
  samples: Int32Array,
  weights: Float64Array,
  gram: Float64Array,
): void {
  const { rowStart, columns } = inputs
  for (let r = 0; r < samples.length; r++) {
    const w = weights[r]!
    if (w === 0) continue
    const end = rowStart[samples[r]! + 1]!
    let p = rowStart[samples[r]!]!
    for (; p + 4 <= end; p += 4) addFourRows(inputs, p, end, w, gram)
    for (; p < end; p++) addRow(inputs, p, end, w, gram)
    gram[columns * (columns + 1) + columns]! += w
  }
}

/** Rows p … p + 3 of w·x̄x̄ᵀ, from the diagonal on. */
function addFourRows(inputs: SparseRows, p: number, end: number, w: number, gram: Float64Array): void {
  const { columnIndex, values, columns } = inputs
  const order = columns + 1
  for (let k = 0; k < 4; k++) addRow(inputs, p + k, p + 4, w, gram)
  const x0 = w * values[p]!
  const x1 = w * values[p + 1]!
  const x2 = w * values[p + 2]!
  const x3 = w * values[p + 3]!
  const row0 = columnIndex[p]! * order
  const row1 = columnIndex[p + 1]! * order
  const row2 = columnIndex[p + 2]! * order
  const row3 = columnIndex[p + 3]! * order
  for (let q = p + 4; q < end; q++) {
    const b = columnIndex[q]!
    const x = values[q]!
    gram[row0 + b]! += x0 * x
    gram[row1 + b]! += x1 * x
    gram[row2 + b]! += x2 * x
    gram[row3 + b]! += x3 * x
  }
}

/** Row p of w·x̄x̄ᵀ over the stored entries p … end − 1, and its product with the 1. */
function addRow(
  { columnIndex, values, columns }: SparseRows,
  p: number,
  end: number,
  w: number,
  gram: Float64Array,
): void {
  const x = w * values[p]!
  const row = columnIndex[p]! * (columns + 1)
  for (let q = p; q < end; q++) gram[row + columnIndex[q]!]! += x * values[q]!
  gram[row + columns]! += x
}
