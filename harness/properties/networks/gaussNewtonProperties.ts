/**
 * The Gauss-Newton part of the Hessian: mean of JᵀAJ, A = ∂²ℓ/∂z² and J = ∂z/∂θ, with l2·I.
 *
 * The rest of the Hessian has the residual ∂ℓ/∂z as a factor, and vanishes where the outputs are the targets. For
 * cross-entropy and squared error A does not depend on the targets, so the same network with its own outputs as
 * targets has the Gauss-Newton matrix as its Hessian.
 */
import { unitRoundoff } from '../../algebra/vectors.ts'
import { expandNetwork } from '../../arbitraries/expandNetwork.ts'
import type { NetworkRecipe } from '../../arbitraries/networks.ts'
import { largestDifference, type Ratio, withinBound } from '../../providers/laws/law.ts'
import { type Property, property } from '../property.ts'
import type { ComputedMatrix, CurvatureCode, CurvatureObjective, Supported } from './curvatureCode.ts'
import { type DirectedCase, directedCases, networkLabels, recipes } from './curvatureInstances.ts'
import { inner, multiply } from './measured.ts'
import { plainOutputs } from './plainOutputs.ts'
import { hessianEntryRounding } from './productRounding.ts'

const sizes = { maxWidth: 4, maxSamples: 4 }

export function gaussNewtonProperties(support: Supported): Property<CurvatureCode>[] {
  if (!support.gaussNewton) return []
  const labels = networkLabels<DirectedCase>(support)
  const convex = support.losses.filter((loss) => loss !== 'squared-error-softmax')
  const equality = property({
    name: 'the Gauss-Newton matrix is the Hessian of the network whose outputs are its targets',
    source: 'H = mean of JᵀAJ + Σ_c ∂ℓ/∂z_c·∇²z_c: Schraudolph 2002',
    instances: directedCases(recipes(support, {}, sizes)),
    cases: 60,
    labels,
    check: checkEquality,
  })
  if (convex.length === 0) return [equality]
  const definite = property({
    name: 'the Gauss-Newton matrix of a convex loss is positive semidefinite',
    source: 'vᵀJᵀAJv ≥ 0 for A ⪰ 0',
    instances: directedCases(recipes(support, { losses: convex }, sizes)),
    cases: 60,
    check: checkDefinite,
  })
  return [definite, equality]
}

async function checkEquality(code: CurvatureCode, { recipe }: DirectedCase): Promise<Ratio[]> {
  const { options, theta } = expandNetwork(recipe)
  const fitted: NetworkRecipe = { ...recipe, targets: plainOutputs(recipe) }
  const exact = code(expandNetwork(fitted).options)
  const expected = (await exact.hessian(theta)).matrix.entries
  const own = (await gaussNewton(exact, theta)).matrix.entries
  const bound = 2 * hessianEntryRounding(fitted)
  const other = hessianEntryRounding(recipe)
  const objective = code(options)
  const given = (await gaussNewton(objective, theta)).matrix.entries
  const last = lastBlock(recipe)
  const ratios = [
    withinBound('at its own outputs', largestDifference(own, expected), bound),
    // The outputs are linear in the last layer's parameters: there the rest is 0, at any targets.
    withinBound(
      'in the last layer',
      largestDifference(last(given), last((await objective.hessian(theta)).matrix.entries)),
      2 * other,
    ),
  ]
  if (recipe.loss === 'squared-error-softmax') return ratios
  return [...ratios, withinBound('at the targets', largestDifference(given, expected), bound + other)]
}

/** Rows and columns of the last layer, of a matrix [P, P]. */
function lastBlock({ layers, theta, biases = true }: NetworkRecipe): (entries: Float64Array) => Float64Array {
  const n = theta.length
  const first = n - (layers.at(-2)! + Number(biases)) * layers.at(-1)!
  return (entries) => entries.filter((_, p) => Math.floor(p / n) >= first && p % n >= first)
}

async function checkDefinite(code: CurvatureCode, { recipe, v, w }: DirectedCase): Promise<Ratio[]> {
  const { options, theta } = expandNetwork(recipe)
  const { entries } = (await gaussNewton(code(options), theta)).matrix
  const n = theta.length
  return [v, w].map((x) => {
    const sizes = x.map(Math.abs)
    const sum = sizes.reduce((total, size) => total + size, 0)
    // Rounding of the entries, and of the form taken here: two inner products of n terms.
    const form = (2 * n + 4) * unitRoundoff * inner(sizes, multiply(entries.map(Math.abs), sizes))
    const bound = hessianEntryRounding(recipe) * sum * sum + form
    return withinBound('−xᵀGx', Math.max(0, -inner(x, multiply(entries, x))), bound)
  })
}

async function gaussNewton(objective: CurvatureObjective, theta: Float64Array): Promise<ComputedMatrix> {
  if (objective.gaussNewton !== undefined) return objective.gaussNewton(theta)
  return { matrix: { entries: new Float64Array(0) } }
}
