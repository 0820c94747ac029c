/**
 * Small networks with their data and a point theta, as plain data that prints and can be retyped.
 *
 * All numbers are dyadic rationals of few bits, so that every pre-activation of a piecewise linear network,
 * up to four layers deep, is exact in float64: whether it is 0, a kink of the ReLU, is known and not a matter
 * of rounding. `expandNetwork` builds the objective inside the check.
 *
 * What special cases need is drawn often: columns that are zero or constant, repeated rows, an input offset,
 * theta = 0, a unit whose incoming weights are 0 and whose bias is negative (a dead ReLU).
 */
import fc from 'fast-check'
import { ArgumentError } from '../errors.ts'
import { type ActivationName, activationNames } from '../networks/activations.ts'
import { architecture } from '../networks/architecture.ts'
import { type LossName, lossNames } from '../networks/losses.ts'

/** Plain data: `expandNetwork` makes the objective of it. */
export interface NetworkRecipe {
  readonly layers: readonly number[]
  readonly activation: ActivationName
  readonly loss: LossName
  readonly l2: number
  /** [N][d] before the offset */
  readonly inputs: readonly (readonly number[])[]
  /** Classes [N], or values [N][C], which sum to 1 for cross-entropy. */
  readonly targets: readonly number[] | readonly (readonly number[])[]
  /** [d] subtracted from every input. */
  readonly offset: readonly number[]
  /** [P] */
  readonly theta: readonly number[]
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
}

/** @throws ArgumentError on options that no network can meet */
export function networks(options: NetworkRecipeOptions = {}): fc.Arbitrary<NetworkRecipe> {
  const { activations = activationNames, losses = lossNames, depth = { min: 1, max: 3 } } = options
  const { maxWidth = 4, maxSamples = 8, l2 = [0, 1 / 16] } = options
  requireChoices({ activations, losses, l2 })
  requireSizes({ ...depth, maxWidth, maxSamples })
  const cells = maxSamples * maxWidth
  const pool = fc.record({
    activation: fc.constantFrom(...activations),
    loss: fc.constantFrom(...losses),
    l2: fc.constantFrom(...l2),
    depth: fc.integer(depth),
    widths: fixedArray(fc.integer({ min: 1, max: maxWidth }), depth.max + 1),
    samples: fc.integer({ min: 1, max: maxSamples }),
    columns: fixedArray(fc.constantFrom('free' as const, 'free', 'constant', 'zero'), maxWidth),
    repeats: fixedArray(fc.constantFrom(false, false, true), maxSamples),
    entries: fixedArray(fc.oneof(fc.constant(0), quarters), cells),
    hasLabels: fc.boolean(),
    labels: fixedArray(fc.nat({ max: maxWidth - 1 }), 2 * maxSamples),
    values: fixedArray(quarters, cells),
    hasOffset: fc.boolean(),
    offset: fixedArray(fc.oneof(fc.constant(0), quarters), maxWidth),
    point: fc.constantFrom('free' as const, 'free', 'free', 'deadUnit', 'zero'),
    scaleExponent: fc.integer({ min: -1, max: 1 }),
    theta: fixedArray(fc.integer({ min: -8, max: 8 }), depth.max * (maxWidth + 1) * maxWidth),
  })
  return pool.map((drawn) => recipe(drawn))
}

/** Quarters from −2 to 2. */
const quarters = fc.integer({ min: -8, max: 8 }).map((k) => k / 4)

interface Drawn extends Pick<NetworkRecipe, 'activation' | 'loss' | 'l2'> {
  readonly depth: number
  readonly widths: readonly number[]
  readonly samples: number
  readonly columns: readonly ('free' | 'constant' | 'zero')[]
  readonly repeats: readonly boolean[]
  readonly entries: readonly number[]
  readonly hasLabels: boolean
  readonly labels: readonly number[]
  readonly values: readonly number[]
  readonly hasOffset: boolean
  readonly offset: readonly number[]
  readonly point: 'free' | 'deadUnit' | 'zero'
  readonly scaleExponent: number
  readonly theta: readonly number[]
}

function recipe(drawn: Drawn): NetworkRecipe {
  const { activation, loss, l2 } = drawn
  const layers = drawn.widths.slice(0, drawn.depth + 1)
  return {
    layers,
    activation,
    loss,
    l2,
    inputs: inputRows(drawn, layers[0]!),
    targets: targetRows(drawn, layers.at(-1)!),
    offset: drawn.offset.slice(0, layers[0]).map((m) => (drawn.hasOffset ? m : 0)),
    theta: point(drawn, layers),
  }
}

function inputRows({ samples, columns, repeats, entries }: Drawn, width: number): number[][] {
  const entry = (s: number, a: number): number => {
    if (columns[a] === 'zero') return 0
    return entries[(columns[a] === 'constant' ? 0 : s) * width + a]!
  }
  const rows: number[][] = []
  for (let s = 0; s < samples; s++) {
    const repeated = repeats[s] === true && s > 0
    rows.push(Array.from({ length: width }, (_, a) => (repeated ? rows[s - 1]![a]! : entry(s, a))))
  }
  return rows
}

function targetRows(drawn: Drawn, classes: number): number[] | number[][] {
  const { samples, hasLabels, labels, values, loss } = drawn
  const label = (k: number): number => labels[k]! % classes
  if (hasLabels) return Array.from({ length: samples }, (_, s) => label(s))
  return Array.from({ length: samples }, (_, s) => {
    const row = values.slice(s * classes, (s + 1) * classes)
    if (loss !== 'cross-entropy') return row
    // Two classes share, or are the same one: the sum is exactly 1.
    return row.map((_, c) => (c === label(s) ? 0.75 : 0) + (c === label(samples + s) ? 0.25 : 0))
  })
}

function point(
  { activation, point: kind, scaleExponent, theta }: Drawn,
  layers: readonly number[],
): number[] {
  const { dimension, blocks } = architecture(layers, activation)
  if (kind === 'zero') return new Array<number>(dimension).fill(0)
  const values = theta.slice(0, dimension).map((k) => (k / 8) * 2 ** scaleExponent)
  if (kind === 'free' || blocks.length === 1) return values
  const { fanIn, fanOut } = blocks[0]!
  for (let a = 0; a < fanIn; a++) values[a * fanOut] = 0
  values[fanIn * fanOut] = -2
  return values
}

function fixedArray<T>(item: fc.Arbitrary<T>, length: number): fc.Arbitrary<T[]> {
  return fc.array(item, { minLength: length, maxLength: length })
}

function requireChoices(
  choices: Required<Pick<NetworkRecipeOptions, 'activations' | 'losses' | 'l2'>>,
): void {
  for (const [name, values] of Object.entries(choices)) {
    if (values.length === 0) throw new ArgumentError('networks', name, 'at least one value', 'none')
  }
  const bad = choices.l2.find((value) => !(value >= 0 && value < Number.POSITIVE_INFINITY))
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
