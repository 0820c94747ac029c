/**
 * The exact Hessian of a network's objective, assembled from per-sample curvature (sampleCurvature.ts).
 *
 * Each block is a sum of weighted Gram matrices of a layer's inputs (ownBlock.ts, rareInputs.ts) or of products of
 * inputs with the factors C_km (crossBlocks.ts), so that nearly all of the work is done by a provider's dense kernels. Samples come
 * in chunks; what the largest block needs of them, one weight a pair of first units, is kept for many chunks.
 * A subtracted input offset m is applied to the sums of inputs before they are written down, as the congruence
 * W_0[a, i] → W_0[a, i] − m_a·b_0[i], because feeding x − m is feeding x with a changed bias.
 *
 * Every entry is computed once and mirrored: the matrix is symmetric to the last bit. A row that no sample reaches
 * is exactly zero, because every product that enters it has a factor that is exactly 0.
 */
import { breather } from '../algebra/runOptions.ts'
import { mirrorUpperTriangle } from '../algebra/symmetricMatrix.ts'
import { unitRoundoff } from '../algebra/vectors.ts'
import { ArgumentError, ShapeError } from '../errors.ts'
import { embeddedProvider } from '../providers/embedded/embeddedProvider.ts'
import type { GramKernels } from '../providers/provider.ts'
import type { Architecture } from './architecture.ts'
import { addCrossBlocks, type CrossBlocksRoom } from './crossBlocks.ts'
import {
  type HessianPlan,
  type HessianTuning,
  hessianPlan,
  hessianTuning,
  type LayerColumns,
  laterWidth,
  weightCount,
} from './hessianPlan.ts'
import { type HessianProgress, hessianProgress } from './hessianProgress.ts'
import { type HessianRounding, hessianRounding } from './hessianRounding.ts'
import type { HessianTarget } from './hessianTarget.ts'
import type { NetworkProblem } from './networkProblem.ts'
import type { AssembledHessian, HessianOptions } from './objective.ts'
import { addOwnBlock, type OwnBlockRoom } from './ownBlock.ts'
import { addRareInputs, newRareRoom, type RareInputsRoom } from './rareInputs.ts'
import { newSampleChunk, type SampleChunk, storeSample, storeWeights } from './sampleChunk.ts'
import { fillCurvature } from './sampleCurvature.ts'
import { evaluateSample, newSampleState, type SampleState } from './sampleState.ts'

/**
 * @param theta [P], finite
 * @param samples [m] the samples that the mean is over
 */
export async function exactHessian(
  problem: NetworkProblem,
  theta: Float64Array,
  samples: Int32Array,
  options: HessianOptions = {},
  tuning: Partial<HessianTuning> = {},
): Promise<AssembledHessian> {
  options.signal?.throwIfAborted()
  const plan = hessianPlan(problem, samples, options.kept, { ...hessianTuning, ...tuning })
  const { order } = plan
  const h = squareOf(order, options.into)
  const kernels = plan.layers.some(({ dense }) => dense)
    ? (options.provider ?? embeddedProvider())
    : undefined
  const rounding = hessianRounding(problem, theta, samples.length, plan.roundings)
  const held: Float64Array[] = []
  try {
    const assembly: Assembly = {
      problem,
      plan,
      kernels,
      rounding,
      state: newSampleState(problem, theta),
      chunk: newSampleChunk(problem.shape, plan.layers, plan.chunk),
      room: newRoom(plan, problem.shape, (length) => {
        const array = kernels?.allocate(length) ?? new Float64Array(length)
        held.push(array)
        return array
      }),
      target: { h, order, samples: samples.length },
      progress: hessianProgress(problem, plan, samples.length, breather(options)),
    }
    await addSamples(assembly, samples)
  } finally {
    for (const array of held) kernels?.release(array)
  }
  const errorBound = rounding.bound() + addPenalty(problem.l2, h, order)
  return { matrix: mirrorUpperTriangle(h, order, plan.ranks), errorBound }
}

type Room = OwnBlockRoom & RareInputsRoom & CrossBlocksRoom

interface Assembly {
  readonly problem: NetworkProblem
  readonly plan: HessianPlan
  readonly kernels: GramKernels | undefined
  readonly rounding: HessianRounding
  readonly state: SampleState
  readonly chunk: SampleChunk
  readonly room: Room
  readonly target: HessianTarget
  readonly progress: HessianProgress
}

/** @throws ArgumentError when there is no room: the engine's own RangeError names neither size nor cause */
function squareOf(order: number, into: Float64Array | undefined): Float64Array {
  if (into !== undefined) {
    if (into.length >= order * order) return into.subarray(0, order * order)
    throw new ShapeError('hessian', 'into', `room for [${order}, ${order}]`, `${into.length} numbers`)
  }
  try {
    return new Float64Array(order * order)
  } catch {
    const gigabytes = ((8 * order * order) / 1e9).toFixed(1)
    const got = `P = ${order}, which takes ${gigabytes} GB`
    throw new ArgumentError('hessian', 'P', 'small enough for a P × P matrix in memory', got)
  }
}

