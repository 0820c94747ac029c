/** Error and index along training beside Fig. 2, as tables and as a figure. */
import tables from '../../fixtures/sankar2017/tables.json' with { type: 'json' }
import { architecture, type EvidenceTable, type Plot, rankCorrelation } from '../../harness/index.ts'
import { range } from './degenerateSaddle.ts'
import { type Curve, errorRate, median, type Point, tauOf, trajectoryOf } from './errorIndexCurves.ts'
import { cifarText } from './experiment.ts'
import { indexBoundOf, meanText } from './printedTables.ts'
import { epochsAlong, runSets } from './trajectories.ts'

export const { figure2 } = tables
/** Of the index at every point, under cross-entropy. */
export const theirBound = indexBoundOf(figure2.layers)

export function comparisonTable(curves: readonly Curve[]): EvidenceTable {
  const { dimension } = architecture(figure2.layers, 'relu')
  const printed = figure2.negative
  return {
    title: `Ours against theirs, along training. ${cifarText()}. h(C − 1) is proved for cross-entropy, at every point`,
    columns: ['', 'P', 'test error, %', 'negative eigenvalues', 'α', 'h(C − 1)', 'h(C − 1)/P'],
    rows: [
      [
        `${figure2.place}, as printed; its text says cross-entropy`,
        dimension,
        rangeText([figure2.error.least, figure2.error.most]),
        rangeText([printed.least, printed.most]),
        rangeText([printed.least, printed.most].map((count) => count / dimension)),
        theirBound,
        (theirBound / dimension).toFixed(4),
      ],
      ...runSets(curves).map(({ name, reading, members }) => {
        const points = members.flatMap((curve) => curve.points)
        const order = points[0]?.order ?? Number.NaN
        const bound = boundOf(members)
        return [
          name,
          order,
          rangeText(points.map(({ testError }) => 100 * testError)),
          rangeText(points.map(({ negative }) => negative)),
          rangeText(points.map(({ negative }) => negative / order)),
          reading === 'text' ? bound : 'not for this loss',
          reading === 'text' ? (bound / order).toFixed(4) : '',
        ]
      }),
    ],
  }
}

export function agreementTable(curves: readonly Curve[]): EvidenceTable {
  const rows = runSets(curves).flatMap(({ name, members }) =>
    (['test', 'training'] as const).map((kind) => {
      const trajectories = members.map(trajectoryOf)
      const taus = trajectories
        .map(({ errors, indices }) => tauOf(errors[kind]!, indices))
        .sort((a, b) => a - b)
      const pooled = rankCorrelation(
        trajectories.flatMap(({ errors }) => errors[kind]!),
        trajectories.flatMap(({ indices }) => indices),
        errorRate,
      ).kendall
      return [
        name,
        kind,
        taus.length,
        taus[0]!.toFixed(2),
        median(taus).toFixed(2),
        taus.at(-1)!.toFixed(2),
        (100 * (1 - 2 ** (1 - taus.length))).toFixed(1),
        `${pooled.coefficient.toFixed(2)} [${pooled.low.toFixed(2)}, ${pooled.high.toFixed(2)}]`,
      ]
    }),
  )
  return {
    title:
      'Kendall’s τ_b of error and index: least to largest over trials, an interval of the median with the confidence beside; and of all ' +
      `points together, with the ${100 * (1 - errorRate)} % interval that would be right if they were independent, which they are not`,
    columns: ['runs', 'error', 'trials', 'least', 'median', 'largest', 'confidence, %', 'all points'],
    rows,
  }
}

export function epochTable(curves: readonly Curve[]): EvidenceTable {
  const rows = runSets(curves).flatMap(({ name, members }) =>
    epochsAlong.map((epoch, at) => [name, epoch, ...cells(members.map(({ points }) => points[at]!))]),
  )
  return {
    title: 'Mean ± standard deviation over trials. None of these points is critical: ‖∇f‖ stands beside',
    columns: [
      'runs',
      'epoch',
      'trials',
      'test error, %',
      'training error, %',
      'negative',
      'α',
      'sign not certain',
      'least ‖∇f‖',
    ],
    rows,
  }
}

function cells(points: readonly Point[]): (string | number)[] {
  return [
    points.length,
    meanText(points.map(({ testError }) => 100 * testError)),
    meanText(points.map(({ trainError }) => 100 * trainError)),
    meanText(points.map(({ negative }) => negative)),
    meanText(
      points.map(({ negative, order }) => negative / order),
      4,
    ),
    meanText(points.map(({ undecided }) => undecided)),
    Math.min(...points.map(({ gradientNorm }) => gradientNorm)).toExponential(1),
  ]
}

export function scatter(curves: readonly Curve[]): Plot {
  const { dimension } = architecture(figure2.layers, 'relu')
  const text = curves.find(({ reading }) => reading === 'text')
  return {
    name: 'epsilon-alpha',
    title: 'Test error and fraction of certified negative eigenvalues along training, all trials',
    x: { label: 'test error ε, %' },
    y: { label: 'α, negative eigenvalues / P' },
    series: runSets(curves).map(({ name, members }) => ({
      name,
      shape: 'points',
      points: members.flatMap(({ points }) =>
        points.map(({ testError, negative, order }) => ({ x: 100 * testError, y: negative / order })),
      ),
    })),
    marks: [
      { axis: 'y', at: figure2.negative.least / dimension, label: `least in ${figure2.place}` },
      { axis: 'y', at: figure2.negative.most / dimension, label: `most in ${figure2.place}` },
      ...(text
        ? [
            {
              axis: 'y' as const,
              at: indexBoundOf(text.plan.layers) / text.points[0]!.order,
              label: 'proved bound, cross-entropy',
            },
          ]
        : []),
    ],
  }
}

/** Of runs of one network; NaN of none. */
export function boundOf(curves: readonly Curve[]): number {
  const [first] = curves
  return first === undefined ? Number.NaN : indexBoundOf(first.plan.layers)
}

export function rangeText(values: readonly number[]): string {
  return range(values, (value) =>
    Number.isInteger(value) ? String(value) : value.toFixed(value < 1 ? 4 : 1),
  )
}
