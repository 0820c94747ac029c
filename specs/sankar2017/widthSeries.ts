/** Runs that differ in the width of their one hidden layer, and how well they came to classify. */
import tables from '../../fixtures/sankar2017/tables.json' with { type: 'json' }
import { type ClaimContext, sharedWork, type TrainedAccuracy, trainedAccuracy } from '../../harness/index.ts'
import {
  allReadings,
  cellName,
  experimentData,
  type Family,
  familyName,
  hasLearned,
  listCells,
  planOf,
  type Reading,
} from './experiment.ts'
import { type FamilyDesigns, familiesText, imagesText, inputsText } from './families.ts'
import { trialsText } from './printedTables.ts'

interface Design {
  /** Of the hidden layer. */
  readonly widths: readonly number[]
  readonly readings: readonly Reading[]
  readonly trials: number
  /** The first so many training images; all when absent. */
  readonly samples?: number
}

export const printedWidths = [...new Set(tables.widths.map(({ layers }) => layers[1]!))].sort((a, b) => a - b)
/** A tenth of the width on fewer images: capacity is as scarce. */
const quickWidths = printedWidths.map((width) => width / 10)

export const design: FamilyDesigns<Design> = {
  quick: {
    MNIST: { widths: quickWidths, readings: allReadings, trials: 3, samples: 500 },
    'CIFAR-10': { widths: quickWidths, readings: ['text'], trials: 2, samples: 500 },
  },
  paper: {
    MNIST: { widths: printedWidths, readings: ['text'], trials: 5 },
    'CIFAR-10': { widths: printedWidths, readings: ['text'], trials: 8 },
  },
}

export const designText = familiesText((scale, family) => {
  const { widths, readings, trials, samples } = design[scale][family]
  return `${inputsText(family)}-h-10 with h = ${widths.join(', ')}, ${imagesText(samples)}, ${trialsText(trials)}, ${readings.join(' and ')} reading`
})

export interface Result extends TrainedAccuracy {
  readonly layers: readonly number[]
}

/** All trials of one data set in one reading. */
export interface Series {
  readonly data: Family
  readonly reading: Reading
  readonly widths: readonly number[]
  /** [trials][widths] */
  readonly results: readonly (readonly Result[])[]
}

/** @returns why there is no result, where a run has none */
export async function measure(
  context: ClaimContext,
  data: Family,
  reading: Reading,
): Promise<Series | string> {
  const { widths, samples, trials: usual } = design[context.scale][data]
  const trials = context.trials ?? usual
  const hidden = widths.map((width) => [width])
  const { test } = experimentData(data, reading, samples)
  const cells = listCells({ data: [data], readings: [reading], hidden, trials })
  const found = await sharedWork(context, cells, async (cell, shared): Promise<Result | string> => {
    const plan = planOf(context, cell, samples)
    const label = cellName(cell, plan.layers)
    const accuracy = await trainedAccuracy(shared, plan, test, label)
    return accuracy.status === 'measured'
      ? { ...accuracy, layers: plan.layers }
      : `${label}: ${accuracy.message}`
  })
  const results: Result[][] = Array.from({ length: trials }, () => [])
  for (const [k, one] of found.entries()) {
    if (typeof one === 'string') return one
    results[cells[k]!.trial - 1]!.push(one)
  }
  return { data, reading, widths, results }
}

export function nameOf({ data, reading }: Pick<Series, 'data' | 'reading'>): string {
  return `${familyName(data)}, ${reading} reading`
}

/** [trials][widths] */
export function testAccuracies({ results }: Pick<Series, 'results'>): number[][] {
  return results.map((trial) => trial.map(({ testAccuracy }) => testAccuracy))
}

/** Whether training ended on the plateau that it starts on: at once, or with next to nothing learned. */
export function hardlyTrained(result: Result): boolean {
  return result.epochs <= 1 || !hasLearned(result)
}

/** Without the widths at which a run is hardly trained; nothing where all are trained, or fewer than two. */
export function trainedWidths(series: Series): Series | undefined {
  const kept = series.widths.flatMap((_, k) =>
    series.results.some((trial) => hardlyTrained(trial[k]!)) ? [] : [k],
  )
  if (kept.length === series.widths.length || kept.length < 2) return undefined
  return {
    ...series,
    widths: kept.map((k) => series.widths[k]!),
    results: series.results.map((trial) => kept.map((k) => trial[k]!)),
  }
}

/** Whether the cap of epochs ended training. Its stored result tells it by the reason alone: stopRules.ts. */
export function endedByCap({ stoppedBecause }: Pick<Result, 'stoppedBecause'>): boolean {
  return stoppedBecause.includes('not less than')
}
