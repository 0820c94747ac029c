/**
 * Points theta of small networks: any, 0, and those at which one unit is dead, doubled or unheard.
 *
 * `thetaDraws` draws numbers enough for the largest network, `thetaOf` makes a point of the network that was
 * drawn beside it. At the usual scale all numbers are sixteenths of at most 2, so that pre-activations of
 * piecewise linear networks are exact; at the other scales they are not.
 */
import fc from 'fast-check'
import { ArgumentError } from '../errors.ts'
import type { ActivationName } from '../networks/activations.ts'
import { type Architecture, architecture, type LayerBlock } from '../networks/architecture.ts'
import type { DataSetRecipe } from './dataSets.ts'
import { fixedArray } from './fixedArray.ts'
import { requireChoices } from './requireChoices.ts'

/**
 * - `free`: any numbers;
 * - `zero`: 0 throughout;
 * - `deadUnit`: a hidden ReLU that is off on every sample;
 * - `duplicatedUnits`: two units of a hidden layer with the same incoming weights and bias;
 * - `zeroOutgoing`: a hidden unit whose outgoing weights are 0.
 */
export type PointKind = 'free' | 'zero' | 'deadUnit' | 'duplicatedUnits' | 'zeroOutgoing'

export const pointKinds: readonly PointKind[] = [
  'free',
  'zero',
  'deadUnit',
  'duplicatedUnits',
  'zeroOutgoing',
]

/** Numbers about 1, or all of them times a power of two: 2²⁰ to 2⁴⁰, or 2⁻²⁰ to 2⁻⁴⁰. */
export type ThetaScale = 'usual' | 'huge' | 'tiny'

export const thetaScales: readonly ThetaScale[] = ['usual', 'huge', 'tiny']

export interface ThetaDraw {
  readonly point: PointKind
  readonly scale: ThetaScale
  /** −1, 0 or 1 at the usual scale. */
  readonly usualExponent: number
  /** What is added to, or taken from, the exponent ±20 of the other scales. */
  readonly furtherExponent: number
  /** Which hidden layer, unit, and other unit the kind is about, each modulo how many there are. */
  readonly place: readonly number[]
  /** Eighths. */
  readonly entries: readonly number[]
}

export interface ThetaLimits {
  readonly activations: readonly ActivationName[]
  /** Weight layers of the deepest network. */
  readonly maxDepth: number
  readonly maxWidth: number
}

/** The kinds that networks within these limits can meet, `free` more often. */
export function usualPoints(limits: ThetaLimits): readonly PointKind[] {
  const possible = pointKinds.filter((kind) => obstacle(kind, limits) === undefined)
  return ['free', 'free', ...possible]
}

/** @throws ArgumentError on kinds that are unknown or that no network within the limits can meet */
export function thetaDraws(
  limits: ThetaLimits,
  points: readonly PointKind[],
  scales: readonly ThetaScale[],
): fc.Arbitrary<ThetaDraw> {
  requireChoices('networks', 'points', points, pointKinds)
  requireChoices('networks', 'scales', scales, thetaScales)
  for (const kind of points) {
    const problem = obstacle(kind, limits)
    if (problem)
      throw new ArgumentError('networks', problem.name, problem.expected, problem.got, problem.hint)
  }
  const largest = limits.maxDepth * (limits.maxWidth + 1) * limits.maxWidth
  return fc.record({
    point: fc.constantFrom(...points),
    scale: fc.constantFrom(...scales),
    usualExponent: fc.integer({ min: -1, max: 1 }),
    furtherExponent: fc.nat({ max: 20 }),
    place: fixedArray(fc.nat({ max: 11 }), 3),
    entries: fixedArray(fc.integer({ min: -8, max: 8 }), largest),
  })
}

/** The widths of `layers` raised where the kind needs a hidden layer, or two units in it. */
export function layersFor(
  { point, place }: ThetaDraw,
  widths: readonly number[],
  depth: number,
): readonly number[] {
  if (!needsUnit(point)) return widths.slice(0, depth + 1)
  const layers = widths.slice(0, Math.max(depth, 2) + 1)
  const hidden = hiddenLayer(place, layers)
  return layers.map((width, k) => (k === hidden && point === 'duplicatedUnits' ? Math.max(width, 2) : width))
}

