/**
 * Small data sets, among them those on which networks have null directions: features that are 0, constant,
 * copies of another, or combinations of others and the constant; repeated rows, one class, few samples.
 *
 * `dataSetDraws` draws numbers enough for the largest size, `dataSet` makes the data of them at the size that is
 * asked for: so that a recipe shrinks in size and numbers at once. All numbers are quarters of at most 6.
 */
import fc from 'fast-check'
import { ArgumentError } from '../errors.ts'
import { fixedArray } from './fixedArray.ts'
import { requireChoices } from './requireChoices.ts'

/**
 * - `free`: any numbers;
 * - `dead`: 0 after the offset;
 * - `constant`: one number on all rows, which may be that of the offset, or 0 before the offset;
 * - `duplicated`: the column before it once more, offset included; a first column has none and is free;
 * - `collinear`: a combination of the last two free columns before it, as far as there are, and the constant.
 */
export type ColumnKind = 'free' | 'dead' | 'constant' | 'duplicated' | 'collinear'

export const columnKinds: readonly ColumnKind[] = ['free', 'dead', 'constant', 'duplicated', 'collinear']

/** Free ones more often, so that most data have a rank to speak of. */
export const usualColumns: readonly ColumnKind[] = ['free', 'free', 'free', ...columnKinds]

/** One for each sample: its class, values, or shares that sum to exactly 1. */
export type TargetKind = 'labels' | 'values' | 'distributions'

export interface DataSetRecipe {
  /** [N][d] before the offset */
  readonly inputs: readonly (readonly number[])[]
  /** [d] subtracted from every input. */
  readonly offset: readonly number[]
  /** Classes [N], or values [N][C]. */
  readonly targets: readonly number[] | readonly (readonly number[])[]
  /** [d] what each feature was drawn as */
  readonly columns: readonly ColumnKind[]
}

export interface DataSetSize {
  /** d */
  readonly features: number
  /** C */
  readonly classes: number
  readonly targets: TargetKind
}

/** @throws ArgumentError on kinds that are unknown or need more features than there may be */
export function dataSetDraws(
  maxWidth: number,
  maxSamples: number,
  kinds: readonly ColumnKind[],
): fc.Arbitrary<DataSetDraw> {
  requireKinds(kinds, maxWidth)
  const cells = maxSamples * maxWidth
  return fc.record({
    samples: fc.integer({ min: 1, max: maxSamples }),
    columns: fixedArray(fc.constantFrom(...kinds), maxWidth),
    repeats: fixedArray(fc.constantFrom(false, false, true), maxSamples),
    entries: fixedArray(fc.oneof(fc.constant(0), quarters), cells),
    factors: fixedArray(fc.integer({ min: -1, max: 1 }), 2 * maxWidth),
    hasOffset: fc.boolean(),
    offset: fixedArray(fc.oneof(fc.constant(0), quarters), maxWidth),
    oneClass: fc.constantFrom(false, false, false, true),
    labels: fixedArray(fc.nat({ max: maxWidth - 1 }), 2 * maxSamples),
    values: fixedArray(quarters, cells),
  })
}

export interface DataSetDraw {
  readonly samples: number
  readonly columns: readonly ColumnKind[]
  readonly repeats: readonly boolean[]
  readonly entries: readonly number[]
  /** −1, 0 or 1, two a column: what a collinear one takes of the columns that it follows. */
  readonly factors: readonly number[]
  readonly hasOffset: boolean
  readonly offset: readonly number[]
  readonly oneClass: boolean
  readonly labels: readonly number[]
  readonly values: readonly number[]
}

/** How many features there must be for one of these kinds to be met. */
export function smallestFeatures(kinds: readonly ColumnKind[]): number {
  return kinds.every((kind) => kind === 'duplicated') ? 2 : 1
}

export function dataSet(draw: DataSetDraw, size: DataSetSize): DataSetRecipe {
  const columns = draw.columns
    .slice(0, size.features)
    .map((kind, a) => (kind === 'duplicated' && a === 0 ? 'free' : kind))
  return {
    inputs: inputRows(draw, columns),
    offset: offsetOf(draw, columns),
    targets: targetsOf(draw, size),
    columns,
  }
}

/** Quarters from −2 to 2. */
const quarters = fc.integer({ min: -8, max: 8 }).map((k) => k / 4)

function inputRows({ samples, repeats, entries, factors }: DataSetDraw, columns: readonly ColumnKind[]) {
  const rows: number[][] = []
  for (let s = 0; s < samples; s++) {
    const row: number[] = []
    columns.forEach((kind, a) => {
      const own = entries[s * columns.length + a]!
      row.push(entry(kind, row, columns, own, entries[a]!, factors.slice(2 * a, 2 * a + 2)))
    })
    rows.push(repeats[s] === true && s > 0 ? [...rows[s - 1]!] : row)
  }
  return rows
}

/** @param row the entries before this one @param own drawn for this row @param shared the same on all rows */
function entry(
  kind: ColumnKind,
  row: readonly number[],
  columns: readonly ColumnKind[],
  own: number,
  shared: number,
  factors: readonly number[],
): number {
  switch (kind) {
    case 'free':
      return own
    case 'dead':
      return 0
    case 'constant':
      return shared
    case 'duplicated':
      return row.at(-1)!
    case 'collinear': {
      const followed = row.filter((_, b) => columns[b] === 'free').slice(-2)
      return followed.reduce((sum, x, k) => sum + factors[k]! * x, shared)
    }
  }
}

function offsetOf({ hasOffset, offset }: DataSetDraw, columns: readonly ColumnKind[]): number[] {
  const result: number[] = []
  columns.forEach((kind, a) => {
    if (kind === 'duplicated') result.push(result[a - 1]!)
    else result.push(hasOffset && kind !== 'dead' ? offset[a]! : 0)
  })
  return result
}

function targetsOf(
  { samples, oneClass, labels, values }: DataSetDraw,
  { classes, targets }: DataSetSize,
): number[] | number[][] {
  const source = (s: number): number => (oneClass ? 0 : s)
  const label = (k: number): number => labels[k]! % classes
  const perSample = Array.from({ length: samples }, (_, s) => source(s))
  switch (targets) {
    case 'labels':
      return perSample.map(label)
    case 'values':
      return perSample.map((s) => values.slice(s * classes, (s + 1) * classes))
    case 'distributions':
      // Two classes share, or are the same one: the sum is exactly 1.
      return perSample.map((s) =>
        Array.from(
          { length: classes },
          (_, c) => (c === label(s) ? 0.75 : 0) + (c === label(samples + s) ? 0.25 : 0),
        ),
      )
  }
}

function requireKinds(kinds: readonly ColumnKind[], maxWidth: number): void {
  requireChoices('networks', 'columns', kinds, columnKinds)
  if (maxWidth < smallestFeatures(kinds)) {
    const hint = 'A single feature is no copy of another: raise maxWidth or add another kind'
    throw new ArgumentError('networks', 'maxWidth', 'at least 2', String(maxWidth), hint)
  }
}
