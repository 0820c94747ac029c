import tables from '../../fixtures/sankar2017/tables.json' with { type: 'json' }
import {
  architecture,
  type Check,
  type ClaimContext,
  type EvidenceTable,
  measuredSigns,
  type Plot,
  rankCorrelation,
  seededRandom,
  specify,
  type VerdictStatus,
  withRemarks,
} from '../../harness/index.ts'
import { autoencoderDescents, autoencoderName } from './autoencoderDescent.ts'
import { cifarText } from './experiment.ts'
import { meanText } from './printedTables.ts'
import {
  alongTraining,
  designText,
  type Errors,
  epochsAlong,
  errorsAt,
  type Followed,
  followedRuns,
  runSets,
} from './trajectories.ts'

/** "Almost monotonically", generously: three pairs of points in four are in the same order, τ = 3/4 − 1/4. */
const nearlyMonotonic = 0.5
const unrelated = 0.25
const pairingsDrawn = 100
/** Of rank correlations' own intervals, which nothing is decided by. */
const errorRate = 0.01

const { figure2 } = tables
const [, theirHidden = 0, theirClasses = 0] = figure2.layers
const theirBound = provedBound(theirHidden, theirClasses)

const remarks = [
  'Measured along training, at the weights after the epochs of the third table, whatever the stop rule says: the share of images that ' +
    'are misclassified, and the signs of the Hessian of the loss over all training samples of the run. None of these points is critical; ‖∇f‖ stands in that table.',
  'An eigenvalue counts as negative when it is so within the error bounds of assembly and factorisation; what is left open has a ' +
    'column of its own. Kendall’s τ_b is taken along each trajectory, and its range over trials is the interval of the median: points of one ' +
    'trajectory depend on each other, trials do not.',
  `${figure2.place} of the paper has ${figure2.negative.least} to ${figure2.negative.most} negative eigenvalues of ${figure2.layers.join('-')}, read off its axis, and speaks of critical points; ` +
    'that they are has not been measured there, nor is the tolerance given by which an eigenvalue is negative.',
  `Under the cross-entropy that the text names at most h(C − 1) = ${theirBound} eigenvalues of this network are negative, at any point ` +
    '(sankar2017/indexBound). So the printed range can be that of the squared error on softmax outputs which the released code trains, where ' +
    'the bound does not hold, or of rounding in single precision, or of both; sankar2017/negativeCounts has either. How many of those that are ' +
    'possible are there before the first step stands in the verdict, the relation by reading in the second table. Our networks are smaller at quick scale: their counts compare with the bound of their own size, in the first table.',
]

export default specify({
  id: 'sankar2017/epsilonAlpha',
  statement:
    'In training under cross-entropy the error and the number of negative eigenvalues of the Hessian, ' +
    `${figure2.negative.most} to ${figure2.negative.least} of ${figure2.layers.join('-')}, fall together, almost monotonically`,
  source: {
    work: 'Sankar and Balasubramanian 2017',
    item: 'Sec. 4, Fig. 2 (after Bray and Dean 2007)',
    page: 9,
  },
  reported:
    `${figure2.layers.join('-')} on features of CIFAR-10: errors from ${figure2.error.least} to ${figure2.error.most} %, ` +
    `${figure2.negative.least} to ${figure2.negative.most} negative eigenvalues; no coefficient, no trials, no gradient norm`,
  rule:
    `${designText(alongTraining)}; at epochs ${epochsAlong.join(', ')} Kendall’s τ_b of error and number of certified negative eigenvalues along each ` +
    'trajectory, 0 where one of the two never changes, for test and for training error; ' +
    `the relation holds when the median τ over trajectories on true labels is above ${nearlyMonotonic} and fails when it is below ` +
    `${unrelated}; the claim holds when the relation does and the printed counts are possible, and is refuted when the relation fails or the ` +
    'printed counts exceed the index that is proved to be the largest, h(C − 1), for the loss and the network that the text names. Beside it the ' +
    'range of T trials, an interval of their median with confidence 1 − 2^(1 − T) however dependent the points of one trajectory are, because ' +
    'trials are independent; a count of ours above h(C − 1) under cross-entropy would be an error of ours',
  pinned: 'refuted',
  check: withRemarks(fallTogether(trainedCurves), remarks),
  controls: [
    {
      statement:
        'at critical points of a linear autoencoder that use more and more of the leading eigenvectors, index and loss fall together',
      expected: 'holds',
      check: fallTogether(autoencoderCurves),
    },
    {
      statement: `the errors and indices of training, paired at random (${pairingsDrawn} draws for each trajectory), fall together`,
      expected: 'refuted',
      check: fallTogether(async (context) => pairedAtRandom(await trainedCurves(context), context.seed)),
    },
  ],
})

