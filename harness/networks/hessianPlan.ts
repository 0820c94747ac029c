/**
 * How an exact Hessian is summed: which of its parameters are wanted and where they stand, which inputs of a layer
 * go through dense products, how many samples are taken at a time, and how many additions a term may pass through.
 *
 * An input that few samples store is rare: in MNIST 366 of 784 pixels are stored by more than 8 of 100 images, and
 * the products of these alone are a quarter of all. A layer whose products are small is summed entry by entry, for a
 * call into a library costs more than they do.
 */
import { ArgumentError, ShapeError } from '../errors.ts'
import type { Architecture } from './architecture.ts'
import type { NetworkProblem } from './networkProblem.ts'
import { isDiagonal } from './sampleCurvature.ts'

/** Sizes that decide about speed and memory, not about the result. */
export interface HessianTuning {
  /** An input that a larger share of the samples stores goes through dense products within its layer. */
  readonly commonShare: number
  /** The same for products with the layers behind: they are narrow, and leaving one out saves less. */
  readonly leadingShare: number
  /** Numbers in the scratch of one dense product: 8 MB. */
  readonly rowRoom: number
  /** Rows of one dense product, at most: what a bound of the rounding grows with. */
  readonly mostRows: number
  /** Weights of pairs of first units kept at a time, in numbers: 160 MB. */
  readonly pairRoom: number
  /** Sums of pairs of units kept at a time, in numbers: 32 MB. */
  readonly panelRoom: number
  /** What is kept of a chunk of samples besides, in numbers: 64 MB. */
  readonly chunkRoom: number
  /** Multiply-adds of the largest product below which a layer is summed entry by entry. */
  readonly smallProduct: number
}

export const hessianTuning: HessianTuning = {
  commonShare: 0.08,
  leadingShare: 0.02,
  rowRoom: 2 ** 20,
  mostRows: 4096,
  pairRoom: 2e7,
  panelRoom: 2 ** 22,
  chunkRoom: 2 ** 23,
  smallProduct: 2 ** 16,
}

/** The inputs of one layer as they stand in its sums. */
export interface LayerColumns {
  readonly fanIn: number
  readonly fanOut: number
  /** Whether it goes through dense products. */
  readonly dense: boolean
  /** Whether S_k is diagonal: only a unit with itself has entries in the layer's own block. */
  readonly diagonal: boolean
  /** [fanIn + 1] the place of each input in the sums, −1 where no parameter is wanted; bias: common − 1 */
  readonly place: Int32Array
  /** [fanIn] place where it is a common input's; elsewhere that of the bias, whose 1 is written last */
  readonly target: Int32Array
  /** How many inputs, with the bias's 1, have the first places: all but the rare ones, in theta's order. */
  readonly common: number
  /** The rare ones follow, those of the most samples first: how many go through the products with layers behind. */
  readonly leading: number
  /** How many there are in all. */
  readonly order: number
  /** [order] subtracted from each input */
  readonly offset: Float64Array
  /** Whether any of these is not 0. */
  readonly shifted: boolean
  /** The inputs with a wanted parameter, ascending; fanIn is the bias. */
  readonly inputs: Int32Array
  /** The units with a wanted parameter, ascending. */
  readonly units: Int32Array
  /** [fanIn + 1, fanOut] the row of H, −1 where it is not wanted */
  readonly row: Int32Array
}

export interface HessianPlan {
  /** Of the matrix. */
  readonly order: number
  readonly layers: readonly LayerColumns[]
  /**
   * [order] an entry is summed in the row of lower rank. Of one layer, rare inputs come first, the last of them before
   * the others, then the units; of several, the first.
   */
  readonly ranks: Int32Array
  /** [L] rows of one dense product of a layer. */
  readonly rows: readonly number[]
  /** Samples whose weights of pairs of first units are kept at a time. */
  readonly group: number
  /** Samples that are evaluated at a time. */
  readonly chunk: number
  /** How many operations that round a sample's term may pass through on the way to an entry. */
  readonly roundings: number
  readonly tuning: HessianTuning
}

