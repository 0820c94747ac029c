/** Weights of a million and of a millionth: nothing overflows, and the bounds of ordinary weights still hold. */
import fc from 'fast-check'
import { hugeScale, tinyScale } from '../../arbitraries/networkLabels.ts'
import type { ThetaScale } from '../../arbitraries/thetas.ts'
import type { Ratio } from '../../providers/laws/law.ts'
import { type Property, property } from '../property.ts'
import { checkColumns } from './consistencyProperties.ts'
import type { CurvatureCode, Supported } from './curvatureCode.ts'
import { type DirectedCase, directedCases, recipes } from './curvatureInstances.ts'
import { checkHessian, checkProduct, checkSlope } from './definitionProperties.ts'
import { checkFinite } from './saturationProperties.ts'

const scales: readonly ThetaScale[] = ['huge', 'tiny']
const sizes = { maxWidth: 3, maxSamples: 3, scales }

export function scaleProperties(support: Supported): Property<CurvatureCode>[] {
  return [
    property({
      name: 'huge and tiny weights give finite derivatives, and a Hessian that agrees with hvp',
      source: 'The running bounds of productRounding know no scale',
      instances: scaledCases(support),
      cases: 40,
      labels: {
        'huge weights': { share: 0.2, applies: ({ recipe }) => hugeScale(recipe) },
        'tiny weights': { share: 0.2, applies: ({ recipe }) => tinyScale(recipe) },
      },
      check: checkScaled,
    }),
  ]
}

/** Every second one without hidden layer, where bounds of the exact derivatives are of the size of the derivatives. */
function scaledCases(support: Supported): fc.Arbitrary<DirectedCase> {
  const all = directedCases(recipes(support, {}, sizes))
  const { losses, depth } = support
  if (!losses.includes('squared-error') || depth.min > 1) return all
  const quadratic = { losses: ['squared-error'], depth: { min: 1, max: 1 } } as const
  return fc.oneof(all, directedCases(recipes(support, quadratic, sizes)))
}

/** Exactly, too, where the loss is a quadratic form: elsewhere the exponential has too many digits. */
async function checkScaled(code: CurvatureCode, one: DirectedCase): Promise<Ratio[]> {
  const { layers, loss } = one.recipe
  const ratios = [...(await checkFinite(code, one.recipe, one.v)), ...(await checkColumns(code, one))]
  if (layers.length > 2 || loss !== 'squared-error') return ratios
  return [...ratios, ...checkSlope(code, one), ...checkProduct(code, one), ...(await checkHessian(code, one))]
}
