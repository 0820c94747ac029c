/**
 * Adam and Adagrad from their definitions as sums over all gradients so far, without a recurrence.
 *
 *     Adam:     θ − η Σ_t m̂_t / (√v̂_t + ε),  m̂_t = Σ_i β₁ᵗ⁻ⁱ g_i / Σ_i β₁ᵗ⁻ⁱ,  v̂_t likewise of g² with β₂
 *     Adagrad:  θ − η Σ_t g_t / (‖(g₁, …, g_t)‖ + ε)
 *
 * Source: Kingma and Ba 2015, §3 (the correction makes the weights sum to 1); Duchi, Hazan and Singer 2011, §1.1.
 */
import { norm, unitRoundoff } from '../../algebra/vectors.ts'

/** Kingma and Ba 2015, Algorithm 1. */
const [beta1, beta2] = [0.9, 0.999]
/** Of both, as in the papers and in Keras 2.0. */
export const epsilon = 1e-8

/** θ from 0 under the gradients. @param gradients of one parameter */
export function adamReference(gradients: readonly number[], learningRate: number): number {
  let theta = 0
  for (let t = 1; t <= gradients.length; t++) {
    const past = gradients.slice(0, t)
    const square = weightedMean(
      past.map((g) => g * g),
      beta2,
    )
    theta -= (learningRate * weightedMean(past, beta1)) / (Math.sqrt(square) + epsilon)
  }
  return theta
}

/**
 * Each step is at most η√(2t) (Cauchy-Schwarz, as no weight of m̂ exceeds 1 and none of v̂ is below 0.98/t). Its
 * error is below 6t·u of that from the recurrences and 1000u from 1 − β₂ᵗ, a sum of t such steps; as many for
 * the reference and for adding up.
 */
export function adamBound(steps: number, learningRate: number): number {
  return steps * learningRate * Math.sqrt(2 * steps) * (16 * steps + 2000) * unitRoundoff
}

export function adagradReference(gradients: readonly number[], learningRate: number): number {
  const step = (g: number, i: number): number =>
    (learningRate * g) / (norm(Float64Array.from(gradients.slice(0, i + 1))) + epsilon)
  return -gradients.map(step).reduce((sum, value) => sum + value, 0)
}

/** Steps of at most η, each with a relative error of 4t·u at most. */
export function adagradBound(steps: number, learningRate: number): number {
  return learningRate * 8 * steps * steps * unitRoundoff
}

/** The newest weighs 1, the one before it beta, … */
function weightedMean(values: readonly number[], beta: number): number {
  const weights = values.map((_, i) => beta ** (values.length - 1 - i))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return values.reduce((sum, value, i) => sum + weights[i]! * value, 0) / total
}
