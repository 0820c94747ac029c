import tables from '../../fixtures/sankar2017/tables.json' with { type: 'json' }
import {
  architecture,
  type ClaimContext,
  type EvidenceTable,
  type Plot,
  type PointSigns,
  pageTrendTest,
  type Scale,
  specify,
  type Verdict,
  zeroColumns,
} from '../../harness/index.ts'
import {
  allReadings,
  type Experiment,
  experimentData,
  type Family,
  listCells,
  type Reading,
  type Run,
  runCells,
  trialsOf,
} from './experiment.ts'
import { families } from './methods.ts'
import { besidePrinted, type PrintedRow, printedMethod, printedText, spread } from './printedTables.ts'

interface Design {
  /** Of every hidden layer. */
  readonly width: number
  readonly readings: readonly Reading[]
  readonly trials: number
  /** The first so many training images; all when absent. */
  readonly samples?: number
}

/** On so few images the text's rule stops deep networks after one epoch, before they have learned anything. */
const design: Readonly<Record<Scale, Readonly<Record<Family, Design>>>> = {
  quick: {
    MNIST: { width: 2, readings: ['code'], trials: 2, samples: 1000 },
    'CIFAR-10': { width: 3, readings: ['code'], trials: 2, samples: 1000 },
  },
  paper: {
    MNIST: { width: 25, readings: ['text'], trials: 3 },
    'CIFAR-10': { width: 25, readings: ['text'], trials: 8 },
  },
}

/** Hidden layers. Table 8 counts the layer of outputs too. */
const depths = [1, 2, 3]

/** Of the degeneracy curve: each costs two factorisations a point. */
const tolerance = 1e-6
const toleranceText = tolerance.toExponential(0)

/** A share of the eigenvalues that somebody may call the degeneracy. */
interface Share {
  readonly name: string
  readonly of: (point: PointSigns) => number
}

const shares: readonly Share[] = [
  { name: 'share of zero rows', of: ({ structure, order }) => structure.silent / order },
  { name: `share within ± ${toleranceText}`, of: (point) => within(point) / point.order },
]

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

/** Runs of one data set in one reading. */
interface Series {
  readonly data: Family
  readonly reading: Reading
  /** [trials][depths] */
  readonly trials: readonly (readonly Run[])[]
}

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
    `${designText()}; momentum; counted in two ways, as zero rows, which is what a count of exact zeros finds, and as ` +
    `eigenvalues within ± ${toleranceText}; a trial supports the claim when both shares rise with every hidden layer, and ` +
    'contradicts it when one of them falls with one more (by the printed deviations one in a hundred would); holds when every ' +
    "trial supports it, refuted when at least half of the trials contradict it in every data set and reading; Page's test over " +
    'trials stands in a table',
  pinned: 'refuted',
  check: async (context) => {
    const { runs, failures } = await runsByDepth(context)
    if (failures.length > 0)
      return { status: 'inconclusive', summary: failures.join('; '), runs: runs.length }
    const series = seriesOf(runs)
    return {
      ...decideRise(series.map((one) => one.trials.map((trial) => countedTrial(one, trial)))),
      seed: context.seed,
      remarks,
      tables: [printedTable(series), shareTable(series), causeTable(context, series), trendTable(series)],
      plots: families.map((data) => sharePlot(context, data, series)),
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
        const pixels = alwaysZeroInputs(context, 'MNIST', 'text')
        const rows = pixels * design[context.scale].MNIST.width
        return decideRise([[architectureTrial(context, ({ dimension }) => rows / dimension)]])
      },
    },
  ],
})

function designText(): string {
  const part = (scale: Scale, family: Family): string => {
    const { width, readings, trials, samples } = design[scale][family]
    const inputs = family === 'MNIST' ? '784' : 'd'
    const images = samples === undefined ? 'all images' : `the first ${samples} images`
    return `${inputs} inputs, ${depths.join(', ')} hidden layers of ${width}, ${images}, ${trials} trials, ${readings.join(' and ')} reading`
  }
  return families
    .map((family) => `${family}: ${part('quick', family)} (paper: ${part('paper', family)})`)
    .join('; ')
}

