import {
  type Check,
  type ClaimContext,
  measuredCurvature,
  type SymmetricMatrix,
  specify,
  type Verdict,
  wignerMatrix,
  wishartMatrix,
} from '../../harness/index.ts'
import { cifarText, familyName, readingTerms } from './experiment.ts'
import {
  type Chance,
  type Compared,
  compare,
  draws,
  fence,
  fewest,
  nearZero,
  type RandomDistances,
  randomDistances,
  type Spectrum,
} from './semicircleDistances.ts'
import { distanceTable, histograms, zeroShare, zeroTable } from './semicircleTables.ts'
import {
  alongTraining,
  designText,
  epochsAlong,
  type Followed,
  followedRuns,
  runSets,
} from './trajectories.ts'
import { undecided } from './undecided.ts'

const remarks = [
  `Measured at the weights after ${epochsAlong.at(-1)} epochs, and before training for comparison; the Hessian is that of the loss over all ` +
    'training samples, and its whole spectrum is computed. The runs are those of sankar2017/epsilonAlpha, where ‖∇f‖ of every point stands.',
  `The error bar is what chance makes of the distance: that of ${draws} random symmetric matrices, of the least order among the ` +
    'bulks, for which distances are largest. That favours the law, and so does the freedom of the semicircle, whose centre and radius are fitted to each spectrum. ' +
    'Means of the tables have the standard deviation over trials.',
  'The paper states the law for matrices with independent entries, as Theorem 1, and compares no spectrum with it. Its evidence is ' +
    'fractions of zero eigenvalues by depth (Sec. 6, sankar2017/depth). Sec. 4 says why: “for random matrices, as the dimension of the matrix ' +
    'increases, the probability of zero eigenvalues in a random matrix is nearly 1/2”. That is not true of random matrices either ' +
    '(random-matrices/zeroProbability): 1/2 is the probability of a sign, and the semicircle has no mass at 0.',
  'Sec. 4 also says: “Dauphin et al. [6] also noted that the semicircle law holds for Hessians obtained in deep learning settings”. ' +
    'They wrote (2014, Sec. 3): “While the eigenvalues do not seem to be exactly distributed according to the semicircular law, their ' +
    'distribution does shift to the left as the error increases”.',
  'Why it fails: entries of a Hessian are not independent, for they are sums over samples of products of few factors. Its eigenvalues crowd at 0, ' +
    'with a few large positive ones, where a semicircle is broad and symmetric about its centre; the histograms show both on one axis, logarithmic ' +
    'away from 0, where a semicircle has two humps. The first ' +
    'table has the distance with and without proved zeros and outliers, and the rule asks about both.',
]

export default specify({
  id: 'sankar2017/wignerHessian',
  statement:
    "Wigner's semicircle law holds for the Hessian of a trained network, at least for the bulk of its spectrum",
  source: { work: 'Sankar and Balasubramanian 2017', item: 'Theorem 1, Sec. 4 and 6, abstract', page: 10 },
  reported:
    'the law is "verified" by counts of zero eigenvalues; no spectrum is compared with it. "For random matrices, as the dimension of the ' +
    'matrix increases, the probability of zero eigenvalues in a random matrix is nearly 1/2"',
  rule:
    `${designText(alongTraining)}; the Kolmogorov distance of the spectrum after ${epochsAlong.at(-1)} epochs to the nearest semicircle ` +
    'of any centre and radius, of (a) the whole spectrum and (b) its bulk: without the zeros that are proved and without what lies beyond ' +
    `the quartiles by more than ${fence} times their distance; against ${draws} spectra of random symmetric matrices of the least order ` +
    'among the bulks, the most distant, each at the semicircle of its own mean and variance, which is no nearer than the nearest; ' +
    'holds when no bulk is further than all random ones, refuted when every spectrum and every bulk is: error rate ' +
    `1/${draws + 1}. The initial spectra, shuffled labels, and the share of zero eigenvalues against 1/2 stand in tables`,
  terms: [
    ...readingTerms(),
    {
      name: 'Kolmogorov distance',
      meaning:
        'between a spectrum and a law: the largest difference, over all x, of the share of eigenvalues up to x and the probability of values up to x',
    },
  ],
  pinned: 'refuted',
  check: semicircles(hessians),
  controls: [
    {
      statement: 'the law holds for a random symmetric matrix, moved and scaled',
      expected: 'holds',
      check: semicircles((context) => randomMatrix(context, 'random symmetric', wignerMatrix)),
    },
    {
      statement: 'the law holds for a Wishart matrix of 2n samples',
      expected: 'refuted',
      check: semicircles((context) =>
        randomMatrix(context, 'Wishart', (order, seed) => wishartMatrix(order, 2 * order, seed)),
      ),
    },
  ],
})

interface Drawn {
  readonly spectra: readonly Spectrum[]
  readonly failures: readonly string[]
  /** Which spectra they are, for the summary. */
  readonly which?: string
  /** What the networks were trained on. */
  readonly data?: string
}

type Spectra = (context: ClaimContext) => Promise<Drawn>

function semicircles(spectraOf: Spectra): Check {
  return async (context) => {
    const { spectra, failures, ...about } = await spectraOf(context)
    if (failures.length > 0) return undecided(failures)
    const compared = spectra.map(compare)
    const order = Math.min(...compared.map(({ bulk }) => bulk.length))
    const random = randomDistances(context, order)
    if (!Array.isArray(random)) return undecided([random.message])
    const fewer = Math.max(fewest, Math.min(...compared.map(({ beyond }) => beyond.order)))
    const beyond = randomDistances(context, fewer)
    if (!Array.isArray(beyond)) return undecided([beyond.message])
    const chance = { bulks: { order, distances: random }, beyond: { order: fewer, distances: beyond } }
    return verdictOf(context, compared, chance, about)
  }
}

