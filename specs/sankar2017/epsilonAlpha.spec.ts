import {
  type Check,
  type ClaimContext,
  type EvidenceTable,
  type Plot,
  seededRandom,
  specify,
  type VerdictStatus,
  withRemarks,
} from '../../harness/index.ts'
import { autoencoderDescents, autoencoderName } from './autoencoderDescent.ts'
import {
  type Curve,
  measuredCurves,
  median,
  type Trajectory,
  tauOf,
  trajectoryOf,
} from './errorIndexCurves.ts'
import {
  agreementTable,
  boundOf,
  comparisonTable,
  epochTable,
  figure2,
  rangeText,
  scatter,
  theirBound,
} from './errorIndexTables.ts'
import { alongTraining, designText, epochsAlong } from './trajectories.ts'
import { undecided } from './undecided.ts'

/** "Almost monotonically", generously: three pairs of points in four are in the same order, τ = 3/4 − 1/4. */
const nearlyMonotonic = 0.5
const unrelated = 0.25
const pairingsDrawn = 100

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
    if (failures.length > 0) return undecided(failures)
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

async function trainedCurves(context: ClaimContext): Promise<Curves> {
  const { curves, failures } = await measuredCurves(context)
  if (failures.length > 0) return { trajectories: [], failures }
  return {
    trajectories: curves.map(trajectoryOf),
    failures: [],
    remark: startText(curves),
    ...impossibleCounts(),
    tables: [comparisonTable(curves), agreementTable(curves), epochTable(curves)],
    plots: [scatter(curves)],
  }
}

/** How much of what is possible is there before the first step. */
function startText(curves: readonly Curve[]): string {
  const text = curves.filter(({ reading, labels }) => reading === 'text' && labels === 'true')
  const bound = boundOf(text)
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
