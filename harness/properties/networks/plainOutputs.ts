/** The outputs of a recipe's network by a dense forward pass, to choose targets by. */
import type { NetworkRecipe } from '../../arbitraries/networks.ts'
import { activation } from '../../networks/activations.ts'

/** What the loss compares with its targets: z, or softmax(z). @returns [N][C] */
export function plainOutputs(recipe: NetworkRecipe): number[][] {
  return recipe.inputs.map((row) => {
    const z = preactivations(recipe, row)
    return recipe.loss === 'squared-error' ? z : softmax(z)
  })
}

function preactivations(recipe: NetworkRecipe, row: readonly number[]): number[] {
  const { layers, offset, theta, biases = true } = recipe
  const phi = activation(recipe.activation)
  let a = row.map((x, k) => x - offset[k]!)
  let place = 0
  for (let k = 1; k < layers.length; k++) {
    const [fanIn, fanOut] = [layers[k - 1]!, layers[k]!]
    const here = place
    const rows = biases ? [...a, 1] : a
    const z = Array.from({ length: fanOut }, (_, j) =>
      rows.reduce((sum, x, i) => sum + x * theta[here + i * fanOut + j]!, 0),
    )
    place += (fanIn + (biases ? 1 : 0)) * fanOut
    a = k === layers.length - 1 ? z : z.map((x) => phi.value(x))
  }
  return a
}

function softmax(z: readonly number[]): number[] {
  const top = Math.max(...z)
  const exponentials = z.map((x) => Math.exp(x - top))
  const sum = exponentials.reduce((total, e) => total + e)
  return exponentials.map((e) => e / sum)
}
