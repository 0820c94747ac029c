/** Sums over samples of a network's loss, gradient and Hessian-vector product, one sample after the other. */
import { addGradient, addHvp, backward, newRTrace } from './backward.ts'
import { firstBias, forward, newTrace } from './forward.ts'
import { type NetworkProblem, targetOf } from './networkProblem.ts'

/** Derivatives are with respect to the parameters of `problem.shape`, at raw inputs: see subtractOffset. */
export interface Passes {
  /** Σ ℓ. @param theta [P] @param samples [m] */
  losses(problem: NetworkProblem, theta: Float64Array, samples: Int32Array): number
  /** Σ ∂ℓ/∂theta [P], new. */
  gradients(problem: NetworkProblem, theta: Float64Array, samples: Int32Array): Float64Array
  /** Σ (∂²ℓ/∂theta²)·v [P], new. @param v [P] */
  products(problem: NetworkProblem, theta: Float64Array, v: Float64Array, samples: Int32Array): Float64Array
}

export const samplePasses: Passes = {
  losses(problem, theta, samples) {
    const { shape, inputs, loss } = problem
    const trace = newTrace(shape)
    const bias0 = firstBias(shape, theta, inputs.offset)
    let sum = 0
    for (const s of samples) {
      forward(shape, theta, bias0, inputs, s, trace)
      sum += loss.value(trace.z.at(-1)!, targetOf(problem, s))
    }
    return sum
  },
  gradients(problem, theta, samples) {
    const { shape, inputs } = problem
    const out = new Float64Array(shape.dimension)
    const trace = newTrace(shape)
    const deltas = newTrace(shape).z
    const bias0 = firstBias(shape, theta, inputs.offset)
    for (const s of samples) {
      forward(shape, theta, bias0, inputs, s, trace)
      backward(problem, theta, s, trace, deltas)
      addGradient(shape, inputs, s, trace, deltas, out)
    }
    return out
  },
  products(problem, theta, v, samples) {
    const { shape, inputs } = problem
    const out = new Float64Array(shape.dimension)
    const trace = newTrace(shape)
    const deltas = newTrace(shape).z
    const scratch = newRTrace(problem)
    const bias0 = firstBias(shape, theta, inputs.offset)
    const direction = { v, bias0: firstBias(shape, v, inputs.offset) }
    for (const s of samples) {
      forward(shape, theta, bias0, inputs, s, trace)
      backward(problem, theta, s, trace, deltas)
      addHvp(problem, theta, direction, s, trace, deltas, scratch, out)
    }
    return out
  },
}
