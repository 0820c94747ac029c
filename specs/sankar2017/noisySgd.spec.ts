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
import { criticalText, decideDegenerateSaddle, degenerateSaddleText, range } from './degenerateSaddle.ts'
import { allReadings, type Family, familyName, type Reading, type Run, readingTerms } from './experiment.ts'
import { families } from './families.ts'
import { controlPlan, designText } from './methods.ts'
import { amplitudeOf, comparedNoisy, noisyRuns, type Pair, provedBefore, quietTwins } from './noisy.ts'
import { besidePrinted, endRemarks, printedLayers, printedMethod, runName } from './printedTables.ts'
import { readings } from './readings.ts'
import { spread } from './trialSpread.ts'
import { undecided } from './undecided.ts'

/** So many trials of each row also run without the noise. */
const twins = { quick: 1, paper: 3 }

const printed = {
  MNIST: printedMethod('MNIST', 'noisy SGD'),
  'CIFAR-10': printedMethod('CIFAR-10', 'noisy SGD'),
}

function remarks(context: ClaimContext, runs: readonly Run[], pairs: readonly Pair[]): readonly string[] {
  const noise = range(
    runs.map((run) => noiseNorm(context, run)),
    (norm) => norm.toPrecision(2),
  )
  const quiet = pairs.flatMap((pair) => (pair.quiet ? [pair.quiet.stop.gradientNorm] : []))
  return [
    'Measured where training ended, over all training samples of the run and without noise: the noise is a part of ' +
      'the method, not of the loss. Each of the first trials has a twin without noise, from the same start through the same batches; the second table has ' +
      'the differences. Means have the standard deviation over trials, which differ in their initial weights and noise.',
    ...endRemarks(runs),
    `The paper prints no amplitude; a = ${noisySgdAmplitude} is that of the released code, in both readings. With P parameters the noise alone has a norm of about ` +
      `a√(P/3), here ${noise}, in every step, so that no run of the method can be expected to end with ‖∇f‖ below ${frye2020GradientNormBound.toExponential(0)}: ` +
      'that it converges to a saddle is what the paper says of it. ' +
      `The twins without noise do not meet the bound either: they end with ‖∇f‖ ${range(quiet, (norm) => norm.toExponential(1))} (last table).`,
    'What the noise cannot change are the zeros of data and architecture: no step of any size makes the row of an ' +
      'always-zero input another one. The noise moves such weights all the same, at random and for ever, because no gradient holds them.',
    'sankar2017/hypothesis2 counts fewer zeros at the same starts: its rule leaves out inputs that depend on each other on the images that one unit ' +
      'is on for. The third table has all that is proved.',
    'Table 5 prints more negative eigenvalues than cross-entropy allows (sankar2017/negativeCounts); its zeros on MNIST are the ' +
      'zero rows, known before training.',
  ]
}

export default specify({
  id: 'sankar2017/noisySgd',
  statement: 'Noisy SGD, which is to escape saddles, converges to degenerate saddles as well',
  source: { work: 'Sankar and Balasubramanian 2017', item: 'Table 5 and Sec. 5', page: 11 },
  reported: families
    .map((family) => {
      const { zero, negative } = printed[family]
      return `${family}: ${zero?.mean} ± ${zero?.deviation} zero and ${negative?.mean} ± ${negative?.deviation} negative eigenvalues`
    })
    .join('; '),
  terms: readingTerms(),
  rule:
    `${designText}, both readings of the paper; noise uniform in ± ${noisySgdAmplitude} in every component of the gradient, as in the released code; ` +
    `momentum ${allReadings.map((reading) => `${momentumOf(reading)} (${reading} reading)`).join(', ')}; ` +
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
    return {
      ...decided,
      summary: `${criticalText(runs.map(({ stop }) => stop.gradientNorm))}; ${zerosText(changes)}`,
      seed: context.seed,
      remarks: remarks(context, runs, pairs),
      tables: [
        besidePrinted('Table 5 beside our runs, at the point where training ended', comparedNoisy(runs)),
        pairTable(context, pairs),
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

/** Of each data set, before the first step and where training ended. */
function zerosText(changes: readonly Change[]): string {
  const texts = families.map((family) => {
    const found = changes.filter(({ run }) => run.data === family)
    const before = range(found.map((change) => change.before.total))
    const after = range(found.map(({ run }) => run.stop.inertia.structural))
    return `${before} before the first step and ${after} at the end (${familyName(family)})`
  })
  return `proved zero eigenvalues: ${texts.join(', ')}`
}

function pairTable(context: ClaimContext, pairs: readonly Pair[]): EvidenceTable {
  const most = Math.min(twins[context.scale], Math.max(...pairs.map(({ noisy }) => noisy.trial)))
  return {
    title:
      'What the noise changes: the value with noise minus the value of the same run without; ' +
      (most > 1 ? 'mean ± standard deviation' : '1 pair each, no deviation'),
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
        return [[familyName(family), reading, twins.length, ...cells]]
      }),
    ),
  }
}

function zerosTable(changes: readonly Change[]): EvidenceTable {
  return {
    title:
      'Proved zero eigenvalues before the first step and where training ended: zero rows come from inputs that are ' +
      'always zero and from units that are off; the others from inputs that are constant or depend on each other, and from the softmax shift',
    columns: ['data', 'reading', 'trial', 'zero rows, before', 'after', 'all proved zeros, before', 'after'],
    rows: changes.map(({ run: { data, reading, trial, stop }, before }) => [
      familyName(data),
      reading,
      trial,
      before.silentCount,
      stop.structure.silent,
      before.total,
      stop.inertia.structural,
    ]),
  }
}

/** ‖ξ‖ of P components uniform in ± a is about a√(P/3), in every step. */
function noiseNorm(context: ClaimContext, noisy: Run): number {
  return amplitudeOf(context, noisy) * Math.sqrt(noisy.stop.order / 3)
}

function momentumOf(reading: Reading): number {
  return readings[reading].optimizer('noisy SGD', 0, 1).options.momentum!
}

function noiseTable(context: ClaimContext, pairs: readonly Pair[]): EvidenceTable {
  return {
    title:
      'The noise against the gradient: the noise has a norm of about a√(P/3), with a its amplitude and P the number of ' +
      'parameters, whatever the gradient',
    columns: [
      'data',
      'reading',
      'trial',
      'a',
      'P',
      'norm of the noise',
      '‖∇f‖ where training ended',
      'without the noise',
    ],
    rows: pairs.map((pair) => [
      familyName(pair.noisy.data),
      pair.noisy.reading,
      pair.noisy.trial,
      amplitudeOf(context, pair.noisy),
      pair.noisy.stop.order,
      noiseNorm(context, pair.noisy),
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
    title: '‖∇f‖ where training ended, with the noise and without it, and the bound of a critical point',
    x: {
      label: 'data and reading',
      names: places.map(({ family, reading }) => `${familyName(family)}, ${reading}`),
    },
    y: { label: '‖∇f‖ where training ended', scale: 'log' },
    series: [
      series('with noise', ({ noisy }) => noisy.stop.gradientNorm),
      series('without', ({ quiet }) => quiet?.stop.gradientNorm),
      series('norm of the noise', ({ noisy }) => noiseNorm(context, noisy)),
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
    title: `Zero eigenvalues of ${familyName(family)} ${layers.join('-')} before and after training with noisy SGD`,
    x: { label: 'reading', names: first.map(({ run }) => run.reading) },
    y: { label: `of ${stop.order} eigenvalues` },
    series: [
      bars('proved zeros, before', ({ before }) => before.total),
      bars('proved zeros, after', ({ run }) => run.stop.inertia.structural),
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
