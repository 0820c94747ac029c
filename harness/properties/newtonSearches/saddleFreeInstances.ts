/** What the saddle-free properties share: dampings, kinds of instances, and what rounding may do to a step. */
import fc from 'fast-check'
import { type KnownSystem, type SystemRecipe, weights } from '../criticalPoints/knownSystems.ts'
import type { Labels } from '../property.ts'
import { lanczosError } from './bentQuadratics.ts'

/** μ in eighths; odd, so that |λ + μ| is never 0 either. */
const eighths = fc.nat({ max: 12 }).map((k) => 2 * k + 1)
export const dampingEighths = fc.uniqueArray(eighths, { minLength: 1, maxLength: 3 })

export const signLabels: Labels<{ readonly system: SystemRecipe }> = {
  negative: { share: 0.3, applies: ({ system }) => [...weights(system).keys()].some((value) => value < 0) },
  'several directions': { share: 0.3, applies: ({ system }) => weights(system).size > 2 },
}

/**
 * What turns the Lanczos vectors changes T by that times ‖H‖, |T| by no more than n times as much, and p by that over the
 * square of the least divisor; V and the quotient add as much again. All within the 64 n² of `lanczosError`.
 */
export function stepError(known: KnownSystem, damping: number, lowest: number): number {
  return lanczosError(known) * ((known.largest + damping) / lowest) ** 2 * (known.size / lowest)
}
