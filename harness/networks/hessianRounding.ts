/**
 * A first-order bound of ‖computed − exact‖₂ for the assembled Hessian, by running error analysis.
 *
 * For each sample the quantities q = (a, φ', φ'', δ, S_{L−1}) that enter the factors C_km carry absolute
 * errors |Δq| ≤ u·e_q, propagated layer by layer below. C is a polynomial in q and W; let C̃ be the same
 * polynomial with every coefficient and argument made non-negative. Then
 *
 *     |C(q + Δq) − C(q)| ≤ C̃(|q| + u·e) − C̃(|q|) ≤ u · (C̃(|q| + t·e) − C̃(|q|)) / t   for any t ≥ u,
 *
 * the last step because C̃ is convex along e; t = 2⁻³⁰ keeps the difference clear of rounding. To this
 * come the roundings inside C (at most Σ 4(fanOut_k + 2) each, times C̃) and those of the mean over the samples
 * (`roundings`, times |C|). Norms are taken block by block: ‖ā ⊗ C‖_F = ‖ā‖·‖C‖_F bounds the 2-norm.
 *
 * The mean (hessianPlan.ts): a product √|w|x_a·√|w|x_b takes 5 roundings, counting that of the root twice, one w·x_a·x_b
 * takes 2; then as many as a term can pass additions, at most 4 of the offset's congruence, and 1 of the division.
 *
 * Errors that start the propagation: inner products of n terms, n + 2 times the sum of magnitudes; φ, φ',
 * φ'' evaluated to 4 units absolute (8 for φ'') plus slope times the argument's error, with |φ'''| ≤ 2;
 * output derivatives, whose entries are at most 4-Lipschitz relative to their magnitudes, 4(max e_z + 4). A
 * squared error's gradient is not, near z = t; so |S_{L−1}|·e_z comes to the error of every gradient, except of
 * one that is 0 by definition (gaussNewtonLoss.ts), which has no error.
 *
 * Not covered: a ReLU whose pre-activation is closer to 0 than its own error may be taken for its
 * neighbour's piece; the result is then the exact Hessian of that piece.
 *
 * Source: Higham, "Accuracy and stability of numerical algorithms", 2002, §3.1 and §3.3 (running error).
 */
import type { SparseRows } from '../algebra/sparseRows.ts'
import { norm, unitRoundoff } from '../algebra/vectors.ts'
import type { LayerVectors } from './backward.ts'
import { blockNorms, carriedNorms, differenceNorms } from './curvatureNorms.ts'
import { firstBias, firstLayer, newTrace } from './forward.ts'
import { type NetworkProblem, targetOf } from './networkProblem.ts'
import { type CurvatureInputs, fillCurvature, newCurvature, newOutputCurvature } from './sampleCurvature.ts'
import type { SampleState } from './sampleState.ts'

export interface HessianRounding {
  /** Adds sample s, whose state and curvature have been evaluated. */
  add(s: number, state: SampleState): void
  /** The bound over all samples added. */
  bound(): number
}

const step = 2 ** -30 // t

/**
 * @param samples how many samples the mean is over
 * @param roundings how many operations that round a sample's term may pass through in the mean
 */
export function hessianRounding(
  problem: NetworkProblem,
  theta: Float64Array,
  samples: number,
  roundings: number,
): HessianRounding {
  const { shape, inputs } = problem
  const magnitude = newInputs(problem, theta.map(Math.abs)) // |q|
  const error = newInputs(problem, magnitude.theta) // e
  const raised = newInputs(problem, magnitude.theta) // |q| + t·e
  const base = { at: magnitude, curvature: newCurvature(problem) }
  const beyond = { at: raised, curvature: newCurvature(problem) }
  const change = { at: newInputs(problem, magnitude.theta), curvature: newCurvature(problem) }
  const first = newFirstLayerError(problem, theta)
  const inner = shape.blocks.reduce((total, { fanOut }) => total + 4 * (fanOut + 2), 0)
  const offsetNorm = norm(inputs.offset)
  let total = 0

  function add(s: number, state: SampleState): void {
    setMagnitudes(state.at, magnitude)
    setErrors(problem, s, state, magnitude, first, error)
    raise(magnitude, error, raised)
    fillCurvature(shape, magnitude, base.curvature)
    fillCurvature(shape, raised, beyond.curvature)
    const firstInput = Math.hypot(storedNorm(problem, s) + offsetNorm, 1)
    total += roundings * blockNorms(shape, firstInput, state)
    total += inner * blockNorms(shape, firstInput, base)
    total += differenceNorms(shape, firstInput, base, beyond, change) / step
    total += carriedNorms(shape, error.activations, base)
  }
  return { add, bound: () => (unitRoundoff * total) / samples }
}

