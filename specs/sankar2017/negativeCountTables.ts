/** Numbers of negative eigenvalues, printed and ours, beside the bound h(C − 1). */
import tables from '../../fixtures/sankar2017/tables.json' with { type: 'json' }
import type { EvidenceTable, Plot, PlotSeries } from '../../harness/index.ts'
import { allReadings, type Family, type Reading, type Run } from './experiment.ts'
import { indexBoundOf, printedLayers, runName, spread } from './printedTables.ts'
import type { InSinglePrecision } from './singlePrecision.ts'

/** On true labels. */
export function trained(runs: readonly Run[], data: Family, reading: Reading): readonly Run[] {
  return runs.filter((run) => run.data === data && run.reading === reading && run.labels === 'true')
}

/** One row a printed number. */
export function boundTable(runs: readonly Run[]): EvidenceTable {
  return {
    title: 'Negative eigenvalues: printed, possible, and measured',
    columns: [
      'row',
      'printed',
      'possible under cross-entropy, at most',
      'measured on',
      'possible there, at most',
      'certified under cross-entropy',
      'certified under squared error on softmax outputs',
    ],
    rows: tables.methods.map(({ data, method, negative }) => {
      const printed = printedLayers[data as Family]
      const [text, code] = allReadings.map((reading) =>
        trained(runs, data as Family, reading).filter((run) => run.method === method),
      )
      const layers = (text?.[0] ?? code?.[0])?.layers
      const count = (of: readonly Run[] | undefined): string =>
        of === undefined || of.length === 0
          ? 'no result'
          : spread(of.map(({ stop }) => stop.inertia.negative))
      return [
        `${data}, ${method}, ${printed.join('-')}`,
        `${negative.mean} ± ${negative.deviation}`,
        indexBoundOf(printed),
        layers?.join('-') ?? 'no result',
        layers === undefined ? 'no result' : indexBoundOf(layers),
        count(text),
        count(code),
      ]
    }),
  }
}

export function singlePrecisionTable(results: readonly InSinglePrecision[]): EvidenceTable {
  return {
    title:
      'Negative eigenvalues in single precision, in which the paper computed: of the same matrices with every entry ' +
      'rounded to it, and with a symmetric error of norm eps·‖H‖_F besides, about what a solver makes at best; zero rows left out',
    columns: [
      'run',
      'at most, under cross-entropy',
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
      run.stop.inertia.negative,
      run.stop.inertia.undecided,
      rounded.negative,
      rounded.undecided,
      perturbed.negative,
      perturbed.undecided,
    ]),
  }
}

/** In units of the bound, so that networks of different sizes stand in one figure. */
export function boundPlot(runs: readonly Run[], single: readonly InSinglePrecision[]): Plot {
  const ours = (reading: Reading): PlotSeries => ({
    name: `ours, ${reading === 'text' ? 'cross-entropy' : 'squared error on softmax outputs'}`,
    shape: 'points',
    points: tables.methods.flatMap(({ data, method }, x) =>
      trained(runs, data as Family, reading)
        .filter((run) => run.method === method)
        .map(({ stop, layers }) => ({ x, y: stop.inertia.negative / indexBoundOf(layers) })),
    ),
  })
  return {
    name: 'negative-against-the-bound',
    title: 'Printed numbers of negative eigenvalues are beyond what cross-entropy allows',
    x: {
      label: 'row of Tables 1, 2 and 5',
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
      ...allReadings.map(ours),
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
