/**
 * Products of the Hessian with many directions at once: the R-operator of backward.ts for B directions and a chunk
 * of samples, with every sum over inputs, units or samples a product of dense matrices on a provider.
 *
 *     R{Z_0} = X̄·[V̄_0 of every direction]            [m, d + 1]·[d + 1, B·h]
 *     R{Z_k} = R{A_{k−1}}·W_k + Ā_{k−1}·[V̄_k …]        [m·B, h]·[h, h'] and [m, h + 1]·[h + 1, B·h']
 *     R{Δ_{k−1}} = Φ'' ∘ (Δ_k W_kᵀ) ∘ R{Z_{k−1}} + Φ' ∘ (Δ_k·[V_kᵀ …] + R{Δ_k}·W_kᵀ)
 *     Σ_s R{∂ℓ/∂W̄_k} = Ā_{k−1}ᵀ·R{Δ_k} + R{A_{k−1}}ᵀ·Δ_k
 *
 * A bar stands for the 1 that belongs to the bias. A matrix [m, B·h] is one of [m·B, h] to the next product. Of the
 * inputs only the columns are taken that the chunk stores.
 *
 * Source: Pearlmutter, "Fast exact multiplication by the Hessian", Neural Computation 6, 1994.
 */
import { breather, type RunOptions } from '../algebra/runOptions.ts'
import { embeddedProvider } from '../providers/embedded/embeddedProvider.ts'
import type { GramKernels } from '../providers/provider.ts'
import type { LayerBlock } from './architecture.ts'
import { multiplyOutputHessian } from './backward.ts'
import { type BothWays, fillHvpChunk, outputHessianOf, storedColumns } from './hvpChunk.ts'
import { hvpKernels } from './hvpKernels.ts'
import { type HvpWork, type Members, newHvpWork, sumOf } from './hvpWork.ts'
import type { NetworkProblem } from './networkProblem.ts'

export interface HvpBlockOptions extends RunOptions {
  /** Where the products run; the embedded provider when absent. */
  readonly provider?: GramKernels | undefined
}

/** Samples of a chunk, and numbers that a sample has in a layer for all directions of a block: some 60 MB in all. */
const chunkSize = 512
const blockWidth = 2048
/** Multiply-adds from which a product is worth a call to the provider. */
const smallProduct = 2 ** 14

/**
 * Σ_s (∂²ℓ_s/∂theta²)·v for every v, with raw inputs: see subtractOffset.
 *
 * @param theta [P] @param samples [m] @param directions [B] arrays [P]
 * @returns [B] arrays [P]
 */
export async function hvpBlock(
  problem: NetworkProblem,
  theta: Float64Array,
  samples: Int32Array,
  directions: readonly Float64Array[],
  options: HvpBlockOptions = {},
): Promise<Float64Array[]> {
  const { shape } = problem
  const rest = breather(options)
  const together = Math.max(1, Math.floor(blockWidth / Math.max(...shape.layers.slice(1))))
  const chunks = chunksOf(problem, samples)
  const total = samples.length * directions.length
  const sums: Float64Array[] = []
  let done = 0
  for (let from = 0; from < directions.length; from += together) {
    const block = directions.slice(from, from + together)
    const kernels = hvpKernels(options.provider ?? embeddedProvider(), smallProduct)
    try {
      const work = newHvpWork(problem, theta, block, chunks, kernels)
      for (const { members, live } of chunks) {
        await rest(done, total)
        fillHvpChunk(problem, theta, members, live, work.chunk)
        await addChunk(problem, work)
        done += members.length * block.length
      }
      sums.push(...block.map((_, b) => sumOf(problem, work, b)))
    } finally {
      kernels.releaseAll()
    }
  }
  return sums
}

function chunksOf({ inputs }: NetworkProblem, samples: Int32Array): Members[] {
  return Array.from({ length: Math.ceil(samples.length / chunkSize) }, (_, c) => {
    const members = samples.subarray(c * chunkSize, (c + 1) * chunkSize)
    return { members, live: storedColumns(inputs, members) }
  })
}

/** Adds what a chunk, which is filled, has to the sums. */
async function addChunk(problem: NetworkProblem, work: HvpWork): Promise<void> {
  const { blocks } = problem.shape
  await firstLayer(blocks[0]!, work)
  for (let k = 1; k < blocks.length; k++) await nextLayer(blocks[k]!, k, work)
  turnOutputs(problem, work)
  for (let k = blocks.length - 1; k > 0; k--) await layerBefore(problem, k, work)
  await addFirstSum(blocks[0]!, work)
  for (let k = 1; k < blocks.length; k++) {
    const { fanIn, fanOut } = blocks[k]!
    const { kernels, chunk, directions, rdelta, ra, sums, mixedSums } = work
    const width = directions * fanOut
    const [m, delta] = [chunk.count, chunk.deltas[k]!.rows]
    await kernels.addProduct(chunk.a[k - 1]!.rows, m, fanIn + 1, rdelta[k]!.rows, width, sums[k]!)
    if (problem.loss.withoutGradient) continue
    await kernels.addProduct(ra[k - 1]!.rows, m, directions * fanIn, delta, fanOut, mixedSums[k]!)
  }
}

/** R{Z_0}. */
async function firstLayer({ fanIn, fanOut }: LayerBlock, work: HvpWork): Promise<void> {
  const { kernels, chunk, directions, v, liveV, rz } = work
  const { count, live, x } = chunk
  const width = directions * fanOut
  const rowOf = (a: number): Float64Array => v[0]!.subarray(a * width, (a + 1) * width)
  live.forEach((a, at) => {
    liveV.set(rowOf(a), at * width)
  })
  liveV.set(rowOf(fanIn), live.length * width)
  rz[0]!.fill(0, 0, count * width)
  await kernels.addProduct(x.columns, live.length + 1, count, liveV, width, rz[0]!)
}

