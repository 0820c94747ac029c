/**
 * What the properties of this room are about: code that gives loss, gradient and curvature of a network.
 *
 * `networkObjective` is one such code. Another, a researcher's own, is wrapped so that it takes the same options
 * and orders its parameters alike: layer after layer, weights [fanIn, fanOut] row-major, then bias [fanOut].
 */
import { type ActivationName, activationNames } from '../../networks/activations.ts'
import { type LossName, lossNames } from '../../networks/losses.ts'
import type { NetworkOptions } from '../../networks/networkProblem.ts'

export type CurvatureCode = (options: NetworkOptions) => CurvatureObjective

/** An objective of P parameters, a mean over samples. */
export interface CurvatureObjective {
  /** f(theta). @param theta [P] */
  loss(theta: Float64Array): number
  /** ∇f(theta) [P], new. @param theta [P] */
  gradient(theta: Float64Array): Float64Array
  /** ∇²f(theta) v [P], new. @param theta [P] @param v [P] */
  hvp(theta: Float64Array, v: Float64Array): Float64Array
  /** ∇²f(theta). @param theta [P] */
  hessian(theta: Float64Array): ComputedMatrix | Promise<ComputedMatrix>
  /** The mean over these samples only. @param indices [m], m ≥ 1, one may come twice */
  onBatch(indices: ArrayLike<number>): CurvatureObjective
  /** JᵀAJ, A the Hessian of the loss in the outputs. @param theta [P] */
  gaussNewton?(theta: Float64Array): ComputedMatrix | Promise<ComputedMatrix>
  /** `gaussNewton` times v [P]. @param theta [P] @param v [P] */
  gaussNewtonProduct?(theta: Float64Array, v: Float64Array): Float64Array
  /** `hvp` for many v at once. @param vectors [B, P] row-major @returns [B, P] row-major */
  hvps?(theta: Float64Array, vectors: Float64Array): Promise<Float64Array>
  /** `gaussNewtonProduct`, likewise */
  gaussNewtonProducts?(theta: Float64Array, vectors: Float64Array): Promise<Float64Array>
}

export interface ComputedMatrix {
  /** [P, P] row-major */
  readonly matrix: { readonly entries: Float64Array }
  /** Upper bound of ‖computed − exact‖₂. */
  readonly errorBound?: number
}

/** What the code can do, where that is less than everything: properties and instances keep to it. */
export interface CurvatureSupport {
  /** All when absent. */
  readonly activations?: readonly ActivationName[]
  /** All when absent. */
  readonly losses?: readonly LossName[]
  /** How many weight layers, within 1..4. */
  readonly depth?: { readonly min: number; readonly max: number }
  /** Values to choose from; 0 and 1/16 when absent. */
  readonly l2?: readonly number[]
  /** Whether networks have biases; both when absent, two to one. */
  readonly biases?: readonly boolean[]
  /** Whether Hessians come with a bound of their error; true when absent. */
  readonly errorBounds?: boolean
  /** Whether there is `gaussNewton`; true when absent. */
  readonly gaussNewton?: boolean
  /** Whether there are products with many vectors at once, `gaussNewtonProduct` too; as `gaussNewton` when absent. */
  readonly blocks?: boolean
  /** Whether both triangles of a Hessian have the same bits; true when absent. */
  readonly exactSymmetry?: boolean
  /** Whether arguments that make no sense are refused by an error; true when absent. */
  readonly refusals?: boolean
}

export type Supported = Required<CurvatureSupport>

export function supported(support: CurvatureSupport): Supported {
  return {
    activations: activationNames,
    losses: lossNames,
    depth: { min: 1, max: 4 },
    l2: [0, 1 / 16],
    biases: [true, true, false],
    errorBounds: true,
    gaussNewton: true,
    blocks: support.gaussNewton ?? true,
    exactSymmetry: true,
    refusals: true,
    ...support,
  }
}
