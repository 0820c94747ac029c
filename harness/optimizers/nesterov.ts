/**
 * Gradient descent with Nesterov momentum.
 *
 *     v ← μ v − η g(θ)
 *     θ ← θ + μ v − η g(θ)      with the new v
 *
 * Source: Sutskever et al. 2013, Eqs. 3 and 4: v ← μ v − η g(ϑ + μ v), ϑ ← ϑ + v; as Keras 2 writes it
 * (`SGD(nesterov=True)`). μ = 0.9 is that of Sankar and Balasubramanian 2017, Sec. 3.
 *
 * Differs from the source: θ here is the point ϑ + μ v where the gradient is taken, not ϑ. So every gradient
 * and every reported loss belongs to θ; both sequences have the same limit, as v → 0.
 */
import { requireDecay, requirePositive } from './hyperparameters.ts'
import { type Optimizer, optimizer } from './optimizer.ts'

export interface NesterovOptions {
  /** η, default `nesterovLearningRate` */
  readonly learningRate?: number | undefined
  /** μ, default `nesterovCoefficient` */
  readonly momentum?: number | undefined
}

/** Keras 2's default; Sankar and Balasubramanian 2017 state none. */
export const nesterovLearningRate = 0.01
/** Sankar and Balasubramanian 2017, Sec. 3: "Nesterov momentum with parameter 0.9". */
export const nesterovCoefficient = 0.9

export function nesterov({
  learningRate = nesterovLearningRate,
  momentum = nesterovCoefficient,
}: NesterovOptions = {}): Optimizer {
  requirePositive('nesterov', 'learningRate', learningRate)
  requireDecay('nesterov', 'momentum', momentum)
  return optimizer('nesterov', { learningRate, momentum }, (dimension) => {
    const velocity = new Float64Array(dimension)
    return (theta, gradient) => {
      for (let i = 0; i < theta.length; i++) {
        const descent = learningRate * gradient[i]!
        velocity[i] = momentum * velocity[i]! - descent
        theta[i]! += momentum * velocity[i]! - descent
      }
    }
  })
}
