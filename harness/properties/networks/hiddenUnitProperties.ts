/** What may be done to hidden units without changing the function that the network computes. */
import fc from 'fast-check'
import { expandNetwork } from '../../arbitraries/expandNetwork.ts'
import type { NetworkRecipe } from '../../arbitraries/networks.ts'
import type { Ratio } from '../../providers/laws/law.ts'
import { type Property, property } from '../property.ts'
import type { CurvatureCode, Supported } from './curvatureCode.ts'
import { type DirectedCase, directedCases, recipes } from './curvatureInstances.ts'
import { hiddenPermutation, inverse, permuted } from './hiddenPermutation.ts'
import { measure, sameBits, sameMeasured } from './measured.ts'

const sizes = { maxWidth: 4, maxSamples: 4 }

export function hiddenUnitProperties(support: Supported): Property<CurvatureCode>[] {
  if (support.depth.max < 2) return []
  const depth = { min: Math.max(2, support.depth.min), max: support.depth.max }
  const order = property({
    name: 'the order of hidden units does not matter: derivatives are permuted with theta',
    source: 'Hecht-Nielsen 1990: symmetries of feedforward networks',
    instances: directedCases(recipes(support, { depth }, sizes)),
    cases: 60,
    labels: { 'units to permute': { share: 0.4, applies: ({ recipe }: DirectedCase) => hasPairs(recipe) } },
    check: checkUnitOrder,
  })
  const homogeneous = support.activations.filter((name) => name === 'relu' || name === 'linear')
  if (homogeneous.length === 0 || !support.l2.includes(0)) return [order]
  const kinds = { depth, activations: homogeneous, l2: [0] }
  const scaling = property({
    name: 'a ReLU whose incoming weights double and outgoing weights halve changes no bit but the scale',
    source: 'Positive homogeneity: relu(cz) = c·relu(z); Dinh et al. 2017, "Sharp minima can generalize"',
    instances: fc
      .tuple(
        directedCases(recipes(support, kinds, sizes)),
        fc.nat({ max: 3 }),
        fc.integer({ min: -8, max: 8 }),
      )
      .map(([one, unit, exponent]): ScaledCase => ({ ...one, unit, exponent })),
    cases: 60,
    check: checkScaling,
  })
  return [order, scaling]
}

function hasPairs({ layers }: NetworkRecipe): boolean {
  return layers.slice(1, -1).some((width) => width > 1)
}

async function checkUnitOrder(code: CurvatureCode, { recipe, v }: DirectedCase): Promise<Ratio[]> {
  const { options, theta } = expandNetwork(recipe)
  const objective = code(options)
  const from = hiddenPermutation(recipe)
  const to = inverse(from)
  const direction = Float64Array.from(v)
  const there = await measure(objective, permuted(from, theta), permuted(from, direction))
  const n = theta.length
  return sameMeasured(recipe, v, await measure(objective, theta, direction), {
    loss: there.loss,
    gradient: permuted(to, there.gradient),
    product: permuted(to, there.product),
    hessian: there.hessian.map((_, p) => there.hessian[to[Math.floor(p / n)]! * n + to[p % n]!]!),
  })
}

interface ScaledCase extends DirectedCase {
  /** Of the first hidden layer, modulo its width. */
  readonly unit: number
  readonly exponent: number
}

/** θ' = Dθ with D of powers of 2: f stays, ∇f' = D⁻¹∇f, H' = D⁻¹HD⁻¹, H'(Dv) = D⁻¹(Hv), all without rounding. */
async function checkScaling(
  code: CurvatureCode,
  { recipe, v, unit, exponent }: ScaledCase,
): Promise<Ratio[]> {
  const { options, theta } = expandNetwork(recipe)
  const objective = code(options)
  const scale = unitScale(recipe, unit, 2 ** exponent)
  const n = theta.length
  const direction = Float64Array.from(v)
  const times = (x: Float64Array): Float64Array => x.map((value, p) => value * scale[p]!)
  const there = await measure(objective, times(theta), times(direction))
  return sameBits(await measure(objective, theta, direction), {
    loss: there.loss,
    gradient: times(there.gradient),
    product: times(there.product),
    hessian: there.hessian.map((x, p) => x * scale[Math.floor(p / n)]! * scale[p % n]!),
  })
}

/** [P] factor at what enters one unit of the first hidden layer, 1/factor at what leaves it. */
function unitScale(
  { layers, biases = true, theta }: NetworkRecipe,
  unit: number,
  factor: number,
): Float64Array {
  const [fanIn, width, fanOut] = layers as [number, number, number]
  const i = unit % width
  const first = (fanIn + (biases ? 1 : 0)) * width
  return Float64Array.from(theta, (_, p) => {
    if (p < first) return p % width === i ? factor : 1
    const leaves = p >= first + i * fanOut && p < first + (i + 1) * fanOut
    return leaves ? 1 / factor : 1
  })
}
