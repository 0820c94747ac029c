import tables from '../../fixtures/sankar2017/tables.json' with { type: 'json' }
import {
  type ClaimContext,
  type EvidenceTable,
  type Plot,
  type PointSigns,
  type Scale,
  seededRandom,
  signsAt,
  specify,
  type Verdict,
} from '../../harness/index.ts'
import { constantUnits } from './constantUnits.ts'
import { decideDegenerateSaddle, degenerateSaddleText } from './degenerateSaddle.ts'
import {
  allReadings,
  cellName,
  type Experiment,
  type Family,
  listCells,
  planOf,
  type Reading,
  type Run,
  runCells,
  trialsOf,
} from './experiment.ts'
import { families } from './methods.ts'
import { besidePrinted, type PrintedRow, printedLayers, printedText, spread } from './printedTables.ts'

interface Design {
  readonly hidden: readonly number[]
  readonly readings: readonly Reading[]
  readonly trials: number
  /** So many of them are measured before the first step too. */
  readonly starts: number
  /** Of the degeneracy curve: each costs two factorisations a point. */
  readonly tolerances: readonly number[]
  /** The first so many training images; all when absent. */
  readonly samples?: number
}

const tolerance = 1e-6
const toleranceText = tolerance.toExponential(0)

/** At paper scale a point of 784-25-10 takes minutes. */
const design: Readonly<Record<Scale, Readonly<Record<Family, Design>>>> = {
  quick: {
    MNIST: { hidden: [2], readings: ['text'], trials: 1, starts: 1, tolerances: [tolerance], samples: 1000 },
    'CIFAR-10': {
      hidden: [3],
      readings: allReadings,
      trials: 1,
      starts: 1,
      tolerances: [tolerance],
      samples: 1000,
    },
  },
  paper: {
    MNIST: { hidden: [25], readings: ['text'], trials: 3, starts: 1, tolerances: [] },
    'CIFAR-10': { hidden: [25], readings: ['text'], trials: 8, starts: 3, tolerances: [tolerance] },
  },
}

/** Table 6 with the laws that it prints, in the order of Table 7, which has no row for the uniform one. */
const initializers = [
  { initializer: 'he-uniform-printed', name: 'He' },
  { initializer: 'normal', name: 'normal' },
  { initializer: 'xavier-uniform', name: 'Xavier' },
  { initializer: 'orthogonal', name: 'orthogonal' },
  { initializer: 'uniform', name: 'uniform' },
] as const

const remarks = [
  'Measured where the stop rule of the reading ended training, over the full batch, and before the first step for the first ' +
    'trials; counts are certified by a bound that covers the assembly of the Hessian and the factorisation.',
  'Table 7 has degeneracies at the end alone. Of a zero input the rows of the Hessian are identically zero from the start, whatever ' +
    'the law of the initial weights; what differs between the laws is how many units are on for how few samples, which makes ' +
    'further zeros, and these are there before training, too.',
  'Two of its MNIST rows are smaller than the number of zero rows that its own preprocessing makes: sankar2017/structuralFloor.',
]

export default specify({
  id: 'sankar2017/initialization',
  statement:
    'Whatever the initial weights (He, normal, Xavier, orthogonal, uniform), training converges to a degenerate saddle',
  source: { work: 'Sankar and Balasubramanian 2017', item: 'Tables 6 and 7, Sec. 6', page: 14 },
  reported: tables.initializations
    .map(({ data, initializer, zero }) => `${data}, ${initializer}: ${printedText(zero)} zero eigenvalues`)
    .join('; '),
  rule:
    `momentum from weights of each law (${initializers.map(({ initializer }) => initializer).join(', ')}); ${designText()}; ` +
    `${degenerateSaddleText}; how many zero eigenvalues are proved of the initial weights stands beside those of the end`,
  pinned: 'refuted',
  check: async (context) => {
    const { runs, failures } = await initializedRuns(context)
    if (failures.length > 0)
      return { status: 'inconclusive', summary: failures.join('; '), runs: runs.length }
    const decided = decideDegenerateSaddle(
      runs.map(({ stop }) => stop),
      (k) => cellName(runs[k]!, runs[k]!.layers),
    )
    return {
      ...decided,
      summary: `${decided.summary}; ${addedText(runs)}`,
      seed: context.seed,
      remarks,
      tables: [printedTable(runs), startTable(runs), runTable(runs)],
      plots: families.map((data) => zerosPlot(context, data, runs)),
    }
  },
  controls: [
    {
      statement:
        'a network whose hidden units are constant on all images, with outgoing weights 0, is a degenerate saddle',
      expected: 'holds',
      check: (context) => decidePoint(context, 0),
    },
    {
      statement: 'so is the same network after a random step of every weight',
      expected: 'refuted',
      check: (context) => decidePoint(context, 0.01),
    },
  ],
})