/** [L] arrays e_z[k] besides the errors of what is computed from them. */
interface ErrorInputs extends CurvatureInputs {
  readonly z: LayerVectors
}

function newInputs(problem: NetworkProblem, theta: Float64Array): ErrorInputs {
  const { shape } = problem
  return {
    theta,
    z: newTrace(shape).z,
    activations: newTrace(shape).a,
    slopes: newTrace(shape).a,
    bends: newTrace(shape).a,
    deltas: newTrace(shape).z,
    outputHessian: newOutputCurvature(problem),
  }
}

function setMagnitudes(at: CurvatureInputs, magnitude: CurvatureInputs): void {
  for (let k = 0; k < at.deltas.length; k++) setMagnitude(at.deltas[k]!, magnitude.deltas[k]!)
  for (let k = 0; k < at.activations.length; k++) {
    setMagnitude(at.activations[k]!, magnitude.activations[k]!)
    setMagnitude(at.slopes[k]!, magnitude.slopes[k]!)
    setMagnitude(at.bends[k]!, magnitude.bends[k]!)
  }
  setMagnitude(at.outputHessian, magnitude.outputHessian)
}

function setMagnitude(x: Float64Array, out: Float64Array): void {
  for (let p = 0; p < out.length; p++) out[p] = Math.abs(x[p]!)
}

/** The first layer's pre-activation errors: e_0 = (entries + 2)·Σ|terms|, the offset's share apart. */
interface FirstLayerError {
  /** |x| before the offset */
  readonly inputs: SparseRows
  /** |b_0 − W_0ᵀm| */
  readonly bias: Float64Array
  /** 3·(|b_0| + |W_0|ᵀ|m|): compensated summation and the products' own rounding; 0 without an offset */
  readonly offset: Float64Array
}

function newFirstLayerError({ shape, inputs }: NetworkProblem, theta: Float64Array): FirstLayerError {
  const shifted = inputs.offset.some((m) => m !== 0)
  const negated = inputs.offset.map((m) => -Math.abs(m))
  const sums = firstBias(shape, theta.map(Math.abs), negated)
  return {
    inputs: inputs.values.some((x) => x < 0) ? { ...inputs, values: inputs.values.map(Math.abs) } : inputs,
    bias: firstBias(shape, theta, inputs.offset).map(Math.abs),
    offset: sums.map((sum) => (shifted ? 3 * sum : 0)),
  }
}

function setErrors(
  problem: NetworkProblem,
  s: number,
  state: SampleState,
  magnitude: CurvatureInputs,
  first: FirstLayerError,
  error: ErrorInputs,
): void {
  const { shape, inputs, loss } = problem
  const stored = inputs.rowStart[s + 1]! - inputs.rowStart[s]!
  firstLayer(shape, magnitude.theta, first.bias, first.inputs, s, error.z[0]!)
  const e0 = error.z[0]!
  for (let i = 0; i < e0.length; i++) e0[i] = (stored + 2) * e0[i]! + first.offset[i]!
  for (let k = 1; k < shape.blocks.length; k++) forwardErrors(problem, k, state, magnitude, error)
  const last = shape.blocks.length - 1
  loss.magnitudes(state.trace.z[last]!, targetOf(problem, s), error.deltas[last]!, error.outputHessian)
  const relative = 4 * (largest(error.z[last]!) + 4)
  const deltas = error.deltas[last]!
  for (let i = 0; i < deltas.length; i++) {
    const carried = squareRowProduct(error.outputHessian, i, error.z[last]!)
    deltas[i] = loss.withoutGradient ? 0 : relative * deltas[i]! + carried
  }
  for (let p = 0; p < error.outputHessian.length; p++) error.outputHessian[p]! *= relative
  for (let k = last; k > 0; k--) backwardErrors(problem, k, magnitude, error)
}

