/** The objective, the point and the options that a recipe describes. */
import { sparseRows, subtractRow } from '../algebra/sparseRows.ts'
import { type NetworkObjective, networkObjective } from '../networks/networkObjective.ts'
import type { NetworkOptions } from '../networks/networkProblem.ts'
import type { NetworkRecipe } from './networks.ts'

export interface NetworkInstance {
  readonly objective: NetworkObjective
  /** [P] */
  readonly theta: Float64Array
  /** What `networkObjective` was called with. */
  readonly options: NetworkOptions
}

export function expandNetwork(recipe: NetworkRecipe): NetworkInstance {
  const { layers, activation, loss, l2, biases = true, inputs, offset } = recipe
  const stored = sparseRows(inputs.flat(), inputs.length, layers[0]!)
  const options: NetworkOptions = {
    layers,
    activation,
    loss,
    l2,
    biases,
    inputs: subtractRow(stored, Float64Array.from(offset)),
    targets: targetsOf(recipe),
  }
  return { objective: networkObjective(options), theta: Float64Array.from(recipe.theta), options }
}

function targetsOf({ targets }: NetworkRecipe): NetworkOptions['targets'] {
  const labels = targets.filter((target) => typeof target === 'number')
  if (labels.length === targets.length) return { labels }
  return { values: Float64Array.from((targets as readonly (readonly number[])[]).flat()) }
}