function newRoom(
  { layers, rows, chunk, group, tuning }: HessianPlan,
  shape: Architecture,
  allocate: (length: number) => Float64Array,
): Room {
  const largest = (size: (k: number) => number): number =>
    layers.reduce((top, _, k) => Math.max(top, size(k)), 1)
  const width = (k: number): number => laterWidth(shape, k)
  const taken = (k: number): number => Math.min(rows[k]!, k === 0 ? group : chunk)
  const dense = (k: number): number => (layers[k]!.dense ? layers[k]!.common : 0)
  const leading = (k: number): number => (layers[k]!.dense ? layers[k]!.leading : 0)
  const scaledRows = largest((k) => taken(k) * leading(k))
  const products = largest((k) => Math.max(dense(k) ** 2, leading(k) * width(k)))
  const positive = allocate(scaledRows)
  const product = allocate(products)
  return {
    positive,
    negative: allocate(scaledRows),
    left: positive,
    right: allocate(largest((k) => taken(k) * width(k))),
    gram: product,
    product,
    sum: new Float64Array(largest((k) => layers[k]!.order * width(k))),
    panel: new Float64Array(largest((k) => panelWidth(layers[k]!, tuning) * layers[k]!.common ** 2)),
    panelWeights: new Float64Array(
      largest((k) => panelWidth(layers[k]!, tuning) * (k === 0 ? group : chunk)),
    ),
    ones: new Float64Array(largest((k) => weightCount(layers[k]!) * layers[k]!.order)),
    ...newRareRoom(layers[0]!, allocate, tuning),
  }
}

/** As many Grams as there is room for, at least one. */
function panelWidth({ common, units }: LayerColumns, { panelRoom }: HessianTuning): number {
  return Math.min(units.length, Math.max(1, Math.floor(panelRoom / common ** 2)))
}

async function addSamples(assembly: Assembly, samples: Int32Array): Promise<void> {
  const { problem, plan, chunk, progress } = assembly
  const units = problem.shape.blocks[0]!.fanOut
  const weights = new Float64Array(weightCount(plan.layers[0]!) * plan.group) // [group, pairs]
  for (let from = 0; from < samples.length; from += plan.group) {
    const group = samples.subarray(from, from + plan.group)
    for (let begin = 0; begin < group.length; begin += plan.chunk) {
      const members = group.subarray(begin, begin + plan.chunk)
      for (let r = 0; r < members.length; r++) {
        evaluate(assembly, members[r]!)
        storeSample(problem.shape, assembly.state, r, chunk)
        const active = storeWeights(assembly.state.curvature.s[0]!, units, weights, begin + r)
        const pending = progress.evaluated(active)
        if (pending) await pending
      }
      await addChunk(assembly, members, from + begin > 0)
    }
    await addOwn(assembly, 0, group, weights, from > 0)
  }
}

function evaluate({ problem, state, rounding }: Assembly, s: number): void {
  evaluateSample(problem, state, s)
  fillCurvature(problem.shape, state.at, state.curvature)
  rounding.add(s, state)
}

/** All blocks but the first layer's own. */
async function addChunk(assembly: Assembly, members: Int32Array, adds: boolean): Promise<void> {
  const { problem, plan, kernels, chunk, room, target, progress } = assembly
  const { shape } = problem
  const last = shape.blocks.length - 1
  for (let k = 0; k <= last; k++) {
    if (k > 0) await addOwn(assembly, k, members, chunk.weights[k]!, adds)
    if (k === last) break
    const inputs = k > 0 ? chunk.inputs[k]! : { ...problem.inputs, members }
    const samples = members.length
    const blocks = { shape, k, layers: plan.layers, inputs, chunk, samples, rows: plan.rows[k]!, adds }
    await addCrossBlocks(blocks, kernels, room, target, () => progress.unitSummed(k, samples))
  }
}

async function addOwn(
  { problem, plan, kernels, chunk, room, target, progress }: Assembly,
  k: number,
  members: Int32Array,
  weights: Float64Array,
  adds: boolean,
): Promise<void> {
  const columns = plan.layers[k]!
  const inputs = k > 0 ? chunk.inputs[k]! : { ...problem.inputs, members }
  const samples = members.length
  const block = { columns, inputs, weights, samples, rows: plan.rows[k]!, adds }
  await addOwnBlock(block, kernels, room, target, () => progress.pairSummed(k, samples))
  if (kernels) await addRareInputs(block, kernels, room, target, () => progress.rareSummed(samples))
}

/**
 * Adds l2 to the diagonal.
 * @returns the bound of what that rounds: u times the largest sum, for a diagonal's norm is its largest entry
 */
function addPenalty(l2: number, h: Float64Array, order: number): number {
  if (l2 === 0) return 0
  let largest = 0
  for (let p = 0; p < h.length; p += order + 1) {
    h[p]! += l2
    largest = Math.max(largest, Math.abs(h[p]!))
  }
  return unitRoundoff * largest
}
