/** What the hidden units of a recipe's network receive on each sample. */
import { firstBias, forward, newTrace } from '../networks/forward.ts'
import { networkProblem } from '../networks/networkProblem.ts'
import { expandNetwork } from './expandNetwork.ts'
import type { NetworkRecipe } from './networks.ts'

/** @returns [N][L − 1][fanOut] exact for recipes at the usual scale and piecewise linear units */
export function hiddenPreactivations(recipe: NetworkRecipe): readonly (readonly Float64Array[])[] {
  const { options, theta } = expandNetwork(recipe)
  const { shape, layout, inputs } = networkProblem(options)
  const point = layout.embed(theta)
  const bias0 = firstBias(shape, point, inputs.offset)
  return recipe.inputs.map((_, s) => {
    const { z, a } = newTrace(shape)
    forward(shape, point, bias0, inputs, s, { z, a })
    return z.slice(0, -1)
  })
}
