/**
 * The block of a layer with itself: for each pair (i, j) of its units the weighted Gram matrix of its inputs,
 *
 *     Σ_s S_k[i, j](s) · ā(s) ā(s)ᵀ
 *
 * Rows are scaled by √|w|, those of positive and of negative weights apart, and samples whose weight is 0 (a ReLU is
 * off) are left out. Rare inputs are left to rareInputs.ts. Small layers are summed entry by entry, without roots.
 *
 * The Grams of one unit with several others are kept until they can be written side by side: the entries of one pair
 * alone lie `fanOut` numbers from each other in the matrix, each in a cache line of its own.
 *
 * Where S_k is diagonal the entries between two units are exactly 0, and are written once.
 */
import type { GramKernels } from '../providers/provider.ts'
import { type LayerColumns, weightCount } from './hessianPlan.ts'
import { finishGram, type HessianTarget } from './hessianTarget.ts'
import type { InputRows } from './sampleChunk.ts'

/** Scratch, for the largest layer. */
export interface OwnBlockRoom {
  /** [rows, common] scaled inputs, of positive and of negative weights; 0 but in use */
  readonly positive: Float64Array
  readonly negative: Float64Array
  /** [common, common] 0 but in use */
  readonly gram: Float64Array
  /** [panel, common, common] */
  readonly panel: Float64Array
  /** [panel, samples] */
  readonly panelWeights: Float64Array
  /** [weightCount, order] the sums of the inputs themselves, that is with the bias's 1 */
  readonly ones: Float64Array
}

export interface OwnBlock {
  readonly columns: LayerColumns
  readonly inputs: InputRows
  /** [samples, weightCount] */
  readonly weights: Float64Array
  /** How many samples. */
  readonly samples: number
  /** Rows of one product. */
  readonly rows: number
  /** Whether the block is added to what stands in the matrix, instead of replacing it. */
  readonly adds: boolean
}

/** The entries between common inputs. @param onPair told of each pair that is summed */
export async function addOwnBlock(
  block: OwnBlock,
  kernels: GramKernels | undefined,
  room: OwnBlockRoom,
  target: HessianTarget,
  onPair: () => Promise<void> | undefined,
): Promise<void> {
  const { units, common, order, dense, fanOut, diagonal } = block.columns
  const size = common * common
  const width = Math.floor(Math.min(room.panel.length / size, room.panelWeights.length / block.samples))
  for (let at = 0; at < units.length; at++) {
    const i = units[at]!
    const end = diagonal && block.adds ? at + 1 : units.length
    for (let from = at; from < end; from += width) {
      const others = units.subarray(from, Math.min(from + width, end))
      const summed = diagonal ? others.subarray(0, from === at ? 1 : 0) : others
      room.panel.fill(0, 0, others.length * size)
      const first = diagonal ? 0 : pairOf(i, others[0]!, fanOut) - others[0]!
      copyWeights(block, first, summed, room.panelWeights)
      for (let slot = 0; slot < summed.length; slot++) {
        const pair = first + summed[slot]!
        const weights = slot * block.samples
        if (kernels && dense) await sumPair(block, weights, kernels, room, slot * size)
        else sumSparsely(block, weights, room, slot * size)
        finishGram(block.columns, target.samples, room.panel, slot * size, room.ones, pair * order)
        const pending = onPair()
        if (pending) await pending
      }
      writePanel(block, i, others, room.panel, target)
    }
  }
}

/** Where the units i ≤ j stand among the pairs. */
export function pairOf(i: number, j: number, units: number): number {
  return i * units - (i * (i - 1)) / 2 + j - i
}

/** Pair by pair, for each is read as a whole. @param firstPair where the weight with unit 0 would stand */
function copyWeights(
  { columns, weights, samples }: OwnBlock,
  firstPair: number,
  others: Int32Array,
  out: Float64Array,
): void {
  const weightsOfSample = weightCount(columns)
  for (let r = 0; r < samples; r++) {
    const row = r * weightsOfSample + firstPair
    for (let slot = 0; slot < others.length; slot++) out[slot * samples + r] = weights[row + others[slot]!]!
  }
}

