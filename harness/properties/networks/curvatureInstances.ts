/** Instances that the properties of this room share: networks that the code supports, with directions. */
import fc from 'fast-check'
import { deadUnit, withoutBiases } from '../../arbitraries/networkLabels.ts'
import { type NetworkRecipe, networks } from '../../arbitraries/networks.ts'
import type { ThetaScale } from '../../arbitraries/thetas.ts'
import type { Label, Labels } from '../property.ts'
import type { Supported } from './curvatureCode.ts'

export interface NetworkCase {
  readonly recipe: NetworkRecipe
}

export interface DirectedCase extends NetworkCase {
  /** [P] */
  readonly v: readonly number[]
  /** [P] */
  readonly w: readonly number[]
}

interface Sizes {
  readonly maxWidth?: number
  readonly maxSamples?: number
  /** Of theta; the usual one when absent. */
  readonly scales?: readonly ThetaScale[]
}

/** Small, because fixed point is slow. */
const small: Sizes = { maxWidth: 3, maxSamples: 4 }
/** Inputs of five entries and more, which some code takes in groups. */
const wide: Sizes = { maxWidth: 6, maxSamples: 2 }

/** @param kinds restrictions beyond those of the code, within them */
export function recipes(support: Supported, kinds: Partial<Supported> = {}, sizes: Sizes = small) {
  const { activations, losses, depth, l2, biases } = { ...support, ...kinds }
  return networks({ activations, losses, depth, l2, biases, ...sizes })
}

/** Small ones, and every third with few samples but more inputs, none of them 0. */
export function mixedRecipes(support: Supported): fc.Arbitrary<NetworkRecipe> {
  const { min, max } = support.depth
  const shallow = { depth: { min, max: Math.max(min, Math.min(max, 2)) } }
  return fc.oneof(
    { weight: 2, arbitrary: recipes(support) },
    { weight: 1, arbitrary: recipes(support, shallow, wide).map(denseInputs) },
  )
}

function denseInputs(recipe: NetworkRecipe): NetworkRecipe {
  return { ...recipe, inputs: recipe.inputs.map((row) => row.map((x, a) => (x === 0 ? (a + 1) / 4 : x))) }
}

export function networkCases(instances: fc.Arbitrary<NetworkRecipe>): fc.Arbitrary<NetworkCase> {
  return instances.map((recipe) => ({ recipe }))
}

/**
 * Directions with entries k/8 from −1 to 1. The entries come round after 23, a prime, so that no layer sees a
 * pattern, and shrink to zeros, which leaves the entries of one row and column in small networks.
 */
export function directedCases(instances: fc.Arbitrary<NetworkRecipe>): fc.Arbitrary<DirectedCase> {
  const eighths = fc.integer({ min: -8, max: 8 }).map((k) => k / 8)
  const pool = fc.array(eighths, { minLength: 23, maxLength: 23 })
  return fc
    .tuple(instances, pool, pool)
    .map(([recipe, v, w]) => ({ recipe, v: along(recipe, v), w: along(recipe, w) }))
}

function along({ theta }: NetworkRecipe, pool: readonly number[]): number[] {
  return theta.map((_, p) => pool[p % pool.length]!)
}

/** Labels that every property needs which looks at all networks; those that the code does not support left out. */
export function networkLabels<T extends NetworkCase>(support: Supported): Labels<T> {
  const { activations, losses, depth, l2, biases } = support
  const labels: Record<string, Label<T>> = {
    'a layer of width 1': {
      share: 0.2,
      applies: ({ recipe }) => recipe.layers.slice(1, -1).includes(1) || recipe.layers.at(-1) === 1,
    },
    'an input offset': { share: 0.1, applies: ({ recipe }) => recipe.offset.some((m) => m !== 0) },
    'several samples': { share: 0.4, applies: ({ recipe }) => recipe.inputs.length > 1 },
  }
  const need = (name: string, share: number, applies: (recipe: NetworkRecipe) => boolean): void => {
    labels[name] = { share, applies: ({ recipe }) => applies(recipe) }
  }
  if (depth.max >= 3 && depth.min < 3) need('depth 3 or more', 0.15, ({ layers }) => layers.length > 3)
  if (l2.includes(0) && l2.some((value) => value > 0)) need('l2 above 0', 0.2, (recipe) => recipe.l2 > 0)
  if (biases.includes(false) && biases.includes(true)) need('no biases', 0.15, withoutBiases)
  if (activations.includes('relu') && depth.max > 1) need('a dead unit', 0.03, deadUnit)
  if (activations.length > 1) {
    for (const name of activations)
      need(name, 0.4 / activations.length, (recipe) => recipe.activation === name)
  }
  if (losses.length > 1) {
    for (const name of losses) need(name, 0.5 / losses.length, (recipe) => recipe.loss === name)
  }
  return labels
}
