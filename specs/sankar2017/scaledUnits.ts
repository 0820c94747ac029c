/** Hidden units of a recipe's network with their places in theta, and what a scaling of one is measured by. */
import {
  type AssembledHessian,
  architecture,
  expandNetwork,
  type NetworkRecipe,
  networkRounding,
} from '../../harness/index.ts'

export interface HiddenUnit {
  /** Where its incoming weights and its bias, if there is one, stand in theta. */
  readonly incoming: readonly number[]
  readonly bias: number | undefined
  readonly outgoing: readonly number[]
}

export interface Measured {
  readonly recipe: NetworkRecipe
  readonly theta: Float64Array
  readonly loss: (theta: Float64Array) => number
  readonly gradient: Float64Array
  /** Of each component of the gradient. */
  readonly gradientError: number
  readonly hessian: AssembledHessian
  /** The same network with its own outputs for targets. */
  readonly fitted: { readonly gradient: Float64Array; readonly hessian: AssembledHessian }
}

export async function measure(recipe: NetworkRecipe): Promise<Measured> {
  const { objective, theta } = expandNetwork(recipe)
  const own: NetworkRecipe = { ...recipe, loss: 'squared-error', l2: 0, targets: plainOutputs(recipe) }
  const fitted = expandNetwork(own).objective
  return {
    recipe,
    theta,
    loss: objective.loss,
    gradient: objective.gradient(theta),
    gradientError: networkRounding(recipe).gradient,
    hessian: await objective.hessian(theta),
    fitted: { gradient: fitted.gradient(theta), hessian: await fitted.hessian(theta) },
  }
}

/** G x, G = +1 at the unit's incoming weights and bias, −1 at its outgoing weights, 0 elsewhere. @param x [P] */
export function generated({ incoming, bias, outgoing }: HiddenUnit, x: Float64Array): Float64Array {
  const image = new Float64Array(x.length)
  for (const p of incoming) image[p] = x[p]!
  if (bias !== undefined) image[bias] = x[bias]!
  for (const p of outgoing) image[p] = -x[p]!
  return image
}

export function hiddenUnits({ layers, activation, biases = true }: NetworkRecipe): HiddenUnit[] {
  const { blocks } = architecture(layers, activation, { biases })
  return blocks.slice(0, -1).flatMap((block, k) => {
    const next = blocks[k + 1]!
    return Array.from({ length: block.fanOut }, (_, i) => ({
      incoming: Array.from({ length: block.fanIn }, (_x, a) => block.weights + a * block.fanOut + i),
      bias: biases ? block.bias + i : undefined,
      outgoing: Array.from({ length: next.fanOut }, (_x, j) => next.weights + i * next.fanOut + j),
    }))
  })
}

/** What the network answers to each sample, by plain loops, exact for ReLUs and linear units. */
function plainOutputs({
  layers,
  activation,
  biases = true,
  inputs,
  offset,
  theta,
}: NetworkRecipe): number[][] {
  const { blocks } = architecture(layers, activation, { biases })
  return inputs.map((row) => {
    let a = row.map((x, i) => x - offset[i]!)
    for (const [k, { fanOut, weights, bias }] of blocks.entries()) {
      const z = Array.from({ length: fanOut }, (_, j) =>
        a.reduce((sum, x, i) => sum + x * theta[weights + i * fanOut + j]!, biases ? theta[bias + j]! : 0),
      )
      a = k < blocks.length - 1 && activation === 'relu' ? z.map((x) => Math.max(0, x)) : z
    }
    return a
  })
}
