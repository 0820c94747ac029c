/**
 * Whether some ReLU of the network has a pre-activation of exactly 0, where the loss may not be differentiable.
 *
 * Recipes have numbers of few bits, so the pre-activations are exact and this is a fact, not a tolerance: the
 * nearest other value is at least 2⁻²⁰ away. What is compared with differences must leave such points out.
 */
import { architecture } from '../networks/architecture.ts'
import { firstBias, forward, newTrace } from '../networks/forward.ts'
import { expandNetwork } from './expandNetwork.ts'
import type { NetworkRecipe } from './networks.ts'

export function touchesKink(recipe: NetworkRecipe): boolean {
  if (recipe.activation !== 'relu') return false
  const { options, theta } = expandNetwork(recipe)
  const shape = architecture(options.layers, options.activation)
  const trace = newTrace(shape)
  const bias0 = firstBias(shape, theta, options.inputs.offset)
  for (let s = 0; s < options.inputs.rows; s++) {
    forward(shape, theta, bias0, options.inputs, s, trace)
    if (trace.z.slice(0, -1).some((z) => z.includes(0))) return true
  }
  return false
}
