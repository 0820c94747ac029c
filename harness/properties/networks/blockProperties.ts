/** Products with many vectors at once against those with one, and Gauss-Newton products against their matrix. */
import { unitRoundoff } from '../../algebra/vectors.ts'
import { expandNetwork } from '../../arbitraries/expandNetwork.ts'
import { InternalError } from '../../errors.ts'
import { largestDifference, type Ratio, withinBound } from '../../providers/laws/law.ts'
import { type Property, property } from '../property.ts'
import type { CurvatureCode, CurvatureObjective, Supported } from './curvatureCode.ts'
import { type DirectedCase, directedCases, networkLabels, recipes } from './curvatureInstances.ts'
import { multiply } from './measured.ts'
import { productRounding } from './productRounding.ts'

const sizes = { maxWidth: 5, maxSamples: 5 }

export function blockProperties(support: Supported): Property<CurvatureCode>[] {
  if (!support.blocks) return []
  const instances = directedCases(recipes(support, {}, sizes))
  const labels = networkLabels<DirectedCase>(support)
  const products = property<CurvatureCode, DirectedCase>({
    name: 'hvps(V) is hvp(v) for every v of V, in order',
    source: 'Definition of the product',
    instances,
    cases: 60,
    labels,
    check: checkBlocks,
  })
  if (!support.gaussNewton) return [products]
  const gaussNewton = property<CurvatureCode, DirectedCase>({
    name: 'Gauss-Newton products, one and many at a time, are those of the Gauss-Newton matrix',
    source: 'Definition of the product; J and its transpose applied in turn: Schraudolph 2002',
    instances,
    cases: 60,
    labels,
    check: checkGaussNewton,
  })
  return [products, gaussNewton]
}

async function checkBlocks(code: CurvatureCode, { recipe, v, w }: DirectedCase): Promise<Ratio[]> {
  const { options, theta } = expandNetwork(recipe)
  const objective = code(options)
  const vectors = [v, w, v.map((x, p) => x - w[p]!)]
  const products = await called(objective, 'hvps')(theta, Float64Array.from(vectors.flat()))
  return vectors.map((vector, b) => {
    const expected = objective.hvp(theta, Float64Array.from(vector))
    const error = largestDifference(rowOf(products, b, theta.length), expected)
    return withinBound(`row ${b}`, error, 2 * productRounding(recipe, vector))
  })
}

/**
 * Products of G are what is left of those of ∇²f when ∂ℓ/∂z is taken for 0: fewer terms of the same kind, so that
 * the bound of their rounding holds for them too.
 */
async function checkGaussNewton(code: CurvatureCode, { recipe, v, w }: DirectedCase): Promise<Ratio[]> {
  const { options, theta } = expandNetwork(recipe)
  const objective = code(options)
  const { entries } = (await called(objective, 'gaussNewton')(theta)).matrix
  const n = theta.length
  const vectors = [v, w]
  const products = await called(objective, 'gaussNewtonProducts')(theta, Float64Array.from(vectors.flat()))
  return vectors.flatMap((vector, b) => {
    const expected = multiply(entries, vector)
    // Two computations of the product, and the one taken here, which rounds n times.
    const magnitudes = multiply(
      entries.map(Math.abs),
      vector.map((x) => Math.abs(x)),
    )
    const bound = 2 * productRounding(recipe, vector) + (n + 2) * unitRoundoff * Math.max(...magnitudes)
    const one = called(objective, 'gaussNewtonProduct')(theta, Float64Array.from(vector))
    return [
      withinBound('Gv', largestDifference(one, expected), bound),
      withinBound(`row ${b}`, largestDifference(rowOf(products, b, n), expected), bound),
    ]
  })
}

type Optional = 'hvps' | 'gaussNewton' | 'gaussNewtonProduct' | 'gaussNewtonProducts'

/** A function that the code is said to support. */
function called<K extends Optional>(
  objective: CurvatureObjective,
  name: K,
): NonNullable<CurvatureObjective[K]> {
  const found = objective[name]
  if (found === undefined) throw new InternalError('curvatureProperties', `there is no ${name}`)
  return found
}

/** @param products [B, n] */
function rowOf(products: Float64Array, b: number, n: number): Float64Array {
  return products.subarray(b * n, (b + 1) * n)
}
