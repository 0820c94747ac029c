/** Each activation by itself: value, slope and bend from one flat part to the other. */
import fc from 'fast-check'
import type { NetworkRecipe } from '../../arbitraries/networks.ts'
import type { ActivationName } from '../../networks/activations.ts'
import type { Ratio } from '../../providers/laws/law.ts'
import { type Property, property } from '../property.ts'
import type { CurvatureCode, Supported } from './curvatureCode.ts'
import type { DirectedCase } from './curvatureInstances.ts'
import { checkHessian, checkLoss, checkProduct, checkSlope } from './definitionProperties.ts'

/** One input that is 1, one hidden unit, one output. */
interface Unit {
  /** The unit's pre-activation in eighths. */
  readonly eighths: number
  readonly target: number
}

/** e⁻³² is 1e-14: beyond, nothing is left to see. */
const reach = 32

/**
 * With f = (φ(z) − t)² the derivatives along the unit's bias and the output's are φ(z) − t, φ′(z) and
 * φ′² + (φ − t)φ″, so that each of the three functions is seen alone.
 */
export function activationProperties({
  activations,
  losses,
  depth,
  biases,
}: Supported): Property<CurvatureCode>[] {
  if (!losses.includes('squared-error') || depth.min > 2 || depth.max < 2) return []
  const withBiases = biases.includes(true)
  return [
    property({
      name: 'every activation has its value and its first two derivatives, wherever its unit stands',
      source: 'Definitions of the activations, in 256-bit arithmetic',
      instances: fc.record({
        eighths: fc.integer({ min: -8 * reach, max: 8 * reach }),
        target: fc.constantFrom(0, 1, -4),
      }),
      cases: 50,
      labels: {
        'far on the negative side': { share: 0.2, applies: ({ eighths }) => eighths < -8 * 16 },
        'on the bend': { share: 0.1, applies: ({ eighths }) => Math.abs(eighths) < 8 * 4 },
      },
      check: async (code, unit) =>
        (await Promise.all(activations.map((name) => checkUnit(code, unit, name, withBiases)))).flat(),
    }),
  ]
}

async function checkUnit(
  code: CurvatureCode,
  unit: Unit,
  activation: ActivationName,
  biases: boolean,
): Promise<Ratio[]> {
  const one = directed(unit, activation, biases)
  const named = (ratio: Ratio): Ratio => ({
    ...ratio,
    what: `${activation}(${unit.eighths / 8}), ${ratio.what}`,
  })
  const ratios = [
    ...checkLoss(code, one.recipe),
    ...checkSlope(code, one),
    ...checkProduct(code, one),
    ...(await checkHessian(code, one)),
  ]
  return ratios.map(named)
}

/** theta is the unit's weight and bias, then the output's; without biases the weight alone makes z. */
function directed({ eighths, target }: Unit, activation: ActivationName, biases: boolean): DirectedCase {
  const z = eighths / 8
  const recipe: NetworkRecipe = {
    layers: [1, 1, 1],
    activation,
    loss: 'squared-error',
    l2: 0,
    biases,
    inputs: [[1]],
    offset: [0],
    targets: [[target]],
    theta: biases ? [0, z, 1, 0] : [z, 1],
  }
  return biases ? { recipe, v: [0, 1, 0, 0], w: [0, 1, 0, 1] } : { recipe, v: [1, 0], w: [1, 1] }
}
