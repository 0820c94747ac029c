/**
 * What products with many directions need of a chunk of samples: forward and backward pass at theta, as matrices in
 * the memory of a provider, each also transposed where a product sums over its columns.
 */
import type { SparseRows } from '../algebra/sparseRows.ts'
import type { Architecture } from './architecture.ts'
import { backward, newOutputHessians, setOutputHessian } from './backward.ts'
import { firstBias, forward, newTrace } from './forward.ts'
import { type NetworkProblem, targetOf } from './networkProblem.ts'

/** A matrix with a row for each sample, and its transpose. */
export interface BothWays {
  /** [m, width] */
  readonly rows: Float64Array
  /** [width, m] */
  readonly columns: Float64Array
}

export interface HvpChunk {
  /** m */
  count: number
  /** [live] ascending, the inputs that some sample of the chunk stores. */
  live: Int32Array
  /** [m, live + 1] the stored inputs and a 1. */
  readonly x: BothWays
  /** [L − 1] a_k and a 1, [m, fanOut_k + 1] */
  readonly a: readonly BothWays[]
  /** [L] δ_k [m, fanOut_k]; the first is empty */
  readonly deltas: readonly BothWays[]
  /** [L − 1] φ'(z_k) [m, fanOut_k] */
  readonly slopes: readonly Float64Array[]
  /** [L − 1] φ''(z_k) ∘ W_{k+1}δ_{k+1} [m, fanOut_k] */
  readonly bends: readonly Float64Array[]
  /** ∂²ℓ/∂z² [m, C, C], or [m, C] where it is diagonal */
  readonly outputHessians: Float64Array
}

/** @param room most samples of a chunk @param widest most inputs that a chunk stores */
export function newHvpChunk(
  { shape: { blocks }, loss }: NetworkProblem,
  allocate: (length: number) => Float64Array,
  room: number,
  widest: number,
): HvpChunk {
  const bothWays = (width: number): BothWays => ({
    rows: allocate(room * width),
    columns: allocate(room * width),
  })
  const hidden = blocks.slice(0, -1)
  const outputs = blocks.at(-1)!.fanOut
  return {
    count: 0,
    live: new Int32Array(),
    x: bothWays(widest + 1),
    a: hidden.map(({ fanOut }) => bothWays(fanOut + 1)),
    deltas: blocks.map(({ fanOut }, k) => bothWays(k === 0 ? 0 : fanOut)),
    slopes: hidden.map(({ fanOut }) => new Float64Array(room * fanOut)),
    bends: hidden.map(({ fanOut }) => new Float64Array(room * fanOut)),
    outputHessians: newOutputHessians(loss, outputs, room),
  }
}

/** @param members [m] the samples of the chunk @param live from storedColumns of them */
export function fillHvpChunk(
  problem: NetworkProblem,
  theta: Float64Array,
  members: Int32Array,
  live: Int32Array,
  chunk: HvpChunk,
): void {
  const { shape, inputs, loss } = problem
  const trace = newTrace(shape)
  const deltas = newTrace(shape).z
  const bias0 = firstBias(shape, theta, inputs.offset)
  chunk.count = members.length
  chunk.live = live
  fillInputs(inputs, members, chunk)
  for (let r = 0; r < members.length; r++) {
    const s = members[r]!
    forward(shape, theta, bias0, inputs, s, trace)
    backward(problem, theta, s, trace, deltas)
    setOutputHessian(loss, trace.z.at(-1)!, targetOf(problem, s), outputHessianOf(problem, chunk, r))
    for (let k = 1; k < shape.blocks.length; k++) {
      storeRow(deltas[k]!, r, chunk.count, deltas[k]!.length, chunk.deltas[k]!)
      storeRow(trace.a[k - 1]!, r, chunk.count, trace.a[k - 1]!.length + 1, chunk.a[k - 1]!)
      storeDerivatives(shape, theta, k, trace.z[k - 1]!, deltas[k]!, r, chunk)
    }
  }
}

/** The columns that some of these rows store, ascending. */
export function storedColumns(
  { rowStart, columnIndex, columns }: SparseRows,
  members: Int32Array,
): Int32Array {
  const stored = new Uint8Array(columns)
  for (const s of members) {
    for (let p = rowStart[s]!; p < rowStart[s + 1]!; p++) stored[columnIndex[p]!] = 1
  }
  return Int32Array.from({ length: columns }, (_, a) => a).filter((a) => stored[a] === 1)
}

/** That of sample r, a view. */
export function outputHessianOf(
  { shape, loss }: NetworkProblem,
  { outputHessians }: HvpChunk,
  r: number,
): Float64Array {
  const outputs = shape.layers.at(-1)!
  const length = loss.hessianDiagonal ? outputs : outputs * outputs
  return outputHessians.subarray(r * length, (r + 1) * length)
}

function fillInputs(
  { rowStart, columnIndex, values, columns }: SparseRows,
  members: Int32Array,
  { count, live, x }: HvpChunk,
): void {
  const width = live.length + 1
  const place = new Int32Array(columns)
  live.forEach((a, at) => {
    place[a] = at
  })
  x.rows.fill(0, 0, count * width)
  x.columns.fill(0, 0, count * width)
  for (let r = 0; r < count; r++) {
    const s = members[r]!
    for (let p = rowStart[s]!; p < rowStart[s + 1]!; p++) {
      const at = place[columnIndex[p]!]!
      x.rows[r * width + at] = values[p]!
      x.columns[at * count + r] = values[p]!
    }
    x.rows[r * width + width - 1] = 1
    x.columns[(width - 1) * count + r] = 1
  }
}

/** Row r of a matrix [count, width], which ends with a 1 where `row` is shorter. */
function storeRow(row: Float64Array, r: number, count: number, width: number, to: BothWays): void {
  for (let i = 0; i < width; i++) {
    const value = i < row.length ? row[i]! : 1
    to.rows[r * width + i] = value
    to.columns[i * count + r] = value
  }
}

/** Slopes and bends of the layer before k. @param z [fanIn_k] @param delta [fanOut_k] */
function storeDerivatives(
  { activation, blocks }: Architecture,
  theta: Float64Array,
  k: number,
  z: Float64Array,
  delta: Float64Array,
  r: number,
  chunk: HvpChunk,
): void {
  const { fanIn, fanOut, weights } = blocks[k]!
  for (let i = 0; i < fanIn; i++) {
    const bend = activation.second(z[i]!)
    let sum = 0
    if (bend !== 0) {
      for (let j = 0; j < fanOut; j++) sum += theta[weights + i * fanOut + j]! * delta[j]!
      sum *= bend
    }
    chunk.slopes[k - 1]![r * fanIn + i] = activation.first(z[i]!)
    chunk.bends[k - 1]![r * fanIn + i] = sum
  }
}
