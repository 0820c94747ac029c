/**
 * What the released code of Sankar and Balasubramanian 2017 runs as Adam: it multiplies where Adam divides.
 *
 *     m ← β₁ m + (1 − β₁) g        v ← β₂ v + (1 − β₂) g²
 *     θ ← θ − η m̂ · (√v̂ + ε),      m̂ = m / (1 − β₁ᵉ),  v̂ = v / (1 − β₂ᵉ),  e = 1, 2, … epochs
 *
 * m and v go on with every step, e with every epoch. Near a critical point the step is of the second order in the
 * gradient.
 *
 * Source: that code, file neupy/algorithms/gd/adam.py, with its defaults; it is compared with adam.ts, never
 * used in its place.
 * Differs from the source: float64 for its float32.
 */
import { requireDecay, requireNotNegative, requirePositive, requireSteps } from './hyperparameters.ts'
import { type Optimizer, optimizer, type Update } from './optimizer.ts'

export interface MultipliedAdamOptions {
  /** Batches of an epoch: ⌈N / batch size⌉ */
  readonly stepsPerEpoch: number
  /** η, default `multipliedAdamLearningRate` */
  readonly learningRate?: number | undefined
  /** β₁, default `multipliedAdamBeta1` */
  readonly beta1?: number | undefined
  /** β₂, default `multipliedAdamBeta2` */
  readonly beta2?: number | undefined
  /** ε, default `multipliedAdamEpsilon` */
  readonly epsilon?: number | undefined
}

/** Defaults of the released code, all four. */
export const multipliedAdamLearningRate = 0.001
export const multipliedAdamBeta1 = 0.9
export const multipliedAdamBeta2 = 0.999
export const multipliedAdamEpsilon = 1e-7

export function multipliedAdam({
  stepsPerEpoch,
  learningRate = multipliedAdamLearningRate,
  beta1 = multipliedAdamBeta1,
  beta2 = multipliedAdamBeta2,
  epsilon = multipliedAdamEpsilon,
}: MultipliedAdamOptions): Optimizer {
  const options = { stepsPerEpoch, learningRate, beta1, beta2, epsilon }
  requireSteps('multipliedAdam', 'stepsPerEpoch', stepsPerEpoch, 1)
  requirePositive('multipliedAdam', 'learningRate', learningRate)
  requireDecay('multipliedAdam', 'beta1', beta1)
  requireDecay('multipliedAdam', 'beta2', beta2)
  requireNotNegative('multipliedAdam', 'epsilon', epsilon)
  return optimizer('multipliedAdam', options, (dimension) => startMultiplied(options, dimension))
}

function startMultiplied(
  options: Required<Record<keyof MultipliedAdamOptions, number>>,
  dimension: number,
): Update {
  const { stepsPerEpoch, learningRate, beta1, beta2, epsilon } = options
  const mean = new Float64Array(dimension)
  const meanSquare = new Float64Array(dimension)
  // Running products, not Math.pow, whose last bit differs between engines.
  let beta1Power = 1
  let beta2Power = 1
  let steps = 0
  return (theta, gradient) => {
    if (steps % stepsPerEpoch === 0) {
      beta1Power *= beta1
      beta2Power *= beta2
    }
    steps++
    for (let i = 0; i < theta.length; i++) {
      const g = gradient[i]!
      mean[i] = beta1 * mean[i]! + (1 - beta1) * g
      meanSquare[i] = beta2 * meanSquare[i]! + (1 - beta2) * g * g
      const corrected = mean[i]! / (1 - beta1Power)
      theta[i]! -= learningRate * corrected * (Math.sqrt(meanSquare[i]! / (1 - beta2Power)) + epsilon)
    }
  }
}
