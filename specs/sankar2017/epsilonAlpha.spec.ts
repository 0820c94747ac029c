import {
  type Check,
  type ClaimContext,
  type EvidenceTable,
  type Plot,
  seededRandom,
  specify,
  type VerdictStatus,
} from '../../harness/index.ts'
import { autoencoderDescents, autoencoderName } from './autoencoderDescent.ts'
import { measuredCurves, median, type Trajectory, tauOf, trajectoryOf } from './errorIndexCurves.ts'
import { remarksOf } from './errorIndexRemarks.ts'
import {
  agreementTable,
  comparisonTable,
  epochTable,
  figure2,
  partsTables,
  scatter,
  theirBound,
} from './errorIndexTables.ts'
import { familyName, readingTerms } from './experiment.ts'
import { sharesOfFirstEpoch } from './firstEpoch.ts'
import { kendallTerm } from './rankTerms.ts'
import { alongTraining, designText, epochsAlong, lossNames } from './trajectories.ts'
import { undecided } from './undecided.ts'

/** "Almost monotonically", generously: three pairs of points in four are in the same order, 3/4 − 1/4. */
const nearlyMonotonic = 0.5
const unrelated = 0.25
const pairingsDrawn = 100

const sharesText = sharesOfFirstEpoch.paper.map((share) => `1/${1 / share}`).join(', ')