/** R{A_{k−1}} and R{Z_k}. */
async function nextLayer({ fanIn, fanOut }: LayerBlock, k: number, work: HvpWork): Promise<void> {
  const { kernels, chunk, directions, weights, v, rz, ra } = work
  const { count } = chunk
  const before = ra[k - 1]!
  const [slopes, from, to] = [chunk.slopes[k - 1]!, rz[k - 1]!, before.rows]
  for (let s = 0, p = 0; s < count; s++) {
    for (let b = 0; b < directions; b++) {
      for (let i = 0; i < fanIn; i++, p++) to[p] = slopes[s * fanIn + i]! * from[p]!
    }
  }
  transpose(before, count * directions, fanIn)
  rz[k]!.fill(0, 0, count * directions * fanOut)
  await kernels.addProduct(before.columns, fanIn, count * directions, weights[k]!.rows, fanOut, rz[k]!)
  await kernels.addProduct(chunk.a[k - 1]!.columns, fanIn + 1, count, v[k]!, directions * fanOut, rz[k]!)
}

/** R{Δ} of the outputs: the loss's Hessian times R{Z}. */
function turnOutputs(problem: NetworkProblem, { chunk, directions, rz, rdelta }: HvpWork): void {
  const outputs = problem.shape.layers.at(-1)!
  const [from, to] = [rz.at(-1)!, rdelta.at(-1)!]
  for (let s = 0; s < chunk.count; s++) {
    const hessian = outputHessianOf(problem, chunk, s)
    const [first, end] = [s * directions, (s + 1) * directions]
    let row = first
    if (!problem.loss.hessianDiagonal) {
      for (; row + 4 <= end; row += 4) multiplyFour(hessian, outputs, from, to.rows, row * outputs)
    }
    for (; row < end; row++) {
      const [x, y] = [from, to.rows].map((all) => all.subarray(row * outputs, (row + 1) * outputs))
      multiplyOutputHessian(hessian, x!, y!)
    }
  }
  transpose(to, chunk.count * directions, outputs)
}

/** Four rows times a symmetric matrix [n, n], so that no sum waits for the one before it: 2 to 3 times as fast. */
function multiplyFour(
  matrix: Float64Array,
  n: number,
  x: Float64Array,
  out: Float64Array,
  from: number,
): void {
  const [row0, row1, row2, row3] = [from, from + n, from + 2 * n, from + 3 * n]
  for (let i = 0; i < n; i++) {
    let [sum0, sum1, sum2, sum3] = [0, 0, 0, 0]
    for (let j = 0; j < n; j++) {
      const entry = matrix[i * n + j]!
      sum0 += entry * x[row0 + j]!
      sum1 += entry * x[row1 + j]!
      sum2 += entry * x[row2 + j]!
      sum3 += entry * x[row3 + j]!
    }
    out[row0 + i] = sum0
    out[row1 + i] = sum1
    out[row2 + i] = sum2
    out[row3 + i] = sum3
  }
}

/** R{Δ_{k−1}}. */
async function layerBefore({ shape, loss }: NetworkProblem, k: number, work: HvpWork): Promise<void> {
  const { kernels, chunk, directions, weights, vTransposed, rz, rdelta, pulled } = work
  const { fanIn, fanOut } = shape.blocks[k]!
  const { count } = chunk
  const [slopes, bends] = [chunk.slopes[k - 1]!, chunk.bends[k - 1]!]
  pulled.fill(0, 0, count * directions * fanIn)
  await kernels.addProduct(rdelta[k]!.columns, fanOut, count * directions, weights[k]!.columns, fanIn, pulled)
  if (!loss.withoutGradient) {
    const delta = chunk.deltas[k]!.columns
    await kernels.addProduct(delta, fanOut, count, vTransposed[k]!, directions * fanIn, pulled)
  }
  const [from, to] = [rz[k - 1]!, rdelta[k - 1]!.rows]
  for (let s = 0, p = 0; s < count; s++) {
    for (let b = 0; b < directions; b++) {
      for (let i = 0; i < fanIn; i++, p++) {
        const slope = slopes[s * fanIn + i]!
        // A unit that is off passes nothing on, not even an overflow.
        const r = slope === 0 ? 0 : slope * pulled[p]!
        to[p] = r + bends[s * fanIn + i]! * from[p]!
      }
    }
  }
  if (k > 1) transpose(rdelta[k - 1]!, count * directions, fanIn)
}

/** X̄ᵀ R{Δ_0} into the rows of the first sum that the chunk has inputs for. */
async function addFirstSum({ fanIn, fanOut }: LayerBlock, work: HvpWork): Promise<void> {
  const { kernels, chunk, directions, rdelta, liveSum, sums } = work
  const { count, live, x } = chunk
  const width = directions * fanOut
  liveSum.fill(0, 0, (live.length + 1) * width)
  await kernels.addProduct(x.rows, count, live.length + 1, rdelta[0]!.rows, width, liveSum)
  const sum = sums[0]!
  for (let at = 0; at <= live.length; at++) {
    const to = (live[at] ?? fanIn) * width
    const from = at * width
    for (let p = 0; p < width; p++) sum[to + p]! += liveSum[from + p]!
  }
}

/** Fills `columns` from `rows` [n, width], some rows at a time, which stay in the cache meanwhile. */
function transpose({ rows, columns }: BothWays, n: number, width: number): void {
  for (let from = 0; from < n; from += 64) {
    const to = Math.min(n, from + 64)
    for (let i = 0; i < width; i++) {
      for (let r = from; r < to; r++) columns[i * n + r] = rows[r * width + i]!
    }
  }
}
