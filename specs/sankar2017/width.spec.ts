import tables from '../../fixtures/sankar2017/tables.json' with { type: 'json' }
import { architecture, pageTrendTest, type Scale, specify, type Verdict } from '../../harness/index.ts'
import { experimentData, readingTerms } from './experiment.ts'
import { families } from './families.ts'
import { printedText } from './printedTables.ts'
import { pageTerm } from './rankTerms.ts'
import { undecided } from './undecided.ts'
import {
  design,
  designText,
  measure,
  nameOf,
  printedWidths,
  type Series,
  testAccuracies,
} from './widthSeries.ts'
import { accuracyPlot, endRemarks, printedTable, trendTable } from './widthTables.ts'

/** Of each trend, one-sided. */
const errorRate = 0.01

function remarks(scale: Scale, series: readonly Series[]): readonly string[] {
  return [
    'Measured where training ended: the share of all test images that are classified as they are labelled. No Hessian is computed; loss and ' +
      '‖∇f‖ at that point stand in the first table.',
    ...endRemarks(series),
    'The error bar is the standard deviation over trials, which differ in their initial weights. What decides is Page’s test over ' +
      `trials at an error rate of ${errorRate}; all runs share one test set, so that its own sampling error does not enter the trend.`,
    'An earlier version of the rule said refuted wherever the test found no rise. Too few trials are no evidence against one; the rule was changed for that, and the verdict is the same.',
    'The verdict covers the order of the widths on MNIST and no more. Sec. 6 draws from Table 9 that more hidden neurons take “the performance of our network close to state-of-the-art”, ' +
      'which is a statement about the height of the accuracies and about other networks; it is not tested here.',
    `Table 9 prints means ± standard deviations for ${printedWidths.join(', ')} hidden units and no test of a trend. On CIFAR-10 its accuracies ` +
      'do not rise, and the paper says of them that “the architecture we chose in our work was quite good itself”; the claim is therefore about MNIST alone, and the other data stand beside it.',
    ...fallRemarks(series),
    ...sizeRemarks(scale),
  ]
}

/** Page's test is against no order at all: single steps may fall. */
function fallRemarks(series: readonly Series[]): readonly string[] {
  const falls = series
    .filter(({ data }) => data === 'MNIST')
    .flatMap((one) => {
      const means = one.widths.map((_, k) => meanOf(testAccuracies(one), k))
      return one.widths.flatMap((width, k) =>
        k > 0 && means[k]! < means[k - 1]!
          ? [
              `${nameOf(one)}, from ${one.widths[k - 1]} to ${width} hidden units: ${percent(means[k - 1]!)} → ${percent(means[k]!)}`,
            ]
          : [],
      )
    })
  return falls.length === 0
    ? []
    : [`What rises is the trend; of the steps between neighbouring widths these fall: ${falls.join('; ')}.`]
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}

/** @param k negative from the end */
function meanOf(blocks: readonly (readonly number[])[], k: number): number {
  return blocks.reduce((sum, block) => sum + block.at(k)! / blocks.length, 0)
}

/** Why our numbers differ from the printed ones. */
function sizeRemarks(scale: Scale): readonly string[] {
  const { widths, samples } = design[scale].MNIST
  if (widths.join() === printedWidths.join()) return []
  const pairs = widths.map((width, k) => `${width} ↔ ${printedWidths[k]}`)
  return [
    `At this scale widths are paired with the printed ones by their rank, ${pairs.join(', ')}, and a network sees the first ${samples} images. Ours classify fewer images correctly for ` +
      'both reasons, and gains are larger because the narrowest is too small: the numbers are no reproduction of Table 9. Paper scale has its widths and all images.',
  ]
}

interface Ordered {
  readonly name: string
  /** [trials][widths] */
  readonly blocks: readonly (readonly number[])[]
  /** Of the mean over trials; none when absent. */
  readonly show?: (mean: number) => string
}

export default specify({
  id: 'sankar2017/width',
  statement: 'On MNIST the test accuracy rises with the width of the one hidden layer',
  source: { work: 'Sankar and Balasubramanian 2017', item: 'Table 9, Sec. 6', page: 15 },
  reported:
    `${tables.widths.map(({ layers, accuracy }) => `${layers.join('-')}: ${printedText(accuracy)} %`).join('; ')}. “increasing the number of hidden neurons in the MNIST architecture ` +
    'chosen in this work actually takes the performance of our network close to state-of-the-art”',
  terms: [...readingTerms(), pageTerm],
  rule:
    `${designText}; momentum; Page's test over trials, whose treatments are the widths, that the test accuracy rises, on ` +
    `MNIST in each reading at an error rate of ${errorRate}; holds when it rises in all, refuted when it rises in none and the widest network is no better on average than the narrowest; the ` +
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
    const decided = decideRise(
      ofMnist.map((one) => ({ name: nameOf(one), blocks: testAccuracies(one), show: percent })),
    )
    return {
      ...decided,
      summary: `${decided.summary}. Of the order alone; “close to state-of-the-art” is not tested`,
      seed: context.seed,
      remarks: remarks(context.scale, series),
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
        const block = widths.map((width) => architecture([784, width, 10], 'relu').dimension)
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

/** The rule. */
function decideRise(series: readonly Ordered[]): Verdict {
  const tests = series.map((one) => ({ one, trend: pageTrendTest(one.blocks) }))
  const rising = tests.filter(({ trend }) => trend.pRising < errorRate).length
  // Too few trials for the test are no evidence against a rise.
  const noGain = series.every(({ blocks }) => meanOf(blocks, -1) <= meanOf(blocks, 0))
  return {
    status: rising === series.length ? 'holds' : rising === 0 && noGain ? 'refuted' : 'inconclusive',
    summary: tests
      .map(({ one, trend }) => {
        const { statistic, expected, pRising } = trend
        return `${one.name}${endsText(one)}: p = ${pRising.toPrecision(2)} for a rise with width (Page's L ${statistic}, ${expected} expected without a trend)`
      })
      .join('; '),
    runs: series.reduce((sum, { blocks }) => sum + blocks.flat().length, 0),
  }
}

/** Means over trials of the narrowest and the widest. */
function endsText({ blocks, show }: Ordered): string {
  if (show === undefined) return ''
  return ` ${show(meanOf(blocks, 0))} → ${show(meanOf(blocks, -1))}`
}
