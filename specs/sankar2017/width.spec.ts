import tables from '../../fixtures/sankar2017/tables.json' with { type: 'json' }
import {
  type ClaimContext,
  type EvidenceTable,
  type Plot,
  pageTrendTest,
  specify,
  type TrainedAccuracy,
  type TrendTest,
  trainedAccuracy,
  type Verdict,
} from '../../harness/index.ts'
import {
  allReadings,
  cellName,
  cifarText,
  experimentData,
  type Family,
  listCells,
  planOf,
  type Reading,
} from './experiment.ts'
import { type FamilyDesigns, families, familiesText, imagesText, inputsText } from './families.ts'
import { printedPoints, printedSeries } from './figurePoints.ts'
import { type PrintedNumber, printedText, spread } from './printedTables.ts'
import { undecided } from './undecided.ts'

interface Design {
  /** Of the hidden layer. */
  readonly widths: readonly number[]
  readonly readings: readonly Reading[]
  readonly trials: number
  /** The first so many training images; all when absent. */
  readonly samples?: number
}

const printedWidths = [...new Set(tables.widths.map(({ layers }) => layers[1]!))].sort((a, b) => a - b)
/** A tenth of the width on fewer images: capacity is as scarce. */
const quickWidths = printedWidths.map((width) => width / 10)

const design: FamilyDesigns<Design> = {
  quick: {
    MNIST: { widths: quickWidths, readings: allReadings, trials: 3, samples: 500 },
    'CIFAR-10': { widths: quickWidths, readings: ['text'], trials: 2, samples: 500 },
  },
  paper: {
    MNIST: { widths: printedWidths, readings: ['text'], trials: 5 },
    'CIFAR-10': { widths: printedWidths, readings: ['text'], trials: 8 },
  },
}

/** Of each trend, one-sided. */
const errorRate = 0.01

const remarks = [
  'Measured where the stop rule of the reading ends training (cross-entropy until the loss changes little, the code’s squared error ' +
    'for a fixed number of epochs): the share of all test images that are classified as they are labelled. No Hessian is computed; ' +
    'loss and ‖∇f‖ at that point stand in the first table, which shows that it is no critical point.',
  'The error bar is the standard deviation over trials, which differ in their initial weights. What decides is Page’s test over ' +
    `trials at an error rate of ${errorRate}; all runs share one test set, so that its own sampling error does not enter the trend.`,
  `Table 9 prints means ± standard deviations for ${printedWidths.join(', ')} hidden units and no test of a trend. On CIFAR-10 its accuracies ` +
    'do not rise; the claim is therefore about MNIST alone, and CIFAR-10 stands beside it.',
  `Ours are lower at quick scale because networks have ${quickWidths.join(', ')} units and see the first ${design.quick.MNIST.samples} images: the numbers are no ` +
    'reproduction of Table 9, and only the order of the widths is compared. Paper scale has its widths and all images. What stands in for the ' +
    'features of CIFAR-10, where the paper’s are not at hand, the first table says.',
]

/** All trials of one data set in one reading. */
interface Series {
  readonly data: Family
  readonly reading: Reading
  readonly widths: readonly number[]
  /** [trials][widths] */
  readonly results: readonly (readonly TrainedAccuracy[])[]
}

export default specify({
  id: 'sankar2017/width',
  statement: 'On MNIST the test accuracy rises with the width of the one hidden layer',
  source: { work: 'Sankar and Balasubramanian 2017', item: 'Table 9, Sec. 6', page: 15 },
  reported: tables.widths
    .map(({ layers, accuracy }) => `${layers.join('-')}: ${printedText(accuracy)} %`)
    .join('; '),
  rule:
    `${designText()}; momentum; Page's test over trials, whose treatments are the widths, that the test accuracy rises, on ` +
    `MNIST in each reading at an error rate of ${errorRate}; holds when it rises in all, refuted when it rises in none; the ` +
    'same of CIFAR-10, where the paper prints no rise, stands in the tables',
  pinned: 'holds',
  check: async (context) => {
    const series: Series[] = []
    for (const data of families) {
      for (const reading of design[context.scale][data].readings) {
        const found = await measure(context, data, reading)
        if (typeof found === 'string') return undecided([found])
        series.push(found)
      }
    }
    const ofMnist = series.filter(({ data }) => data === 'MNIST')
    return {
      ...decideRise(ofMnist.map((one) => ({ name: nameOf(one), blocks: testAccuracies(one) }))),
      seed: context.seed,
      remarks,
      tables: [printedTable(series), trendTable(series)],
      plots: families.map((data) => accuracyPlot(context, data, series)),
    }
  },
  controls: [
    {
      statement: 'the number of parameters rises with the width',
      expected: 'holds',
      check: async ({ scale }) => {
        const { widths, trials } = design[scale].MNIST
        const block = widths.map((width) => 784 * width + width + 10 * width + 10)
        return decideRise([{ name: 'parameters', blocks: Array.from({ length: trials }, () => block) }])
      },
    },
    {
      statement: 'the share of the images that belong to the commonest class rises with the width',
      expected: 'refuted',
      check: async ({ scale }) => {
        const { widths, trials, samples } = design[scale].MNIST
        const { labels } = experimentData('MNIST', 'text', samples).train
        const shares = Array.from(
          { length: 10 },
          (_, c) => labels.filter((label) => label === c).length / labels.length,
        )
        const block = widths.map(() => Math.max(...shares))
        return decideRise([{ name: 'commonest class', blocks: Array.from({ length: trials }, () => block) }])
      },
    },
  ],
})