function designText(): string {
  const part = (scale: Scale, family: Family): string => {
    const { hidden, readings, trials, samples } = design[scale][family]
    const layers = [family === 'MNIST' ? 784 : 'd', ...hidden, 10].join('-')
    const images = samples === undefined ? 'all images' : `the first ${samples} images`
    return `${layers}, ${images}, ${trials} trials, ${readings.join(' and ')} reading`
  }
  return families
    .map((family) => `${family}: ${part('quick', family)} (paper: ${part('paper', family)})`)
    .join('; ')
}

async function initializedRuns(context: ClaimContext): Promise<Experiment> {
  const parts: Experiment[] = []
  for (const data of families) {
    const { hidden, readings, starts, tolerances, samples } = design[context.scale][data]
    const trials = trialsOf(context, { quick: design.quick[data].trials, paper: design.paper[data].trials })
    const names = initializers.map(({ initializer }) => initializer)
    const cells = listCells({ data: [data], readings, hidden: [hidden], initializers: names, trials })
    for (const start of [true, false]) {
      const chosen = cells.filter(({ trial }) => trial <= starts === start)
      const measures = { tolerances, start, ...(samples === undefined ? {} : { samples }) }
      parts.push(await runCells(context, chosen, measures))
    }
  }
  return { runs: parts.flatMap(({ runs }) => runs), failures: parts.flatMap(({ failures }) => failures) }
}

function addedText(runs: readonly Run[]): string {
  const both = runs.filter(({ start }) => start !== undefined)
  const alike = both.filter(({ start, stop }) => start!.structure.silent === stop.structure.silent).length
  return `in ${alike} of ${both.length} as many zero rows before the first step`
}

const controlSamples = 500

/** @param step standard deviation of what is added to every weight */
async function decidePoint({ seed, provider }: ClaimContext, step: number): Promise<Verdict> {
  const cell = {
    data: 'MNIST',
    reading: 'text',
    method: 'momentum',
    hidden: [2],
    labels: 'true',
    trial: 1,
  } as const
  const { objective, theta } = constantUnits(planOf({ seed }, cell, controlSamples))
  const random = seededRandom(seed)
  const moved = theta.map((weight) => weight + step * random.normal())
  const point = await signsAt(objective, moved, provider)
  if (point.status !== 'measured') return { status: 'inconclusive', summary: point.message, runs: 1 }
  return decideDegenerateSaddle([point])
}

/** Trials of one data set, from one law, in one reading. */
interface Group {
  readonly data: Family
  readonly name: string
  readonly initializer: string
  readonly reading: Reading
  readonly runs: readonly Run[]
}

function groups(runs: readonly Run[]): readonly Group[] {
  const all = families.flatMap((data) =>
    initializers.flatMap(({ name, initializer }) =>
      allReadings.map((reading) => {
        const isOf = (run: Run): boolean =>
          run.data === data && run.reading === reading && run.initializer === initializer
        return { data, name, initializer, reading, runs: runs.filter(isOf) }
      }),
    ),
  )
  return all.filter((group) => group.runs.length > 0)
}

function printedRow({ data, name }: Pick<Group, 'data' | 'name'>): PrintedRow | undefined {
  const row = tables.initializations.find((printed) => printed.data === data && printed.initializer === name)
  return row && { ...row, layers: printedLayers[data] }
}

function printedTable(runs: readonly Run[]): EvidenceTable {
  const compared = groups(runs).map((group) => ({
    name: `${group.data}, ${group.name} (${group.initializer})`,
    reading: group.reading,
    runs: group.runs,
    printed: printedRow(group),
  }))
  return besidePrinted('Table 7 beside our runs, at the point where training ended', compared)
}