async function runsByDepth(context: ClaimContext): Promise<Experiment> {
  const parts: Experiment[] = []
  for (const data of families) {
    const { width, readings, samples } = design[context.scale][data]
    const trials = trialsOf(context, { quick: design.quick[data].trials, paper: design.paper[data].trials })
    const hidden = depths.map((depth) => Array.from({ length: depth }, () => width))
    const cells = listCells({ data: [data], readings, hidden, trials })
    const measures = { tolerances: [tolerance], start: true, ...(samples === undefined ? {} : { samples }) }
    parts.push(await runCells(context, cells, measures))
  }
  return { runs: parts.flatMap(({ runs }) => runs), failures: parts.flatMap(({ failures }) => failures) }
}

function seriesOf(runs: readonly Run[]): readonly Series[] {
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

function within({ curve }: PointSigns): number {
  return curve[0]!.zeros
}

function alwaysZeroInputs({ scale }: ClaimContext, data: Family, reading: Reading): number {
  return zeroColumns(experimentData(data, reading, design[scale][data].samples).train.inputs).length
}

function printedRow(data: Family, depth: number): PrintedRow {
  const deep = tables.depths.find((row) => row.data === data && row.layers.length === depth + 2)
  return deep ?? printedMethod(data, 'momentum')
}

function printedZeros(data: Family, depth: number): string {
  const { layers, zero } = printedRow(data, depth)
  return `${printedText(zero)} zero eigenvalues of ${layers.join('-')}`
}

function printedTable(series: readonly Series[]): EvidenceTable {
  const groups = series.flatMap(({ data, reading, trials }) =>
    depths.map((depth, k) => ({
      name: `${data}, ${depth} hidden`,
      reading,
      runs: trials.map((trial) => trial[k]!),
      printed: printedRow(data, depth),
    })),
  )
  const byName = groups.toSorted((a, b) => (a.name < b.name ? 1 : a.name > b.name ? -1 : 0)).toReversed()
  return besidePrinted('Table 8 (and 3) beside our runs, at the point where training ended', byName)
}

/** Both ends, and what the paper prints of its own. */
function shareTable(series: readonly Series[]): EvidenceTable {
  const share = (value: number): string => value.toFixed(4)
  return {
    title:
      'Shares of the eigenvalues by depth: before training, where it stops, and as printed; mean ± standard deviation',
    columns: [
      'data',
      'reading',
      'network',
      'trials',
      ...shares.flatMap(({ name }) => [`${name}: before training`, 'where it stops']),
      'printed',
    ],
    rows: series.flatMap(({ data, reading, trials }) =>
      depths.map((depth, k) => {
        const runs = trials.map((trial) => trial[k]!)
        const printed = tables.fractions.find(({ layers }) => data === 'MNIST' && layers.length === depth + 2)
        return [
          data,
          reading,
          runs[0]!.layers.join('-'),
          runs.length,
          ...shares.flatMap(({ of }) => [
            spread(
              runs.map(({ start }) => of(start!)),
              share,
            ),
            spread(
              runs.map(({ stop }) => of(stop)),
              share,
            ),
          ]),
          printed === undefined ? '' : `${printed.fraction} (${printed.layers.join('-')})`,
        ]
      }),
    ),
  }
}

/** What of the count does not grow with depth: the first layer's weights of inputs that are always zero. */
function causeTable(context: ClaimContext, series: readonly Series[]): EvidenceTable {
  return {
    title: 'Where the zero eigenvalues come from, by depth: mean ± standard deviation over trials',
    columns: [
      'data',
      'reading',
      'network',
      'point',
      'P',
      'rows of always-zero inputs',
      'other zero rows (dead units)',
      'dead units by layer',
      'constant inputs',
      'softmax shift',
      'collinear inputs of a unit',
      'alike or unused units',
      `within ± ${toleranceText} beyond the proved`,
      'negative',
    ],
    rows: series.flatMap(({ data, reading, trials }) => {
      const inputs = alwaysZeroInputs(context, data, reading)
      return depths.flatMap((_, k) =>
        (['start', 'stop'] as const).map((at) => {
          const runs = trials.map((trial) => trial[k]!)
          const points = runs.map((run) => run[at]!)
          const rows = inputs * runs[0]!.layers[1]!
          const mean = (of: (point: PointSigns) => number): string => spread(points.map(of))
          return [
            data,
            reading,
            runs[0]!.layers.join('-'),
            at,
            points[0]!.order,
            rows,
            mean(({ structure }) => structure.silent - rows),
            runs[0]!.hidden
              .map((__, layer) => mean(({ structure }) => structure.deadUnits[layer]!))
              .join('; '),
            mean(({ structure }) => structure.constantInputs),
            mean(({ structure }) => structure.softmaxShift),
            mean(({ structure }) => structure.collinearInputs),
            mean(({ structure }) => structure.zeroOutgoing + structure.redundantUnits),
            mean((point) => within(point) - point.inertia.structural),
            mean(({ inertia }) => inertia.negative),
          ]
        }),
      )
    }),
  }
}

/** Page's test, blocks trials and treatments depths, of everything that may be called degeneracy. */
function trendTable(series: readonly Series[]): EvidenceTable {
  const measures: readonly Share[] = [
    { name: 'proved zeros', of: ({ inertia }) => inertia.structural },
    {
      name: `within ± ${toleranceText} beyond the proved`,
      of: (point) => within(point) - point.inertia.structural,
    },
    ...shares,
  ]
  return {
    title: "Page's test of a trend with depth over trials, before training and where it stops",
    columns: [
      'data',
      'reading',
      'point',
      'measure',
      'trials',
      "Page's L",
      'expected without a trend',
      'p of a rise',
      'p of a fall',
    ],
    rows: series.flatMap(({ data, reading, trials }) =>
      (['start', 'stop'] as const).flatMap((at) =>
        measures.map(({ name, of }) => {
          const test = pageTrendTest(trials.map((trial) => trial.map((run) => of(run[at]!))))
          const { statistic, expected, pRising, pFalling } = test
          return [data, reading, at, name, trials.length, statistic, expected, pRising, pFalling]
        }),
      ),
    ),
  }
}

function sharePlot(context: ClaimContext, data: Family, series: readonly Series[]): Plot {
  const ours = series
    .filter((one) => one.data === data)
    .flatMap(({ reading, trials }) =>
      shares.flatMap(({ name, of }) =>
        (['start', 'stop'] as const).map((at) => ({
          name: `${name}, ${reading} reading, ${at === 'start' ? 'before training' : 'where it stops'}`,
          shape: 'points' as const,
          points: depths.map((_, k) => ({ x: k, ...withEnds(trials.map((trial) => of(trial[k]![at]!))) })),
        })),
      ),
    )
  const theirs = tables.fractions.map(({ fraction }, x) => ({ x, y: fraction }))
  const isTheirs = context.scale === 'paper' && data === 'MNIST'
  return {
    name: `share-${data.toLowerCase()}`,
    title: `Share of the eigenvalues that count as zero, by depth: ${data}`,
    x: { label: 'hidden layers', names: depths.map(String) },
    y: { label: 'share of the eigenvalues' },
    // Theirs are of other networks at quick scale: they have no place in its figure.
    series: [
      ...ours,
      ...(isTheirs ? [{ name: 'printed (Sec. 6)', shape: 'points' as const, points: theirs }] : []),
    ],
  }
}

/** The mean of the trials, and the least and the most of them. */
function withEnds(values: readonly number[]): { y: number; low: number; high: number } {
  const y = values.reduce((sum, value) => sum + value / values.length, 0)
  return { y, low: Math.min(...values), high: Math.max(...values) }
}
