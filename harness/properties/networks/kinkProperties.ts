/** The convention at the kink of a ReLU, which no difference of losses can tell. */
import { expandNetwork } from '../../arbitraries/expandNetwork.ts'
import type { NetworkRecipe } from '../../arbitraries/networks.ts'
import { largestDifference, type Ratio, withinBound } from '../../providers/laws/law.ts'
import { type Property, property } from '../property.ts'
import type { CurvatureCode, Supported } from './curvatureCode.ts'
import { type DirectedCase, directedCases, recipes } from './curvatureInstances.ts'
import { type Measured, measure } from './measured.ts'

export function kinkProperties(support: Supported): Property<CurvatureCode>[] {
  const { activations, l2, biases, depth } = support
  if (!(activations.includes('relu') && l2.includes(0) && biases.includes(true) && depth.max > 1)) return []
  const kinds = {
    depth: { ...depth, min: Math.max(2, depth.min) },
    activations: ['relu' as const],
    l2: [0],
    biases: [true],
  }
  return [
    property({
      name: 'a ReLU at exactly 0 is off, in every pass',
      source: "The convention relu'(0) = relu''(0) = 0; relu''(0) = NaN in released code",
      instances: directedCases(recipes(support, kinds, { maxWidth: 4, maxSamples: 4 })),
      cases: 40,
      check: checkAtZero,
    }),
  ]
}

/** The first hidden unit with no incoming weight: bias 0 against bias −1. */
async function checkAtZero(code: CurvatureCode, { recipe, v }: DirectedCase): Promise<Ratio[]> {
  const [fanIn, width] = recipe.layers as [number, number]
  const withBias = (bias: number): NetworkRecipe => ({
    ...recipe,
    theta: recipe.theta.map((t, p) => {
      if (p === fanIn * width) return bias
      return p < fanIn * width && p % width === 0 ? 0 : t
    }),
  })
  const direction = Float64Array.from(v)
  const [zero, off] = [expandNetwork(withBias(0)), expandNetwork(withBias(-1))]
  const one = await measure(code(zero.options), zero.theta, direction)
  const other = await measure(code(off.options), off.theta, direction)
  const parts: readonly (keyof Measured)[] = ['loss', 'gradient', 'product', 'hessian']
  return parts.map((part) => {
    const [x, y] = [one[part], other[part]].map((value) =>
      typeof value === 'number' ? Float64Array.of(value) : value,
    )
    return withinBound(part, largestDifference(x!, y!), 0)
  })
}