/** Numbers of S_k that are kept of a sample: one a pair of units, or one a unit. */
export function weightCount({ fanOut, diagonal }: Pick<LayerColumns, 'fanOut' | 'diagonal'>): number {
  return diagonal ? fanOut : (fanOut * (fanOut + 1)) / 2
}

/** @param kept ascending parameters of `problem.shape` whose rows and columns are wanted; all when absent */
export function hessianPlan(
  problem: NetworkProblem,
  samples: Int32Array,
  kept: Int32Array | undefined,
  tuning: HessianTuning,
): HessianPlan {
  const { shape } = problem
  const rowOf = rowsOfParameters(shape.dimension, kept)
  const counts = storedCounts(problem, samples)
  const most = tuning.commonShare * samples.length
  const units = shape.blocks[0]!.fanOut
  const group = portion(samples.length, tuning.pairRoom / ((units * (units + 1)) / 2))
  const chunk = portion(group, tuning.chunkRoom / numbersPerSample(problem))
  const layers = shape.blocks.map((_, k) => {
    const rows = Math.min(tuning.mostRows, k === 0 ? group : chunk)
    const stored = k > 0 ? undefined : { counts, common: most, leading: tuning.leadingShare * samples.length }
    return layerColumns(problem, k, rowOf, stored, tuning.smallProduct / rows)
  })
  const rows = layers.map(({ leading }, k) => productRows(shape, leading, k, tuning))
  const rare = counts.reduce((top, count) => (count > most ? top : Math.max(top, count)), 0)
  const sparse = layers.every(({ dense }) => dense) ? rare : samples.length
  const additions = rows.reduce(
    (top, r) => Math.max(top, additionsOf(samples.length, group, chunk, r)),
    sparse,
  )
  const product = layers.some(({ dense }) => dense) ? 5 : 2
  const congruence = layers[0]!.shifted ? 4 : 0
  return {
    order: kept?.length ?? shape.dimension,
    layers,
    ranks: ranksOfRows(layers, kept?.length ?? shape.dimension),
    rows,
    group,
    chunk,
    roundings: product + Math.min(samples.length - 1, additions) + congruence + 1,
    tuning,
  }
}

/** Parameters of the layers behind layer k, biases included. */
export function laterWidth({ blocks }: Architecture, k: number): number {
  return blocks.slice(k + 1).reduce((sum, { fanIn, fanOut }) => sum + (fanIn + 1) * fanOut, 0)
}

/** @returns [P] the row of each parameter, −1 where it is not kept */
function rowsOfParameters(dimension: number, kept: Int32Array | undefined): Int32Array {
  if (kept === undefined) return range(dimension)
  if (kept.length < 1) throw new ShapeError('hessian', 'kept', 'at least one parameter', 'none')
  const rows = new Int32Array(dimension).fill(-1)
  kept.forEach((p, r) => {
    if (p < 0 || p >= dimension || (r > 0 && p <= kept[r - 1]!)) {
      throw new ArgumentError('hessian', `kept[${r}]`, `ascending within 0..${dimension - 1}`, String(p))
    }
    rows[p] = r
  })
  return rows
}

interface StoredCounts {
  /** [d] how many of the samples store each input */
  readonly counts: Int32Array
  /** More than so many make an input a common one. */
  readonly common: number
  /** More than so many make a rare one a leading one. */
  readonly leading: number
}

/** @returns [d] how many of the samples store each input */
function storedCounts({ inputs }: NetworkProblem, samples: Int32Array): Int32Array {
  const counts = new Int32Array(inputs.columns)
  for (const s of samples) {
    for (let p = inputs.rowStart[s]!; p < inputs.rowStart[s + 1]!; p++) counts[inputs.columnIndex[p]!]!++
  }
  return counts
}