function largest(x: Float64Array): number {
  let most = 0
  for (let i = 0; i < x.length; i++) most = Math.max(most, x[i]!)
  return most
}

/** Row i of a square matrix, or of the diagonal one of a diagonal [C], times y [C]. */
function squareRowProduct(matrix: Float64Array, i: number, y: Float64Array): number {
  if (matrix.length === y.length) return matrix[i]! * y[i]!
  let sum = 0
  for (let j = 0; j < y.length; j++) sum += matrix[i * y.length + j]! * y[j]!
  return sum
}

/** Errors of a, φ', φ'' of layer k − 1 and of z_k. */
function forwardErrors(
  { shape }: NetworkProblem,
  k: number,
  state: SampleState,
  magnitude: CurvatureInputs,
  error: ErrorInputs,
): void {
  const { fanIn, fanOut, weights, bias } = shape.blocks[k]!
  const smooth = !shape.activation.piecewiseLinear
  const out = error.z[k]!
  for (let j = 0; j < fanOut; j++) out[j] = (fanIn + 2) * magnitude.theta[bias + j]!
  for (let i = 0; i < fanIn; i++) {
    const ez = error.z[k - 1]![i]!
    const a = magnitude.activations[k - 1]![i]!
    const ea = magnitude.slopes[k - 1]![i]! * ez + (smooth ? 4 * Math.max(1, a) : 0)
    error.activations[k - 1]![i] = ea
    error.slopes[k - 1]![i] = smooth ? magnitude.bends[k - 1]![i]! * ez + 4 : 0
    error.bends[k - 1]![i] = smooth ? 2 * ez + 8 * Math.max(1, Math.abs(state.trace.z[k - 1]![i]!)) : 0
    const row = weights + i * fanOut
    for (let j = 0; j < fanOut; j++) out[j]! += magnitude.theta[row + j]! * (ea + (fanIn + 2) * a)
  }
}

/** Errors of δ_{k−1} = φ' ∘ W δ_k. */
function backwardErrors(
  { shape }: NetworkProblem,
  k: number,
  magnitude: CurvatureInputs,
  error: ErrorInputs,
): void {
  const { fanIn, fanOut, weights } = shape.blocks[k]!
  for (let i = 0; i < fanIn; i++) {
    let sum = 0
    let carried = 0
    for (let j = 0; j < fanOut; j++) {
      const w = magnitude.theta[weights + i * fanOut + j]!
      sum += w * magnitude.deltas[k]![j]!
      carried += w * error.deltas[k]![j]!
    }
    const slope = magnitude.slopes[k - 1]![i]!
    error.deltas[k - 1]![i] = error.slopes[k - 1]![i]! * sum + slope * (carried + (fanOut + 2) * sum)
  }
}

/** raised = |q| + t·e. */
function raise(magnitude: CurvatureInputs, error: CurvatureInputs, raised: CurvatureInputs): void {
  for (let k = 0; k < raised.deltas.length; k++) {
    addStep(magnitude.deltas[k]!, error.deltas[k]!, raised.deltas[k]!)
  }
  for (let k = 0; k < raised.activations.length; k++) {
    addStep(magnitude.activations[k]!, error.activations[k]!, raised.activations[k]!)
    addStep(magnitude.slopes[k]!, error.slopes[k]!, raised.slopes[k]!)
    addStep(magnitude.bends[k]!, error.bends[k]!, raised.bends[k]!)
  }
  addStep(magnitude.outputHessian, error.outputHessian, raised.outputHessian)
}

function addStep(q: Float64Array, e: Float64Array, out: Float64Array): void {
  for (let p = 0; p < out.length; p++) out[p] = q[p]! + step * e[p]!
}

function storedNorm({ inputs }: NetworkProblem, s: number): number {
  return norm(inputs.values.subarray(inputs.rowStart[s]!, inputs.rowStart[s + 1]!))
}