/** The upper triangle of panel[slot …]: += Σ w·āāᵀ. @param weightsFrom in the panel's weights */
function sumSparsely(
  { columns, inputs, samples }: OwnBlock,
  weightsFrom: number,
  { panel: sum, panelWeights }: OwnBlockRoom,
  slot: number,
): void {
  const { place, common } = columns
  const { rowStart, columnIndex, values, members } = inputs
  for (let r = 0; r < samples; r++) {
    const weight = panelWeights[weightsFrom + r]!
    if (weight === 0) continue
    const s = members[r]!
    const end = rowStart[s + 1]!
    for (let p = rowStart[s]!; p < end; p++) {
      const at = place[columnIndex[p]!]!
      if (at < 0) continue
      const x = weight * values[p]!
      const row = slot + at * common
      for (let q = p; q < end; q++) {
        const b = place[columnIndex[q]!]!
        if (b >= 0) sum[row + b]! += x * values[q]!
      }
      sum[row + common - 1]! += x
    }
    sum[slot + common * common - 1]! += weight
  }
}

/** Where the pass through the samples is, and how full the two buffers are. */
interface Filling {
  next: number
  positive: number
  negative: number
}

async function sumPair(
  block: OwnBlock,
  weightsFrom: number,
  kernels: GramKernels,
  room: OwnBlockRoom,
  slot: number,
): Promise<void> {
  const filling: Filling = { next: 0, positive: 0, negative: 0 }
  while (filling.next < block.samples) {
    gatherRows(block, weightsFrom, filling, room)
    const last = filling.next === block.samples
    if (filling.positive > 0 && (last || filling.positive === block.rows)) {
      await kernels.addGram(room.positive, filling.positive, block.columns.common, 1, room.gram)
      moveGram(block.columns, filling.positive, room.positive, room, slot)
      filling.positive = 0
    }
    if (filling.negative > 0 && (last || filling.negative === block.rows)) {
      await kernels.addGram(room.negative, filling.negative, block.columns.common, -1, room.gram)
      moveGram(block.columns, filling.negative, room.negative, room, slot)
      filling.negative = 0
    }
  }
}

/** Goes on through the samples until a buffer is full or all are done. */
function gatherRows(
  { columns, inputs, samples, rows }: OwnBlock,
  weightsFrom: number,
  filling: Filling,
  { positive, negative, panelWeights }: OwnBlockRoom,
): void {
  const { target, common } = columns
  const { rowStart, columnIndex, values, members } = inputs
  let r = filling.next
  while (r < samples && filling.positive < rows && filling.negative < rows) {
    const weight = panelWeights[weightsFrom + r]!
    const s = members[r]!
    r++
    if (weight === 0) continue
    const scale = Math.sqrt(Math.abs(weight))
    const buffer = weight < 0 ? negative : positive
    const base = common * (weight < 0 ? filling.negative++ : filling.positive++)
    const end = rowStart[s + 1]!
    for (let p = rowStart[s]!; p < end; p++) {
      buffer[base + target[columnIndex[p]!]!] = scale * values[p]!
    }
    buffer[base + common - 1] = scale
  }
  filling.next = r
}

/** Adds the products to the sum, above its diagonal, and clears what they were made of. */
function moveGram(
  { common }: LayerColumns,
  rows: number,
  buffer: Float64Array,
  { gram, panel }: OwnBlockRoom,
  slot: number,
): void {
  for (let a = 0; a < common; a++) {
    const from = a * common
    const to = slot + a * common
    for (let b = a; b < common; b++) panel[to + b]! += gram[from + b]!
  }
  gram.fill(0, 0, common * common)
  buffer.fill(0, 0, rows * common)
}

/** Rows of unit i, columns of the units `others`. */
function writePanel(
  { columns, adds }: OwnBlock,
  i: number,
  others: Int32Array,
  panel: Float64Array,
  { h, order: n }: HessianTarget,
): void {
  const { place, row, fanOut, common } = columns
  const size = common * common
  const inputs = columns.inputs.filter((a) => place[a]! < common)
  for (const a of inputs) {
    const rowOfA = row[a * fanOut + i]!
    if (rowOfA < 0) continue
    const base = rowOfA * n
    const from = place[a]! * common
    for (let c = 0; c < inputs.length; c++) {
      const b = inputs[c]!
      const entry = from + place[b]!
      for (let slot = 0; slot < others.length; slot++) {
        const column = row[b * fanOut + others[slot]!]!
        if (column < 0) continue
        if (adds) h[base + column]! += panel[slot * size + entry]!
        else h[base + column] = panel[slot * size + entry]!
      }
    }
  }
}
