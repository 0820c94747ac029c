/** What the loss does not see of the outputs, and what the penalty adds to it. */
import fc from 'fast-check'
import { expandNetwork } from '../../arbitraries/expandNetwork.ts'
import { networkRounding } from '../../arbitraries/networkRounding.ts'
import type { NetworkRecipe } from '../../arbitraries/networks.ts'
import { largestDifference, type Ratio, withinBound } from '../../providers/laws/law.ts'
import { type Property, property } from '../property.ts'
import type { CurvatureCode, Supported } from './curvatureCode.ts'
import { type DirectedCase, directedCases, recipes } from './curvatureInstances.ts'
import { inner, measure, sameMeasured } from './measured.ts'
import { productRounding } from './productRounding.ts'

const sizes = { maxWidth: 4, maxSamples: 4 }

export function outputProperties(support: Supported): Property<CurvatureCode>[] {
  if (!support.l2.includes(0)) return []
  const losses = support.losses.filter((loss) => loss !== 'squared-error')
  const l2 = support.l2.filter((value) => value > 0)
  return [
    ...(losses.length > 0 ? [shiftProperty(support, losses)] : []),
    ...(l2.length > 0 ? [penaltyProperty(support, l2)] : []),
  ]
}

function shiftProperty(support: Supported, losses: Supported['losses']): Property<CurvatureCode> {
  return property({
    name: 'a number added to all outputs changes nothing that softmax sees',
    source: 'softmax(z + c) = softmax(z)',
    instances: fc
      .tuple(
        directedCases(recipes(support, { losses, l2: [0] }, sizes)),
        fc.nat({ max: 4 }),
        fc.integer({ min: -40, max: 40 }),
      )
      .map(([one, row, amount]): ShiftedCase => ({ ...one, row, amount: amount / 4 })),
    cases: 60,
    check: checkShift,
  })
}

function penaltyProperty(support: Supported, l2: readonly number[]): Property<CurvatureCode> {
  return property({
    name: 'l2 adds l2/2·|θ|² to the loss, l2·θ to the gradient and l2·I to the Hessian',
    source: 'Definition of the penalty; it is not divided by the number of samples and spares no bias',
    instances: directedCases(recipes(support, { l2 }, sizes)),
    cases: 60,
    check: checkPenalty,
  })
}

interface ShiftedCase extends DirectedCase {
  /** Which row of the last layer's weights and bias, modulo their number. */
  readonly row: number
  readonly amount: number
}

async function checkShift(code: CurvatureCode, { recipe, v, row, amount }: ShiftedCase): Promise<Ratio[]> {
  const { options, theta } = expandNetwork(recipe)
  const objective = code(options)
  const shift = outputShift(recipe, row)
  const shifted = { ...recipe, theta: recipe.theta.map((t, p) => t + amount * shift[p]!) }
  const direction = Float64Array.from(v)
  const here = await measure(objective, theta, direction)
  const there = await measure(objective, Float64Array.from(shifted.theta), direction)
  const magnitudes = {
    ...recipe,
    theta: recipe.theta.map((t, p) => Math.abs(t) + Math.abs(amount * shift[p]!)),
  }
  // The inner product of the slope rounds less often than the entries themselves.
  const slopeBound = 2 * inner(shift, shift) * networkRounding(recipe).gradient
  const turn = objective.hvp(theta, shift)
  return [
    ...sameMeasured(magnitudes, v, here, there),
    withinBound('slope along the shift', Math.abs(inner(shift, here.gradient)), slopeBound),
    withinBound(
      'H·shift',
      largestDifference(
        turn,
        turn.map(() => 0),
      ),
      productRounding(recipe, shift),
    ),
  ]
}

/** [P] 1 at one row of the last layer's weights, or at its biases. */
function outputShift({ layers, biases = true, theta }: NetworkRecipe, row: number): Float64Array {
  const [fanIn, outputs] = layers.slice(-2) as [number, number]
  const rows = fanIn + (biases ? 1 : 0)
  const start = theta.length - (rows - (row % rows)) * outputs
  return Float64Array.from(theta, (_, p) => (p >= start && p < start + outputs ? 1 : 0))
}

async function checkPenalty(code: CurvatureCode, { recipe, v }: DirectedCase): Promise<Ratio[]> {
  const { options, theta } = expandNetwork(recipe)
  const { l2 } = recipe
  const direction = Float64Array.from(v)
  const plain = await measure(code({ ...options, l2: 0 }), theta, direction)
  const n = theta.length
  return sameMeasured(recipe, v, await measure(code(options), theta, direction), {
    loss: plain.loss + (l2 / 2) * inner(theta, theta),
    gradient: plain.gradient.map((g, p) => g + l2 * theta[p]!),
    product: plain.product.map((x, p) => x + l2 * direction[p]!),
    hessian: plain.hessian.map((x, p) => x + (p % (n + 1) === 0 ? l2 : 0)),
  })
}
