/**
 * The one interface that optimizers, critical-point finders and specs speak to.
 *
 * An objective is a twice differentiable function of P parameters (almost everywhere, for piecewise
 * linear activations). Networks and analytic landscapes both are objectives. Calls are synchronous and
 * float64; none keeps or changes its arguments, and every returned array is new.
 */
import type { RunOptions } from '../algebra/runOptions.ts'
import type { SymmetricMatrix } from '../algebra/symmetricMatrix.ts'
import type { GramKernels } from '../providers/provider.ts'

export interface Objective {
  /** P */
  readonly dimension: number
  /** f(theta). @param theta [P] */
  loss(theta: Float64Array): number
  /** ∇f(theta) [P]. @param theta [P] */
  gradient(theta: Float64Array): Float64Array
  /** ∇²f(theta) v [P]. @param theta [P] @param v [P] */
  hvp(theta: Float64Array, v: Float64Array): Float64Array
  /** ∇²f(theta), exact up to rounding, with a bound of that rounding. @param theta [P] */
  hessian(theta: Float64Array, options?: HessianOptions): Promise<AssembledHessian>
}

export interface HessianOptions extends RunOptions {
  /** Where large products run; the embedded provider when absent. */
  readonly provider?: GramKernels | undefined
  /**
   * [m] strictly ascending parameters: only the submatrix of their rows and columns is computed, in that order. All
   * when absent.
   */
  readonly kept?: Int32Array | undefined
  /**
   * [m·m] or longer: the front of it becomes the matrix's entries, whatever was in it. A large buffer is best used
   * again, for memory is slow when it is first touched. A new array when absent.
   */
  readonly into?: Float64Array | undefined
}

export interface AssembledHessian {
  /** order P, or as many as were kept */
  readonly matrix: SymmetricMatrix
  /** Upper bound of ‖computed − exact‖₂, first order in the unit roundoff. */
  readonly errorBound: number
}

/** An objective that is a mean over N samples, so that mini-batches make sense. */
export interface SampledObjective extends Objective {
  /** N */
  readonly samples: number
  /** The same objective with the mean over these samples only. @param indices [m] in 0..N-1, m ≥ 1 */
  onBatch(indices: ArrayLike<number>): SampledObjective
}
