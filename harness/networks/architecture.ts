/**
 * The shape of a multilayer perceptron and the place of every parameter in the flat theta.
 *
 * theta holds layer after layer: weights [fanIn, fanOut] row-major, then bias [fanOut]. The bias is thus
 * row `fanIn` of an [fanIn + 1, fanOut] matrix, the weight of one more input that is always 1. Of a network
 * without biases theta holds the weights alone.
 */
import { ArgumentError } from '../errors.ts'
import { type Activation, activation } from './activations.ts'

export interface Architecture {
  /** Widths from the inputs to the outputs, at least two. */
  readonly layers: readonly number[]
  /** Applied after every layer but the last. */
  readonly activation: Activation
  /** Whether theta holds biases; without them they are 0. */
  readonly biases: boolean
  /** One entry a weight layer. */
  readonly blocks: readonly LayerBlock[]
  /** P */
  readonly dimension: number
}

export interface LayerBlock {
  readonly fanIn: number
  readonly fanOut: number
  /** Where the weights begin in theta. */
  readonly weights: number
  /** Where the weights end in theta, and the bias begins if there is one: weights + fanIn · fanOut. */
  readonly bias: number
}

/**
 * @param layers widths, for example [784, 25, 10]
 * @throws ArgumentError on fewer than two layers, a width that is not a positive integer, an unknown name
 */
export function architecture(
  layers: readonly number[],
  activationName: string,
  { biases = true }: { readonly biases?: boolean } = {},
): Architecture {
  if (layers.length < 2) {
    throw new ArgumentError('architecture', 'layers', 'at least two widths', `[${layers.join(', ')}]`)
  }
  const bad = layers.findIndex((width) => !Number.isInteger(width) || width < 1)
  if (bad >= 0)
    throw new ArgumentError('architecture', `layers[${bad}]`, 'a positive integer', String(layers[bad]))
  const blocks: LayerBlock[] = []
  let weights = 0
  for (let k = 0; k + 1 < layers.length; k++) {
    const fanIn = layers[k]!
    const fanOut = layers[k + 1]!
    const bias = weights + fanIn * fanOut
    blocks.push({ fanIn, fanOut, weights, bias })
    weights = biases ? bias + fanOut : bias
  }
  const phi = activation(activationName)
  return { layers: [...layers], activation: phi, biases, blocks, dimension: weights }
}

/** "784-25-10 relu", "784-25-10 relu without biases" */
export function architectureName({ layers, activation, biases }: Architecture): string {
  return `${layers.join('-')} ${activation.name}${biases ? '' : ' without biases'}`
}