/** @param data what the network is fed: without biases a dead unit depends on it @returns [P] */
export function thetaOf(
  draw: ThetaDraw,
  network: Pick<Architecture, 'layers' | 'biases'> & { readonly activation: ActivationName },
  data: DataSetRecipe,
): number[] {
  const { point, place } = draw
  const shape = architecture(network.layers, network.activation, network)
  if (point === 'zero') return new Array<number>(shape.dimension).fill(0)
  const scale = 2 ** scaleExponent(draw)
  const theta = draw.entries.slice(0, shape.dimension).map((k) => (k / 8) * scale)
  if (!needsUnit(point)) return theta
  const layer = hiddenLayer(place, network.layers)
  const width = network.layers[layer]!
  const unit = place[1]! % width
  const block = shape.blocks[layer - 1]!
  if (point === 'deadUnit') {
    if (shape.biases) theta[block.bias + unit] = -2 * scale
    deadWeights(shape, layer, data).forEach((sign, a) => {
      const place = block.weights + a * width + unit
      theta[place] = sign === 0 ? 0 : sign * Math.max(Math.abs(theta[place]!), scale / 8)
    })
  } else if (point === 'duplicatedUnits') {
    const other = (unit + 1 + (place[2]! % (width - 1))) % width
    copyUnit(block, shape.biases, unit, other, theta)
  } else {
    const { weights, fanOut } = shape.blocks[layer]!
    theta.fill(0, weights + unit * fanOut, weights + (unit + 1) * fanOut)
  }
  return theta
}

/**
 * Signs of the incoming weights [fanIn] at which a unit is off on all samples. With a bias, which is then
 * negative, none are needed. Else the inputs decide: those of later layers are never negative; in the first
 * layer one feature of one sign will do. Without such a feature 0 throughout is left, which is at the kink.
 */
function deadWeights(
  { layers, biases }: Architecture,
  layer: number,
  { inputs, offset }: DataSetRecipe,
): readonly number[] {
  const none = new Array<number>(layers[layer - 1]!).fill(0)
  if (biases) return none
  if (layer > 1) return none.fill(-1)
  const signs = none.map((_, a) => {
    const column = inputs.map((row) => row[a]! - offset[a]!)
    if (column.every((x) => x > 0)) return -1
    return column.every((x) => x < 0) ? 1 : 0
  })
  return signs
}

function copyUnit(
  { weights, fanIn, fanOut }: LayerBlock,
  biases: boolean,
  from: number,
  to: number,
  theta: number[],
): void {
  const rows = biases ? fanIn + 1 : fanIn
  for (let a = 0; a < rows; a++) theta[weights + a * fanOut + to] = theta[weights + a * fanOut + from]!
}

function scaleExponent({ scale, usualExponent, furtherExponent }: ThetaDraw): number {
  switch (scale) {
    case 'usual':
      return usualExponent
    case 'huge':
      return 20 + furtherExponent
    case 'tiny':
      return -20 - furtherExponent
  }
}

/** Its index in `layers`. */
function hiddenLayer(place: readonly number[], layers: readonly number[]): number {
  return 1 + (place[0]! % (layers.length - 2))
}

function needsUnit(point: PointKind): boolean {
  return point === 'deadUnit' || point === 'duplicatedUnits' || point === 'zeroOutgoing'
}

interface Obstacle {
  readonly name: string
  readonly expected: string
  readonly got: string
  readonly hint: string
}

function obstacle(kind: PointKind, { activations, maxDepth, maxWidth }: ThetaLimits): Obstacle | undefined {
  if (needsUnit(kind) && maxDepth < 2) {
    const hint = `'${kind}' is about a hidden unit: raise depth.max or leave the point out`
    return { name: 'depth.max', expected: 'at least 2', got: String(maxDepth), hint }
  }
  if (kind === 'duplicatedUnits' && maxWidth < 2) {
    const hint = 'A layer of one unit has no two alike: raise maxWidth or leave duplicatedUnits out'
    return { name: 'maxWidth', expected: 'at least 2', got: String(maxWidth), hint }
  }
  if (kind === 'deadUnit' && !activations.includes('relu')) {
    const hint = 'No other unit is off: add relu or leave the point deadUnit out'
    return { name: 'activations', expected: 'with relu', got: activations.join(', '), hint }
  }
  return undefined
}
