import {
  type ClaimContext,
  pageTrendBounds,
  pageTrendTest,
  type Scale,
  seededRandom,
  specify,
  type Verdict,
  type VerdictStatus,
} from '../../harness/index.ts'
import {
  type Counted,
  countRuns,
  degeneracyOf,
  gradientNorms,
  type Measure,
  measures,
  openCount,
  tolerances,
  walksOf,
} from './degeneracyCounts.ts'
import { countTable, degeneracyPlot, type Trend, trendTable } from './degeneracyTables.ts'
import { criticalText } from './degenerateSaddle.ts'
import { familyName, readingTerms } from './experiment.ts'
import { pageTerm } from './rankTerms.ts'
import { type Designs, designText, type Followed, followedRuns, lossNames, runSets } from './trajectories.ts'
import { undecided } from './undecided.ts'

/** "We hence trained a much smaller network": how small is not said. */
const design: Designs = {
  quick: { hidden: 2, samples: 2000, trials: 5, shuffled: 1 },
  paper: { hidden: 10, trials: 8, shuffled: 1 },
}
const looked: Readonly<Record<Scale, readonly number[]>> = {
  quick: [0, 2, 4, 7, 10],
  paper: [0, 1, 2, 3, 4, 6, 8, 10],
}

const errorRate = 0.01

const remarksOf = (counted: readonly Counted[]): readonly string[] => [
  'Measured at the weights after the epochs of the tables; the Hessian is that of the loss over all training samples of the run. ' +
    `As to the gradient, ${criticalText(counted.flatMap(({ runs }) => runs.flat().flatMap(gradientNorms)))}.`,
  'Two error bars: between trials, the standard deviation of the table and Page’s test, whose blocks are trials; within one point, ' +
    'the bound of assembly and eigenvalue solver, by which an eigenvalue near ±τ may be on the other side (column “side open”): a trend counts only where it is one on whichever side they are. ' +
    'The share of the solver in that bound rests on a constant that is tested and not proved.',
  'The paper shows a curve (Fig. 3) without numbers of network, tolerance, trials or gradient, so that there are none to set beside ours. ' +
    'The design is ours: the same kind of network as its Fig. 2, small enough for a spectrum at every point.',
  'How many eigenvalues are zero is a choice of τ, and so is the direction, which depends on the loss besides: the verdict has ' +
    'where it falls and where it rises. The paper’s code counts exact zeros (`== 0`), which are zero rows: those of data and architecture, which are as ' +
    'many at every epoch, and those of hidden units that are off on all samples, which come and go. The rows “zero rows” of the first table have their trend; ' +
    'they decide nothing, for the claim speaks of eigenvalues. The column of proved zeros has them and the units that are on for few samples. The walk in random directions, of the same lengths from the same start, shows what moving alone does.',
  'The verdict is pinned for each scale since the first run at paper scale, which did not refute the claim as the smaller one does. That a trend must be one ' +
    'whatever the open counts are was asked for after that run.',
]

