/** Everything about one sample that its share of the Hessian is made of, reused from sample to sample. */
import { backward, type LayerVectors, setOutputHessian } from './backward.ts'
import { firstBias, forward, newTrace, type Trace } from './forward.ts'
import { type NetworkProblem, targetOf } from './networkProblem.ts'
import { type Curvature, type CurvatureInputs, newCurvature, newOutputCurvature } from './sampleCurvature.ts'

export interface SampleState {
  readonly theta: Float64Array
  /** b_0 − W_0ᵀ·offset [fanOut_0] */
  readonly bias0: Float64Array
  readonly trace: Trace
  /** Views of the trace and of the arrays that evaluateSample fills. */
  readonly at: CurvatureInputs
  readonly curvature: Curvature
}

export function newSampleState(problem: NetworkProblem, theta: Float64Array): SampleState {
  const { shape } = problem
  const trace = newTrace(shape)
  const at: CurvatureInputs = {
    theta,
    activations: trace.a,
    slopes: newTrace(shape).a,
    bends: newTrace(shape).a,
    deltas: newTrace(shape).z,
    outputHessian: newOutputCurvature(problem),
  }
  return {
    theta,
    bias0: firstBias(shape, theta, problem.inputs.offset),
    trace,
    at,
    curvature: newCurvature(problem),
  }
}

/** Forward and backward pass of sample s, derivatives of the activations and of the loss. */
export function evaluateSample(problem: NetworkProblem, state: SampleState, s: number): void {
  const { shape, loss } = problem
  const { theta, bias0, trace, at } = state
  forward(shape, theta, bias0, problem.inputs, s, trace)
  backward(problem, theta, s, trace, at.deltas)
  applyEntrywise(shape.activation.first, trace.z, at.slopes)
  applyEntrywise(shape.activation.second, trace.z, at.bends)
  setOutputHessian(loss, trace.z.at(-1)!, targetOf(problem, s), at.outputHessian)
}

/** out[k][i] = f(z[k][i]) for every layer of `out`. */
function applyEntrywise(f: (z: number) => number, z: LayerVectors, out: LayerVectors): void {
  for (let k = 0; k < out.length; k++) {
    for (let i = 0; i < out[k]!.length; i++) out[k]![i] = f(z[k]![i]!)
  }
}
