import {
  type ClaimContext,
  type EvidenceTable,
  frye2020GradientNormBound,
  noisySgdAmplitude,
  type Plot,
  type PlotSeries,
  quartic,
  type StructuralZeros,
  signsAt,
  specify,
} from '../../harness/index.ts'
import { constantUnitsSigns } from './constantUnits.ts'
import { decideDegenerateSaddle, degenerateSaddleText, range } from './degenerateSaddle.ts'
import { allReadings, cifarText, type Family, type Run } from './experiment.ts'
import { families } from './families.ts'
import { controlPlan, designText } from './methods.ts'
import { amplitudeOf, comparedNoisy, noisyRuns, type Pair, provedBefore, quietTwins } from './noisy.ts'
import { besidePrinted, printedLayers, printedMethod, runName, spread } from './printedTables.ts'
import { undecided } from './undecided.ts'

/** So many trials of each row also run without the noise. */
const twins = { quick: 1, paper: 3 }

const printed = {
  MNIST: printedMethod('MNIST', 'noisy SGD'),
  'CIFAR-10': printedMethod('CIFAR-10', 'noisy SGD'),
}

const remarks = [
  'Measured where the stop rule of the reading ended training, over the full batch and without noise: the noise is a part of ' +
    'the method, not of the loss. Each run has a twin without noise, from the same start through the same batches; the table of ' +
    'differences has their mean and standard deviation.',
  'What the noise cannot change are the zeros that are proved from data and layers: no step of any size makes the row of an ' +
    'always-zero input another one. The noise moves such weights all the same, at random and for ever, because no gradient holds them.',
  'Table 5 prints more negative eigenvalues than cross-entropy allows (sankar2017/negativeCounts); its zeros on MNIST are the ' +
    'zero rows, known before training.',
]

export default specify({
  id: 'sankar2017/noisySgd',
  statement: 'Noisy SGD, which is to escape saddles, converges to degenerate saddles as well',
  source: { work: 'Sankar and Balasubramanian 2017', item: 'Table 5 and Sec. 5', page: 12 },
  reported: families
    .map((family) => {
      const { zero, negative } = printed[family]
      return `${family}: ${zero?.mean} ± ${zero?.deviation} zero and ${negative?.mean} ± ${negative?.deviation} negative eigenvalues`
    })
    .join('; '),
  rule:
    `${designText}, both readings of the paper; noise uniform in ± ${noisySgdAmplitude} in every component of the gradient; without momentum (text), with 0.9 (released code); ` +
    `${degenerateSaddleText}; beside it the first ${twins.quick} (paper ${twins.paper}) trials again without the noise, from the same start through the same batches`,
  pinned: 'refuted',
  check: async (context) => {
    const { runs, failures } = await noisyRuns(context)
    if (failures.length > 0) return undecided(failures, runs.length)
    const paired = runs.filter(({ trial }) => trial <= twins[context.scale])
    const pairs = await quietTwins(context, paired)
    const changes = runs.map((run) => ({ run, before: provedBefore(context, run) }))
    const decided = decideDegenerateSaddle(
      runs.map(({ stop }) => stop),
      (k) => runName(runs[k]!),
    )
    const before = range(changes.map((change) => change.before.total))
    return {
      ...decided,
      summary: `${decided.summary}, ${before} before the first step; CIFAR-10: ${cifarText()}`,
      seed: context.seed,
      remarks,
      tables: [
        besidePrinted('Table 5 beside our runs, at the point where training ended', comparedNoisy(runs)),
        pairTable(pairs),
        zerosTable(changes),
        noiseTable(context, pairs),
      ],
      plots: [gradientPlot(context, pairs), ...families.map((family) => zerosPlot(family, changes, pairs))],
    }
  },
  controls: [
    {
      statement:
        'a network whose hidden units are constant on all images, with outgoing weights 0, is a degenerate saddle',
      expected: 'holds',
      check: async (context) => {
        const point = await constantUnitsSigns(context, controlPlan(context.seed))
        if (point.status !== 'measured') return undecided([point.message], 1)
        return decideDegenerateSaddle([point])
      },
    },
    {
      statement: 'the minimum (−3, 0) of a quartic is a degenerate saddle',
      expected: 'refuted',
      check: async ({ provider }) => {
        const point = await signsAt(quartic, Float64Array.of(-3, 0), provider)
        if (point.status !== 'measured') return undecided([point.message], 1)
        return decideDegenerateSaddle([point])
      },
    },
  ],
})

/** What is proved to be zero before the first step. */
interface Change {
  readonly run: Run
  readonly before: StructuralZeros
}

/** What a run with the noise has more than its twin without. */
const compared: readonly {
  readonly name: string
  readonly of: (run: Run) => number
  readonly norm?: true
}[] = [
  { name: 'epochs', of: ({ epochs }) => epochs },
  { name: '‖∇f‖', of: ({ stop }) => stop.gradientNorm, norm: true },
  { name: 'loss', of: ({ stop }) => stop.loss, norm: true },
  { name: 'proved zeros', of: ({ stop }) => stop.inertia.structural },
  { name: 'negative', of: ({ stop }) => stop.inertia.negative },
  { name: 'test accuracy, %', of: ({ testAccuracy }) => 100 * testAccuracy },
]

