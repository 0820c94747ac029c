import {
  type ClaimContext,
  pageTrendTest,
  rankCorrelation,
  type Scale,
  seededRandom,
  specify,
  type Verdict,
  type VerdictStatus,
} from '../../harness/index.ts'
import { type Counted, countRuns, degeneracyOf, tolerances, walksOf } from './degeneracyCounts.ts'
import { countTable, degeneracyPlot, type Trend, trendTable } from './degeneracyTables.ts'
import { type Designs, designText, type Followed, followedRuns, runSets } from './trajectories.ts'
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

const remarks = [
  'Measured at the weights after the epochs of the tables; the Hessian is that of the loss over all training samples of the run. ' +
    'These are points on the way and not critical ones: ‖∇f‖ stands in the second table.',
  'Two error bars: between trials, the standard deviation of the table and Page’s test, whose blocks are trials; within one point, ' +
    'the bound of assembly and eigenvalue solver, by which an eigenvalue near ±τ may be on the other side (column “side open”). ' +
    'The share of the solver in that bound rests on a constant that is tested and not proved.',
  'The paper shows a curve (Fig. 3) without numbers of network, tolerance, trials or gradient, so that there are none to set beside ours. ' +
    'The design is ours: the same kind of network as its Fig. 2, small enough for a spectrum at every point.',
  'How many eigenvalues are zero is a choice of τ, and so is the direction, which depends on the loss besides: the verdict has ' +
    'where it falls and where it rises. A count of exact zeros would see zero rows alone: those of data and architecture, which are as ' +
    'many at every epoch, and those of hidden units that are off on all samples, which come and go. The column of proved zeros has these and the ' +
    'units that are on for few samples. The walk in random directions, of the same lengths from the same start, shows what moving alone does.',
  'The first run at paper scale was expected to refute the claim, as the smaller one does, and did not: there the counts rise at most ' +
    'tolerances and fall at none. The verdict is pinned for each scale since.',
]

export default specify({
  id: 'sankar2017/degeneracyPerEpoch',
  statement: 'The number of zero eigenvalues of the Hessian increases with every epoch of training',
  source: { work: 'Sankar and Balasubramanian 2017', item: 'Sec. 5, Fig. 3', page: 13 },
  reported:
    'a curve that rises steadily, on "a much smaller network" that is not described; no tolerance, no control, no trials',
  rule:
    `${designText(design)}; after epochs ${looked.quick.join(', ')} (paper ${looked.paper.join(', ')}) the eigenvalues within ±τ, τ = ` +
    `${tolerances.map((tau) => tau.toExponential(0)).join(', ')}, besides those that data and architecture make zero at every point (those of the start: zero rows, constant inputs, softmax shift); ` +
    'for each reading and τ Page’s test for a trend over trials × epochs. A rise or a fall counts when p < ' +
    `${errorRate} / ${2 * tolerances.length} (Bonferroni over readings and tolerances) and Kendall’s τ of count and epoch has its sign in every ` +
    'trial, because epochs of one trial depend on each other and only trials are independent; ' +
    'holds when it rises at every τ in both readings, refuted when it falls at some τ in one of them',
  pinned: { quick: 'refuted', paper: 'inconclusive' },
  check: async (context) => {
    const { runs, failures } = await followedRuns(context, design, looked[context.scale])
    if (failures.length > 0) return undecided(failures)
    const counted: Counted[] = []
    for (const { name, labels, members } of runSets(runs)) {
      const trials = await countRuns(context, members)
      if (typeof trials === 'string') return undecided([trials])
      counted.push({ name, trials: members.map(nameOf), decides: labels === 'true', runs: trials })
    }
    const walked = walksOf(context, runs)
    const walks = await countRuns(context, walked)
    if (typeof walks === 'string') return undecided([walks])
    const walk = { name: 'random walk of equal lengths, text', trials: walked.map(nameOf) }
    return { ...verdictOf(context, [...counted, { ...walk, decides: false, runs: walks }]), remarks }
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
  ],
})

