/**
 * Whether some ReLU of the network has a pre-activation of exactly 0, where the loss may not be differentiable.
 *
 * Recipes at the usual scale have numbers of few bits, so the pre-activations are exact and this is a fact, not
 * a tolerance: the nearest other value is at least 2⁻²⁰ away. What is compared with differences must leave such
 * points out.
 */
import { hiddenPreactivations } from './hiddenPreactivations.ts'
import type { NetworkRecipe } from './networks.ts'

export function touchesKink(recipe: NetworkRecipe): boolean {
  if (recipe.activation !== 'relu') return false
  return hiddenPreactivations(recipe).some((layers) => layers.some((z) => z.includes(0)))
}
