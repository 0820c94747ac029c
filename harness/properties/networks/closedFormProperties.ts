/** Networks whose derivatives are known in full: without hidden layer, or with linear layers only. */
import { denseRows } from '../../algebra/sparseRows.ts'
import { unitRoundoff } from '../../algebra/vectors.ts'
import { expandNetwork } from '../../arbitraries/expandNetwork.ts'
import { networkRounding } from '../../arbitraries/networkRounding.ts'
import { type Ratio, withinBound } from '../../providers/laws/law.ts'
import { type Property, property } from '../property.ts'
import type { CurvatureCode, Supported } from './curvatureCode.ts'
import { type DirectedCase, directedCases, recipes } from './curvatureInstances.ts'
import { linearPath } from './linearPath.ts'
import { inner, innerSize, measure, sameMeasured } from './measured.ts'
import { productRounding } from './productRounding.ts'
import { regression } from './regression.ts'

const u = unitRoundoff
const sizes = { maxWidth: 4, maxSamples: 5 }

/** Without offset and, where possible, penalty: other properties are about them. */
export function regressionProperties(support: Supported): Property<CurvatureCode>[] {
  if (support.depth.min > 1) return []
  const kinds = { depth: { min: 1, max: 1 }, l2: support.l2.includes(0) ? [0] : support.l2 }
  const instances = recipes(support, kinds, sizes).map((recipe) => ({
    ...recipe,
    offset: recipe.offset.map(() => 0),
  }))
  return [
    property({
      name: 'a network without hidden layer is linear or softmax regression',
      source: 'McCullagh and Nelder 1989: H = mean of x̄x̄ᵀ ⊗ ∂²ℓ/∂z²; the reduction is fixed by it',
      instances: directedCases(instances),
      cases: 80,
      labels: Object.fromEntries(
        support.losses.map((loss) => [
          loss,
          {
            share: 0.5 / support.losses.length,
            applies: ({ recipe }: DirectedCase) => recipe.loss === loss,
          },
        ]),
      ),
      check: checkRegression,
    }),
  ]
}

export function linearNetworkProperties(support: Supported): Property<CurvatureCode>[] {
  if (!(support.activations.includes('linear') && support.losses.includes('squared-error'))) return []
  const linear = { activations: ['linear' as const], losses: ['squared-error' as const] }
  return [
    property({
      name: 'the loss of a deep linear network is the polynomial that its product of matrices makes it',
      source: 'W₁(t)…W_L(t) is a polynomial in t, so is the squared error along a line: its coefficients',
      instances: directedCases(recipes(support, linear, { maxWidth: 4, maxSamples: 6 })),
      cases: 60,
      check: checkLinearPath,
    }),
  ]
}

async function checkRegression(code: CurvatureCode, { recipe, v }: DirectedCase): Promise<Ratio[]> {
  const { options, theta } = expandNetwork(recipe)
  const expected = regression(recipe, denseRows(options.inputs), v)
  return sameMeasured(recipe, v, await measure(code(options), theta, Float64Array.from(v)), expected)
}

function checkLinearPath(code: CurvatureCode, { recipe, v }: DirectedCase): Ratio[] {
  const { options, theta } = expandNetwork(recipe)
  const objective = code(options)
  const gradient = objective.gradient(theta)
  const product = objective.hvp(theta, Float64Array.from(v))
  const path = linearPath(recipe, denseRows(options.inputs), v)
  const rounding = networkRounding(recipe)
  const size = v.reduce((sum, x) => sum + Math.abs(x), 0)
  const n = v.length
  // Twice: the coefficients are computed in float64 from products of the same sizes.
  return [
    withinBound('loss', Math.abs(objective.loss(theta) - path.value), 2 * rounding.loss),
    withinBound(
      'slope',
      Math.abs(inner(v, gradient) - path.slope),
      2 * rounding.gradient * size + (n + 2) * u * innerSize(v, gradient),
    ),
    withinBound(
      'bend',
      Math.abs(inner(v, product) - path.bend),
      2 * productRounding(recipe, v) * size + (n + 2) * u * innerSize(v, product),
    ),
  ]
}