export default specify({
  id: 'sankar2017/degeneracyPerEpoch',
  statement: 'The number of zero eigenvalues of the Hessian increases with every epoch of training',
  source: { work: 'Sankar and Balasubramanian 2017', item: 'Sec. 5, Fig. 3', page: 12 },
  reported:
    'a curve that rises steadily, on "a much smaller network" that is not described; no tolerance, no control, no trials',
  rule:
    `${designText(design)}; after epochs ${looked.quick.join(', ')} (paper ${looked.paper.join(', ')}) the eigenvalues within ±τ, τ = ` +
    `${tolerances.map((tau) => tau.toExponential(0)).join(', ')}, besides those that data and architecture make zero at every point (those of the start: zero rows, constant inputs, softmax shift); ` +
    'for each reading and τ Page’s test for a trend over trials × epochs, every two epochs of a trial taken against the trend whose order is open, because eigenvalues may be on the other side of ±τ, and p doubled for the ties that this leaves possible. ' +
    `A rise or a fall counts when the largest p that this leaves possible is < ${errorRate} / ${2 * tolerances.length} (Bonferroni over readings and tolerances) and, because epochs of one trial depend on ` +
    'each other and only trials are independent, more pairs of epochs go that way for certain than do not, in every trial, counts that are equal for certain left out; ' +
    'holds when it rises at every τ in both readings, refuted when it falls at some τ in one of them',
  terms: [...readingTerms(), pageTerm],
  pinned: { quick: 'refuted', paper: 'inconclusive' },
  check: async (context) => {
    const { runs, failures } = await followedRuns(context, design, looked[context.scale])
    if (failures.length > 0) return undecided(failures)
    const counted: Counted[] = []
    for (const { name, reading, labels, members } of runSets(runs)) {
      const trials = await countRuns(context, members)
      if (typeof trials === 'string') return undecided([trials])
      const subject = lossNames[reading]
      counted.push({ name, subject, trials: members.map(nameOf), decides: labels === 'true', runs: trials })
    }
    const walked = walksOf(context, runs)
    const walks = await countRuns(context, walked)
    if (typeof walks === 'string') return undecided([walks])
    const name = 'random walk of equal lengths, text'
    const walk = { name, subject: name, trials: walked.map(nameOf), decides: false, runs: walks }
    const verdict = verdictOf(context, [...counted, walk])
    return {
      ...verdict,
      summary: `${verdict.summary} (${familyName('CIFAR-10')})`,
      remarks: [...remarksOf(counted), zeroRowText(counted)],
    }
  },
  controls: [
    {
      statement:
        'Newton’s method on Σ xᵢ⁴ takes a third off every coordinate in a step: degeneracy increases with every step',
      expected: 'holds',
      check: async (context) => verdictOf(context, [newtonOnQuartics(context.seed, 'forward')]),
    },
    {
      statement: 'the same steps taken backwards: degeneracy increases with every step',
      expected: 'refuted',
      check: async (context) => verdictOf(context, [newtonOnQuartics(context.seed, 'backward')]),
    },
    {
      statement:
        'with an error bound that leaves the side of every curvature open, these steps decide nothing',
      expected: 'holds',
      check: async (context) => {
        const open = newtonOnQuartics(context.seed, 'backward', quartics.boundThatLeavesAllOpen)
        const { status, runs } = verdictOf(context, [open])
        return {
          status: status === 'inconclusive' ? 'holds' : 'refuted',
          summary: `they come out as ${status}`,
          runs,
        }
      },
    },
  ],
})

function verdictOf({ seed }: ClaimContext, counted: readonly Counted[]): Verdict {
  const sets = counted.filter(({ decides }) => decides)
  const level = errorRate / (sets.length * tolerances.length)
  const trends = counted.flatMap((set) => measures.map((measure) => trendOf(set, measure, level)))
  const deciding = trends.filter(({ set, measure }) => set.decides && measure.decides)
  const falling = deciding.find(({ direction }) => direction === 'falls')
  const perSet = sets.map((set) =>
    trendText(
      set,
      deciding.filter((trend) => trend.set === set),
    ),
  )
  return {
    status: statusOf(deciding),
    ...(falling && { counterexample: fallText(falling) }),
    summary: `eigenvalues within ±τ by epoch, ${perSet.join('; ')}`,
    runs: sets.reduce((sum, { runs }) => sum + runs.length, 0),
    seed,
    tables: [trendTable(counted, trends, level), countTable(counted)],
    plots: counted.map(degeneracyPlot),
  }
}

/** The paper's own count at the ends of training. */
function zeroRowText(counted: readonly Counted[]): string {
  const runs = counted.filter(({ decides }) => decides).flatMap((set) => set.runs)
  const changes = runs.map((points) => points.at(-1)!.zeroRows - points[0]!.zeroRows)
  const [more, fewer] = [1, -1].map((sign) => changes.filter((change) => Math.sign(change) === sign).length)
  return (
    `Zero rows alone, the paper’s count: after the last epoch there are more than before training in ${more} of ${runs.length} trajectories that decide, ` +
    `fewer in ${fewer}, as many in the others.`
  )
}

