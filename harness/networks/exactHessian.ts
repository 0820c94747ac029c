/**
 * The exact Hessian of a network's objective, assembled from per-sample curvature (sampleCurvature.ts).
 *
 * The block of the first layer with itself is, for each pair of hidden units (i, j), the weighted Gram
 * matrix Xᵀ diag(S_0[i, j]) X: computed pair by pair over the stored inputs, so that one Gram of order
 * d + 1 stays in cache, and samples whose weight is 0 (a ReLU is off) cost nothing. All other blocks are
 * sums of outer products ā_{k−1} ⊗ C_km. A subtracted input offset m is applied at the end as the
 * congruence W_0[a, i] → W_0[a, i] − m_a·b_0[i], because feeding x − m is feeding x with a changed bias.
 *
 * Only the upper triangle is summed, then mirrored: the matrix is symmetric to the last bit. A row that no
 * sample reaches is exactly zero, because every product that enters it has a factor that is exactly 0.
 */
import { breather, type RunOptions } from '../algebra/runOptions.ts'
import { mirrorUpperTriangle } from '../algebra/symmetricMatrix.ts'
import { unitRoundoff } from '../algebra/vectors.ts'
import { ArgumentError } from '../errors.ts'
import type { Architecture } from './architecture.ts'
import { type HessianRounding, hessianRounding } from './hessianRounding.ts'
import type { NetworkProblem } from './networkProblem.ts'
import type { AssembledHessian } from './objective.ts'
import { fillCurvature } from './sampleCurvature.ts'
import { evaluateSample, newSampleState, type SampleState } from './sampleState.ts'
import { addWeightedGram } from './weightedGram.ts'

/** Room for the weights of one group of samples, in numbers: 256 MB. */
const weightBudget = 2 ** 25

/**
 * @param theta [P], finite
 * @param samples [m] the samples that the mean is over
 * @param room how many weights of pairs of units are kept at a time; it decides the groups of samples
 */
export async function exactHessian(
  problem: NetworkProblem,
  theta: Float64Array,
  samples: Int32Array,
  options: RunOptions = {},
  room = weightBudget,
): Promise<AssembledHessian> {
  const { shape } = problem
  const sums = newSums(shape)
  const state = newSampleState(problem, theta)
  const rounding = hessianRounding(problem, theta, samples.length)
  const units = shape.blocks[0]!.fanOut
  const pairs = (units * (units + 1)) / 2
  const group = Math.min(samples.length, Math.max(1, Math.floor(room / pairs)))
  const rest = breather(options)
  const cost = costs(problem)
  const total = samples.length * (pairs * cost.pair + cost.sample)
  let done = 0
  for (let from = 0; from < samples.length; from += group) {
    const members = samples.subarray(from, from + group)
    const weights = new Float64Array(pairs * members.length) // [pairs, m]
    for (let r = 0; r < members.length; r++) {
      addSample(problem, state, members[r]!, rounding, sums)
      copyPairWeights(state.curvature.s[0]!, units, weights, r, members.length)
      if (r % 64 === 0) await rest(done + r * cost.sample, total)
    }
    done += members.length * cost.sample
    const gram = new Float64Array((shape.blocks[0]!.fanIn + 1) ** 2)
    for (let i = 0, pair = 0; i < units; i++) {
      for (let j = i; j < units; j++, pair++) {
        gram.fill(0)
        const pairWeights = weights.subarray(pair * members.length, (pair + 1) * members.length)
        addWeightedGram(problem.inputs, members, pairWeights, gram)
        addGramToHessian(shape, gram, i, j, sums.h)
        done += members.length * cost.pair
        await rest(done, total)
      }
    }
  }
  const h = finish(problem, samples.length, sums)
  const errorBound = rounding.bound() + l2Rounding(problem, h)
  return { matrix: mirrorUpperTriangle(h, shape.dimension), errorBound }
}

/** The upper triangle while it is summed. */
interface Sums {
  /** [P, P] without the block that `strip` holds */
  readonly h: Float64Array
  /**
   * [first, P − first] the first layer's rows and the other layers' columns. Kept apart because every sample
   * touches hundreds of these rows: in h they would lie a page or more from each other.
   */
  readonly strip: Float64Array
}

