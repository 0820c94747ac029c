/** Hessian and hvp against each other, and what both must be by themselves: symmetric and linear. */
import fc from 'fast-check'
import { unitRoundoff } from '../../algebra/vectors.ts'
import { expandNetwork } from '../../arbitraries/expandNetwork.ts'
import { largestDifference, none, type Ratio, withinBound } from '../../providers/laws/law.ts'
import { type Labels, type Property, property } from '../property.ts'
import type { CurvatureCode, Supported } from './curvatureCode.ts'
import { type DirectedCase, directedCases, networkLabels, recipes } from './curvatureInstances.ts'
import { inner, innerSize, multiply } from './measured.ts'
import { productRounding } from './productRounding.ts'

const u = unitRoundoff
const sizes = { maxWidth: 5, maxSamples: 5 }

/** What a Hessian and a product must be by themselves. */
export function formProperties(support: Supported): Property<CurvatureCode>[] {
  const instances = directedCases(recipes(support, {}, sizes))
  const labels = networkLabels<DirectedCase>(support)
  return [
    ...(support.exactSymmetry ? [exactlySymmetric(instances, labels)] : []),
    property({
      name: 'hvp is linear in its direction, and 0 at 0',
      source: 'Definition of the product',
      instances: fc
        .tuple(instances, fc.integer({ min: -16, max: 16 }))
        .map(([one, k]) => ({ ...one, factor: k / 4 })),
      cases: 60,
      labels,
      check: checkLinear,
    }),
    property({
      name: 'hvp is a symmetric form: wᵀ(Hv) = vᵀ(Hw)',
      source: 'Schwarz: second derivatives commute',
      instances,
      cases: 80,
      labels,
      check: checkForm,
    }),
  ]
}

/** The two against each other. */
export function productProperties(support: Supported): Property<CurvatureCode>[] {
  return [
    property({
      name: 'the Hessian times v is hvp(v), and its columns are those of unit vectors, at kinks too',
      source: 'Definition of the product',
      instances: directedCases(recipes(support, {}, sizes)),
      cases: 60,
      labels: networkLabels<DirectedCase>(support),
      check: checkColumns,
    }),
  ]
}

/** Two directions and a unit vector. */
export async function checkColumns(code: CurvatureCode, { recipe, v, w }: DirectedCase): Promise<Ratio[]> {
  const { options, theta } = expandNetwork(recipe)
  const objective = code(options)
  const { entries } = (await objective.hessian(theta)).matrix
  const n = theta.length
  const column = recipe.inputs.length % n
  const unit = Float64Array.from(theta, (_, p) => (p === column ? 1 : 0))
  return [v, w, unit].map((direction) => {
    const expected = multiply(entries, direction)
    // Two computations of the product, and the one taken here, which rounds n times.
    const sizes = multiply(entries.map(Math.abs), Float64Array.from(direction, Math.abs))
    const bound = 2 * productRounding(recipe, direction) + (n + 2) * u * Math.max(...sizes)
    const error = largestDifference(objective.hvp(theta, Float64Array.from(direction)), expected)
    return withinBound('Hv', error, bound)
  })
}

function exactlySymmetric(
  instances: fc.Arbitrary<DirectedCase>,
  labels: Labels<DirectedCase>,
): Property<CurvatureCode> {
  return property({
    name: 'the Hessian is symmetric to the last bit',
    source: 'Schwarz: second derivatives commute; one triangle is computed and copied',
    instances,
    cases: 60,
    labels,
    check: checkSymmetric,
  })
}

async function checkSymmetric(code: CurvatureCode, { recipe }: DirectedCase): Promise<Ratio[]> {
  const { options, theta } = expandNetwork(recipe)
  const { entries } = (await code(options).hessian(theta)).matrix
  const n = theta.length
  let asymmetric = 0
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) if (!(entries[i * n + j]! === entries[j * n + i]!)) asymmetric++
  }
  return [none('entries that differ from their mirror image', asymmetric)]
}

function checkForm(code: CurvatureCode, { recipe, v, w }: DirectedCase): Ratio[] {
  const { options, theta } = expandNetwork(recipe)
  const objective = code(options)
  const [hv, hw] = [objective.hvp(theta, Float64Array.from(v)), objective.hvp(theta, Float64Array.from(w))]
  const carried = formError(recipe, v, w, hv) + formError(recipe, w, v, hw)
  return [withinBound('wᵀHv − vᵀHw', Math.abs(inner(w, hv) - inner(v, hw)), carried)]
}

function formError(
  recipe: DirectedCase['recipe'],
  v: readonly number[],
  w: readonly number[],
  product: Float64Array,
): number {
  const ones = w.reduce((sum, x) => sum + Math.abs(x), 0)
  return productRounding(recipe, v) * ones + (w.length + 2) * u * innerSize(w, product)
}

function checkLinear(
  code: CurvatureCode,
  { recipe, v, w, factor }: DirectedCase & { readonly factor: number },
): Ratio[] {
  const { options, theta } = expandNetwork(recipe)
  const objective = code(options)
  // Dyadic numbers of few bits: exact.
  const sum = Float64Array.from(v, (x, p) => factor * x + w[p]!)
  const [hv, hw] = [objective.hvp(theta, Float64Array.from(v)), objective.hvp(theta, Float64Array.from(w))]
  const expected = hv.map((x, p) => factor * x + hw[p]!)
  const size = Math.max(...hv.map((x, p) => Math.abs(factor * x) + Math.abs(hw[p]!)))
  const bound =
    productRounding(recipe, sum) +
    Math.abs(factor) * productRounding(recipe, v) +
    productRounding(recipe, w) +
    2 * u * size
  const small = 2 ** -60
  const shrunk = objective.hvp(
    theta,
    Float64Array.from(v, (x) => small * x),
  )
  const atZero = objective.hvp(theta, new Float64Array(theta.length))
  return [
    withinBound(
      'H(2⁻⁶⁰v)·2⁶⁰',
      largestDifference(
        shrunk.map((x) => x / small),
        hv,
      ),
      2 * productRounding(recipe, v),
    ),
    withinBound('H(cv + w)', largestDifference(objective.hvp(theta, sum), expected), bound),
    none('entries of H·0 that are not 0', atZero.filter((x) => x !== 0).length),
  ]
}
