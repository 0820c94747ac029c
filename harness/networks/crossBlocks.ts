/**
 * The blocks of a layer with all layers behind it: for each unit i the product
 *
 *     Σ_s ā_{k−1}(s) ⊗ C_k[i](s),  C_k[i] = C_km[i, :] of sampleCurvature.ts for m = k + 1, k + 2, … side by side
 *
 * over the samples on which the unit has a slope: elsewhere C is 0.
 */
import type { GramKernels } from '../providers/provider.ts'
import type { Architecture } from './architecture.ts'
import { type LayerColumns, laterWidth } from './hessianPlan.ts'
import { finishProduct, type HessianTarget } from './hessianTarget.ts'
import type { InputRows, SampleChunk } from './sampleChunk.ts'

/** Scratch, for the largest layer. */
export interface CrossBlocksRoom {
  /** [rows, leading] inputs */
  readonly left: Float64Array
  /** [rows, width] C */
  readonly right: Float64Array
  /** [leading, width] */
  readonly product: Float64Array
  /** [order, width] */
  readonly sum: Float64Array
}

export interface CrossBlocks {
  readonly shape: Architecture
  readonly k: number
  readonly layers: readonly LayerColumns[]
  readonly inputs: InputRows
  readonly chunk: SampleChunk
  /** How many samples. */
  readonly samples: number
  /** Rows of one product. */
  readonly rows: number
  /** Whether the blocks are added to what stands in the matrix, instead of replacing it. */
  readonly adds: boolean
}

/** @param onUnit told of each unit that is summed */
export async function addCrossBlocks(
  blocks: CrossBlocks,
  kernels: GramKernels | undefined,
  room: CrossBlocksRoom,
  target: HessianTarget,
  onUnit: () => Promise<void> | undefined,
): Promise<void> {
  const columns = blocks.layers[blocks.k]!
  const width = laterWidth(blocks.shape, blocks.k)
  for (const i of columns.units) {
    room.sum.fill(0, 0, columns.order * width)
    for (let next = 0; next < blocks.samples; ) {
      const { end, filled } = gatherRows(blocks, i, width, next, room)
      next = end
      if (filled === 0 || kernels === undefined || !columns.dense) continue
      const { left, right, product } = room
      await kernels.addProduct(left, filled, columns.leading, right, width, product)
      moveProduct(columns.leading, width, filled, room)
    }
    finishProduct(columns, width, target.samples, room.sum)
    writeRows(blocks, i, width, room.sum, target)
    const pending = onUnit()
    if (pending) await pending
  }
}

/** Fills both factors from sample `next` on. */
function gatherRows(
  { shape, k, layers, inputs, chunk, samples, rows }: CrossBlocks,
  i: number,
  width: number,
  next: number,
  { left, right, sum }: CrossBlocksRoom,
): { end: number; filled: number } {
  const { place, common, leading, dense } = layers[k]!
  const { rowStart, columnIndex, values, members } = inputs
  const slopes = chunk.slopes[k]!
  let filled = 0
  let r = next
  for (; r < samples && filled < rows; r++) {
    const slope = slopes[i * chunk.room + r]!
    if (slope === 0) continue
    const c = filled * width
    setFactors(shape, chunk, k, i, r, slope, right, c)
    const base = filled++ * leading
    const s = members[r]!
    const end = rowStart[s + 1]!
    for (let p = rowStart[s]!; p < end; p++) {
      const at = place[columnIndex[p]!]!
      if (at < 0) continue
      if (dense && at < leading) left[base + at] = values[p]!
      else addMultiple(values[p]!, right, c, width, sum, at * width)
    }
    if (dense) left[base + common - 1] = 1
    else addMultiple(1, right, c, width, sum, (common - 1) * width)
  }
  return { end: r, filled }
}

/** C_k[i] of sample r. */
function setFactors(
  { blocks }: Architecture,
  chunk: SampleChunk,
  k: number,
  i: number,
  r: number,
  slope: number,
  out: Float64Array,
  from: number,
): void {
  const sample = i * chunk.room + r
  let p = from
  for (let m = k + 1; m < blocks.length; m++) {
    const { fanIn, fanOut } = blocks[m]!
    const activations = chunk.inputs[m]!.values
    const products = chunk.products[k]![m]!
    const deltas = chunk.deltas[m]!
    const sensitivities = chunk.sensitivities[k]![m]!
    out.fill(0, p, p + fanIn * fanOut)
    for (let b = 0; b < fanIn; b++) {
      const a = activations[r * fanIn + b]!
      const to = p + b * fanOut
      if (a !== 0) addMultiple(a, products, sample * fanOut, fanOut, out, to)
      if (m > k + 1) addMultiple(sensitivities[sample * fanIn + b]!, deltas, r * fanOut, fanOut, out, to)
    }
    if (m === k + 1) addMultiple(slope, deltas, r * fanOut, fanOut, out, p + i * fanOut)
    p += fanIn * fanOut
    for (let j = 0; j < fanOut; j++) out[p++] = products[sample * fanOut + j]!
  }
}

/** out[target …] += x · factor[source …], `count` numbers. */
function addMultiple(
  x: number,
  factor: Float64Array,
  source: number,
  count: number,
  out: Float64Array,
  target: number,
): void {
  for (let c = 0; c < count; c++) out[target + c]! += x * factor[source + c]!
}

/** Adds the product to the sum and clears what must be 0 before the next. */
function moveProduct(
  leading: number,
  width: number,
  rows: number,
  { left, product, sum }: CrossBlocksRoom,
): void {
  for (let p = 0; p < leading * width; p++) sum[p]! += product[p]!
  product.fill(0, 0, leading * width)
  left.fill(0, 0, rows * leading)
}

/** Rows of unit i of layer k, columns of the layers behind it. */
function writeRows(
  { k, layers, adds }: CrossBlocks,
  i: number,
  width: number,
  sum: Float64Array,
  { h, order: n }: HessianTarget,
): void {
  const { inputs, place, row, fanOut } = layers[k]!
  for (const a of inputs) {
    const rowOfA = row[a * fanOut + i]!
    if (rowOfA < 0) continue
    let from = place[a]! * width
    for (const { row: columns } of layers.slice(k + 1)) {
      for (let p = 0; p < columns.length; p++) {
        const column = columns[p]!
        if (column < 0) continue
        if (adds) h[rowOfA * n + column]! += sum[from + p]!
        else h[rowOfA * n + column] = sum[from + p]!
      }
      from += columns.length
    }
  }
}
