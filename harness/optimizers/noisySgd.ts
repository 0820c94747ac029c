/**
 * Gradient descent with uniform noise in every component of every gradient, and classical momentum.
 *
 *     ξ ~ U[−a, a]^P
 *     v ← μ v − η (g(θ) + ξ)
 *     θ ← θ + v
 *
 * Source: Sankar and Balasubramanian 2017, Sec. 5, Tables 4 and 5, after Ge et al. 2015, Algorithm 1. The text
 * names no constant; a = 1e-3, μ = 0.9, η = 0.1 are those of the released code.
 *
 * Differs from the source: 1. Ge et al. draw ξ uniformly from the unit sphere and have no momentum (μ = 0);
 * 2. the released code draws from another generator.
 */
import { seededRandom } from '../algebra/random.ts'
import { requireDecay, requireNotNegative, requirePositive } from './hyperparameters.ts'
import { type Optimizer, optimizer } from './optimizer.ts'

export interface NoisySgdOptions {
  /** Of the noise: every start begins the same stream. */
  readonly seed: number
  /** η, default `noisySgdLearningRate` */
  readonly learningRate?: number | undefined
  /** μ, default `noisySgdMomentum` */
  readonly momentum?: number | undefined
  /** a, default `noisySgdAmplitude`; 0 leaves momentum */
  readonly amplitude?: number | undefined
}

/** The released code of Sankar and Balasubramanian 2017, all three. */
export const noisySgdLearningRate = 0.1
export const noisySgdMomentum = 0.9
export const noisySgdAmplitude = 1e-3

export function noisySgd({
  seed,
  learningRate = noisySgdLearningRate,
  momentum = noisySgdMomentum,
  amplitude = noisySgdAmplitude,
}: NoisySgdOptions): Optimizer {
  requirePositive('noisySgd', 'learningRate', learningRate)
  requireDecay('noisySgd', 'momentum', momentum)
  requireNotNegative('noisySgd', 'amplitude', amplitude)
  seededRandom(seed)
  return optimizer('noisySgd', { seed, learningRate, momentum, amplitude }, (dimension) => {
    const random = seededRandom(seed)
    const velocity = new Float64Array(dimension)
    return (theta, gradient) => {
      for (let i = 0; i < theta.length; i++) {
        const noise = amplitude * (2 * random.uniform() - 1)
        velocity[i] = momentum * velocity[i]! - learningRate * (gradient[i]! + noise)
        theta[i]! += velocity[i]!
      }
    }
  })
}