function layerColumns(
  problem: NetworkProblem,
  k: number,
  rowOf: Int32Array,
  stored: StoredCounts | undefined,
  smallSquare: number,
): LayerColumns {
  const { fanIn, fanOut, weights } = problem.shape.blocks[k]!
  const row = rowOf.subarray(weights, weights + (fanIn + 1) * fanOut)
  const inputs = wanted(fanIn + 1, (a) => hasRow(row, a * fanOut, 1, fanOut))
  const place = new Int32Array(fanIn + 1).fill(-1)
  const often = inputs.filter((a) => a === fanIn || !stored || stored.counts[a]! > stored.common)
  const dense = often.length ** 2 >= smallSquare
  let order = 0
  for (const a of dense ? often : inputs) if (a < fanIn) place[a] = order++
  place[fanIn] = order++
  const common = order
  const rare = inputs.filter((a) => place[a] === -1).sort((a, b) => stored!.counts[b]! - stored!.counts[a]!)
  for (const a of rare) place[a] = order++
  const leading = common + (dense ? rare.filter((a) => stored!.counts[a]! > stored!.leading).length : 0)
  const offset = new Float64Array(order)
  if (k === 0) for (const a of inputs) if (a < fanIn) offset[place[a]!] = problem.inputs.offset[a]!
  const units = wanted(fanOut, (i) => hasRow(row, i, fanOut, fanIn + 1))
  const shifted = offset.some((m) => m !== 0)
  const target = place.slice(0, fanIn).map((at) => (at >= 0 && at < common ? at : common - 1))
  const diagonal = isDiagonal(problem, k)
  const places = { place, target, common, leading, order, offset, shifted }
  return { fanIn, fanOut, dense, diagonal, ...places, inputs, units, row }
}

function wanted(count: number, isWanted: (index: number) => boolean): Int32Array {
  return range(count).filter(isWanted)
}

/** 0 … count − 1; many times as fast as Int32Array.from, and small Hessians are made by the thousand. */
function range(count: number): Int32Array {
  const numbers = new Int32Array(count)
  for (let p = 0; p < count; p++) numbers[p] = p
  return numbers
}

function hasRow(row: Int32Array, from: number, step: number, count: number): boolean {
  for (let c = 0; c < count; c++) if (row[from + c * step]! >= 0) return true
  return false
}

function ranksOfRows(layers: readonly LayerColumns[], order: number): Int32Array {
  const ranks = new Int32Array(order)
  let before = 0
  for (const { fanOut, row, place, common, order: inputs } of layers) {
    const rare = inputs - common
    for (let p = 0; p < row.length; p++) {
      if (row[p]! < 0) continue
      const at = place[Math.floor(p / fanOut)]!
      ranks[row[p]!] = before + (at < common ? rare + (p % fanOut) : inputs - 1 - at)
    }
    before += rare + fanOut
  }
  return ranks
}

function productRows(shape: Architecture, leading: number, k: number, tuning: HessianTuning): number {
  const room = Math.floor(tuning.rowRoom / Math.max(leading, laterWidth(shape, k), 1))
  return Math.max(1, Math.min(room, tuning.mostRows))
}

/** Parts of nearly equal size, none above `most` unless that is below 1. */
function portion(samples: number, most: number): number {
  const parts = Math.ceil(samples / Math.max(1, Math.floor(most)))
  return Math.ceil(samples / parts)
}

/** What sampleChunk.ts keeps of a sample. */
function numbersPerSample(problem: NetworkProblem): number {
  const { blocks } = problem.shape
  let numbers = 0
  blocks.forEach(({ fanIn, fanOut }, k) => {
    numbers += 2 * fanOut
    if (k > 0) numbers += 1.5 * fanIn + weightCount({ fanOut, diagonal: isDiagonal(problem, k) })
    for (let m = k + 1; m < blocks.length; m++) numbers += fanOut * (blocks[m]!.fanIn + blocks[m]!.fanOut)
  })
  return numbers
}

/** Additions within one product, of the products of a group (a last one of either sign may be small), and of parts. */
function additionsOf(samples: number, group: number, chunk: number, rows: number): number {
  return Math.min(rows, group) + Math.ceil(group / rows) + 1 + Math.ceil(samples / chunk)
}