function startTable(runs: readonly Run[]): EvidenceTable {
  const measures: readonly { readonly name: string; readonly of: (point: PointSigns) => number }[] = [
    { name: 'zero rows', of: ({ structure }) => structure.silent },
    { name: 'proved zeros', of: ({ inertia }) => inertia.structural },
    { name: `within ± ${toleranceText} (proved where not counted)`, of: zerosOf },
    { name: 'negative', of: ({ inertia }) => inertia.negative },
  ]
  return {
    title: 'What the initial weights have already: mean ± standard deviation over trials',
    columns: [
      'data',
      'initial weights',
      'reading',
      'trials',
      ...measures.flatMap(({ name }) => [`${name}: before training`, 'where it stops']),
    ],
    rows: groups(runs).map((group) => [
      group.data,
      group.initializer,
      group.reading,
      group.runs.length,
      ...measures.flatMap(({ of }) => [
        spread(pointsOf(group, 'start').map(of)),
        spread(pointsOf(group, 'stop').map(of)),
      ]),
    ]),
  }
}

function runTable(runs: readonly Run[]): EvidenceTable {
  return {
    title: 'Every run where training stops: proved zero eigenvalues by cause, and the signs of the others',
    columns: [
      'data',
      'reading',
      'initial weights',
      'trial',
      'epochs',
      'loss',
      '‖∇f‖',
      'zero rows',
      'constant inputs',
      'softmax shift',
      'collinear inputs of a unit',
      'alike or unused units',
      'dead units',
      'negative',
      'undecided',
      'positive',
      'bound',
    ],
    rows: runs.map(({ data, reading, initializer, trial, epochs, stop }) => {
      const { structure, inertia, loss, gradientNorm, bound } = stop
      return [
        data,
        reading,
        initializer!,
        trial,
        epochs,
        loss,
        gradientNorm,
        structure.silent,
        structure.constantInputs,
        structure.softmaxShift,
        structure.collinearInputs,
        structure.zeroOutgoing + structure.redundantUnits,
        structure.deadUnits.join(' + '),
        inertia.negative,
        inertia.undecided,
        inertia.positive,
        bound,
      ]
    }),
  }
}

/** Trials before training may be fewer. */
function pointsOf({ runs }: Group, at: 'start' | 'stop'): readonly PointSigns[] {
  return runs.flatMap((run) => run[at] ?? [])
}

/** At the tolerance, or what is proved where that is not counted. */
function zerosOf({ curve, inertia }: PointSigns): number {
  return curve[0]?.zeros ?? inertia.structural
}

function zerosPlot(context: ClaimContext, data: Family, runs: readonly Run[]): Plot {
  const ours = groups(runs).filter((group) => group.data === data)
  const readings = allReadings.filter((reading) => ours.some((group) => group.reading === reading))
  const series = readings.flatMap((reading) =>
    (['start', 'stop'] as const).map((at) => ({
      name: `${reading} reading, ${at === 'start' ? 'before training' : 'where it stops'}`,
      shape: 'points' as const,
      points: initializers.flatMap(({ initializer }, x) =>
        ours
          .filter((group) => group.reading === reading && group.initializer === initializer)
          .map((group) => ({ x, ...withEnds(pointsOf(group, at).map(zerosOf)) })),
      ),
    })),
  )
  const theirs = initializers.flatMap(({ name }, x) => {
    const zero = printedRow({ data, name })?.zero
    const deviation = zero?.deviation ?? 0
    return zero ? [{ x, y: zero.mean, low: zero.mean - deviation, high: zero.mean + deviation }] : []
  })
  const isCounted = design[context.scale][data].tolerances.length > 0
  const counted = isCounted ? `Eigenvalues within ± ${toleranceText}` : 'Eigenvalues proved to be zero'
  const layers = ours[0]?.runs[0]?.layers.join('-') ?? ''
  return {
    name: `zeros-${data.toLowerCase()}`,
    title: `${counted} before training and where it stops, by initial weights: ${data}, ${layers}`,
    x: { label: 'initial weights', names: initializers.map(({ name }) => name) },
    y: { label: counted },
    series: [
      ...series,
      // Theirs are of another network at quick scale: they have no place in its figure.
      ...(context.scale === 'paper' ? [{ name: 'Table 7', shape: 'points' as const, points: theirs }] : []),
    ],
  }
}

/** The mean of the trials, and the least and the most of them. */
function withEnds(values: readonly number[]): { y: number; low: number; high: number } {
  const y = values.reduce((sum, value) => sum + value / values.length, 0)
  return { y, low: Math.min(...values), high: Math.max(...values) }
}
