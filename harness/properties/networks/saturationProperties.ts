/** Hidden units and outputs in the flat parts of their functions, where naive formulas overflow. */
import fc from 'fast-check'
import { expandNetwork } from '../../arbitraries/expandNetwork.ts'
import type { NetworkRecipe } from '../../arbitraries/networks.ts'
import { touchesKink } from '../../arbitraries/touchesKink.ts'
import { none, type Ratio } from '../../providers/laws/law.ts'
import { type Labels, type Property, property } from '../property.ts'
import type { CurvatureCode, Supported } from './curvatureCode.ts'
import { type DirectedCase, directedCases, recipes } from './curvatureInstances.ts'
import { checkHessian, checkLoss, checkProduct, checkSlope } from './definitionProperties.ts'

const few = { maxWidth: 3, maxSamples: 3 }
const source = 'Overflow of exp above 709; swapped branches of a stable sigmoid in released code'
const labels: Labels<DirectedCase> = { 'a bias or weight of a thousand': { share: 0.5, applies: isSteep } }

/** Pre-activations of thousands, at the outputs or in the hidden layer. */
export function saturationProperties(support: Supported): Property<CurvatureCode>[] {
  const { activations, losses, depth } = support
  const smooth = activations.filter((name) => name !== 'linear' && name !== 'relu')
  const softmaxLosses = losses.filter((loss) => loss !== 'squared-error')
  const hidden = smooth.length > 0 && depth.min <= 2 && depth.max >= 2
  return [
    ...(softmaxLosses.length > 0 ? [outputProperty(support, softmaxLosses)] : []),
    ...(hidden ? [unitProperty(support, smooth)] : []),
  ]
}

function outputProperty(support: Supported, losses: Supported['losses']): Property<CurvatureCode> {
  const { min, max } = support.depth
  const depth = { min, max: Math.max(min, Math.min(2, max)) }
  return property({
    name: 'certain predictions give exact derivatives, never NaN',
    source,
    instances: saturated(recipes(support, { losses, depth }, few), 'last'),
    cases: 40,
    labels,
    check: checkSaturated,
  })
}

function unitProperty(support: Supported, activations: Supported['activations']): Property<CurvatureCode> {
  return property({
    name: 'saturated hidden units give exact derivatives, never NaN',
    source,
    instances: saturated(recipes(support, { activations, depth: { min: 2, max: 2 } }, few), 'first'),
    cases: 48,
    labels: { 'a bias or weight of a thousand': { share: 0.2, applies: isSteep } },
    check: checkSaturated,
  })
}

function saturated(
  instances: fc.Arbitrary<NetworkRecipe>,
  layer: 'first' | 'last',
): fc.Arbitrary<DirectedCase> {
  return fc
    .tuple(directedCases(instances), exponents[layer])
    .map(([one, exponent]) => ({ ...one, recipe: magnified(one.recipe, layer, 2 ** exponent) }))
}

/** Hidden units also on the way there, where a value or slope is small and not yet 0. */
const exponents = {
  first: fc.constantFrom(4, 5, 6, 6, 10, 12, 14),
  last: fc.integer({ min: 9, max: 14 }),
}

function isSteep({ recipe }: DirectedCase): boolean {
  return recipe.theta.some((t) => Math.abs(t) > 1000)
}

async function checkSaturated(code: CurvatureCode, { recipe, v, w }: DirectedCase): Promise<Ratio[]> {
  const finite = await checkFinite(code, recipe, v)
  if (touchesKink(recipe)) return finite
  return [
    ...finite,
    ...checkLoss(code, recipe),
    ...checkSlope(code, { recipe, v, w }),
    ...checkProduct(code, { recipe, v, w }),
    ...(await checkHessian(code, { recipe, v, w })),
  ]
}

export async function checkFinite(
  code: CurvatureCode,
  recipe: NetworkRecipe,
  v: readonly number[],
): Promise<Ratio[]> {
  const { options, theta } = expandNetwork(recipe)
  const objective = code(options)
  const values = [
    objective.loss(theta),
    ...objective.gradient(theta),
    ...objective.hvp(theta, Float64Array.from(v)),
    ...(await objective.hessian(theta)).matrix.entries,
  ]
  return [none('values that are not finite', values.filter((x) => !Number.isFinite(x)).length)]
}

/** The first or the last layer times a factor, with 1/8 where it was 0. */
function magnified(recipe: NetworkRecipe, layer: 'first' | 'last', factor: number): NetworkRecipe {
  const { layers, biases = true } = recipe
  const size = (k: number): number => (layers[k]! + (biases ? 1 : 0)) * layers[k + 1]!
  const first = size(0)
  const last = recipe.theta.length - size(layers.length - 2)
  const theta = recipe.theta.map((t, p) =>
    (layer === 'first' ? p < first : p >= last) ? factor * (t || 1 / 8) : t,
  )
  return { ...recipe, theta }
}