/** Where it rises, falls, or does neither. */
function trendText({ subject, runs }: Counted, trends: readonly Trend[]): string {
  const all = runs.length === 1 ? 'in the one trial' : `in all ${runs.length} trials`
  const parts = (['falls', 'rises', 'neither'] as const).flatMap((which) => {
    const at = trends.filter(({ direction }) => direction === which).map(({ measure }) => measure.name)
    if (at.length === 0) return []
    return which === 'neither' ? `no trend at ${listText(at)}` : `${which} at ${listText(at)} ${all}`
  })
  return `${subject}: ${parts.join(', ')}`
}

/** `a, b and c` */
function listText(items: readonly string[]): string {
  const last = items.at(-1)!
  return items.length === 1 ? last : `${items.slice(0, -1).join(', ')} and ${last}`
}

/** The first trial, at the tolerance of the trend. */
function fallText({ set, measure, atWorst: { pFalling } }: Trend): string {
  const { trials, runs } = set
  const [points = []] = runs
  const counts = points.map(measure.of)
  const open = Math.max(...points.map((point) => openCount(measure, point)))
  return (
    `${trials[0]}: ${counts.join(', ')} eigenvalues within ±${measure.name} besides those of every point, after epochs ` +
    `${points.map(({ epoch }) => epoch).join(', ')}, at most ${open} of them with the side open; it falls in all ${runs.length} trials, p at most ${pFalling < 1e-3 ? pFalling.toExponential(1) : pFalling.toPrecision(2)}`
  )
}

function nameOf({ label, plan }: Followed): string {
  return `${label}, ${plan.data.inputs.rows} training samples`
}

function statusOf(deciding: readonly Trend[]): VerdictStatus {
  if (deciding.some(({ direction }) => direction === 'falls')) return 'refuted'
  return deciding.every(({ direction }) => direction === 'rises') ? 'holds' : 'inconclusive'
}

/** What the counts show whatever those are that the error bounds leave open. @param level of p, where trials agree */
function trendOf(set: Counted, measure: Measure, level: number): Trend {
  const { pRising, pFalling } = pageTrendTest(set.runs.map((run) => run.map(measure.of)))
  const atWorst = pageTrendBounds(
    set.runs.map((run) => run.map((point) => ({ least: measure.least(point), most: measure.most(point) }))),
  )
  const rises = atWorst.pRising < level && atWorst.risingBlocks === set.runs.length
  const falls = atWorst.pFalling < level && atWorst.fallingBlocks === set.runs.length
  return {
    set,
    measure,
    direction: rises ? 'rises' : falls ? 'falls' : 'neither',
    pRising,
    pFalling,
    atWorst,
  }
}

/** The step of Newton's method on x⁴ is −x³/(3x²): curvature 12x² falls to 4/9, whatever x is. */
function newtonOnQuartics(seed: number, order: 'forward' | 'backward', bound = 0): Counted {
  const { trials, steps, coordinates, decades } = quartics
  const runs = Array.from({ length: trials }, (_, trial) => {
    const random = seededRandom(seed * 1000 + trial)
    const start = Float64Array.from({ length: coordinates }, () => 10 ** (-decades * random.uniform()))
    const points = Array.from({ length: steps + 1 }, (_x, step) => {
      const curvatures = start.map((x) => 12 * (x * (2 / 3) ** step) ** 2).sort()
      return degeneracyOf(step, curvatures, bound, none, none)
    })
    if (order === 'backward') points.reverse()
    return points.map((point, epoch) => ({ ...point, epoch }))
  })
  const names = runs.map((_, trial) => `Newton on quartics, ${order}, trial ${trial + 1}`)
  const name = `Newton on quartics, ${order}`
  return { name, subject: name, trials: names, decides: true, runs }
}

const none = { zeroRows: 0, zeros: 0 }

/** Coordinates from 1 to 1e-7: curvatures on either side of every tolerance. */
const quartics = { trials: 4, steps: 5, coordinates: 500, decades: 7, boundThatLeavesAllOpen: 12 }
