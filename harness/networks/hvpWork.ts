/** The arrays that products with a block of directions are computed in, and the directions' places in them. */
import type { LayerBlock } from './architecture.ts'
import { firstBias } from './forward.ts'
import { type BothWays, type HvpChunk, newHvpChunk } from './hvpChunk.ts'
import type { HvpKernels } from './hvpKernels.ts'
import type { NetworkProblem } from './networkProblem.ts'

/** A chunk of samples, and the inputs that some of them store. */
export interface Members {
  readonly members: Int32Array
  readonly live: Int32Array
}

/** Everything that one block of directions works on; [L] arrays have one entry a layer. */
export interface HvpWork {
  /** B */
  readonly directions: number
  readonly kernels: HvpKernels
  readonly chunk: HvpChunk
  /** [L] W_k [fanIn, fanOut] and its transpose; the first is empty */
  readonly weights: readonly BothWays[]
  /** [L] V̄_k [fanIn + 1, B·fanOut] */
  readonly v: readonly Float64Array[]
  /** [L] V_kᵀ [fanOut, B·fanIn]; the first is empty */
  readonly vTransposed: readonly Float64Array[]
  /** [live + 1, B·fanOut_0] the rows of v[0] that the chunk needs, and its share of the first sum */
  readonly liveV: Float64Array
  readonly liveSum: Float64Array
  /** [L] R{Z_k} [m, B·fanOut] */
  readonly rz: readonly Float64Array[]
  /** [L − 1] R{A_k} [m, B·fanOut] and as [fanOut, m·B] */
  readonly ra: readonly BothWays[]
  /** [L] R{Δ_k}, likewise */
  readonly rdelta: readonly BothWays[]
  /** [m, B·widest hidden] */
  readonly pulled: Float64Array
  /** [L] Ā_{k−1}ᵀ R{Δ_k} [fanIn + 1, B·fanOut] */
  readonly sums: readonly Float64Array[]
  /** [L] R{A_{k−1}}ᵀ Δ_k [B·fanIn, fanOut]; the first is empty */
  readonly mixedSums: readonly Float64Array[]
}

export function newHvpWork(
  problem: NetworkProblem,
  theta: Float64Array,
  block: readonly Float64Array[],
  chunks: readonly Members[],
  kernels: HvpKernels,
): HvpWork {
  const { shape, inputs } = problem
  const { blocks } = shape
  const directions = block.length
  const room = chunks[0]!.members.length
  const widest = chunks.reduce((most, { live }) => Math.max(most, live.length), 0)
  const { allocate } = kernels
  const bothWays = (length: number): BothWays => ({ rows: allocate(length), columns: allocate(length) })
  const perLayer = <T>(make: (layer: LayerBlock, k: number) => T): T[] => blocks.map(make)
  const behindFirst = (length: (layer: LayerBlock) => number): Float64Array[] =>
    perLayer((layer, k) => allocate(k === 0 ? 0 : length(layer)))
  const hidden = blocks.slice(0, -1)
  const firstRows = (widest + 1) * directions * blocks[0]!.fanOut
  const work: HvpWork = {
    directions,
    kernels,
    chunk: newHvpChunk(problem, allocate, room, widest),
    weights: perLayer(({ fanIn, fanOut }, k) => bothWays(k === 0 ? 0 : fanIn * fanOut)),
    v: perLayer(({ fanIn, fanOut }) => allocate((fanIn + 1) * directions * fanOut)),
    vTransposed: behindFirst(({ fanIn, fanOut }) => fanOut * directions * fanIn),
    liveV: allocate(firstRows),
    liveSum: allocate(firstRows),
    rz: perLayer(({ fanOut }) => allocate(room * directions * fanOut)),
    ra: hidden.map(({ fanOut }) => bothWays(room * directions * fanOut)),
    rdelta: perLayer(({ fanOut }) => bothWays(room * directions * fanOut)),
    pulled: allocate(room * directions * hidden.reduce((most, { fanOut }) => Math.max(most, fanOut), 0)),
    sums: perLayer(({ fanIn, fanOut }) => allocate((fanIn + 1) * directions * fanOut)),
    mixedSums: behindFirst(({ fanIn, fanOut }) => directions * fanIn * fanOut),
  }
  blocks.forEach((layer, k) => {
    if (k > 0) placeWeights(layer, theta, work.weights[k]!)
    block.forEach((v, b) => {
      placeDirection(layer, v, b, k, work)
    })
  })
  const { fanIn, fanOut } = blocks[0]!
  block.forEach((v, b) => {
    work.v[0]!.set(firstBias(shape, v, inputs.offset), (fanIn * directions + b) * fanOut)
  })
  return work
}

function placeWeights({ fanIn, fanOut, weights }: LayerBlock, theta: Float64Array, to: BothWays): void {
  for (let i = 0; i < fanIn; i++) {
    for (let j = 0; j < fanOut; j++) {
      const w = theta[weights + i * fanOut + j]!
      to.rows[i * fanOut + j] = w
      to.columns[j * fanIn + i] = w
    }
  }
}

function placeDirection(
  { fanIn, fanOut, weights }: LayerBlock,
  v: Float64Array,
  b: number,
  k: number,
  { directions, v: rows, vTransposed }: HvpWork,
): void {
  for (let i = 0; i <= fanIn; i++) {
    const from = weights + i * fanOut
    rows[k]!.set(v.subarray(from, from + fanOut), (i * directions + b) * fanOut)
    if (k === 0 || i === fanIn) continue
    for (let j = 0; j < fanOut; j++) vTransposed[k]![(j * directions + b) * fanIn + i] = v[from + j]!
  }
}

/** [P] what direction b adds up to. */
export function sumOf(
  { shape }: NetworkProblem,
  { directions, sums, mixedSums }: HvpWork,
  b: number,
): Float64Array {
  const sum = new Float64Array(shape.dimension)
  shape.blocks.forEach(({ fanIn, fanOut, weights }, k) => {
    for (let i = 0; i <= fanIn; i++) {
      const mixed = (b * fanIn + i) * fanOut
      const own = (i * directions + b) * fanOut
      for (let j = 0; j < fanOut; j++) {
        const other = k > 0 && i < fanIn ? mixedSums[k]![mixed + j]! : 0
        sum[weights + i * fanOut + j] = sums[k]![own + j]! + other
      }
    }
  })
  return sum
}
