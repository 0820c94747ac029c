/** Runs that differ in the number of hidden layers, and what is counted of them. */
import { type ClaimContext, type PointSigns, zeroColumns } from '../../harness/index.ts'
import {
  allReadings,
  type Experiment,
  experimentData,
  type Family,
  listCells,
  type Reading,
  type Run,
  runCells,
} from './experiment.ts'
import { type FamilyDesigns, families, familiesText, imagesText, inputsText, samplesIn } from './families.ts'
import { trialsText } from './printedTables.ts'
import type { Quantity } from './zeroCauses.ts'

export interface Design {
  /** Of every hidden layer. */
  readonly width: number
  readonly readings: readonly Reading[]
  readonly trials: number
  /** The first so many training images; all when absent. */
  readonly samples?: number
}

/** Hidden layers. Table 8 counts the layer of outputs too. */
export const depths = [1, 2, 3]

/** Of the degeneracy curve: each costs two factorisations a point. */
const tolerance = 1e-6
export const toleranceText = tolerance.toExponential(0)

/** Of the tolerance: with a larger rounding bound a share within it is shown and not compared. */
const mostSlack = 0.01
export const slackText = `${(100 * mostSlack).toFixed(0)} %`

export interface Share extends Quantity {
  /** Whether the tolerance that its name has is the one that was counted at, but for a small part of it. */
  readonly isSharp: (point: PointSigns) => boolean
}

/** Shares of the eigenvalues that somebody may call the degeneracy. */
export const shares: readonly Share[] = [
  {
    name: 'share of zero rows',
    of: ({ structure, order }) => structure.silent / order,
    isSharp: () => true,
  },
  {
    name: `share within ± ${toleranceText}`,
    of: (point) => within(point) / point.order,
    isSharp: (point) => slackOf(point) <= mostSlack * tolerance,
  },
]

/** Runs of one data set in one reading. */
export interface Series {
  readonly data: Family
  readonly reading: Reading
  /** [trials][depths] */
  readonly trials: readonly (readonly Run[])[]
}

export function designText(design: FamilyDesigns<Design>): string {
  return familiesText((scale, family) => {
    const { width, readings, trials, samples } = design[scale][family]
    return `${inputsText(family)} inputs, ${depths.join(', ')} hidden layers of ${width}, ${imagesText(samples)}, ${trialsText(trials)}, ${readings.join(' and ')} reading`
  })
}

export function runsByDepth(context: ClaimContext, design: FamilyDesigns<Design>): Promise<Experiment> {
  const designs = design[context.scale]
  const cells = families.flatMap((data) => {
    const { width, readings, trials } = designs[data]
    const hidden = depths.map((depth) => Array.from({ length: depth }, () => width))
    return listCells({ data: [data], readings, hidden, trials: context.trials ?? trials })
  })
  return runCells(context, cells, ({ data }) => ({
    tolerances: [tolerance],
    start: true,
    ...samplesIn(designs[data]),
  }))
}

export function seriesOf(runs: readonly Run[]): readonly Series[] {
  return families.flatMap((data) =>
    allReadings.flatMap((reading) => {
      const mine = runs.filter((run) => run.data === data && run.reading === reading)
      const trials = [...new Set(mine.map(({ trial }) => trial))].map((trial) =>
        depths.map((depth) => mine.find((run) => run.trial === trial && run.hidden.length === depth)!),
      )
      return trials.length === 0 ? [] : [{ data, reading, trials }]
    }),
  )
}

export function within({ curve }: PointSigns): number {
  return curve[0]!.zeros
}

/** Only an eigenvalue within it of ± the tolerance may be on the other side. */
export function slackOf({ curve }: PointSigns): number {
  return curve[0]!.slack
}

export function alwaysZeroInputs(data: Family, reading: Reading, samples?: number): number {
  return zeroColumns(experimentData(data, reading, samples).train.inputs).length
}