/** What is compared along one trajectory. */
interface Trajectory {
  readonly name: string
  readonly decides: boolean
  /** Each kind of error, at every point. */
  readonly errors: Readonly<Record<string, readonly number[]>>
  readonly indices: readonly number[]
}

interface Curves {
  readonly trajectories: readonly Trajectory[]
  readonly failures: readonly string[]
  /** For the summary. */
  readonly remark?: string
  /** Why the counts that the claim names cannot be. */
  readonly impossible?: string
  readonly tables?: readonly EvidenceTable[]
  readonly plots?: readonly Plot[]
}

/** Kendall's τ of a trajectory, by kind of error. */
interface Agreement extends Omit<Trajectory, 'errors' | 'indices'> {
  readonly taus: readonly number[]
}

function fallTogether(curvesOf: (context: ClaimContext) => Promise<Curves>): Check {
  return async (context) => {
    const {
      trajectories,
      failures,
      remark,
      impossible,
      tables: shown = [],
      plots = [],
    } = await curvesOf(context)
    if (failures.length > 0) return { status: 'inconclusive', summary: failures.join('; '), runs: 0 }
    const agreements = trajectories
      .filter(({ decides }) => decides)
      .map(({ errors, indices, ...rest }) => ({
        ...rest,
        taus: Object.values(errors).map((error) => tauOf(error, indices)),
      }))
    const opposed = agreements.filter(isOpposed).length
    const parts = [
      `relation of error and index: ${relationOf(agreements)}, ${agreements.length} trajectories, ${medians(agreements)}, nearly monotonic in ` +
        `${agreements.filter(isNearlyMonotonic).length}, none or opposed in ${opposed}`,
      ...(remark === undefined ? [] : [remark]),
      ...(impossible === undefined ? [] : [impossible]),
    ]
    const status = impossible === undefined ? relationOf(agreements) : 'refuted'
    return {
      status,
      summary: parts.join('; '),
      runs: agreements.length,
      seed: context.seed,
      ...(status === 'refuted' && { counterexample: impossible ?? leastText(agreements) }),
      tables: shown,
      plots,
    }
  }
}

function tauOf(errors: readonly number[], indices: readonly number[]): number {
  return rankCorrelation(errors, indices, errorRate).kendall.coefficient
}

/** Each trajectory as often as pairings are drawn. */
function pairedAtRandom({ trajectories, failures }: Curves, seed: number): Curves {
  const random = seededRandom(seed)
  const paired = trajectories
    .filter(({ decides }) => decides)
    .flatMap((trajectory) =>
      Array.from({ length: pairingsDrawn }, () => {
        const order = Array.from(random.permutation(trajectory.indices.length))
        return { ...trajectory, indices: order.map((i) => trajectory.indices[i]!) }
      }),
    )
  return { trajectories: paired, failures }
}

function isOpposed({ taus }: Agreement): boolean {
  return taus.every((tau) => tau <= 0)
}

function isNearlyMonotonic({ taus }: Agreement): boolean {
  return taus.every((tau) => tau > nearlyMonotonic)
}

function relationOf(agreements: readonly Agreement[]): VerdictStatus {
  const middle = median(sortedTaus(agreements))
  if (middle > nearlyMonotonic) return 'holds'
  return middle < unrelated ? 'refuted' : 'inconclusive'
}

/** The trajectory that is furthest from falling together. */
function leastText(agreements: readonly Agreement[]): string {
  const most = ({ taus }: Agreement): number => Math.max(...taus)
  const { name, taus } = agreements.reduce((least, one) => (most(one) < most(least) ? one : least))
  return `${name}: Kendall’s τ of error and index ${taus.map((tau) => tau.toFixed(2)).join(' and ')}, nearly monotonic is above ${nearlyMonotonic}`
}

function sortedTaus(agreements: readonly Agreement[]): number[] {
  return agreements.flatMap(({ taus }) => taus).sort((a, b) => a - b)
}

function medians(agreements: readonly Agreement[]): string {
  const taus = sortedTaus(agreements)
  return `median τ ${median(taus).toFixed(2)}, from ${taus[0]?.toFixed(2)} to ${taus.at(-1)?.toFixed(2)}`
}

