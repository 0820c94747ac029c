/** The matrix while it is summed. An entry between two parameters stands in the row of the one of the earlier unit. */
import type { LayerColumns } from './hessianPlan.ts'

export interface HessianTarget {
  /** [n, n] */
  readonly h: Float64Array
  /** n */
  readonly order: number
  /** How many samples the mean is over. */
  readonly samples: number
}

/**
 * sum[a, c] ← (sum[a, c] − m_a·sum[β, c])/N in place: the offset m of the rows' inputs taken off, β being the bias.
 * @param sum [order, width]
 */
export function finishProduct(
  columns: LayerColumns,
  width: number,
  samples: number,
  sum: Float64Array,
): void {
  const { order, common, offset } = columns
  const bias = (common - 1) * width
  for (let a = 0; a < order; a++) {
    if (offset[a]! !== 0) subtractMultiple(offset[a]!, sum, bias, width, a * width)
  }
  for (let p = 0; p < order * width; p++) sum[p]! /= samples
}

function subtractMultiple(x: number, sum: Float64Array, from: number, count: number, to: number): void {
  for (let c = 0; c < count; c++) sum[to + c]! -= x * sum[from + c]!
}

/**
 * Both triangles of a Gram of the common inputs, offsets taken off on both sides and divided by N, β being the bias:
 *
 *     g[a, b] ← (g[a, b] − m_a·g[β, b] − m_b·(g[a, β] − m_a·g[β, β]))/N
 *
 * @param gram [common, common] at `from`, its upper triangle summed
 * @param ones [common …] at `onesFrom`: becomes g[β, :] as it was summed
 */
export function finishGram(
  { common, offset, shifted }: LayerColumns,
  samples: number,
  gram: Float64Array,
  from: number,
  ones: Float64Array,
  onesFrom: number,
): void {
  const bias = common - 1
  for (let a = 0; a < common; a++) ones[onesFrom + a] = gram[from + a * common + bias]!
  const corner = ones[onesFrom + bias]!
  for (let a = 0; a < common; a++) {
    const ma = offset[a]!
    const onesA = ones[onesFrom + a]! - ma * corner
    for (let b = 0; b <= a; b++) {
      const above = from + b * common + a
      let g = gram[above]!
      if (shifted) g -= ma * ones[onesFrom + b]! + offset[b]! * onesA
      g /= samples
      gram[from + a * common + b] = g
      gram[above] = g
    }
  }
}