function designText(): string {
  return familiesText((scale, family) => {
    const { widths, readings, trials, samples } = design[scale][family]
    return `${inputsText(family)}-h-10 with h = ${widths.join(', ')}, ${imagesText(samples)}, ${trials} trials, ${readings.join(' and ')} reading`
  })
}

/** @returns why there is no result, where a run has none */
async function measure(context: ClaimContext, data: Family, reading: Reading): Promise<Series | string> {
  const { widths, samples, trials: usual } = design[context.scale][data]
  const trials = context.trials ?? usual
  const hidden = widths.map((width) => [width])
  const { test } = experimentData(data, reading, samples)
  const results: TrainedAccuracy[][] = Array.from({ length: trials }, () => [])
  for (const cell of listCells({ data: [data], readings: [reading], hidden, trials })) {
    const plan = planOf(context, cell, samples)
    const label = cellName(cell, plan.layers)
    const found = await trainedAccuracy(context, plan, test, label)
    if (found.status !== 'measured') return `${label}: ${found.message}`
    results[cell.trial - 1]!.push(found)
  }
  return { data, reading, widths, results }
}

function nameOf({ data, reading }: Series): string {
  return `${data}, ${reading} reading`
}

/** [trials][widths] */
function testAccuracies({ results }: Series): number[][] {
  return results.map((trial) => trial.map(({ testAccuracy }) => testAccuracy))
}

/** The rule. @param series blocks [trials][widths] */
function decideRise(series: readonly { name: string; blocks: readonly (readonly number[])[] }[]): Verdict {
  const tests = series.map(({ name, blocks }) => ({ name, trend: pageTrendTest(blocks) }))
  const rising = tests.filter(({ trend }) => trend.pRising < errorRate).length
  return {
    status: rising === series.length ? 'holds' : rising === 0 ? 'refuted' : 'inconclusive',
    summary: tests.map(({ name, trend }) => `${name}: ${trendText(trend)}`).join('; '),
    runs: series.reduce((sum, { blocks }) => sum + blocks.flat().length, 0),
  }
}

function trendText({ statistic, expected, pRising }: TrendTest): string {
  return `Page's L ${statistic} where ${expected} is expected without a trend, p = ${pRising.toPrecision(2)} for a rise`
}

function printedTable(series: readonly Series[]): EvidenceTable {
  return {
    title: `Table 9: test accuracy in percent by width, ours and theirs; mean ± standard deviation over trials; CIFAR-10: ${cifarText()}`,
    columns: [
      'data',
      'reading',
      'network',
      'trials',
      'epochs',
      'loss',
      '‖∇f‖',
      'train accuracy, %',
      'test accuracy, %',
      'theirs, %',
      'of',
    ],
    rows: series.flatMap(({ data, reading, widths, results }) =>
      widths.map((width, k) => {
        const trials = results.map((trial) => trial[k]!)
        const theirs = printedAccuracy(data, printedWidths[k]!)
        const percent = (value: number) => value.toFixed(2)
        return [
          data,
          reading,
          `${inputsText(data)}-${width}-10`,
          trials.length,
          spread(trials.map(({ epochs }) => epochs)),
          spread(
            trials.map(({ loss }) => loss),
            (value) => value.toPrecision(3),
          ),
          spread(
            trials.map(({ gradientNorm }) => gradientNorm),
            (value) => value.toExponential(1),
          ),
          spread(
            trials.map(({ trainAccuracy: share }) => 100 * share),
            percent,
          ),
          spread(
            trials.map(({ testAccuracy: share }) => 100 * share),
            percent,
          ),
          printedText(theirs?.accuracy),
          theirs?.layers.join('-') ?? '',
        ]
      }),
    ),
  }
}

function printedAccuracy(
  data: Family,
  width: number,
): { layers: number[]; accuracy: PrintedNumber } | undefined {
  return tables.widths.find((row) => row.data === data && row.layers[1] === width)
}

function trendTable(series: readonly Series[]): EvidenceTable {
  const gain = (values: readonly number[]): number => 100 * (values.at(-1)! - values[0]!)
  return {
    title:
      'The trend over trials (Page), and what the widest network has more than the narrowest, in percent',
    columns: [
      'data',
      'reading',
      'trials',
      "Page's L",
      'expected without a trend',
      'p of a rise',
      'p of a fall',
      'gain',
      'their gain',
    ],
    rows: series.map((one) => {
      const blocks = testAccuracies(one)
      const { statistic, expected, pRising, pFalling } = pageTrendTest(blocks)
      const theirs = printedWidths.map(
        (width) => (printedAccuracy(one.data, width)?.accuracy.mean ?? Number.NaN) / 100,
      )
      return [
        one.data,
        one.reading,
        blocks.length,
        statistic,
        expected,
        pRising,
        pFalling,
        spread(blocks.map(gain), (value) => value.toFixed(2)),
        gain(theirs).toFixed(2),
      ]
    }),
  }
}

function accuracyPlot(context: ClaimContext, data: Family, series: readonly Series[]): Plot {
  const ours = series.filter((one) => one.data === data)
  const theirs = printedWidths.flatMap((width) =>
    printedPoints(width, printedAccuracy(data, width)?.accuracy),
  )
  return {
    name: `accuracy-${data.toLowerCase()}`,
    title: `Test accuracy by width of the hidden layer: ${data === 'MNIST' ? data : cifarText()}`,
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
