/**
 * Adam: steps of the gradient's running mean, divided by the root of its running mean square.
 *
 *     m ← β₁ m + (1 − β₁) g        v ← β₂ v + (1 − β₂) g²
 *     θ ← θ − η m̂ / (√v̂ + ε),      m̂ = m / (1 − β₁ᵗ),  v̂ = v / (1 − β₂ᵗ),  t = 1, 2, … steps
 *
 * Source: Kingma and Ba 2015, Algorithm 1 and its constants; Sankar and Balasubramanian 2017, Sec. 3, set
 * the same β₁, β₂, ε.
 *
 * The released code of the latter multiplies by √v̂ + ε where this divides, counts epochs, not steps, in
 * t, and has ε = 1e-7: it is another method.
 */
import { requireDecay, requirePositive } from './hyperparameters.ts'
import { type Optimizer, optimizer, type Update } from './optimizer.ts'

export interface AdamOptions {
  /** η, default `adamLearningRate` */
  readonly learningRate?: number | undefined
  /** β₁, default `adamBeta1` */
  readonly beta1?: number | undefined
  /** β₂, default `adamBeta2` */
  readonly beta2?: number | undefined
  /** ε, default `adamEpsilon`; positive, because a dead input's gradient is 0 in every step */
  readonly epsilon?: number | undefined
}

/** Kingma and Ba 2015, Algorithm 1, all four. */
export const adamLearningRate = 0.001
export const adamBeta1 = 0.9
export const adamBeta2 = 0.999
export const adamEpsilon = 1e-8

export function adam({
  learningRate = adamLearningRate,
  beta1 = adamBeta1,
  beta2 = adamBeta2,
  epsilon = adamEpsilon,
}: AdamOptions = {}): Optimizer {
  const options = { learningRate, beta1, beta2, epsilon }
  requirePositive('adam', 'learningRate', learningRate)
  requireDecay('adam', 'beta1', beta1)
  requireDecay('adam', 'beta2', beta2)
  requirePositive('adam', 'epsilon', epsilon)
  return optimizer('adam', options, (dimension) => startAdam(options, dimension))
}

function startAdam(options: Required<Record<keyof AdamOptions, number>>, dimension: number): Update {
  const { learningRate, beta1, beta2, epsilon } = options
  const mean = new Float64Array(dimension)
  const meanSquare = new Float64Array(dimension)
  // Running products, not Math.pow, whose last bit differs between engines.
  let beta1Power = 1
  let beta2Power = 1
  return (theta, gradient) => {
    beta1Power *= beta1
    beta2Power *= beta2
    for (let i = 0; i < theta.length; i++) {
      const g = gradient[i]!
      mean[i] = beta1 * mean[i]! + (1 - beta1) * g
      meanSquare[i] = beta2 * meanSquare[i]! + (1 - beta2) * g * g
      const corrected = mean[i]! / (1 - beta1Power)
      theta[i]! -= (learningRate * corrected) / (Math.sqrt(meanSquare[i]! / (1 - beta2Power)) + epsilon)
    }
  }
}