function newSums(shape: Architecture): Sums {
  const first = firstLayerSize(shape)
  return { h: allocateSquare(shape.dimension), strip: new Float64Array(first * (shape.dimension - first)) }
}

/** How many parameters the first layer has, bias included. */
function firstLayerSize(shape: Architecture): number {
  return layerSize(shape, 0)
}

/** Multiply-adds for a pair of units on one sample, and for the rest of one sample: the unit of progress. */
function costs({ shape, inputs }: NetworkProblem): { pair: number; sample: number } {
  const stored = inputs.values.length / inputs.rows + 1
  const columns = shape.dimension - firstLayerSize(shape)
  return { pair: (stored * stored) / 2, sample: stored * shape.blocks[0]!.fanOut * columns + columns ** 2 }
}

/** @throws ArgumentError when there is no room: the engine's own RangeError names neither size nor cause */
function allocateSquare(order: number): Float64Array {
  try {
    return new Float64Array(order * order)
  } catch {
    const gigabytes = ((8 * order * order) / 1e9).toFixed(1)
    const got = `P = ${order}, which takes ${gigabytes} GB`
    throw new ArgumentError('hessian', 'P', 'small enough for a P × P matrix in memory', got)
  }
}

/** Adds the blocks of sample s other than the first layer's own, and its share of the rounding bound. */
function addSample(
  problem: NetworkProblem,
  state: SampleState,
  s: number,
  rounding: HessianRounding,
  sums: Sums,
): void {
  const { shape } = problem
  evaluateSample(problem, state, s)
  fillCurvature(shape, state.at, state.curvature)
  rounding.add(s, state)
  for (let m = 1; m < shape.blocks.length; m++) {
    addFirstLayerBlock(problem, state, s, m, sums.strip)
    for (let k = 1; k <= m; k++) addDenseBlock(shape, state, k, m, sums.h)
  }
}

/** H[(a, i), (b, j)] += x̄[a] · C_0m[i, (b, j)] over the stored inputs a and the bias. @param strip of Sums */
function addFirstLayerBlock(
  { shape, inputs }: NetworkProblem,
  { at, curvature }: SampleState,
  s: number,
  m: number,
  strip: Float64Array,
): void {
  const { fanIn, fanOut: units } = shape.blocks[0]!
  const { rowStart, columnIndex, values } = inputs
  const first = firstLayerSize(shape)
  const stride = shape.dimension - first
  const column = shape.blocks[m]!.weights - first
  const width = layerSize(shape, m)
  const factor = curvature.factors[0]![m]!
  for (let i = 0; i < units; i++) {
    if (at.slopes[0]![i]! === 0 && at.bends[0]![i]! === 0) continue
    for (let p = rowStart[s]!; p < rowStart[s + 1]!; p++) {
      const row = columnIndex[p]! * units + i
      addMultiple(values[p]!, factor, i * width, width, strip, row * stride + column)
    }
    addMultiple(1, factor, i * width, width, strip, (fanIn * units + i) * stride + column)
  }
}

/** The same for a layer k ≥ 1; for k = m only columns b ≥ a are needed. */
function addDenseBlock(
  shape: Architecture,
  { at, curvature }: SampleState,
  k: number,
  m: number,
  h: Float64Array,
): void {
  const { fanIn, fanOut, weights } = shape.blocks[k]!
  const width = layerSize(shape, m)
  const factor = curvature.factors[k]![m]!
  for (let a = 0; a <= fanIn; a++) {
    const x = a < fanIn ? at.activations[k - 1]![a]! : 1
    if (x === 0) continue
    const from = k === m ? a * fanOut : 0
    for (let i = 0; i < fanOut; i++) {
      const target = (weights + a * fanOut + i) * shape.dimension + shape.blocks[m]!.weights
      addMultiple(x, factor, i * width + from, width - from, h, target + from)
    }
  }
}

