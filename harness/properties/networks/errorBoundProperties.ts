/** The bound that comes with a Hessian: it covers the true error, and does not excuse anything. */
import fc from 'fast-check'
import { norm } from '../../algebra/vectors.ts'
import { expandNetwork } from '../../arbitraries/expandNetwork.ts'
import type { NetworkRecipe } from '../../arbitraries/networks.ts'
import { touchesKink } from '../../arbitraries/touchesKink.ts'
import { type Ratio, withinBound } from '../../providers/laws/law.ts'
import { type Labels, type Property, property } from '../property.ts'
import type { CurvatureCode, Supported } from './curvatureCode.ts'
import { type DirectedCase, directedCases, networkCases, recipes } from './curvatureInstances.ts'
import { curvatureError, oracleError } from './exactDifferences.ts'
import { hessianEntryRounding } from './productRounding.ts'

const labels: Labels<RoundedCase> = {
  'large terms that cancel': { share: 0.15, applies: ({ kind }) => kind === 'cancelling' },
}

interface RoundedCase extends DirectedCase {
  readonly kind: string
}

export function errorBoundProperties(support: Supported): Property<CurvatureCode>[] {
  if (!support.errorBounds) return []
  return [
    property({
      name: "the Hessian's error bound covers its error",
      source: 'Higham 2002, §3.3 (running error analysis); 256-bit fixed point',
      instances: roundedCases(support),
      cases: 110,
      labels: cancels(support) ? labels : {},
      check: checkCovered,
    }),
    property({
      name: "the Hessian's error bound is not an excuse",
      source: 'A bound of maxima, layer by layer',
      instances: networkCases(recipes(support)),
      cases: 40,
      check: checkTight,
    }),
  ]
}

/**
 * As drawn; numbers divided by 3, so that nearly every operation rounds; and an output bias that takes back what a
 * large weight adds, so that the Hessian is much smaller than what its errors come from. A ReLU of numbers
 * that round could be taken for its neighbour's piece, which no bound covers.
 */
function roundedCases(support: Supported): fc.Arbitrary<RoundedCase> {
  const plain = directedCases(recipes(support)).map((one) => ({ ...one, kind: 'plain' }))
  const kinds = [{ weight: 1, arbitrary: plain }]
  const smooth = support.activations.filter((name) => name !== 'relu')
  if (smooth.length > 0) kinds.push({ weight: 4, arbitrary: thirdsCases(support, smooth) })
  if (cancels(support)) kinds.push({ weight: 2, arbitrary: cancellingCases(support) })
  return fc.oneof(...kinds)
}

function thirdsCases(support: Supported, activations: Supported['activations']): fc.Arbitrary<RoundedCase> {
  return fc
    .tuple(directedCases(recipes(support, { activations })), fc.constantFrom(1, 1, 8, 64))
    .map(([{ recipe, v, w }, factor]) => ({ kind: 'thirds', recipe: inThirds(recipe, factor), v, w }))
}

function cancels({ losses, depth, biases }: Supported): boolean {
  return losses.some((loss) => loss !== 'squared-error') && depth.min === 1 && biases.includes(true)
}

function cancellingCases(support: Supported): fc.Arbitrary<RoundedCase> {
  const losses = support.losses.filter((loss) => loss !== 'squared-error')
  const third = fc.integer({ min: 1, max: 300 }).map((k) => k / 3)
  return fc
    .tuple(
      directedCases(recipes(support, { losses, depth: { min: 1, max: 1 }, biases: [true] })),
      third,
      third,
      fc.boolean(),
    )
    .map(([one, x, weight, byOffset]) => cancelled(one, x, 100 * weight, byOffset))
}

function inThirds(recipe: NetworkRecipe, factor: number): NetworkRecipe {
  const divided = (values: readonly number[]): number[] => values.map((x) => x / 3)
  return {
    ...recipe,
    inputs: recipe.inputs.map(divided),
    offset: divided(recipe.offset),
    theta: divided(recipe.theta).map((t) => factor * t),
  }
}

/** One input −x, two outputs: z = (−x·w + fl(x·w), b); or an offset that leaves little of x: z = (x − m)·w. */
function cancelled(
  { recipe, v, w }: DirectedCase,
  x: number,
  weight: number,
  byOffset: boolean,
): RoundedCase {
  const theta = byOffset ? [weight, 0, 0, recipe.theta[0]!] : [weight, 0, weight * x, recipe.theta[0]!]
  const first = (pool: readonly number[]): number[] => theta.map((_, p) => pool[p % pool.length]!)
  const input = byOffset ? x : -x
  const data = { inputs: [[input]], targets: [0], offset: [byOffset ? x - 1 / weight : 0], theta }
  return { kind: 'cancelling', recipe: { ...recipe, layers: [1, 2], ...data }, v: first(v), w: first(w) }
}

/** |wᵀΔv| ≤ ‖Δ‖·‖w‖·‖v‖. */
async function checkCovered(code: CurvatureCode, { recipe, v, w }: RoundedCase): Promise<Ratio[]> {
  if (touchesKink(recipe)) return []
  const { options, theta } = expandNetwork(recipe)
  const { matrix, errorBound = Number.NaN } = await code(options).hessian(theta)
  const error = Math.abs(curvatureError(recipe, matrix.entries, v, w))
  const size = norm(Float64Array.from(v)) * norm(Float64Array.from(w))
  return [withinBound('error against errorBound', error, errorBound * size + oracleError)]
}

async function checkTight(
  code: CurvatureCode,
  { recipe }: { readonly recipe: NetworkRecipe },
): Promise<Ratio[]> {
  const { options, theta } = expandNetwork(recipe)
  const { errorBound = Number.NaN } = await code(options).hessian(theta)
  const coarse = 100 * theta.length * hessianEntryRounding(recipe)
  return [withinBound('errorBound against a coarse one', errorBound, coarse)]
}