function pairTable(pairs: readonly Pair[]): EvidenceTable {
  return {
    title:
      'What the noise changes: the value with noise minus the value of the same run without; mean ± standard deviation',
    columns: ['data', 'reading', 'pairs', ...compared.map(({ name }) => name)],
    rows: families.flatMap((family) =>
      allReadings.flatMap((reading) => {
        const twins = pairs.flatMap(({ noisy, quiet }) =>
          noisy.data === family && noisy.reading === reading && quiet ? [{ noisy, quiet }] : [],
        )
        if (twins.length === 0) return []
        const cells = compared.map(({ of, norm }) =>
          spread(
            twins.map(({ noisy, quiet }) => of(noisy) - of(quiet)),
            norm ? (value) => value.toExponential(1) : undefined,
          ),
        )
        return [[family, reading, twins.length, ...cells]]
      }),
    ),
  }
}

function zerosTable(changes: readonly Change[]): EvidenceTable {
  return {
    title:
      'Proved zero eigenvalues before the first step and where training ended: zero rows come from inputs that are ' +
      'always zero, and from units that are off on every image; the others from inputs that depend on each other',
    columns: ['data', 'reading', 'trial', 'zero rows, before', 'after', 'all proved, before', 'after'],
    rows: changes.map(({ run: { data, reading, trial, stop }, before }) => [
      data,
      reading,
      trial,
      before.silentCount,
      stop.structure.silent,
      before.total,
      stop.inertia.structural,
    ]),
  }
}

/** ‖ξ‖ of P components uniform in ± a is about a√(P/3): no step is shorter than the noise in it. */
function noiseNorm(context: ClaimContext, { noisy }: Pair): number {
  return amplitudeOf(context, noisy) * Math.sqrt(noisy.stop.order / 3)
}

function noiseTable(context: ClaimContext, pairs: readonly Pair[]): EvidenceTable {
  return {
    title: 'The noise against the gradient: its norm is a√(P/3), whatever the gradient',
    columns: ['data', 'reading', 'trial', 'norm of the noise', '‖∇f‖ at the stop', 'without the noise'],
    rows: pairs.map((pair) => [
      pair.noisy.data,
      pair.noisy.reading,
      pair.noisy.trial,
      noiseNorm(context, pair),
      pair.noisy.stop.gradientNorm,
      pair.quiet?.stop.gradientNorm ?? 'no result',
    ]),
  }
}

function gradientPlot(context: ClaimContext, pairs: readonly Pair[]): Plot {
  const places = families.flatMap((family) => allReadings.map((reading) => ({ family, reading })))
  const series = (name: string, of: (pair: Pair) => number | undefined): PlotSeries => ({
    name,
    shape: 'points',
    points: pairs.flatMap((pair) => {
      const { data, reading } = pair.noisy
      const y = of(pair)
      const x = places.findIndex((place) => place.family === data && place.reading === reading)
      return y === undefined ? [] : [{ x, y }]
    }),
  })
  return {
    name: 'gradient-norm',
    title: 'No run of noisy SGD ends at a critical point, and neither does its twin without noise',
    x: { label: 'data and reading', names: places.map(({ family, reading }) => `${family}, ${reading}`) },
    y: { label: '‖∇f‖ where training ended', scale: 'log' },
    series: [
      series('with noise', ({ noisy }) => noisy.stop.gradientNorm),
      series('without', ({ quiet }) => quiet?.stop.gradientNorm),
      series('norm of the noise', (pair) => noiseNorm(context, pair)),
    ],
    marks: [{ axis: 'y', at: frye2020GradientNormBound, label: 'critical below' }],
  }
}

/** The first trial of each reading, with and without the noise. */
function zerosPlot(family: Family, changes: readonly Change[], pairs: readonly Pair[]): Plot {
  const first = changes.filter(({ run }) => run.data === family && run.trial === 1)
  const tolerance = Math.max(...first.flatMap(({ run }) => run.stop.curve.map((at) => at.tolerance)))
  const within = (run: Run | undefined): number | undefined =>
    run?.stop.curve.find((at) => at.tolerance === tolerance)?.zeros
  const bars = (name: string, of: (change: Change) => number | undefined): PlotSeries => ({
    name,
    shape: 'bars',
    points: first.flatMap((change, x) => {
      const y = of(change)
      return y === undefined ? [] : [{ x, y }]
    }),
  })
  const { layers, stop } = first[0]!.run
  return {
    name: `zeros-${family.toLowerCase()}`,
    title: `Zero eigenvalues of ${family} ${layers.join('-')} before and after training with noisy SGD`,
    x: { label: 'reading', names: first.map(({ run }) => run.reading) },
    y: { label: `of ${stop.order} eigenvalues` },
    series: [
      bars('proved zero, before', ({ before }) => before.total),
      bars('proved zero, after', ({ run }) => run.stop.inertia.structural),
      bars(`within ± ${tolerance.toExponential(0)}, after`, ({ run }) => within(run)),
      bars(`within ± ${tolerance.toExponential(0)}, after, without the noise`, ({ run }) =>
        within(pairs.find(({ noisy }) => noisy === run)?.quiet),
      ),
    ],
    ...(layers.join() === printedLayers[family].join()
      ? { marks: [{ axis: 'y', at: printed[family].zero!.mean, label: 'printed' }] }
      : {}),
  }
}
