/** Numbers of negative eigenvalues, printed and ours, beside the bound h(C − 1). */
import tables from '../../fixtures/sankar2017/tables.json' with { type: 'json' }
import type { EvidenceTable, Plot, PlotSeries } from '../../harness/index.ts'
import { allReadings, type Family, familyName, hasLearned, type Reading, type Run } from './experiment.ts'
import {
  type ComparedGroup,
  endText,
  indexBoundOf,
  printedLayers,
  printedText,
  runName,
  trialsText,
} from './printedTables.ts'
import type { InSinglePrecision } from './singlePrecision.ts'
import { spread } from './trialSpread.ts'

/** What decides, and ours: below each printed number our runs in either reading. */
export function boundTable(groups: readonly ComparedGroup[]): EvidenceTable {
  return {
    title: 'Negative eigenvalues, printed and ours, against h(C − 1); mean ± standard deviation',
    columns: [
      'row',
      'from',
      'network',
      'loss',
      'h(C − 1)',
      'training ended',
      'negative',
      'sign not certain',
      'negative / h(C − 1)',
      'test accuracy, %',
      'why they differ',
    ],
    rows: groups.flatMap((group, k) => {
      const isFirst = groups[k - 1]?.name !== group.name
      return [...(isFirst ? [printedRow(group)] : []), ourRow(group)]
    }),
  }
}

function printedRow({ name, printed }: ComparedGroup): (string | number)[] {
  const { place, layers, negative, accuracy } = printed!
  return [
    name,
    `the paper, ${place}`,
    layers.join('-'),
    'cross-entropy (text)',
    indexBoundOf(layers),
    '',
    printedText(negative),
    '',
    (negative!.mean / indexBoundOf(layers)).toFixed(2),
    printedText(accuracy),
    '',
  ]
}

function ourRow({ name, reading, runs, printed }: ComparedGroup): (string | number)[] {
  const { data, layers } = runs[0]!
  const counts = runs.map(({ stop }) => stop.inertia.negative)
  const idle = runs.filter((run) => !hasLearned(run)).length
  const reasons = [
    ...(layers.join() === printed!.layers.join() ? [] : ['another size']),
    ...(familyName(data) === data ? [] : ['other data']),
    reading === 'text' ? 'the bound holds' : 'no bound for this loss',
    ...(idle === 0 ? [] : [`${idle} of ${runs.length} learn nothing`]),
  ]
  return [
    name.replace(data, familyName(data)),
    `ours, ${reading} reading, ${trialsText(runs.length)}`,
    layers.join('-'),
    reading === 'text' ? 'cross-entropy' : 'squared error on softmax outputs',
    indexBoundOf(layers),
    endText(runs),
    spread(counts),
    spread(runs.map(({ stop }) => stop.inertia.undecided)),
    spread(
      counts.map((count) => count / indexBoundOf(layers)),
      (value) => value.toFixed(2),
    ),
    spread(
      runs.map(({ testAccuracy }) => 100 * testAccuracy),
      (value) => value.toFixed(2),
    ),
    reasons.join('; '),
  ]
}

export function singlePrecisionTable(results: readonly InSinglePrecision[]): EvidenceTable {
  return {
    title:
      'Negative eigenvalues in single precision, in which the paper computed: of the same matrices with every entry ' +
      'rounded to it, and with a symmetric error of norm eps·‖H‖_F besides, a model of what a solver makes; zero rows left out',
    columns: [
      'run',
      'h(C − 1), the bound under cross-entropy',
      'proved zeros that are no zero rows',
      'exact matrix',
      'sign not certain',
      'entries rounded',
      'sign not certain',
      'and with the error of a solver',
      'sign not certain',
    ],
    rows: results.map(({ run, rounded, perturbed }) => [
      runName(run),
      run.reading === 'text' ? indexBoundOf(run.layers) : 'no bound',
      hiddenZeros(run),
      run.stop.inertia.negative,
      run.stop.inertia.undecided,
      rounded.negative,
      rounded.undecided,
      perturbed.negative,
      perturbed.undecided,
    ]),
  }
}

/** An error of a solver makes any of these positive or negative. */
export function hiddenZeros({ stop }: Run): number {
  return stop.inertia.structural - stop.structure.silent
}

/** In units of the bound, so that networks of different sizes stand in one figure. */
export function boundPlot(runs: readonly Run[], single: readonly InSinglePrecision[]): Plot {
  const ours = (reading: Reading, learned: boolean): PlotSeries => ({
    name:
      `ours, ${reading === 'text' ? 'cross-entropy' : 'squared error on softmax outputs'}` +
      (learned ? '' : ', learn nothing'),
    shape: 'points',
    points: tables.methods.flatMap(({ data, method }, x) =>
      runs
        .filter(
          (run) =>
            run.data === data &&
            run.method === method &&
            run.reading === reading &&
            run.labels === 'true' &&
            hasLearned(run) === learned,
        )
        .map(({ stop, layers }) => ({ x, y: stop.inertia.negative / indexBoundOf(layers) })),
    ),
  })
  return {
    name: 'negative-against-the-bound',
    title: 'Printed numbers of negative eigenvalues are beyond what cross-entropy allows',
    x: {
      label: `row of Tables 1, 2 and 5${familyName('CIFAR-10') === 'CIFAR-10' ? '' : `; ours for CIFAR-10: ${familyName('CIFAR-10')}`}`,
      names: tables.methods.map(({ data, method }) => `${data}, ${method}`),
    },
    y: { label: 'negative eigenvalues / h(C − 1)', scale: 'log' },
    series: [
      {
        name: 'printed',
        shape: 'points',
        points: tables.methods.map(({ data, negative: { mean, deviation } }, x) => {
          const bound = indexBoundOf(printedLayers[data as Family])
          return { x, y: mean / bound, low: (mean - deviation) / bound, high: (mean + deviation) / bound }
        }),
      },
      ...[true, false].flatMap((learned) =>
        allReadings.map((reading) => ours(reading, learned)).filter(({ points }) => points.length > 0),
      ),
      {
        name: 'ours, cross-entropy, with the error of a solver in single precision',
        shape: 'points',
        points: single
          .filter(({ run }) => run.reading === 'text')
          .map(({ run, perturbed }) => ({
            x: tables.methods.findIndex(({ data, method }) => data === run.data && method === run.method),
            y: perturbed.negative / indexBoundOf(run.layers),
          })),
      },
    ],
    marks: [{ axis: 'y', at: 1, label: 'the most that cross-entropy allows' }],
  }
}