function verdictOf(
  { seed }: ClaimContext,
  compared: readonly Compared[],
  chance: Chance,
  { which, data = '' }: Pick<Drawn, 'which' | 'data'>,
): Verdict {
  const { order, distances: random } = chance.bulks
  const largest = random.at(-1)!
  const deciding = compared.filter(({ decides }) => decides)
  const wholes = deciding.map(({ whole }) => whole.distance)
  const bulks = deciding.map(({ ofBulk }) => ofBulk.distance)
  const allFar = Math.min(...wholes, ...bulks) > largest
  const noneFar = bulks.every((distance) => !(distance > largest))
  const parts = [
    `distance to the nearest semicircle ${rangeText(wholes)}, of bulks ${rangeText(bulks)}, of random symmetric matrices at most ${largest.toPrecision(2)}`,
    ...(which === undefined
      ? []
      : [
          `the share of zero eigenvalues is at most ${rangeText(deciding.map(zeroShare))}, by run; the paper says nearly 1/2`,
        ]),
  ]
  return {
    status: allFar ? 'refuted' : noneFar ? 'holds' : 'inconclusive',
    ...(allFar && { counterexample: nearestText(deciding, order, random) }),
    summary: `${which === undefined ? '' : `${which}: `}${parts.join('; ')}`,
    ...(which !== undefined && { remarks: [...remarks, beyondText(deciding, chance.beyond)] }),
    runs: deciding.length,
    seed,
    worstRatio: Math.max(...bulks) / largest,
    tables: [distanceTable(compared, chance, data), zeroTable(compared)],
    plots: histograms(compared),
  }
}

/** The third comparison, which decides nothing. */
function beyondText(deciding: readonly Compared[], { order, distances }: RandomDistances): string {
  const near = nearZero.toExponential(0)
  const found = deciding.flatMap(({ beyond: { distance } }) => (distance === undefined ? [] : [distance]))
  const apart =
    found.length < deciding.length
      ? 'too few eigenvalues are left in some run'
      : `the distance is ${rangeText(found)}, where random symmetric matrices of order ${order} have at most ${distances.at(-1)!.toPrecision(2)}`
  return (
    'Many eigenvalues that no proof makes zero lie near 0 all the same and stay in the bulk. Without all of ' +
    `|λ| ≤ ${near}, and without outliers, ${apart}; this is the last column of the first table, and decides nothing.`
  )
}

/** The spectrum that comes nearest to the law. */
function nearestText(deciding: readonly Compared[], order: number, random: readonly number[]): string {
  const least = ({ whole, ofBulk }: Compared): number => Math.min(whole.distance, ofBulk.distance)
  const nearest = deciding.reduce((best, one) => (least(one) < least(best) ? one : best))
  const { run, eigenvalues, bulk, whole, ofBulk } = nearest
  return (
    `${run}: distance to the nearest semicircle ${whole.distance.toFixed(3)} of all ${eigenvalues.length} eigenvalues, ${ofBulk.distance.toFixed(3)} of the ` +
    `${bulk.length} in the bulk, at most ${random.at(-1)!.toPrecision(2)} of ${random.length} random symmetric matrices of order ${order}`
  )
}

/** Of the first trials, before training and after the last epoch that is looked at. */
async function hessians(context: ClaimContext): ReturnType<Spectra> {
  const { runs, failures } = await followedRuns(context, alongTraining, epochsAlong)
  const spectra: Spectrum[] = []
  const troubles = [...failures]
  for (const { name, labels, members } of runSets(runs)) {
    for (const run of members) {
      for (const at of [0, -1]) {
        const spectrum = await spectrumOf(context, run, at, name)
        if (typeof spectrum === 'string') troubles.push(spectrum)
        else spectra.push({ ...spectrum, decides: labels === 'true' && at === -1 })
      }
    }
  }
  const which = `${familyName('CIFAR-10')}, after epoch ${epochsAlong.at(-1)}`
  return { spectra, failures: troubles, which, data: cifarText() }
}

async function spectrumOf(
  context: ClaimContext,
  { plan, label, waypoints }: Followed,
  at: number,
  name: string,
): Promise<Omit<Spectrum, 'decides'> | string> {
  const { epoch, theta } = waypoints.at(at)!
  const where = `${label}, after epoch ${epoch}`
  const point = await measuredCurvature(context, plan, theta, where)
  if (point.status !== 'measured') return `${where}: ${point.message}`
  const { eigenvalues, inertia } = point
  const when = epoch === 0 ? 'before training' : `after epoch ${epoch}`
  return { name, run: where, point: when, eigenvalues, inertia }
}

const controlOrder = 300

async function randomMatrix(
  { provider, seed, signal }: ClaimContext,
  name: string,
  draw: (order: number, seed: number) => SymmetricMatrix,
): ReturnType<Spectra> {
  const result = await provider.eigenvalues(draw(controlOrder, seed), { consume: true, signal })
  if (result.status !== 'converged') return { spectra: [], failures: [result.message] }
  const inertia = { structural: 0, negative: 0, undecided: 0, positive: controlOrder }
  const eigenvalues = result.values.map((value) => 5 + 0.1 * value)
  const spectrum = { name, run: `${name}, order ${controlOrder}, seed ${seed}`, point: '', decides: true }
  return { spectra: [{ ...spectrum, eigenvalues, inertia }], failures: [] }
}

function rangeText(values: readonly number[]): string {
  const texts = [Math.min(...values), Math.max(...values)].map((value) => value.toPrecision(2))
  return texts[0] === texts[1] ? texts[0]! : `${texts[0]} to ${texts[1]}`
}
