import tables from '../../fixtures/sankar2017/tables.json' with { type: 'json' }
import { architecture, type ClaimContext, specify, type Verdict } from '../../harness/index.ts'
import {
  alwaysZeroInputs,
  type Design,
  depths,
  designText,
  runsByDepth,
  type Series,
  seriesOf,
  shares,
  toleranceText,
} from './depthRuns.ts'
import { causeTable, printedTable, printedZeros, sharePlot, shareTable, trendTable } from './depthTables.ts'
import type { Run } from './experiment.ts'
import { type FamilyDesigns, families } from './families.ts'
import { printedText } from './printedTables.ts'
import { undecided } from './undecided.ts'

/** On so few images the text's rule stops deep networks after one epoch, before they have learned anything. */
const design: FamilyDesigns<Design> = {
  quick: {
    MNIST: { width: 2, readings: ['code'], trials: 2, samples: 1000 },
    'CIFAR-10': { width: 3, readings: ['code'], trials: 2, samples: 1000 },
  },
  paper: {
    MNIST: { width: 25, readings: ['text'], trials: 3 },
    'CIFAR-10': { width: 25, readings: ['text'], trials: 8 },
  },
}

const remarks = [
  'Measured at the weights where the stop rule of the reading ended training, and before the first step; the Hessian is that of ' +
    'the loss over all training images of the run. No such point is critical: ‖∇f‖ stands in the first table.',
  'Zero rows are counted exactly, as rows that are proved to be zero. Counts within a tolerance are certified up to ' +
    'eigenvalues that lie within a rounding bound of the tolerance itself, counts by sign up to the column “sign not certain”. ' +
    'Means have the standard deviation over trials, and the share of every trial decides for itself.',
  `The paper’s fractions are of MNIST (Sec. 6), one number for each depth, without a deviation. Of CIFAR-10 it says that “a similar trend is also observed”; ` +
    `its own tables have ${depths.map((depth) => printedZeros('CIFAR-10', depth)).join(', ')} there.`,
  'The rows of always-zero inputs are as many at every depth, pixels × units of the first hidden layer, while each layer adds ' +
    'parameters: their share falls. What rises, in a count of exact zeros, comes from hidden units that are off on all images; ' +
    'the third table tells the causes apart, before training and after it. It depends on initial ' +
    'weights and training, not on depth alone, and so trials differ. At quick scale the networks are narrower and see fewer images than the paper’s.',
]

/** A trial as the rule sees it: the shares by depth, however they are counted. */
interface Trial {
  readonly name: string
  readonly counted: readonly { readonly name: string; readonly byDepth: readonly number[] }[]
}

export default specify({
  id: 'sankar2017/depth',
  statement: 'The deeper the network, the larger the fraction of zero eigenvalues where training stops',
  source: { work: 'Sankar and Balasubramanian 2017', item: 'Table 8, Sec. 6', page: 14 },
  reported:
    `${tables.fractions.map(({ layers, fraction }) => `${layers.join('-')}: ${fraction}`).join('; ')}; ` +
    tables.depths
      .map(({ layers, zero }) => `${layers.join('-')}: ${printedText(zero)} zero eigenvalues`)
      .join('; '),
  rule:
    `${designText(design)}; momentum; counted in two ways, as zero rows, which is what a count of exact zeros finds, and as ` +
    `eigenvalues within ± ${toleranceText}; a trial supports the claim when both shares rise with every hidden layer, and ` +
    'contradicts it when one of them falls with one more (by the printed deviations one in a hundred would); holds when every ' +
    "trial supports it, refuted when at least half of the trials contradict it in every data set and reading; Page's test over " +
    'trials stands in a table',
  pinned: 'refuted',
  check: async (context) => {
    const { runs, failures } = await runsByDepth(context, design)
    if (failures.length > 0) return undecided(failures, runs.length)
    const series = seriesOf(runs)
    return {
      ...decideRise(series.map((one) => one.trials.map((trial) => countedTrial(one, trial)))),
      seed: context.seed,
      remarks,
      tables: [
        printedTable(series),
        shareTable(series),
        causeTable(design[context.scale], series),
        trendTable(series),
      ],
      plots: families.map((data) => sharePlot(context.scale, data, series)),
    }
  },
  controls: [
    {
      statement: 'the share of the parameters that lie behind the first layer rises with depth',
      expected: 'holds',
      check: async (context) =>
        decideRise([
          [architectureTrial(context, ({ dimension, blocks }) => 1 - blocks[0]!.bias / dimension)],
        ]),
    },
    {
      statement: 'the share of the weights of always-zero pixels rises with depth',
      expected: 'refuted',
      check: async (context) => {
        const { width, samples } = design[context.scale].MNIST
        const rows = alwaysZeroInputs('MNIST', 'text', samples) * width
        return decideRise([[architectureTrial(context, ({ dimension }) => rows / dimension)]])
      },
    },
  ],
})

function countedTrial({ data, reading }: Series, trial: readonly Run[]): Trial {
  return {
    name: `${data} ${trial.map(({ layers }) => layers.join('-')).join(', ')}, momentum, ${reading} reading, trial ${trial[0]!.trial}`,
    counted: shares.map(({ name, of }) => ({ name, byDepth: trial.map(({ stop }) => of(stop)) })),
  }
}

function architectureTrial(
  { scale }: ClaimContext,
  share: (shape: ReturnType<typeof architecture>) => number,
): Trial {
  const { width } = design[scale].MNIST
  const byDepth = depths.map((depth) =>
    share(architecture([784, ...Array.from({ length: depth }, () => width), 10], 'relu')),
  )
  return { name: '784 inputs', counted: [{ name: 'share', byDepth }] }
}

/** The rule. @param series [series][trials] */
function decideRise(series: readonly (readonly Trial[])[]): Verdict {
  const all = series.flat()
  const supporting = all.filter(({ counted }) => counted.every(({ byDepth }) => isRising(byDepth)))
  const contradicting = series.map((trials) => trials.filter((trial) => contradictionsOf(trial).length > 0))
  const first = contradicting.flat().flatMap(contradictionsOf)[0]
  const isRefuted = contradicting.every(
    (found, k) => found.length > 0 && 2 * found.length >= series[k]!.length,
  )
  return {
    status: supporting.length === all.length ? 'holds' : isRefuted ? 'refuted' : 'inconclusive',
    summary: `${supporting.length} of ${all.length} trials support a rise, ${contradicting.flat().length} contradict it${first ? `, first ${first}` : ''}`,
    runs: all.length,
    ...(isRefuted && first ? { counterexample: first } : {}),
  }
}

function isRising(byDepth: readonly number[]): boolean {
  return byDepth.every((share, k) => k === 0 || share > byDepth[k - 1]!)
}

function contradictionsOf({ name, counted }: Trial): readonly string[] {
  return counted
    .filter(({ byDepth }) => byDepth.some((share, k) => k > 0 && share < byDepth[k - 1]!))
    .map((share) => `${name}: ${share.name} ${share.byDepth.map((value) => value.toPrecision(4)).join(', ')}`)
}
