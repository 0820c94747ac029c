/**
 * Gradient descent with classical momentum, the heavy ball.
 *
 *     v ← μ v − η g(θ)
 *     θ ← θ + v
 *
 * Source: Polyak 1964; in this form Sutskever et al. 2013, Eqs. 1 and 2. It is what the released code of
 * Sankar and Balasubramanian 2017 runs (μ = 0.9, η = 0.1), against the Nesterov momentum of its text, and
 * what Frye et al. 2020, App. A.2, runs on full batches with the same constants.
 */
import { requireDecay, requirePositive } from './hyperparameters.ts'
import { type Optimizer, optimizer } from './optimizer.ts'

export interface MomentumOptions {
  /** η, default `momentumLearningRate` */
  readonly learningRate?: number | undefined
  /** μ, default `momentumCoefficient` */
  readonly momentum?: number | undefined
}

/** Frye et al. 2020, App. A.2, and the released code of Sankar and Balasubramanian 2017. */
export const momentumLearningRate = 0.1
/** The same two. */
export const momentumCoefficient = 0.9

export function momentum({
  learningRate = momentumLearningRate,
  momentum: mu = momentumCoefficient,
}: MomentumOptions = {}): Optimizer {
  requirePositive('momentum', 'learningRate', learningRate)
  requireDecay('momentum', 'momentum', mu)
  return optimizer('momentum', { learningRate, momentum: mu }, (dimension) => {
    const velocity = new Float64Array(dimension)
    return (theta, gradient) => {
      for (let i = 0; i < theta.length; i++) {
        velocity[i] = mu * velocity[i]! - learningRate * gradient[i]!
        theta[i]! += velocity[i]!
      }
    }
  })
}
