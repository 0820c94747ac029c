/**
 * What a network's recipe has come to be, decided from its numbers and not from what was asked for.
 *
 * Numbers of a recipe have few bits, so that x − offset is exact here, and so are ranks, which are taken in
 * whole numbers. Pre-activations are exact at the usual scale.
 */
import { type Architecture, architecture } from '../networks/architecture.ts'
import { hiddenPreactivations } from './hiddenPreactivations.ts'
import type { NetworkRecipe } from './networks.ts'
import { rationalRank } from './rationalRank.ts'

/** A hidden ReLU that is off, or at its kink, on every sample. */
export function deadUnit(recipe: NetworkRecipe): boolean {
  if (recipe.activation !== 'relu') return false
  const samples = hiddenPreactivations(recipe)
  return samples[0]!.some((layer, k) => layer.some((_, i) => samples.every((z) => z[k]![i]! <= 0)))
}

/** Two units of a hidden layer with the same incoming weights, not all 0, and bias. */
export function duplicatedUnits(recipe: NetworkRecipe): boolean {
  return hiddenUnits(recipe).some((units) => {
    const seen = units.filter(({ incoming }) => hasNonZero(incoming)).map(({ incoming }) => incoming.join())
    return new Set(seen).size < seen.length
  })
}

/** A hidden unit with outgoing weights 0 although its incoming ones are not. */
export function zeroOutgoing(recipe: NetworkRecipe): boolean {
  return hiddenUnits(recipe).some((units) =>
    units.some(({ incoming, outgoing }) => hasNonZero(incoming) && !hasNonZero(outgoing)),
  )
}

/** A feature that is 0 on every sample after the offset. */
export function deadFeature(recipe: NetworkRecipe): boolean {
  return columnsOf(recipe).some((column) => !hasNonZero(column))
}

/** A feature that is the same on all of at least two samples, but not 0. */
export function constantFeature(recipe: NetworkRecipe): boolean {
  return columnsOf(recipe).some((column) => column.length > 1 && hasNonZero(column) && isConstant(column))
}

/** Two features that are the same but not constant. */
export function duplicatedFeature(recipe: NetworkRecipe): boolean {
  const varying = columnsOf(recipe).filter((column) => !isConstant(column))
  return new Set(varying.map((column) => column.join())).size < varying.length
}

/**
 * A feature that is not constant but a combination of others and the constant, for another reason than that
 * there are too few samples.
 */
export function collinearFeature(recipe: NetworkRecipe): boolean {
  const varying = columnsOf(recipe).filter((column) => !isConstant(column))
  const columns = [recipe.inputs.map(() => 1), ...varying]
  return columns.length <= recipe.inputs.length && rationalRank(columns) < columns.length
}

/** All of at least two targets are the same. */
export function oneClass({ targets }: NetworkRecipe): boolean {
  return targets.length > 1 && new Set(targets.map((target) => String(target))).size === 1
}

/** Not more samples than features, so that with the constant they are linearly dependent whatever they are. */
export function fewSamples({ inputs, layers }: NetworkRecipe): boolean {
  return inputs.length <= layers[0]!
}

/** Two samples with the same features. */
export function repeatedRows({ inputs }: NetworkRecipe): boolean {
  return new Set(inputs.map((row) => row.join())).size < inputs.length
}

export function withoutBiases({ biases = true }: NetworkRecipe): boolean {
  return !biases
}

/** Some parameter of at least 2¹⁶. */
export function hugeScale({ theta }: NetworkRecipe): boolean {
  return theta.some((x) => Math.abs(x) >= 2 ** 16)
}

/** All parameters at most 2⁻¹⁶, but not all 0. */
export function tinyScale({ theta }: NetworkRecipe): boolean {
  return hasNonZero(theta) && theta.every((x) => Math.abs(x) <= 2 ** -16)
}

/** [d][N] after the offset */
function columnsOf({ inputs, offset }: NetworkRecipe): number[][] {
  return offset.map((m, a) => inputs.map((row) => row[a]! - m))
}

interface Unit {
  /** [fanIn], and the bias where there is one */
  readonly incoming: readonly number[]
  /** [fanOut] of the next layer */
  readonly outgoing: readonly number[]
}

/** The units of each hidden layer. */
function hiddenUnits({ layers, activation, biases = true, theta }: NetworkRecipe): Unit[][] {
  const shape = architecture(layers, activation, { biases })
  return layers.slice(1, -1).map((width, k) =>
    Array.from({ length: width }, (_, unit) => ({
      incoming: incomingOf(shape, k, unit, theta),
      outgoing: outgoingOf(shape, k + 1, unit, theta),
    })),
  )
}

function incomingOf(
  { blocks, biases }: Architecture,
  k: number,
  unit: number,
  theta: readonly number[],
): number[] {
  const { weights, fanIn, fanOut } = blocks[k]!
  return Array.from({ length: biases ? fanIn + 1 : fanIn }, (_, a) => theta[weights + a * fanOut + unit]!)
}

function outgoingOf({ blocks }: Architecture, k: number, unit: number, theta: readonly number[]): number[] {
  const { weights, fanOut } = blocks[k]!
  return theta.slice(weights + unit * fanOut, weights + (unit + 1) * fanOut)
}

function isConstant(column: readonly number[]): boolean {
  return column.every((x) => x === column[0])
}

function hasNonZero(values: readonly number[]): boolean {
  return values.some((x) => x !== 0)
}
