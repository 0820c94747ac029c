/**
 * A multilayer perceptron's training loss as an Objective: loss, gradient, hvp, exact Hessian, batches.
 *
 * Mean over samples (squared errors also over outputs), plus (l2/2)·|theta|².
 */
import type { RunOptions } from '../algebra/runOptions.ts'
import { firstNonFinite } from '../algebra/vectors.ts'
import { ArgumentError, ShapeError } from '../errors.ts'
import type { Architecture } from './architecture.ts'
import { addGradient, addHvp, backward, newRTrace, subtractOffset } from './backward.ts'
import { exactHessian } from './exactHessian.ts'
import { firstBias, forward, newTrace } from './forward.ts'
import { type NetworkOptions, type NetworkProblem, networkProblem, targetOf } from './networkProblem.ts'
import type { AssembledHessian, SampledObjective } from './objective.ts'
import { type StructuralZeros, structuralZeros } from './structuralZeros.ts'

export interface NetworkObjective extends SampledObjective {
  readonly shape: Architecture
  onBatch(indices: ArrayLike<number>): NetworkObjective
  /** Null directions of the Hessian at theta that are proved without computing it. @param theta [P] */
  structuralZeros(theta: Float64Array): StructuralZeros
}

/** @throws ShapeError, ArgumentError when data, layers, loss and targets do not fit each other. */
export function networkObjective(options: NetworkOptions): NetworkObjective {
  const problem = networkProblem(options)
  return overSamples(
    problem,
    Int32Array.from({ length: problem.inputs.rows }, (_, s) => s),
  )
}

function overSamples(problem: NetworkProblem, samples: Int32Array): NetworkObjective {
  const { shape } = problem
  return {
    shape,
    dimension: shape.dimension,
    samples: samples.length,
    loss: (theta) => meanLoss(problem, checked(shape, 'theta', theta), samples),
    gradient: (theta) => meanGradient(problem, checked(shape, 'theta', theta), samples),
    hvp: (theta, v) => meanHvp(problem, checked(shape, 'theta', theta), checked(shape, 'v', v), samples),
    hessian: (theta: Float64Array, runOptions?: RunOptions): Promise<AssembledHessian> =>
      exactHessian(problem, checked(shape, 'theta', theta), samples, runOptions),
    onBatch: (indices) => overSamples(problem, pickSamples(samples, indices)),
    structuralZeros: (theta) => structuralZeros(problem, checked(shape, 'theta', theta), samples),
  }
}

function meanLoss(problem: NetworkProblem, theta: Float64Array, samples: Int32Array): number {
  const { shape, inputs, loss, l2 } = problem
  const trace = newTrace(shape)
  const bias0 = firstBias(shape, theta, inputs.offset)
  let sum = 0
  for (const s of samples) {
    forward(shape, theta, bias0, inputs, s, trace)
    sum += loss.value(trace.z.at(-1)!, targetOf(problem, s))
  }
  let squares = 0
  if (l2 !== 0) for (const t of theta) squares += t * t
  return sum / samples.length + (l2 / 2) * squares
}

function meanGradient(problem: NetworkProblem, theta: Float64Array, samples: Int32Array): Float64Array {
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
  return finishMean(problem, samples.length, theta, out)
}

function meanHvp(
  problem: NetworkProblem,
  theta: Float64Array,
  v: Float64Array,
  samples: Int32Array,
): Float64Array {
  const { shape, inputs } = problem
  const out = new Float64Array(shape.dimension)
  const trace = newTrace(shape)
  const deltas = newTrace(shape).z
  const scratch = newRTrace(shape)
  const bias0 = firstBias(shape, theta, inputs.offset)
  const direction = { v, bias0: firstBias(shape, v, inputs.offset) }
  for (const s of samples) {
    forward(shape, theta, bias0, inputs, s, trace)
    backward(problem, theta, s, trace, deltas)
    addHvp(problem, theta, direction, s, trace, deltas, scratch, out)
  }
  return finishMean(problem, samples.length, v, out)
}

/** Applies the inputs' offset, divides by N and adds l2 · `regularized`. In place. */
function finishMean(
  { shape, inputs, l2 }: NetworkProblem,
  samples: number,
  regularized: Float64Array,
  out: Float64Array,
): Float64Array {
  subtractOffset(shape, inputs.offset, out)
  for (let p = 0; p < out.length; p++) out[p] = out[p]! / samples + l2 * regularized[p]!
  return out
}

function pickSamples(samples: Int32Array, indices: ArrayLike<number>): Int32Array {
  if (indices.length < 1) throw new ShapeError('onBatch', 'indices', 'at least one index', 'none')
  return Int32Array.from(indices, (index, r) => {
    const sample = samples[index]
    if (sample === undefined) {
      throw new ArgumentError(
        'onBatch',
        `indices[${r}]`,
        `an integer in 0..${samples.length - 1}`,
        String(index),
      )
    }
    return sample
  })
}

function checked({ dimension }: Architecture, name: string, x: Float64Array): Float64Array {
  if (x.length !== dimension) {
    throw new ShapeError('network', name, `of length P = ${dimension}`, `length ${x.length}`)
  }
  const bad = firstNonFinite(x)
  if (bad >= 0) throw new ArgumentError('network', `${name}[${bad}]`, 'finite', String(x[bad]))
  return x
}
