/**
 * The entries of the first layer's own block that a rare input a has a part in, for all pairs of units at once:
 *
 *     R_a[(i, j), b] = Σ_s S_0[i, j](s) · x_a(s) x̄_b(s)   over the few samples that store a
 *
 * is the product of a matrix [samples, pairs] with one [samples, inputs]. An entry between two rare inputs is that of
 * the later one.
 */
import type { GramKernels } from '../providers/provider.ts'
import type { HessianTuning, LayerColumns } from './hessianPlan.ts'
import type { HessianTarget } from './hessianTarget.ts'
import { type OwnBlock, type OwnBlockRoom, pairOf } from './ownBlock.ts'
import type { InputRows } from './sampleChunk.ts'

/** Scratch; empty where no input is rare. */
export interface RareInputsRoom {
  /** [rows, pairs] weights */
  readonly rareWeights: Float64Array
  /** [rows, order] inputs; 0 but in use */
  readonly rareRows: Float64Array
  /** [pairs, order] R of some first units i with all others */
  readonly rareProduct: Float64Array
}

export function newRareRoom(
  { common, order, fanOut }: LayerColumns,
  allocate: (length: number) => Float64Array,
  tuning: HessianTuning,
): RareInputsRoom {
  if (order === common) {
    const none = new Float64Array(0)
    return { rareWeights: none, rareRows: none, rareProduct: none }
  }
  const pairs = slicePairs(fanOut, order, tuning.rowRoom)
  const rows = Math.max(1, Math.min(Math.floor(tuning.rowRoom / Math.max(order, pairs)), tuning.mostRows))
  return {
    rareWeights: allocate(rows * pairs),
    rareRows: allocate(rows * order),
    rareProduct: allocate(pairs * order),
  }
}

/** As many pairs as there is room for, but those of one unit at least. */
function slicePairs(units: number, order: number, room: number): number {
  return Math.max(units, Math.min((units * (units + 1)) / 2, Math.floor(room / order)))
}

/** After the block of the common inputs, which leaves the sums of these in `ones`. @param onInput told of each input */
export async function addRareInputs(
  block: OwnBlock,
  kernels: GramKernels,
  room: OwnBlockRoom & RareInputsRoom,
  target: HessianTarget,
  onInput: () => Promise<void> | undefined,
): Promise<void> {
  const { columns, samples } = block
  if (columns.order === columns.common) return
  const holders = rareHolders(columns, block.inputs, samples)
  const { place, common } = columns
  const rare = columns.inputs.filter((a) => place[a]! >= common).sort((a, b) => place[a]! - place[b]!)
  for (const a of rare) {
    const at = place[a]!
    for (let first = 0; first < columns.fanOut; ) {
      const next = sliceEnd(first, columns, room)
      await sumSlice(block, holders, at, first, next, kernels, room)
      writeSlice(block, a, first, next, room, target)
      first = next
    }
    const pending = onInput()
    if (pending) await pending
  }
}

/** The samples that store each rare input, those of place p at start[p] … start[p + 1] − 1. */
interface Holders {
  /** [order + 1] */
  readonly start: Int32Array
  /** Numbers of samples, ascending for each input. */
  readonly samples: Int32Array
  /** What they store. */
  readonly values: Float64Array
}

function rareHolders(columns: LayerColumns, inputs: InputRows, samples: number): Holders {
  const start = new Int32Array(columns.order + 1)
  forRare(columns, inputs, samples, (at) => {
    start[at + 1]!++
  })
  for (let at = 0; at < columns.order; at++) start[at + 1]! += start[at]!
  const next = start.slice()
  const total = start[columns.order]!
  const holders = { start, samples: new Int32Array(total), values: new Float64Array(total) }
  forRare(columns, inputs, samples, (at, r, value) => {
    holders.samples[next[at]!] = r
    holders.values[next[at]!++] = value
  })
  return holders
}

function forRare(
  { place, common }: LayerColumns,
  { rowStart, columnIndex, values, members }: InputRows,
  samples: number,
  visit: (at: number, r: number, value: number) => void,
): void {
  for (let r = 0; r < samples; r++) {
    const s = members[r]!
    for (let p = rowStart[s]!; p < rowStart[s + 1]!; p++) {
      const at = place[columnIndex[p]!]!
      if (at >= common) visit(at, r, values[p]!)
    }
  }
}

/** The first unit behind those whose pairs, from `first` on, have room. */
function sliceEnd(first: number, { fanOut, order }: LayerColumns, { rareProduct }: RareInputsRoom): number {
  const most = Math.floor(rareProduct.length / order)
  let end = first
  for (let pairs = 0; end < fanOut; end++) {
    pairs += fanOut - end
    if (pairs > most && end > first) break
  }
  return end
}

