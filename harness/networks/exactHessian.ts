/**
 * The exact Hessian of a network's objective, assembled from per-sample curvature (DESIGN §4).
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
  const h = allocateSquare(shape.dimension) // [P, P], upper triangle until mirrored
  const state = newSampleState(problem, theta)
  const rounding = hessianRounding(problem, theta, samples.length)
  const units = shape.blocks[0]!.fanOut
  const pairs = (units * (units + 1)) / 2
  const group = Math.min(samples.length, Math.max(1, Math.floor(room / pairs)))
  const rest = breather(options)
  // Progress is in pair-samples; the per-sample part is of the order of ten pairs.
  const total = samples.length * (pairs + 10)
  let done = 0
  for (let from = 0; from < samples.length; from += group) {
    const members = samples.subarray(from, from + group)
    const weights = new Float64Array(pairs * members.length) // [pairs, m]
    for (let r = 0; r < members.length; r++) {
      addSample(problem, state, members[r]!, rounding, h)
      copyPairWeights(state.curvature.s[0]!, units, weights, r, members.length)
      if (r % 64 === 0) await rest(done + r * 10, total)
    }
    done += members.length * 10
    const gram = new Float64Array((shape.blocks[0]!.fanIn + 1) ** 2)
    for (let i = 0, pair = 0; i < units; i++) {
      for (let j = i; j < units; j++, pair++) {
        gram.fill(0)
        const pairWeights = weights.subarray(pair * members.length, (pair + 1) * members.length)
        addWeightedGram(problem.inputs, members, pairWeights, gram)
        addGramToHessian(shape, gram, i, j, h)
        done += members.length
        await rest(done, total)
      }
    }
  }
  finish(problem, samples.length, h)
  const errorBound = rounding.bound() + l2Rounding(problem, h)
  return { matrix: mirrorUpperTriangle(h, shape.dimension), errorBound }
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
  h: Float64Array,
): void {
  const { shape } = problem
  evaluateSample(problem, state, s)
  fillCurvature(shape, state.at, state.curvature)
  rounding.add(s, state)
  for (let m = 1; m < shape.blocks.length; m++) {
    addFirstLayerBlock(problem, state, s, m, h)
    for (let k = 1; k <= m; k++) addDenseBlock(shape, state, k, m, h)
  }
}

/** H[(a, i), (b, j)] += x̄[a] · C_0m[i, (b, j)] over the stored inputs a and the bias. */
function addFirstLayerBlock(
  { shape, inputs }: NetworkProblem,
  { at, curvature }: SampleState,
  s: number,
  m: number,
  h: Float64Array,
): void {
  const { fanIn, fanOut: units } = shape.blocks[0]!
  const { rowStart, columnIndex, values } = inputs
  for (let i = 0; i < units; i++) {
    if (at.slopes[0]![i]! === 0 && at.bends[0]![i]! === 0) continue
    for (let p = rowStart[s]!; p < rowStart[s + 1]!; p++) {
      addRow(shape, curvature.factors[0]![m]!, i, m, 0, values[p]!, columnIndex[p]! * units + i, h)
    }
    addRow(shape, curvature.factors[0]![m]!, i, m, 0, 1, fanIn * units + i, h)
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
  const factor = curvature.factors[k]![m]!
  for (let a = 0; a <= fanIn; a++) {
    const x = a < fanIn ? at.activations[k - 1]![a]! : 1
    if (x === 0) continue
    const from = k === m ? a * fanOut : 0
    for (let i = 0; i < fanOut; i++) addRow(shape, factor, i, m, from, x, weights + a * fanOut + i, h)
  }
}

/** h[row, columns of layer m] += x · factor[i, :], from position `from` of the layer on. */
function addRow(
  shape: Architecture,
  factor: Float64Array,
  i: number,
  m: number,
  from: number,
  x: number,
  row: number,
  h: Float64Array,
): void {
  const { fanIn, fanOut, weights } = shape.blocks[m]!
  const width = (fanIn + 1) * fanOut
  const target = row * shape.dimension + weights
  const source = i * width
  for (let c = from; c < width; c++) h[target + c]! += x * factor[source + c]!
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

/** Mean over samples, the offset's congruence, and l2 on the diagonal. */
function finish({ shape, inputs, l2 }: NetworkProblem, samples: number, h: Float64Array): void {
  for (let p = 0; p < h.length; p++) h[p]! /= samples
  applyOffset(shape, inputs.offset, h)
  if (l2 !== 0) for (let p = 0; p < shape.dimension; p++) h[p * shape.dimension + p]! += l2
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
