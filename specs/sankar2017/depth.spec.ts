import tables from '../../fixtures/sankar2017/tables.json' with { type: 'json' }
import { architecture, type ClaimContext, specify, type Verdict } from '../../harness/index.ts'
import { criticalText, range } from './degenerateSaddle.ts'
import {
  alwaysZeroInputs,
  type Design,
  depths,
  designText,
  runsByDepth,
  type Series,
  seriesOf,
  shares,
  slackText,
  toleranceText,
} from './depthRuns.ts'
import {
  causeTable,
  printedFall,
  printedRises,
  printedRow,
  printedTable,
  printedZeros,
  sharePlot,
  shareTable,
  trendTable,
} from './depthTables.ts'
import { familyName, hasLearned, type Run, readingTerms } from './experiment.ts'
import { type FamilyDesigns, families } from './families.ts'
import { alwaysZeroPixels } from './printedFloors.ts'
import { endRemarks, printedText, trialsText } from './printedTables.ts'
import { pageTerm } from './rankTerms.ts'
import { spread } from './trialSpread.ts'
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

function remarks(
  runs: readonly Run[],
  series: readonly Series[],
  trials: readonly Trial[],
): readonly string[] {
  const ends = criticalText(runs.map(({ stop }) => stop.gradientNorm))
  return [
    'Measured at the weights where training ended, and before the first step; the Hessian is that of the loss over all training images of the run. ' +
      `As to the gradient where it ended, ${ends}.`,
    ...endRemarks(runs),
    ...learnedRemarks(trials),
    'Zero rows are counted exactly, as rows that are proved to be zero. Counts within a tolerance are certified up to ' +
      `eigenvalues that lie within a rounding bound of ± ${toleranceText} itself, which the second table has: it grows with every layer, and where it is more than ${slackText} of the tolerance the count is shown and not compared, which was asked for after the first run at paper scale. Counts by sign are certain up to the column “sign not certain”. ` +
      'The share of every trial decides for itself; the tables have means with the standard deviation over trials, which differ in their initial weights.',
    ...printedRemarks,
    'The rows of always-zero inputs are as many at every depth, pixels × units of the first hidden layer, while each layer adds ' +
      'parameters: their share falls. What rises, in a count of exact zeros, comes from hidden units that are off on all images; ' +
      'the third table tells the causes apart, before training and after it. It depends on initial ' +
      'weights and training, not on depth alone, and so trials differ.',
    ...beyondInputsRemarks(series),
    ...sizeRemarks(runs),
  ]
}

/** How much of the evidence is of networks that have learned. */
function learnedRemarks(trials: readonly Trial[]): readonly string[] {
  if (trials.every(({ learned }) => learned)) return []
  const falling = trials.filter((trial) => contradictionsOf(trial).length > 0)
  const learned = falling.filter((trial) => trial.learned).length
  return [
    `Of the ${trialsText(falling.length)} in which a share falls, ${learned} ${learned === 1 ? 'has' : 'have'} networks that have learned at every depth; the counterexample is of these if there is one.`,
  ]
}

/** The paper's own numbers. */
const printedRemarks = families.flatMap((data) => {
  const fall = printedFall(data)
  const zeros = depths.map((depth) => printedZeros(data, depth)).join(', ')
  if (fall === undefined) return []
  return [
    `The paper’s fractions are of MNIST (Sec. 6), one number for each depth, without a deviation. Of CIFAR-10 it says: “A similar trend is also observed during the training of CIFAR-10”. Its ` +
      `own tables contradict that: they have ${zeros}, of ${data} features, and so shares that fall before they rise: ${fall}. The network of one hidden layer is that of Tables 2 and 3, which Table 8 ` +
      'does not repeat; Sec. 6 takes its fraction for MNIST from there, too. These shares are the paper’s, whatever is measured here, and the rule does not count them.',
  ]
})

/** Table 8 without the rows that are known beforehand, beside ours, at the paper's size. */
function beyondInputsRemarks(series: readonly Series[]): readonly string[] {
  const paperWidth = tables.depths[0]!.layers[1]!
  return series.flatMap(({ data, reading, trials }) => {
    const [, width, ...rest] = trials[0]!.at(-1)!.layers
    if (data !== 'MNIST' || width !== paperWidth) return []
    const theirs = alwaysZeroPixels() * width
    const rows = alwaysZeroInputs(data, reading) * width
    const perDepth = depths.slice(1).map((depth, k) => {
      const { mean, deviation = 0 } = printedRow(data, depth).zero!
      const ours = spread(trials.map((trial) => trial[k + 1]!.stop.structure.silent - rows))
      return `${mean - theirs} ± ${deviation} with ${depth} hidden layers, where ours have ${ours}`
    })
    return [
      `Beyond the rows of always-zero pixels (${theirs} with the paper’s pixels, ${rows} in the ${reading} reading) the paper has ${perDepth.join(', and ')}. Such rows are those of hidden units that are off on all images, ${width + 1 + rest.at(-1)!} for one of the last hidden layer, and, where a unit is on ` +
        'for a few images, those of the inputs that are zero in these. The text says neither how many units were off nor what its learning rate was (the released code has one, with another loss), and of eigenvalues ' +
        'computed in single precision some may be 0 by rounding, so that the difference cannot be divided between these causes.',
    ]
  })
}