/** R of the input in place `at` for the pairs of the units first … next − 1. */
async function sumSlice(
  block: OwnBlock,
  holders: Holders,
  at: number,
  first: number,
  next: number,
  kernels: GramKernels,
  { rareWeights, rareRows, rareProduct }: RareInputsRoom,
): Promise<void> {
  const { fanOut, order } = block.columns
  const firstPair = pairOf(first, first, fanOut)
  const pairs = (next < fanOut ? pairOf(next, next, fanOut) : (fanOut * (fanOut + 1)) / 2) - firstPair
  const rows = Math.floor(rareRows.length / order)
  rareProduct.fill(0, 0, pairs * order)
  for (let from = holders.start[at]!; from < holders.start[at + 1]!; from += rows) {
    const end = Math.min(from + rows, holders.start[at + 1]!)
    gatherWeights(block, holders, from, end, firstPair, pairs, rareWeights)
    gatherInputs(block, holders, from, end, rareRows)
    await kernels.addProduct(rareWeights, end - from, pairs, rareRows, order, rareProduct)
    rareRows.fill(0, 0, (end - from) * order)
  }
}

function gatherWeights(
  { columns, weights }: OwnBlock,
  holders: Holders,
  from: number,
  end: number,
  firstPair: number,
  pairs: number,
  out: Float64Array,
): void {
  const allPairs = (columns.fanOut * (columns.fanOut + 1)) / 2
  for (let c = from; c < end; c++) {
    const value = holders.values[c]!
    const source = holders.samples[c]! * allPairs + firstPair
    const target = (c - from) * pairs
    for (let pair = 0; pair < pairs; pair++) out[target + pair] = value * weights[source + pair]!
  }
}

function gatherInputs(
  { columns, inputs }: OwnBlock,
  holders: Holders,
  from: number,
  end: number,
  out: Float64Array,
): void {
  const { place, order, common } = columns
  const { rowStart, columnIndex, values, members } = inputs
  for (let c = from; c < end; c++) {
    const s = members[holders.samples[c]!]!
    const base = (c - from) * order
    for (let p = rowStart[s]!; p < rowStart[s + 1]!; p++) {
      const at = place[columnIndex[p]!]!
      if (at >= 0) out[base + at] = values[p]!
    }
    out[base + common - 1] = 1
  }
}

/**
 * Takes the offsets off, divides by N and writes the rows of input a: as in finishGram, for its entries with common
 * inputs and with rare ones before it. Leaves the input's own sums in `ones`.
 */
function writeSlice(
  { columns, adds }: OwnBlock,
  a: number,
  first: number,
  next: number,
  { rareProduct, ones }: OwnBlockRoom & RareInputsRoom,
  { h, order: n, samples }: HessianTarget,
): void {
  const { place, row, fanOut, order } = columns
  const at = place[a]!
  const firstPair = pairOf(first, first, fanOut)
  const end = next < fanOut ? pairOf(next, next, fanOut) : (fanOut * (fanOut + 1)) / 2
  for (let pair = firstPair; pair < end; pair++) {
    finishRow(columns, at, samples, rareProduct, (pair - firstPair) * order, ones, pair * order)
  }
  const inputs = columns.inputs.filter((b) => place[b]! <= at)
  for (let i = first; i < fanOut; i++) {
    const rowOfI = row[a * fanOut + i]!
    if (rowOfI < 0) continue
    const others = Array.from({ length: (i < next ? fanOut : next) - first }, (_, c) => first + c)
    const from = Int32Array.from(
      others,
      (j) => (pairOf(Math.min(i, j), Math.max(i, j), fanOut) - firstPair) * order,
    )
    for (let c = 0; c < inputs.length; c++) {
      const b = inputs[c]! * fanOut + first
      const to = place[inputs[c]!]!
      for (let k = 0; k < from.length; k++) {
        const column = row[b + k]!
        if (column < 0) continue
        if (adds) h[rowOfI * n + column]! += rareProduct[from[k]! + to]!
        else h[rowOfI * n + column] = rareProduct[from[k]! + to]!
      }
    }
  }
}

/** The entries of one pair, in the places up to that of the input itself. */
function finishRow(
  { common, offset }: LayerColumns,
  at: number,
  samples: number,
  products: Float64Array,
  from: number,
  ones: Float64Array,
  onesFrom: number,
): void {
  const bias = common - 1
  const m = offset[at]!
  ones[onesFrom + at] = products[from + bias]!
  const own = ones[onesFrom + at]! - m * ones[onesFrom + bias]!
  for (let to = 0; to <= at; to++) {
    products[from + to] = (products[from + to]! - m * ones[onesFrom + to]! - offset[to]! * own) / samples
  }
}