export default specify({
  id: 'sankar2017/epsilonAlpha',
  statement:
    'In training under cross-entropy the error and the number of negative eigenvalues of the Hessian, ' +
    `${figure2.negative.most} to ${figure2.negative.least} of ${figure2.layers.join('-')}, fall together, almost monotonically`,
  source: {
    work: 'Sankar and Balasubramanian 2017',
    item: 'Sec. 4, Fig. 2 (after Bray and Dean 2007)',
    page: 10,
  },
  reported:
    `${figure2.layers.join('-')} on features of CIFAR-10: errors from ${figure2.error.least} to ${figure2.error.most} %, ` +
    `${figure2.negative.least} to ${figure2.negative.most} negative eigenvalues; no coefficient, no trials, no gradient norm`,
  rule:
    `${designText(alongTraining)}; at epochs ${epochsAlong.join(', ')} (paper also after ${sharesText} of the first epoch, on true labels) Kendall’s ` +
    'rank correlation (τ_b) of error and number of certified negative eigenvalues along each trajectory, 0 where one of the two never changes, for test ' +
    'and for training error; the relation holds when the median over the cross-entropy trajectories (text reading) on true labels is above ' +
    `${nearlyMonotonic} and fails when it is below ${unrelated}; the squared-error ones (code reading) stand beside them. The claim holds when the relation ` +
    'does and the printed counts are possible, and is refuted when the relation fails or the ' +
    'printed counts exceed the index that is proved to be the largest, h(C − 1), for the loss and the network that the text names. Beside it the ' +
    'range of T trials, an interval of their median with confidence 1 − 2^(1 − T) however dependent the points of one trajectory are, because ' +
    'trials are independent; a count of ours above h(C − 1) under cross-entropy would be an error of ours',
  terms: [...readingTerms(), kendallTerm],
  pinned: 'refuted',
  check: fallTogether(trainedCurves),
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
  /** Why the counts that the claim names cannot be: for the summary, and as an instance. */
  readonly impossible?: { readonly summary: string; readonly counterexample: string }
  /** Of the trajectories that decide and of those beside them, for the summary. */
  readonly names?: { readonly deciding: string; readonly beside: string; readonly data: string }
  readonly remarks?: (relation: VerdictStatus) => readonly string[]
  readonly tables?: readonly EvidenceTable[]
  readonly plots?: readonly Plot[]
}

/** Kendall's rank correlation of a trajectory, by kind of error. */
interface Agreement extends Omit<Trajectory, 'errors' | 'indices'> {
  readonly taus: readonly number[]
}

function fallTogether(curvesOf: (context: ClaimContext) => Promise<Curves>): Check {
  return async (context) => {
    const curves = await curvesOf(context)
    const { trajectories, failures, impossible, names, remarks, tables = [], plots = [] } = curves
    if (failures.length > 0) return undecided(failures)
    const deciding = agreementsOf(trajectories.filter(({ decides }) => decides))
    const beside = agreementsOf(trajectories.filter(({ decides }) => !decides))
    const relation = relationOf(deciding)
    const status = impossible === undefined ? relation : 'refuted'
    const correlations =
      names === undefined
        ? `${medianText(deciding)}, median and range of ${deciding.length} trajectories`
        : `${names.deciding} ${medianText(deciding)}, ${names.beside} ${medianText(beside)}, median (range) of ${names.data}`
    return {
      status,
      summary: [
        ...(impossible === undefined ? [] : [impossible.summary]),
        `Kendall’s rank correlation of error and index: ${correlations}`,
      ].join('; '),
      runs: deciding.length,
      seed: context.seed,
      ...(status === 'refuted' && { counterexample: impossible?.counterexample ?? leastText(deciding) }),
      ...(remarks && { remarks: remarks(relation) }),
      tables,
      plots,
    }
  }
}

function agreementsOf(trajectories: readonly Trajectory[]): readonly Agreement[] {
  return trajectories.map(({ errors, indices, ...rest }) => ({
    ...rest,
    taus: Object.values(errors).map((error) => tauOf(error, indices)),
  }))
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

function relationOf(agreements: readonly Agreement[]): VerdictStatus {
  const middle = median(sortedTaus(agreements))
  if (middle > nearlyMonotonic) return 'holds'
  return middle < unrelated ? 'refuted' : 'inconclusive'
}

/** The trajectory that is furthest from falling together. */
function leastText(agreements: readonly Agreement[]): string {
  const most = ({ taus }: Agreement): number => Math.max(...taus)
  const { name, taus } = agreements.reduce((least, one) => (most(one) < most(least) ? one : least))
  return `${name}: Kendall’s rank correlation of error and index ${taus.map((tau) => tau.toFixed(2)).join(' and ')}, nearly monotonic is above ${nearlyMonotonic}`
}

function sortedTaus(agreements: readonly Agreement[]): number[] {
  return agreements.flatMap(({ taus }) => taus).sort((a, b) => a - b)
}

function medianText(agreements: readonly Agreement[]): string {
  const taus = sortedTaus(agreements)
  return `${median(taus).toFixed(2)} (${taus[0]?.toFixed(2)} to ${taus.at(-1)?.toFixed(2)})`
}

async function trainedCurves(context: ClaimContext): Promise<Curves> {
  const { curves, failures } = await measuredCurves(context)
  if (failures.length > 0) return { trajectories: [], failures }
  const truly = curves.filter(({ labels }) => labels === 'true')
  const data = `${familyName('CIFAR-10')} ${curves[0]!.plan.layers.join('-')}`
  return {
    trajectories: truly.map(trajectoryOf),
    failures: [],
    names: { deciding: lossNames.text, beside: lossNames.code, data },
    ...impossibleCounts(),
    remarks: (relation) => remarksOf(truly, relationWords[relation]),
    tables: [comparisonTable(curves), agreementTable(curves), epochTable(curves), ...partsTables(curves)],
    plots: [scatter(curves)],
  }
}

const relationWords: Readonly<Record<VerdictStatus, string>> = {
  holds: `above ${nearlyMonotonic}: error and index fall together`,
  refuted: `below ${unrelated}: error and index do not fall together`,
  inconclusive: `between ${unrelated} and ${nearlyMonotonic}: not decided`,
  vacuous: 'of nothing',
}

/** Where counts of the figure exceed the bound. */
function impossibleCounts(): Pick<Curves, 'impossible'> {
  const { layers, negative, place } = figure2
  const { least, most } = negative
  const [, h = 0, classes = 0] = layers
  const smallest = [least, most].find((count) => count > theirBound)
  if (smallest === undefined) return {}
  return {
    impossible: {
      summary: `${place} prints ${least} to ${most} negative eigenvalues; cross-entropy allows ${theirBound}, so that they cannot be`,
      counterexample:
        `${place}: ${smallest} negative eigenvalues of ${layers.join('-')}, where cross-entropy allows at most ` +
        `h(C − 1) = ${h} × ${classes - 1} = ${theirBound}`,
    },
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