function verdictOf({ seed }: ClaimContext, counted: readonly Counted[]): Verdict {
  const tests = counted.filter(({ decides }) => decides).length * tolerances.length
  const trends = counted.map((set) => tolerances.map((_, at) => trendOf(set, at, errorRate / tests)))
  const deciding = trends.filter((_, k) => counted[k]!.decides).flat()
  const which = (direction: Trend['direction']) => deciding.filter((trend) => trend.direction === direction)
  const say = (direction: Trend['direction']) =>
    which(direction)
      .map(({ name, tolerance }) => `${name}, τ = ${tolerance.toExponential(0)}`)
      .join('; ') || 'nowhere'
  const [falling] = which('falls')
  const fallingSet = counted.find(({ name }) => name === falling?.name)
  return {
    status: statusOf(deciding),
    ...(falling && fallingSet && { counterexample: fallText(fallingSet, falling) }),
    summary: `falls: ${say('falls')}; rises: ${say('rises')}; neither in ${which('neither').length} of ${deciding.length}`,
    runs: counted.reduce((sum, { runs }) => sum + runs.length, 0),
    seed,
    tables: [trendTable(counted, trends.flat()), countTable(counted)],
    plots: counted.map(degeneracyPlot),
  }
}

/** The first trial, at the tolerance of the trend. */
function fallText({ trials, runs }: Counted, { tolerance, pFalling }: Trend): string {
  const at = tolerances.indexOf(tolerance)
  const [points = []] = runs
  const counts = points.map(({ zeros }) => zeros[at]!)
  const open = Math.max(...points.map(({ uncertain }) => uncertain[at]!))
  return (
    `${trials[0]}: ${counts.join(', ')} eigenvalues within ±${tolerance.toExponential(0)} besides those of every point, after epochs ` +
    `${points.map(({ epoch }) => epoch).join(', ')}, at most ${open} of them with the side open; it falls in all ${runs.length} trials, p = ${pFalling.toPrecision(2)}`
  )
}

function nameOf({ label, plan }: Followed): string {
  return `${label}, ${plan.data.inputs.rows} training samples`
}

function statusOf(deciding: readonly Trend[]): VerdictStatus {
  if (deciding.some(({ direction }) => direction === 'falls')) return 'refuted'
  return deciding.every(({ direction }) => direction === 'rises') ? 'holds' : 'inconclusive'
}

/** @param level of p, where trials agree with one another */
function trendOf({ name, runs }: Counted, at: number, level: number): Trend {
  const blocks = runs.map((run) => run.map(({ zeros }) => zeros[at]!))
  const { pRising, pFalling } = pageTrendTest(blocks)
  const signs = blocks.map((block) =>
    Math.sign(rankCorrelation([...block.keys()], block, errorRate).kendall.coefficient),
  )
  const risingTrials = signs.filter((sign) => sign > 0).length
  const fallingTrials = signs.filter((sign) => sign < 0).length
  const direction =
    pRising < level && risingTrials === runs.length
      ? 'rises'
      : pFalling < level && fallingTrials === runs.length
        ? 'falls'
        : 'neither'
  return { name, tolerance: tolerances[at]!, direction, pRising, pFalling, risingTrials, fallingTrials }
}

/** The step of Newton's method on x⁴ is −x³/(3x²): curvature 12x² falls to 4/9, whatever x is. */
function newtonOnQuartics(seed: number, order: 'forward' | 'backward'): Counted {
  const { trials, steps, coordinates, decades } = quartics
  const runs = Array.from({ length: trials }, (_, trial) => {
    const random = seededRandom(seed * 1000 + trial)
    const start = Float64Array.from({ length: coordinates }, () => 10 ** (-decades * random.uniform()))
    const points = Array.from({ length: steps + 1 }, (_x, step) => {
      const curvatures = start.map((x) => 12 * (x * (2 / 3) ** step) ** 2).sort()
      return degeneracyOf(step, curvatures, 0, 0, 0)
    })
    if (order === 'backward') points.reverse()
    return points.map((point, epoch) => ({ ...point, epoch }))
  })
  const names = runs.map((_, trial) => `Newton on quartics, ${order}, trial ${trial + 1}`)
  return { name: `Newton on quartics, ${order}`, trials: names, decides: true, runs }
}

/** Coordinates from 1 to 1e-7: curvatures on either side of every tolerance. */
const quartics = { trials: 4, steps: 5, coordinates: 500, decades: 7 }
