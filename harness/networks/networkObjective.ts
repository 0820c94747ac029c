/**
 * A multilayer perceptron's training loss as an Objective: loss, gradient, hvp, exact Hessian, batches.
 *
 * Mean over samples (squared errors also over outputs), plus (l2/2)·|theta|².
 */
import type { RunOptions } from '../algebra/runOptions.ts'
import { principalSubmatrix } from '../algebra/symmetricMatrix.ts'
import { firstNonFinite } from '../algebra/vectors.ts'
import { ArgumentError, ShapeError } from '../errors.ts'
import type { Architecture } from './architecture.ts'
import { addGradient, addHvp, backward, newRTrace, subtractOffset } from './backward.ts'
import { exactHessian } from './exactHessian.ts'
import { firstBias, forward, newTrace } from './forward.ts'
import { gaussNewtonLoss } from './gaussNewtonLoss.ts'
import { type NetworkOptions, type NetworkProblem, networkProblem, targetOf } from './networkProblem.ts'
import type { AssembledHessian, SampledObjective } from './objective.ts'
import { type StructuralZeros, structuralZeros } from './structuralZeros.ts'
import type { ThetaLayout } from './thetaLayout.ts'

export interface NetworkObjective extends SampledObjective {
  /** Where everything is in theta. */
  readonly shape: Architecture
  onBatch(indices: ArrayLike<number>): NetworkObjective
  /**
   * The Gauss-Newton part of the Hessian, the mean of JᵀSJ plus l2·I, with a bound of its rounding:
   * gaussNewtonLoss.ts. @param theta [P]
   */
  gaussNewton(theta: Float64Array, options?: RunOptions): Promise<AssembledHessian>
  /** Null directions of the Hessian at theta that are proved without computing it. @param theta [P] */
  structuralZeros(theta: Float64Array): StructuralZeros
}

/** @throws ShapeError, ArgumentError when data, layers, loss and targets do not fit each other. */
export function networkObjective(options: NetworkOptions): NetworkObjective {
  return problemObjective(networkProblem(options))
}

/** The objective of a problem that is put together already: its activation and loss need not be named ones. */
export function problemObjective(problem: NetworkProblem): NetworkObjective {
  return overSamples(
    problem,
    Int32Array.from({ length: problem.inputs.rows }, (_, s) => s),
  )
}

function overSamples(problem: NetworkProblem, samples: Int32Array): NetworkObjective {
  const { layout } = problem
  const { shape } = layout
  const linearized = { ...problem, loss: gaussNewtonLoss(problem.loss) }
  const point = (theta: Float64Array): Float64Array => layout.embed(checked(shape, 'theta', theta))
  const direction = (v: Float64Array): Float64Array => layout.embed(checked(shape, 'v', v))
  return {
    shape,
    dimension: shape.dimension,
    samples: samples.length,
    loss: (theta) => meanLoss(problem, point(theta), samples),
    gradient: (theta) => layout.restrict(meanGradient(problem, point(theta), samples)),
    hvp: (theta, v) => layout.restrict(meanHvp(problem, point(theta), direction(v), samples)),
    hessian: (theta: Float64Array, runOptions?: RunOptions): Promise<AssembledHessian> =>
      restricted(layout, exactHessian(problem, point(theta), samples, runOptions)),
    gaussNewton: (theta: Float64Array, runOptions?: RunOptions): Promise<AssembledHessian> =>
      restricted(layout, exactHessian(linearized, point(theta), samples, runOptions)),
    onBatch: (indices) => overSamples(problem, pickSamples(samples, indices)),
    structuralZeros: (theta) => structuralZeros(problem, point(theta), samples),
  }
}

/** No submatrix has a larger norm than the whole: the error bound stays one. */
async function restricted(
  { shape, kept }: ThetaLayout,
  whole: Promise<AssembledHessian>,
): Promise<AssembledHessian> {
  if (shape.biases) return whole
  const { matrix, errorBound } = await whole
  return { matrix: principalSubmatrix(matrix, kept, { inPlace: true }), errorBound }
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
