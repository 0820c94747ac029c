import { unitRoundoff } from '../../algebra/vectors.ts'
import { expandNetwork } from '../../arbitraries/expandNetwork.ts'
import { networkRounding } from '../../arbitraries/networkRounding.ts'
import type { NetworkRecipe } from '../../arbitraries/networks.ts'
import { touchesKink } from '../../arbitraries/touchesKink.ts'
import { none, type Ratio, withinBound } from '../../providers/laws/law.ts'
import { type Property, property } from '../property.ts'
import type { CurvatureCode, Supported } from './curvatureCode.ts'
import {
  type DirectedCase,
  directedCases,
  mixedRecipes,
  networkCases,
  networkLabels,
} from './curvatureInstances.ts'
import { curvatureError, exactCurvature, exactLoss, exactSlope, oracleError } from './exactDifferences.ts'
import { inner, innerSize } from './measured.ts'
import { hessianEntryRounding, productRounding } from './productRounding.ts'

const u = unitRoundoff

export function definitionProperties(support: Supported): Property<CurvatureCode>[] {
  const labels = networkLabels<DirectedCase>(support)
  const directed = directedCases(mixedRecipes(support))
  return [
    lossProperty(support),
    property({
      name: 'the gradient is the slope of the exact loss',
      source: 'Definition of the gradient; central differences in 256-bit fixed point',
      instances: directed,
      cases: 100,
      labels,
      check: checkSlope,
    }),
    property({
      name: 'hvp is the second difference of the exact loss',
      source: 'Pearlmutter 1994; central differences in 256-bit fixed point',
      instances: directed,
      cases: 100,
      labels,
      check: checkProduct,
    }),
    property({
      name: 'the Hessian has the second differences of the exact loss',
      source: 'Definition of the Hessian; central differences in 256-bit fixed point',
      instances: directed,
      cases: 80,
      labels,
      check: checkHessian,
    }),
  ]
}

function lossProperty(support: Supported): Property<CurvatureCode> {
  return property({
    name: 'the loss is the one of its definition',
    source: 'Mean over samples, squared errors also over outputs, plus l2/2·|θ|²; 256-bit fixed point',
    instances: networkCases(mixedRecipes(support)),
    cases: 100,
    labels: networkLabels(support),
    check: (code, { recipe }) => checkLoss(code, recipe),
  })
}

export function checkLoss(code: CurvatureCode, recipe: NetworkRecipe): Ratio[] {
  const { options, theta } = expandNetwork(recipe)
  const error = Math.abs(code(options).loss(theta) - exactLoss(recipe))
  return [withinBound('loss', error, networkRounding(recipe).loss + oracleError)]
}

/** Nothing to measure where a ReLU stands at 0 and the loss may have no derivative. */
export function checkSlope(code: CurvatureCode, { recipe, v }: DirectedCase): Ratio[] {
  if (touchesKink(recipe)) return []
  const { options, theta } = expandNetwork(recipe)
  const gradient = code(options).gradient(theta)
  const bound = networkRounding(recipe).gradient * v.length + v.length * u * innerSize(v, gradient)
  const error = Math.abs(inner(v, gradient) - exactSlope(recipe, v))
  return [withinBound('slope along v', error, bound + oracleError), lengthRatio(gradient, v.length)]
}

export function checkProduct(code: CurvatureCode, { recipe, v, w }: DirectedCase): Ratio[] {
  if (touchesKink(recipe)) return []
  const { options, theta } = expandNetwork(recipe)
  const product = code(options).hvp(theta, Float64Array.from(v))
  const error = Math.abs(inner(w, product) - exactCurvature(recipe, v, w))
  return [
    withinBound('wᵀ∇²f·v', error, formBound(recipe, v, w, innerSize(w, product))),
    lengthRatio(product, v.length),
  ]
}

export async function checkHessian(code: CurvatureCode, { recipe, v, w }: DirectedCase): Promise<Ratio[]> {
  if (touchesKink(recipe)) return []
  const { options, theta } = expandNetwork(recipe)
  const { matrix } = await code(options).hessian(theta)
  const error = Math.abs(curvatureError(recipe, matrix.entries, v, w))
  // |wᵀΔv| ≤ Σ|w_i|·Σ|v_j|·max|Δ|, with directions of entries up to 1.
  const bound = hessianEntryRounding(recipe) * norm1(v) * norm1(w)
  return [withinBound('wᵀHv', error, bound + oracleError), lengthRatio(matrix.entries, v.length ** 2)]
}

/** Rounding of a computed product, as wᵀ sees it, and that of the inner product taken here. */
function formBound(recipe: NetworkRecipe, v: readonly number[], w: readonly number[], size: number): number {
  return productRounding(recipe, v) * norm1(w) + (w.length + 2) * u * size + oracleError
}

function lengthRatio(values: Float64Array, length: number): Ratio {
  return none('missing or superfluous entries', Math.abs(values.length - length))
}

function norm1(v: readonly number[]): number {
  return v.reduce((sum, x) => sum + Math.abs(x), 0)
}
