/** Test accuracy by width, beside Table 9, and the trend over trials. */
import tables from '../../fixtures/sankar2017/tables.json' with { type: 'json' }
import {
  type ClaimContext,
  type EvidenceTable,
  frye2020GradientNormBound,
  type Plot,
  pageTrendTest,
} from '../../harness/index.ts'
import { cifarText, type Family, familyName } from './experiment.ts'
import { printedPoints, printedSeries } from './figurePoints.ts'
import { cappedRemarks, endTextOf, type PrintedNumber, printedText } from './printedTables.ts'
import { deviationText, spread } from './trialSpread.ts'
import {
  endedByCap,
  hardlyTrained,
  printedWidths,
  type Result,
  type Series,
  testAccuracies,
  trainedWidths,
} from './widthSeries.ts'

export function printedTable(series: readonly Series[]): EvidenceTable {
  const percent = (value: number) => (100 * value).toFixed(2)
  return {
    title:
      'Table 9: test accuracy in percent by width, where training ended, ours and the paper’s; ' +
      deviationText(series.map(({ results }) => results.length)),
    columns: [
      'data',
      'reading',
      'network',
      'trials',
      'training ended',
      'loss',
      '‖∇f‖',
      'train accuracy, %',
      'test accuracy, %',
      'the paper, %',
      'its network',
      'remark',
    ],
    rows: series.flatMap(({ data, reading, widths, results }) =>
      widths.map((_, k) => {
        const trials = results.map((trial) => trial[k]!)
        const theirs = printedAccuracy(data, printedWidths[k]!)
        const of = (value: (result: Result) => number, show: (value: number) => string): string =>
          spread(trials.map(value), show)
        return [
          familyName(data),
          reading,
          trials[0]!.layers.join('-'),
          trials.length,
          endTextOf(
            trials.map(({ epochs }) => epochs),
            trials.filter(endedByCap).length,
          ),
          of(
            ({ loss }) => loss,
            (value) => value.toPrecision(3),
          ),
          of(
            ({ gradientNorm }) => gradientNorm,
            (value) => value.toExponential(1),
          ),
          of(({ trainAccuracy }) => trainAccuracy, percent),
          of(({ testAccuracy }) => testAccuracy, percent),
          printedText(theirs?.accuracy),
          theirs?.layers.join('-') ?? '',
          trainedText(trials),
        ]
      }),
    ),
  }
}

function trainedText(trials: readonly Result[]): string {
  const hardly = trials.filter(hardlyTrained).length
  if (hardly === 0) return ''
  return `hardly trained${hardly === trials.length ? '' : ` in ${hardly} of ${trials.length}`}`
}

function printedAccuracy(
  data: Family,
  width: number,
): { layers: number[]; accuracy: PrintedNumber } | undefined {
  return tables.widths.find((row) => row.data === data && row.layers[1] === width)
}

export function trendTable(series: readonly Series[]): EvidenceTable {
  const gain = (values: readonly number[]): number => 100 * (values.at(-1)! - values[0]!)
  return {
    title:
      'The trend over trials (Page), and what the widest network has more than the narrowest, in percent; where networks of a width are ' +
      `hardly trained, again without that width; gains: ${deviationText(series.map(({ results }) => results.length))}`,
    columns: [
      'data',
      'reading',
      'hidden units',
      'trials',
      "Page's L",
      'expected without a trend',
      'p of a rise',
      'p of a fall',
      'gain',
      'the paper’s gain',
    ],
    rows: series.flatMap((one) =>
      [one, trainedWidths(one)].flatMap((part) => {
        if (part === undefined) return []
        const blocks = testAccuracies(part)
        const { statistic, expected, pRising, pFalling } = pageTrendTest(blocks)
        const theirs = part.widths.map((width) => {
          const printed = printedWidths[one.widths.indexOf(width)]!
          return (printedAccuracy(one.data, printed)?.accuracy.mean ?? Number.NaN) / 100
        })
        return [
          [
            familyName(one.data),
            one.reading,
            part === one
              ? part.widths.join(', ')
              : `${part.widths.join(', ')} (without those hardly trained)`,
            blocks.length,
            statistic,
            expected,
            pRising,
            pFalling,
            spread(blocks.map(gain), (value) => value.toFixed(2)),
            gain(theirs).toFixed(2),
          ],
        ]
      }),
    ),
  }
}

export function accuracyPlot(context: ClaimContext, data: Family, series: readonly Series[]): Plot {
  const ours = series.filter((one) => one.data === data)
  const theirs = printedWidths.flatMap((width) =>
    printedPoints(width, printedAccuracy(data, width)?.accuracy),
  )
  return {
    name: `accuracy-${data.toLowerCase()}`,
    title: `Test accuracy by width of the hidden layer: ${familyName(data)}`,
    x: { label: 'hidden units', scale: 'log' },
    y: { label: 'test accuracy, %' },
    series: [
      ...ours.map((one) => ({
        name: `${one.reading} reading, every trial`,
        shape: 'points' as const,
        points: testAccuracies(one).flatMap((trial) =>
          trial.map((share, k) => ({ x: one.widths[k]!, y: 100 * share })),
        ),
      })),
      ...printedSeries(context.scale, 'Table 9', theirs),
    ],
  }
}

/** What a reader has to know of runs that the cap ended, and of networks that are hardly trained. */
export function endRemarks(series: readonly Series[]): readonly string[] {
  const all = series.flatMap(({ results }) => results.flat())
  const capped = all.filter(endedByCap).length
  const hardly = all.filter(hardlyTrained)
  const least = Math.min(...all.map(({ gradientNorm }) => gradientNorm))
  const critical = all.filter(({ gradientNorm }) => gradientNorm < frye2020GradientNormBound).length
  return [
    `${familyName('CIFAR-10')}: ${cifarText()}.`,
    ...cappedRemarks(capped, all.length, 'the first table says where'),
    ...(hardly.length > 0
      ? [
          `${hardly.length} of ${all.length} runs are hardly trained (${[...new Set(hardly.map(({ layers }) => layers.join('-')))].join(', ')}): the loss changes by less than the stop ` +
            `rule asks in the first epoch, on the plateau that training starts on, and is ${Math.max(...hardly.map(({ loss }) => loss)).toPrecision(3)} at most where guessing has ` +
            `log ${hardly[0]!.layers.at(-1)} = ${Math.log(hardly[0]!.layers.at(-1)!).toPrecision(3)}, or fewer than twice as many training images are classified as by guessing. ` +
            'A trend or a gain that begins at such a network compares a trained network with an untrained one; the second table has it without that width.',
        ]
      : []),
    `${critical === 0 ? 'No run ends' : `${critical} of ${all.length} runs end`} at a critical point: ‖∇f‖ is ${least.toExponential(1)} or more, where ${frye2020GradientNormBound.toExponential(0)} bounds that of critical points.`,
  ]
}