/** Why our numbers differ from the printed ones. */
function sizeRemarks(runs: readonly Run[]): readonly string[] {
  const widest = Math.max(...runs.flatMap(({ hidden }) => hidden))
  const theirs = tables.depths[0]!.layers[1]!
  if (widest === theirs) return []
  const accuracies = range(
    runs.map(({ testAccuracy }) => 100 * testAccuracy),
    (value) => value.toFixed(0),
  )
  return [
    `At this scale hidden layers have at most ${widest} units where the paper’s have ${theirs}, and fewer images: our networks classify ${accuracies} % of the test images correctly. ` +
      'They are evidence that the count of a network depends on more than depth, and none of what trained networks of the paper’s size do; paper scale has those.',
  ]
}

/** A share; undefined where its tolerance is not sharp enough for it to be compared. */
type Counted = number | undefined

/** A trial as the rule sees it: the shares by depth, however they are counted. */
interface Trial {
  readonly name: string
  /** Whether each of its networks has. */
  readonly learned: boolean
  readonly counted: readonly { readonly name: string; readonly byDepth: readonly Counted[] }[]
}

export default specify({
  id: 'sankar2017/depth',
  statement: 'The deeper the network, the larger the fraction of zero eigenvalues where training stops',
  source: { work: 'Sankar and Balasubramanian 2017', item: 'Table 8, Sec. 6', page: 14 },
  reported:
    `${tables.fractions.map(({ layers, fraction }) => `${layers.join('-')}: ${fraction}`).join('; ')}; ` +
    tables.depths
      .map(({ layers, zero }) => `${layers.join('-')}: ${printedText(zero)} zero eigenvalues`)
      .join('; ') +
    '. “A similar trend is also observed during the training of CIFAR-10”',
  terms: [...readingTerms(), pageTerm],
  rule:
    `${designText(design)}; momentum; counted in two ways, as zero rows, which is what a count of exact zeros finds, and as ` +
    `eigenvalues within ± ${toleranceText}, which is compared where the rounding bound of that tolerance is at most ${slackText} of it; a trial supports the claim when both shares rise with every hidden layer, and ` +
    'contradicts it when one of them, as counted, falls with one more; one that is not compared neither rises nor falls (the shares that the paper prints for MNIST rise by ' +
    `${printedRises('MNIST')
      .map((rise) => rise.toFixed(1))
      .join(' and ')} standard deviations, so that a trial hardly falls by chance); holds when every ` +
    "trial supports it, refuted when at least half of the trials contradict it in every data set and reading; Page's test over " +
    'trials stands in a table',
  pinned: 'refuted',
  check: async (context) => {
    const { runs, failures } = await runsByDepth(context, design)
    if (failures.length > 0) return undecided(failures, runs.length)
    const series = seriesOf(runs)
    const trials = series.map((one) => one.trials.map((trial) => countedTrial(one, trial)))
    const decided = decideRise(trials)
    const printed = families.flatMap((data) => {
      const fall = printedFall(data)
      return fall === undefined
        ? []
        : [`in the paper’s own tables the shares of ${data} fall and rise: ${fall}`]
    })
    return {
      ...decided,
      summary: [...printed, `the share of ours ${decided.summary}`].join('; '),
      seed: context.seed,
      remarks: remarks(runs, series, trials.flat()),
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
    name: `${familyName(data)} ${trial.map(({ layers }) => layers.join('-')).join(', ')}, momentum, ${reading} reading, trial ${trial[0]!.trial}`,
    learned: trial.every(hasLearned),
    counted: shares.map(({ name, of, isSharp }) => ({
      name,
      byDepth: trial.map(({ stop }) => (isSharp(stop) ? of(stop) : undefined)),
    })),
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
  return { name: '784 inputs', learned: true, counted: [{ name: 'share', byDepth }] }
}

/** The rule. @param series [series][trials] */
function decideRise(series: readonly (readonly Trial[])[]): Verdict {
  const all = series.flat()
  const supporting = all.filter(({ counted }) => counted.every(({ byDepth }) => isRising(byDepth)))
  const contradicting = series.map((trials) => trials.filter((trial) => contradictionsOf(trial).length > 0))
  const shown = contradicting.flat()
  const first = [...shown.filter(({ learned }) => learned), ...shown].flatMap(contradictionsOf)[0]
  const isRefuted = contradicting.every(
    (found, k) => found.length > 0 && 2 * found.length >= series[k]!.length,
  )
  return {
    status: supporting.length === all.length ? 'holds' : isRefuted ? 'refuted' : 'inconclusive',
    summary: `rises with every layer in ${supporting.length} of ${trialsText(all.length)}, falls with an added layer in ${shown.length}${first ? ` (${first})` : ''}`,
    runs: all.length,
    ...(isRefuted && first ? { counterexample: first } : {}),
  }
}

function isRising(byDepth: readonly Counted[]): boolean {
  return byDepth.every((_, k) => k === 0 || changeAt(byDepth, k) > 0)
}

/** With the layer that depth k has more; NaN where a share is not compared. */
function changeAt(byDepth: readonly Counted[], k: number): number {
  return (byDepth[k] ?? Number.NaN) - (byDepth[k - 1] ?? Number.NaN)
}

function contradictionsOf({ name, counted }: Trial): readonly string[] {
  return counted
    .filter(({ byDepth }) => byDepth.some((_, k) => k > 0 && changeAt(byDepth, k) < 0))
    .map(
      (share) =>
        `${name}: ${share.name} ${share.byDepth.map((value) => value?.toPrecision(4) ?? 'not compared').join(', ')}`,
    )
}
