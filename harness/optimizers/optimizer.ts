/**
 * The interface between a training loop and an update rule.
 *
 * An Optimizer is a recipe, a value that can be used for many runs and stands in every report; `start` makes
 * the velocities and moments of one run, all zero.
 */
import { requireLength } from '../algebra/vectors.ts'
import { ArgumentError } from '../errors.ts'

export interface Optimizer {
  readonly name: string
  /** Every constant of the rule, the defaults included. */
  readonly options: Readonly<Record<string, number>>
  /** @param dimension P */
  start(dimension: number): OptimizerState
}

export interface OptimizerState {
  /**
   * Replaces theta by the next iterate, in place and without allocating.
   *
   * @param theta [P] the loop's own array @param gradient [P] at theta; neither kept nor changed
   */
  step(theta: Float64Array, gradient: Float64Array): void
}

/** One update of theta [P] by gradient [P], in place. */
export type Update = (theta: Float64Array, gradient: Float64Array) => void

/** Wraps an update rule in the checks that all optimizers share. */
export function optimizer(
  name: string,
  options: Readonly<Record<string, number>>,
  start: (dimension: number) => Update,
): Optimizer {
  return {
    name,
    options: Object.freeze({ ...options }),
    start(dimension) {
      requireDimension(name, dimension)
      return checkedState(`${name}.step`, dimension, start(dimension))
    },
  }
}

function checkedState(where: string, dimension: number, update: Update): OptimizerState {
  return {
    step(theta, gradient) {
      requireLength(where, 'theta', theta, dimension)
      requireLength(where, 'gradient', gradient, dimension)
      update(theta, gradient)
    },
  }
}

function requireDimension(name: string, dimension: number): void {
  if (!Number.isInteger(dimension) || dimension < 1) {
    throw new ArgumentError(`${name}.start`, 'dimension', 'a positive integer', String(dimension))
  }
}
