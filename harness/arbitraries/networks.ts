/**
 * Small networks with their data and a point theta, as plain data that prints and can be retyped.
 *
 * All numbers are dyadic rationals of few bits, so that every pre-activation of a piecewise linear network,
 * up to four layers deep, is exact in float64: whether it is 0, a kink of the ReLU, is known and not a matter
 * of rounding. The scales huge and tiny give that up and are drawn only when asked for. `expandNetwork` builds
 * the objective inside the check.
 *
 * What special cases need is drawn often: see the kinds of columns in dataSets.ts and of points in thetas.ts;
 * networkLabels.ts tells which of them a recipe has come to be.
 */
import fc from 'fast-check'
import { ArgumentError } from '../errors.ts'
import { type ActivationName, activationNames } from '../networks/activations.ts'
import { type LossName, lossNames } from '../networks/losses.ts'
import {
  type ColumnKind,
  type DataSetDraw,
  type DataSetRecipe,
  dataSet,
  dataSetDraws,
  smallestFeatures,
  usualColumns,
} from './dataSets.ts'
import { fixedArray } from './fixedArray.ts'
import { requireChoices } from './requireChoices.ts'
import {
  layersFor,
  type PointKind,
  type ThetaDraw,
  type ThetaScale,
  thetaDraws,
  thetaOf,
  usualPoints,
} from './thetas.ts'

/** Plain data: `expandNetwork` makes the objective of it. */
export interface NetworkRecipe extends Omit<DataSetRecipe, 'columns'> {
  readonly layers: readonly number[]
  readonly activation: ActivationName
  /** Its targets sum to 1 for cross-entropy. */
  readonly loss: LossName
  readonly l2: number
  /** True when absent; otherwise theta holds the weights alone. */
  readonly biases?: boolean
  /** [P] */
  readonly theta: readonly number[]
  /** What was drawn; without it somebody typed the recipe. */
  readonly point?: PointKind
  readonly scale?: ThetaScale
  /** [d] */
  readonly columns?: readonly ColumnKind[]
}

export interface NetworkRecipeOptions {
  /** All when absent. */
  readonly activations?: readonly ActivationName[]
  /** All when absent. */
  readonly losses?: readonly LossName[]
  /** How many weight layers, within 1..4; 1 to 3 when absent. */
  readonly depth?: { readonly min: number; readonly max: number }
  /** Widths and samples from 1 to these, 4 and 8 when absent. */
  readonly maxWidth?: number
  readonly maxSamples?: number
  /** Values to choose from, 0 and 1/16 when absent. */
  readonly l2?: readonly number[]
  /** With and without when absent, two to one. */
  readonly biases?: readonly boolean[]
  /** All when absent, `free` more often. */
  readonly columns?: readonly ColumnKind[]
  /**
   * All that the other options allow when absent, `free` more often. A point about a hidden unit makes a
   * network deep enough for one, and one with a dead unit a network of ReLUs.
   */
  readonly points?: readonly PointKind[]
  /** Only `usual` when absent: at the others pre-activations may round. */
  readonly scales?: readonly ThetaScale[]
}

/** @throws ArgumentError on options that no network can meet */
export function networks(options: NetworkRecipeOptions = {}): fc.Arbitrary<NetworkRecipe> {
  const { activations = activationNames, losses = lossNames, depth = { min: 1, max: 3 } } = options
  const { maxWidth = 4, maxSamples = 8, l2 = [0, 1 / 16], biases = [true, true, false] } = options
  requireChoices('networks', 'activations', activations, activationNames)
  requireChoices('networks', 'losses', losses, lossNames)
  requireNumbers(l2, biases)
  requireSizes({ ...depth, maxWidth, maxSamples })
  const limits = { activations, maxDepth: depth.max, maxWidth }
  const { columns = usualColumns, points = usualPoints(limits), scales = ['usual'] } = options
  const fewestFeatures = smallestFeatures(columns)
  const pool = fc.record({
    activation: fc.constantFrom(...activations),
    loss: fc.constantFrom(...losses),
    l2: fc.constantFrom(...l2),
    biases: fc.constantFrom(...biases),
    depth: fc.integer(depth),
    widths: fixedArray(fc.integer({ min: 1, max: maxWidth }), depth.max + 1),
    hasLabels: fc.boolean(),
    data: dataSetDraws(maxWidth, maxSamples, columns),
    theta: thetaDraws(limits, points, scales),
  })
  return pool.map(({ widths, ...drawn }) => {
    const [features, ...others] = widths
    return recipe({ ...drawn, widths: [Math.max(features!, fewestFeatures), ...others] })
  })
}

interface Drawn extends Pick<NetworkRecipe, 'activation' | 'loss' | 'l2'> {
  readonly biases: boolean
  readonly depth: number
  readonly widths: readonly number[]
  readonly hasLabels: boolean
  readonly data: DataSetDraw
  readonly theta: ThetaDraw
}

function recipe(drawn: Drawn): NetworkRecipe {
  const { loss, l2, biases } = drawn
  const { point, scale } = drawn.theta
  const activation = point === 'deadUnit' ? 'relu' : drawn.activation
  const layers = layersFor(drawn.theta, drawn.widths, drawn.depth)
  const values = loss === 'cross-entropy' ? 'distributions' : 'values'
  const targets = drawn.hasLabels ? 'labels' : values
  const data = dataSet(drawn.data, { features: layers[0]!, classes: layers.at(-1)!, targets })
  const theta = thetaOf(drawn.theta, { layers, activation, biases }, data)
  return { layers, activation, loss, l2, biases, ...data, theta, point, scale }
}

function requireNumbers(l2: readonly number[], biases: readonly boolean[]): void {
  for (const [name, values] of Object.entries({ l2, biases })) {
    if (values.length === 0) throw new ArgumentError('networks', name, 'at least one value', 'none')
  }
  const bad = l2.find((value) => !(value >= 0 && value < Number.POSITIVE_INFINITY))
  if (bad !== undefined) throw new ArgumentError('networks', 'l2', 'finite numbers ≥ 0', String(bad))
}

function requireSizes({ min, max, ...sizes }: Readonly<Record<string, number>>): void {
  if (!(Number.isInteger(min) && Number.isInteger(max) && min! >= 1 && max! <= 4 && min! <= max!)) {
    throw new ArgumentError('networks', 'depth', 'integers 1 ≤ min ≤ max ≤ 4', `${min}..${max}`)
  }
  for (const [name, size] of Object.entries(sizes)) {
    if (!Number.isInteger(size) || size < 1)
      throw new ArgumentError('networks', name, 'a positive integer', String(size))
  }
}
