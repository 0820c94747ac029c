/** What the counts must be, straight from a recipe's numbers and exact ranks. */
import { hiddenPreactivations } from '../../arbitraries/hiddenPreactivations.ts'
import type { NetworkRecipe } from '../../arbitraries/networks.ts'
import { rationalRank } from '../../arbitraries/rationalRank.ts'

/**
 * Σ_i (columns − rank X̄_{S_i}) over the units of the first layer, S_i the samples on which unit i reaches the
 * loss, X̄ the inputs after the offset, with a column of ones where there are biases.
 */
export function firstLayerNullity(recipe: NetworkRecipe): number {
  const rows = extendedInputs(recipe)
  const columns = rows[0]!.length
  const reached = reachedUnits(recipe)
  let nullity = 0
  for (let i = 0; i < recipe.layers[1]!; i++) {
    const seen = rows.filter((_, s) => reached[s]![0]?.[i] ?? true)
    nullity += columns - (seen.length === 0 ? 0 : rationalRank(seen))
  }
  return nullity
}

/** How many independent directions add one number to all outputs and are no zero rows. */
export function shiftCount(recipe: NetworkRecipe): number {
  const { loss, layers, biases = true } = recipe
  // A softmax over one output is constant: all rows are zero.
  if (loss === 'squared-error' || layers.at(-1) === 1) return 0
  if (layers.length === 2) return rationalRank(extendedInputs(recipe))
  const reached = reachedUnits(recipe)
  const last = layers.length - 3
  const live = Array.from({ length: layers.at(-2)! }, (_, i) => reached.some((units) => units[last]![i]))
  return live.filter(Boolean).length + (biases ? 1 : 0)
}

/** How many parameters the first layer has. */
export function firstLayerSize({ layers, biases = true }: NetworkRecipe): number {
  return (layers[0]! + (biases ? 1 : 0)) * layers[1]!
}

function extendedInputs({ inputs, offset, biases = true }: NetworkRecipe): number[][] {
  return inputs.map((row) => [...row.map((x, a) => x - offset[a]!), ...(biases ? [1] : [])])
}

/** [N][L − 1][fanOut] whether the unit is on, and some unit of each hidden layer behind. */
function reachedUnits(recipe: NetworkRecipe): boolean[][][] {
  const isOn = (z: number): boolean => recipe.activation !== 'relu' || z > 0
  return hiddenPreactivations(recipe).map((layers) => {
    const on = layers.map((z) => Array.from(z, isOn))
    return on.map((units, k) =>
      units.map((flag) => flag && on.slice(k + 1).every((next) => next.includes(true))),
    )
  })
}
