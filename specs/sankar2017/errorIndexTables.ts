/** Error and index along training beside Fig. 2, as tables and as a figure. */
import tables from '../../fixtures/sankar2017/tables.json' with { type: 'json' }
import { architecture, type EvidenceTable, type Plot, rankCorrelation } from '../../harness/index.ts'
import { range } from './degenerateSaddle.ts'
import {
  type Curve,
  errorRate,
  median,
  type Point,
  type Trajectory,
  tauOf,
  trajectoryOf,
} from './errorIndexCurves.ts'
import { cifarText } from './experiment.ts'
import { indexBoundOf } from './printedTables.ts'
import { lossNames, runSets } from './trajectories.ts'
import { meanText } from './trialSpread.ts'

export const { figure2 } = tables
/** Of the index at every point, under cross-entropy. */
export const theirBound = indexBoundOf(figure2.layers)

export function comparisonTable(curves: readonly Curve[]): EvidenceTable {
  const { dimension } = architecture(figure2.layers, 'relu')
  const printed = figure2.negative
  return {
    title: `Ours against theirs, along training. Data: ${cifarText()}. h(C − 1) is proved for cross-entropy, at every point`,
    columns: ['runs', 'P', 'test error, %', 'negative eigenvalues', 'α', 'h(C − 1)', 'h(C − 1)/P'],
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

/** One trial has no range and no interval, and only a run that decides is shown so. */
export function agreementTable(curves: readonly Curve[]): EvidenceTable {
  const shown = runSets(curves).filter(({ labels, members }) => labels === 'true' || members.length > 1)
  const rows = shown.flatMap(({ name, reading, labels, members }) => {
    const trajectories = members.map(trajectoryOf)
    return (['test', 'training', 'both'] as const).map((kind) => {
      const kinds = kind === 'both' ? (['test', 'training'] as const) : [kind]
      const taus = trajectories
        .flatMap(({ errors, indices }) => kinds.map((one) => tauOf(errors[one]!, indices)))
        .sort((a, b) => a - b)
      return [
        `${name} (${lossNames[reading]})`,
        kind,
        kind === 'both' && reading === 'text' && labels === 'true' ? 'yes' : 'no',
        members.length,
        taus[0]!.toFixed(2),
        median(taus).toFixed(2),
        taus.at(-1)!.toFixed(2),
        ...(kind === 'both' || members.length === 1 ? ['–', '–'] : intervalCells(trajectories, kind)),
      ]
    })
  })
  return {
    title:
      'Kendall’s rank correlation (τ_b) of error and index: least to largest over trials, an interval of the median with the confidence beside; and of all ' +
      `points together, with the ${100 * (1 - errorRate)} % interval that would be right if they were independent, which they are not`,
    columns: [
      'runs',
      'error',
      'decides',
      'trials',
      'least',
      'median',
      'largest',
      'confidence, %',
      'all points',
    ],
    rows,
  }
}

function intervalCells(trajectories: readonly Trajectory[], kind: 'test' | 'training'): string[] {
  const { coefficient, low, high } = rankCorrelation(
    trajectories.flatMap(({ errors }) => errors[kind]!),
    trajectories.flatMap(({ indices }) => indices),
    errorRate,
  ).kendall
  return [
    (100 * (1 - 2 ** (1 - trajectories.length))).toFixed(1),
    `${coefficient.toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}]`,
  ]
}

/** The first epoch and what comes after it, where points lie within the first. */
export function partsTables(curves: readonly Curve[]): readonly EvidenceTable[] {
  const within = curves.filter(({ points }) => points.some(({ epoch }) => !Number.isInteger(epoch)))
  if (within.length === 0) return []
  const parts = [
    { part: 'first epoch', holds: ({ epoch }: Point) => epoch <= 1 },
    { part: 'after it', holds: ({ epoch }: Point) => epoch >= 1 },
  ]
  const rows = runSets(within)
    .filter(({ members }) => members.length > 0)
    .flatMap(({ name, reading, members }) =>
      parts.map(({ part, holds }) => {
        const curvesOfPart = members.map((curve) => ({ ...curve, points: curve.points.filter(holds) }))
        return [`${name} (${lossNames[reading]})`, part, ...partCells(curvesOfPart)]
      }),
    )
  return [
    {
      title:
        'The first epoch, which has nearly the whole fall of the error, and what comes after it: means over trials at its ends, the largest difference of two test errors ' +
        'of one trial, and the median over trials of Kendall’s rank correlation with the index',
      columns: [
        'runs',
        'part',
        'points',
        'test error from, %',
        'to, %',
        'differs by at most, percentage points',
        'negative from',
        'to',
        'correlation, test error',
        'correlation, training error',
      ],
      rows,
    },
  ]
}

function partCells(curves: readonly Curve[]): (string | number)[] {
  const ends = (of: (point: Point) => number) =>
    [0, -1].map((at) => mean(curves.map(({ points }) => of(points.at(at)!))).toFixed(1))
  const correlations = (['test', 'training'] as const).map((kind) => {
    const taus = curves.map(trajectoryOf).map(({ errors, indices }) => tauOf(errors[kind]!, indices))
    return median(taus.sort((a, b) => a - b)).toFixed(2)
  })
  return [
    curves[0]!.points.length,
    ...ends(({ testError }) => 100 * testError),
    largestDifference(curves).toFixed(1),
    ...ends(({ negative }) => negative),
    ...correlations,
  ]
}

/** Of the test errors of one trial, in points of percent. */
export function largestDifference(curves: readonly Curve[]): number {
  return Math.max(
    ...curves.map(({ points }) => {
      const errors = points.map(({ testError }) => 100 * testError)
      return Math.max(...errors) - Math.min(...errors)
    }),
  )
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

export function epochTable(curves: readonly Curve[]): EvidenceTable {
  const rows = runSets(curves).flatMap(({ name, members }) =>
    (members[0]?.points ?? []).map(({ epoch, steps }, at) => [
      name,
      Number.isInteger(epoch) ? epoch : epoch.toFixed(2),
      steps,
      ...cells(members.map(({ points }) => points[at]!)),
    ]),
  )
  return {
    title: 'Mean ± standard deviation over trials, and the least ‖∇f‖ of them',
    columns: [
      'runs',
      'epoch',
      'steps',
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
