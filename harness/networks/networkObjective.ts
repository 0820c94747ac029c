/**
 * A multilayer perceptron's training loss as an Objective: loss, gradient, hvp, exact Hessian, batches.
 *
 * Mean over samples (squared errors also over outputs), plus (l2/2)·|theta|².
 */
import { firstNonFinite } from '../algebra/vectors.ts'
import { ArgumentError, ShapeError } from '../errors.ts'
import type { Architecture } from './architecture.ts'
import { subtractOffset } from './backward.ts'
import { exactHessian } from './exactHessian.ts'
import { gaussNewtonLoss } from './gaussNewtonLoss.ts'
import { type HvpBlockOptions, hvpBlock } from './hvpBlock.ts'
import { kernelPasses } from './kernelPasses.ts'
import { type NetworkOptions, type NetworkProblem, networkProblem } from './networkProblem.ts'
import type { AssembledHessian, HessianOptions, SampledObjective } from './objective.ts'
import { type Passes, samplePasses } from './samplePasses.ts'
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
  gaussNewton(theta: Float64Array, options?: HessianOptions): Promise<AssembledHessian>
  /**
   * ∇²f(theta)·v for many v at once, as products of dense matrices.
   * @param theta [P] @param vectors [B, P] row-major @returns [B, P] row-major
   */
  hvps(theta: Float64Array, vectors: Float64Array, options?: HvpBlockOptions): Promise<Float64Array>
  /** The Gauss-Newton part of the Hessian times v, see `gaussNewton` [P]. @param theta [P] @param v [P] */
  gaussNewtonProduct(theta: Float64Array, v: Float64Array): Float64Array
  /** The same for many v at once, as `hvps`. */
  gaussNewtonProducts(
    theta: Float64Array,
    vectors: Float64Array,
    options?: HvpBlockOptions,
  ): Promise<Float64Array>
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
    hessian: (theta: Float64Array, given: HessianOptions = {}): Promise<AssembledHessian> =>
      exactHessian(problem, point(theta), samples, withinFull(layout, given)),
    gaussNewton: (theta: Float64Array, given: HessianOptions = {}): Promise<AssembledHessian> =>
      exactHessian(linearized, point(theta), samples, withinFull(layout, given)),
    hvps: (theta, vectors, given) => meanHvps(problem, theta, vectors, samples, given),
    gaussNewtonProduct: (theta, v) =>
      layout.restrict(meanHvp(linearized, point(theta), direction(v), samples)),
    gaussNewtonProducts: (theta, vectors, given) => meanHvps(linearized, theta, vectors, samples, given),
    onBatch: (indices) => overSamples(problem, pickSamples(samples, indices)),
    structuralZeros: (theta) => structuralZeros(problem, point(theta), samples),
  }
}

/** The kept parameters as those of the full architecture. No submatrix has a larger norm: the error bound stays one. */
function withinFull({ shape, kept: weights }: ThetaLayout, options: HessianOptions): HessianOptions {
  const { kept } = options
  if (shape.biases) return options
  return { ...options, kept: kept === undefined ? weights : Int32Array.from(kept, (p) => weights[p] ?? -1) }
}

/** The two agree to the last bit: nothing but time depends on the choice. */
function passes(problem: NetworkProblem, samples: Int32Array): Passes {
  return kernelPasses(problem, samples) ?? samplePasses
}

function meanLoss(problem: NetworkProblem, theta: Float64Array, samples: Int32Array): number {
  const { l2 } = problem
  const sum = passes(problem, samples).losses(problem, theta, samples)
  let squares = 0
  if (l2 !== 0) for (const t of theta) squares += t * t
  return sum / samples.length + (l2 / 2) * squares
}

function meanGradient(problem: NetworkProblem, theta: Float64Array, samples: Int32Array): Float64Array {
  const sum = passes(problem, samples).gradients(problem, theta, samples)
  return finishMean(problem, samples.length, theta, sum)
}

function meanHvp(
  problem: NetworkProblem,
  theta: Float64Array,
  v: Float64Array,
  samples: Int32Array,
): Float64Array {
  const sum = passes(problem, samples).products(problem, theta, v, samples)
  return finishMean(problem, samples.length, v, sum)
}

/** @param theta [P] @param vectors [B, P] of the objective's layout, as is what is returned */
function meanHvps(
  problem: NetworkProblem,
  theta: Float64Array,
  vectors: Float64Array,
  samples: Int32Array,
  options?: HvpBlockOptions,
): Promise<Float64Array> {
  const { layout } = problem
  const point = layout.embed(checked(layout.shape, 'theta', theta))
  const directions = rowsOf(layout, vectors)
  return hvpBlock(problem, point, samples, directions, options).then((sums) => {
    const products = new Float64Array(vectors.length)
    sums.forEach((sum, b) => {
      const product = layout.restrict(finishMean(problem, samples.length, directions[b]!, sum))
      products.set(product, b * layout.shape.dimension)
    })
    return products
  })
}

/** The vectors one by one, of the full architecture. @param vectors [B, P] */
function rowsOf({ shape, embed }: ThetaLayout, vectors: Float64Array): Float64Array[] {
  const { dimension } = shape
  const count = vectors.length / dimension
  if (!(Number.isInteger(count) && count > 0)) {
    const expected = `[B, P] with P = ${dimension} and B ≥ 1`
    throw new ShapeError('network', 'vectors', expected, `length ${vectors.length}`)
  }
  const bad = firstNonFinite(vectors)
  if (bad >= 0) throw new ArgumentError('network', `vectors[${bad}]`, 'finite', String(vectors[bad]))
  return Array.from({ length: count }, (_, b) => embed(vectors.subarray(b * dimension, (b + 1) * dimension)))
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
