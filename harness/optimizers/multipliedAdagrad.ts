/**
 * What the released code of Sankar and Balasubramanian 2017 runs as Adagrad: it multiplies where Adagrad divides.
 *
 *     G ← G + g²
 *     θ ← θ − η g · √(G + ε)
 *
 * The steps grow for as long as the gradients do not vanish.
 *
 * Source: that code holds this file in compiled form only; it is that of the neupy of its time, file
 * neupy/algorithms/gd/adagrad.py, with its defaults, ε under the root. It is compared with adagrad.ts, never used
 * in its place.
 * Differs from the source: float64 for its float32.
 */
import { requireNotNegative, requirePositive } from './hyperparameters.ts'
import { type Optimizer, optimizer } from './optimizer.ts'

export interface MultipliedAdagradOptions {
  /** η, default `multipliedAdagradLearningRate` */
  readonly learningRate?: number | undefined
  /** ε, default `multipliedAdagradEpsilon` */
  readonly epsilon?: number | undefined
}

/** Defaults of neupy, both. */
export const multipliedAdagradLearningRate = 0.1
export const multipliedAdagradEpsilon = 1e-5

export function multipliedAdagrad({
  learningRate = multipliedAdagradLearningRate,
  epsilon = multipliedAdagradEpsilon,
}: MultipliedAdagradOptions = {}): Optimizer {
  requirePositive('multipliedAdagrad', 'learningRate', learningRate)
  requireNotNegative('multipliedAdagrad', 'epsilon', epsilon)
  return optimizer('multipliedAdagrad', { learningRate, epsilon }, (dimension) => {
    const squares = new Float64Array(dimension)
    return (theta, gradient) => {
      for (let i = 0; i < theta.length; i++) {
        const g = gradient[i]!
        squares[i]! += g * g
        theta[i]! -= learningRate * g * Math.sqrt(squares[i]! + epsilon)
      }
    }
  })
}
