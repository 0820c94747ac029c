/**
 * The parameters that theta holds, within those of the architecture with biases.
 *
 * A network without biases is the one with biases, restricted to the subspace in which they are 0. The passes
 * know the full architecture only: theta is embedded into its parameters, and derivatives are restricted to
 * the weights. Gradient and hvp lose components, the Hessian rows and columns, so that a bound of the full
 * Hessian's error is one of the restricted one's. What an input offset makes of the biases stays right.
 */
import { type Architecture, architecture } from './architecture.ts'

export interface ThetaLayout {
  /** Where everything is in theta [P]. */
  readonly shape: Architecture
  /** The same with biases, P̄ parameters: `shape` itself when it has them. */
  readonly full: Architecture
  /** [P] ascending, where the parameters of `shape` stand among those of `full`. */
  readonly kept: Int32Array
  /** @param x [P] @returns [P̄] with 0 for biases that `shape` lacks; x itself when it lacks none */
  embed(x: Float64Array): Float64Array
  /** @param x [P̄] @returns [P]; x itself when there is nothing to leave out */
  restrict<Values extends Float64Array | Uint8Array>(x: Values): Values
}

export function thetaLayout(shape: Architecture): ThetaLayout {
  if (shape.biases) {
    const kept = Int32Array.from({ length: shape.dimension }, (_, p) => p)
    return { shape, full: shape, kept, embed: (x) => x, restrict: (x) => x }
  }
  const full = architecture(shape.layers, shape.activation.name)
  const kept = new Int32Array(shape.dimension)
  shape.blocks.forEach(({ weights, bias }, k) => {
    for (let p = weights; p < bias; p++) kept[p] = full.blocks[k]!.weights + p - weights
  })
  return {
    shape,
    full,
    kept,
    embed(x) {
      const embedded = new Float64Array(full.dimension)
      for (let p = 0; p < kept.length; p++) embedded[kept[p]!] = x[p]!
      return embedded
    },
    restrict(x) {
      const restricted = x.slice(0, kept.length) as typeof x
      for (let p = 0; p < kept.length; p++) restricted[p] = x[kept[p]!]!
      return restricted
    },
  }
}
