/** The share of samples, in [0, 1], whose largest output is the label's. Ties go to the lower class, NaN to none. */
import type { SparseRows } from '../algebra/sparseRows.ts'
import { ShapeError } from '../errors.ts'
import type { Architecture } from './architecture.ts'
import { firstBias, forward, newTrace } from './forward.ts'
import { thetaLayout } from './thetaLayout.ts'

/** @param theta [P] @param inputs [N, d] @param labels [N] */
export function accuracy(
  shape: Architecture,
  theta: Float64Array,
  inputs: SparseRows,
  labels: ArrayLike<number>,
): number {
  if (theta.length !== shape.dimension) {
    throw new ShapeError('accuracy', 'theta', `of length P = ${shape.dimension}`, `length ${theta.length}`)
  }
  if (inputs.columns !== shape.layers[0]) {
    throw new ShapeError('accuracy', 'inputs', `[N, ${shape.layers[0]}]`, `[N, ${inputs.columns}]`)
  }
  if (labels.length !== inputs.rows) {
    throw new ShapeError('accuracy', 'labels', `[${inputs.rows}]`, `[${labels.length}]`)
  }
  const { full, embed } = thetaLayout(shape)
  const point = embed(theta)
  const trace = newTrace(full)
  const bias0 = firstBias(full, point, inputs.offset)
  let correct = 0
  for (let s = 0; s < inputs.rows; s++) {
    forward(full, point, bias0, inputs, s, trace)
    if (largestIndex(trace.z.at(-1)!) === labels[s]!) correct++
  }
  return correct / inputs.rows
}

/** Where the largest entry is, -1 if one is NaN. */
function largestIndex(z: Float64Array): number {
  let best = 0
  for (let c = 0; c < z.length; c++) {
    if (Number.isNaN(z[c]!)) return -1
    if (z[c]! > z[best]!) best = c
  }
  return best
}
