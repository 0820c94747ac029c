/** The noise of a rule, read from what it does to theta, and how far means of bounded noise may stray. */
import type { Optimizer } from '../../optimizers/optimizer.ts'
import type { Optimizers } from './optimizers.ts'

/**
 * [steps][P] the noise of noisySgd, exactly: with η = 1, μ = 0 and no gradient a step from 0 ends at −ξ.
 */
export function noiseOf(
  { noisySgd }: Optimizers,
  options: { readonly seed: number; readonly amplitude: number },
  dimension: number,
  steps: number,
): Float64Array[] {
  const rule = noisySgd({ ...options, learningRate: 1, momentum: 0 })
  return stepsFromZero(rule, new Array(steps).fill(new Float64Array(dimension))).map((step) =>
    step.map((x) => -x),
  )
}

/** [t][P] where each step would end from 0. @param gradients [t][P] */
export function stepsFromZero(rule: Optimizer, gradients: readonly Float64Array[]): Float64Array[] {
  const state = rule.start(gradients[0]!.length)
  return gradients.map((gradient) => {
    const theta = new Float64Array(gradient.length)
    state.step(theta, gradient)
    return theta
  })
}

/**
 * How far the mean of n independent numbers within an interval of length 1 strays from its expectation, but for one
 * case in 10¹⁵.
 *
 * Source: Hoeffding 1963, Theorem 2: P(|mean − E| ≥ t) ≤ 2 exp(−2nt²).
 */
export function strayOf(n: number): number {
  return Math.sqrt(Math.log(2e15) / (2 * n))
}