function median(ascending: readonly number[]): number {
  const half = ascending.length / 2
  return (ascending[Math.ceil(half) - 1]! + ascending[Math.floor(half)]!) / 2
}

interface Point extends Errors {
  readonly epoch: number
  readonly negative: number
  readonly undecided: number
  readonly order: number
  readonly gradientNorm: number
}

interface Curve extends Followed {
  readonly points: readonly Point[]
}

async function trainedCurves(context: ClaimContext): Promise<Curves> {
  const { runs, failures } = await followedRuns(context, alongTraining, epochsAlong)
  const { hidden } = alongTraining[context.scale]
  const curves: Curve[] = []
  const troubles = [...failures]
  for (const run of runs) {
    const points = await pointsOf(context, run, provedBound(hidden, run.plan.data.classes))
    if (typeof points === 'string') troubles.push(points)
    else curves.push({ ...run, points })
  }
  if (troubles.length > 0) return { trajectories: [], failures: troubles }
  return {
    trajectories: curves.map(trajectoryOf),
    failures: [],
    remark: startText(curves, hidden),
    ...impossibleCounts(),
    tables: [comparisonTable(curves, hidden), agreementTable(curves), epochTable(curves)],
    plots: [scatter(curves, hidden)],
  }
}

/** How much of what is possible is there before the first step. */
function startText(curves: readonly Curve[], hidden: number): string {
  const text = curves.filter(({ reading, labels }) => reading === 'text' && labels === 'true')
  const bound = provedBound(hidden, text[0]?.plan.data.classes ?? Number.NaN)
  const starts = rangeText(text.map(({ points }) => points[0]!.negative))
  return `under cross-entropy ${starts} negative eigenvalues before training, of at most ${bound} at any point`
}

/** The text of the figure's counts where they exceed the bound. */
function impossibleCounts(): { impossible?: string } {
  const { least, most } = figure2.negative
  if (most <= theirBound) return {}
  return {
    impossible: `${figure2.place} prints ${least} to ${most} for ${figure2.layers.join('-')}, where cross-entropy allows at most ${theirBound}`,
  }
}

/** Of the index at every point of a network with one hidden layer, under cross-entropy. */
function provedBound(hidden: number, classes: number): number {
  return hidden * (classes - 1)
}

async function pointsOf(context: ClaimContext, run: Followed, bound: number): Promise<Point[] | string> {
  const points: Point[] = []
  for (const { epoch, theta } of run.waypoints) {
    const where = `${run.label}, after epoch ${epoch}`
    const signs = await measuredSigns(context, run.plan, theta, where, [])
    if (signs.status !== 'measured') return `${where}: ${signs.message}`
    const { order, gradientNorm } = signs
    const { negative, undecided } = signs.inertia
    if (run.reading === 'text' && negative > bound) {
      return `${where}: ${negative} negative eigenvalues certified, above the proved bound ${bound}`
    }
    points.push({ epoch, ...errorsAt(run, theta), negative, undecided, order, gradientNorm })
  }
  return points
}

function trajectoryOf({ label, labels, points }: Curve): Trajectory {
  return {
    name: label,
    decides: labels === 'true',
    errors: {
      test: points.map(({ testError }) => testError),
      training: points.map(({ trainError }) => trainError),
    },
    indices: points.map(({ negative }) => negative),
  }
}

function comparisonTable(curves: readonly Curve[], hidden: number): EvidenceTable {
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
        const bound = provedBound(hidden, members[0]?.plan.data.classes ?? Number.NaN)
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

function agreementTable(curves: readonly Curve[]): EvidenceTable {
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

function epochTable(curves: readonly Curve[]): EvidenceTable {
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

function scatter(curves: readonly Curve[], hidden: number): Plot {
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
              at: provedBound(hidden, text.plan.data.classes) / text.points[0]!.order,
              label: 'proved bound, cross-entropy',
            },
          ]
        : []),
    ],
  }
}

function rangeText(values: readonly number[]): string {
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const show = (value: number) => (Number.isInteger(value) ? String(value) : value.toFixed(value < 1 ? 4 : 1))
  return low === high ? show(low) : `${show(low)} to ${show(high)}`
}

async function autoencoderCurves(context: ClaimContext): Promise<Curves> {
  const descents = await autoencoderDescents(context)
  if (typeof descents === 'string') return { trajectories: [], failures: [descents] }
  const trajectories = descents.map(({ losses, indices }, k) => ({
    name: `${autoencoderName} ${k + 1}`,
    decides: true,
    errors: { loss: losses },
    indices,
  }))
  return { trajectories, failures: [] }
}
