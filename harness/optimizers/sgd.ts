/**
 * Gradient descent; stochastic when the gradient is that of a batch.
 *
 *     θ ← θ − η g
 *
 * Source: Robbins and Monro 1951. η = 0.1 is that of Frye et al. 2020, App. A.2.
 */
import { requirePositive } from './hyperparameters.ts'
import { type Optimizer, optimizer } from './optimizer.ts'

export interface SgdOptions {
  /** η, default `sgdLearningRate` */
  readonly learningRate?: number | undefined
}

/** Frye et al. 2020, App. A.2: "full-batch gradient descent …, learning rates 0.1 in both cases". */
export const sgdLearningRate = 0.1

export function sgd({ learningRate = sgdLearningRate }: SgdOptions = {}): Optimizer {
  requirePositive('sgd', 'learningRate', learningRate)
  return optimizer('sgd', { learningRate }, () => (theta, gradient) => {
    for (let i = 0; i < theta.length; i++) theta[i]! -= learningRate * gradient[i]!
  })
}