/** How many parameters layer m has, bias included. */
function layerSize({ blocks }: Architecture, m: number): number {
  return (blocks[m]!.fanIn + 1) * blocks[m]!.fanOut
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

function copyPairWeights(
  s0: Float64Array,
  units: number,
  weights: Float64Array,
  r: number,
  samples: number,
): void {
  for (let i = 0, pair = 0; i < units; i++) {
    for (let j = i; j < units; j++, pair++) weights[pair * samples + r] = s0[i * units + j]!
  }
}

/** Spreads the Gram of units (i, j) over the upper triangle: it is symmetric in a, b and in i, j. */
function addGramToHessian(
  shape: Architecture,
  gram: Float64Array,
  i: number,
  j: number,
  h: Float64Array,
): void {
  const { fanIn, fanOut: units } = shape.blocks[0]!
  const order = fanIn + 1
  const n = shape.dimension
  for (let a = 0; a < order; a++) {
    const rowI = (a * units + i) * n
    const rowJ = (a * units + j) * n
    for (let b = a; b < order; b++) {
      const g = gram[a * order + b]!
      if (g === 0) continue
      h[rowI + b * units + j]! += g
      if (i !== j && b !== a) h[rowJ + b * units + i]! += g
    }
  }
}

/** The strip put in its place, the mean over samples, the offset's congruence, and l2 on the diagonal. */
function finish({ shape, inputs, l2 }: NetworkProblem, samples: number, { h, strip }: Sums): Float64Array {
  const n = shape.dimension
  const first = firstLayerSize(shape)
  const stride = n - first
  for (let row = 0; row < first; row++) {
    h.set(strip.subarray(row * stride, (row + 1) * stride), row * n + first)
  }
  for (let p = 0; p < h.length; p++) h[p]! /= samples
  applyOffset(shape, inputs.offset, h)
  if (l2 !== 0) for (let p = 0; p < n; p++) h[p * n + p]! += l2
  return h
}

/** Adding l2 rounds each diagonal entry once more, by u times the sum; a diagonal's norm is its largest entry. */
function l2Rounding({ shape, l2 }: NetworkProblem, h: Float64Array): number {
  if (l2 === 0) return 0
  let largest = 0
  for (let p = 0; p < h.length; p += shape.dimension + 1) largest = Math.max(largest, Math.abs(h[p]!))
  return unitRoundoff * largest
}

/**
 * The congruence in the upper triangle: with β(p) the bias of p's unit and m the offset of p's input,
 *
 *     h[p, q] −= m_p·h[β(p), q] + m_q·h[p, β(q)] − m_p·m_q·h[β(p), β(q)]   for weights p ≤ q,
 *     h[p, q] −= m_p·h[β(p), q]                                           for q beyond the weights,
 *
 * all on the right at their old values. h[β(p), q] stands at [q, β(p)] of the upper triangle.
 */
function applyOffset(shape: Architecture, offset: Float64Array, h: Float64Array): void {
  if (offset.every((m) => m === 0)) return
  const { fanOut: units, bias } = shape.blocks[0]!
  const n = shape.dimension
  const mean = Float64Array.from({ length: bias }, (_, p) => offset[Math.floor(p / units)]!) // m_p
  const biasOf = Int32Array.from({ length: bias }, (_, p) => bias + (p % units)) // β(p)
  for (let p = 0; p < bias; p++) {
    const mp = mean[p]!
    const biasP = biasOf[p]!
    for (let q = p; q < bias; q++) {
      const mq = mean[q]!
      if (mp === 0 && mq === 0) continue
      const biasQ = biasOf[q]!
      const corner = biasP <= biasQ ? h[biasP * n + biasQ]! : h[biasQ * n + biasP]!
      h[p * n + q]! -= mp * h[q * n + biasP]! + mq * (h[p * n + biasQ]! - mp * corner)
    }
  }
  for (let p = 0; p < bias; p++) {
    const mp = mean[p]!
    if (mp === 0) continue
    const biasP = biasOf[p]!
    for (let q = bias; q < n; q++) h[p * n + q]! -= mp * (biasP <= q ? h[biasP * n + q]! : h[q * n + biasP]!)
  }
}
