/**
 * Adagrad: gradient descent with a learning rate of its own for each parameter.
 *
 *     G ← G + g²
 *     θ ← θ − η g / (√G + ε)
 *
 * Source: Duchi, Hazan and Singer 2011, Sec. 1.1, the diagonal update, which leaves η and ε free; η = 0.01,
 * ε = 1e-8 and G = 0 at the start are the defaults of Keras 2.0 (2017). Sankar and Balasubramanian 2017
 * state none of them.
 *
 * The released code of the latter multiplies by the root where this divides: it is another method.
 */
import { requirePositive } from './hyperparameters.ts'
import { type Optimizer, optimizer } from './optimizer.ts'

export interface AdagradOptions {
  /** η, default `adagradLearningRate` */
  readonly learningRate?: number | undefined
  /** ε, default `adagradEpsilon`; positive, because a dead input's gradient is 0 in every step */
  readonly epsilon?: number | undefined
}

/** Keras 2.0 (2017), both. */
export const adagradLearningRate = 0.01
export const adagradEpsilon = 1e-8

export function adagrad({
  learningRate = adagradLearningRate,
  epsilon = adagradEpsilon,
}: AdagradOptions = {}): Optimizer {
  requirePositive('adagrad', 'learningRate', learningRate)
  requirePositive('adagrad', 'epsilon', epsilon)
  return optimizer('adagrad', { learningRate, epsilon }, (dimension) => {
    const squares = new Float64Array(dimension)
    return (theta, gradient) => {
      for (let i = 0; i < theta.length; i++) {
        const g = gradient[i]!
        squares[i]! += g * g
        theta[i]! -= (learningRate * g) / (Math.sqrt(squares[i]!) + epsilon)
      }
    }
  })
}
