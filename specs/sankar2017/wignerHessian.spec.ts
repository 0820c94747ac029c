import {
  type CertifiedInertia,
  type Check,
  type ClaimContext,
  type EvidenceTable,
  type Failure,
  gaussianSpectrum,
  measuredCurvature,
  momentRadius,
  type Plot,
  type SymmetricMatrix,
  semicircleDistance,
  semicircleFit,
  specify,
  type Verdict,
  wignerMatrix,
  wishartMatrix,
  withRemarks,
} from '../../harness/index.ts'
import { cifarText } from './experiment.ts'
import { meanText } from './printedTables.ts'
import { spectrumHistogram } from './spectrumHistogram.ts'
import {
  alongTraining,
  designText,
  epochsAlong,
  type Followed,
  followedRuns,
  runSets,
} from './trajectories.ts'

/** p ≤ 1/(draws + 1) = 1 % for a spectrum further from the law than every random one. */
const draws = 99
/** Tukey's: a value is outlying beyond the quartiles by more than this times their distance. None of a semicircle is. */
const fence = 1.5
/** "Nearly 1/2", generously. */
const nearlyHalf = { low: 0.4, high: 0.6 }
const tolerances = [1e-10, 1e-8, 1e-6, 1e-4]

const remarks = [
  `Measured at the weights after ${epochsAlong.at(-1)} epochs, and before training for comparison; the Hessian is that of the loss over all ` +
    'training samples, and its whole spectrum is computed. The runs are those of sankar2017/epsilonAlpha, where ‖∇f‖ of every point stands: none is critical.',
  `The error bar is what chance makes of the distance: that of ${draws} random symmetric matrices, of the least order among the ` +
    'bulks, for which distances are largest. That favours the law, and so does the freedom of the semicircle, whose centre and radius are fitted to each spectrum. ' +
    'Means of the tables have the standard deviation over trials.',
  'The paper states the law for matrices with independent entries, as Theorem 1, and compares no spectrum with it. Its evidence is ' +
    'fractions of zero eigenvalues by depth (Sec. 6, sankar2017/depth); that their probability “is nearly 1/2” is said of ' +
    'random matrices, of which it is not true either (random-matrices/zeroProbability): 1/2 is the probability of a sign, and the semicircle has no mass at 0.',
  'Entries of a Hessian are not independent: they are sums over samples of products of few factors. Its eigenvalues crowd at 0, ' +
    'with a few large positive ones, where a semicircle is broad and symmetric about its centre; the histograms show both on one axis. The first ' +
    'table has the distance with and without proved zeros and outliers, and the rule asks about both.',
]

export default specify({
  id: 'sankar2017/wignerHessian',
  statement:
    "Wigner's semicircle law holds for the Hessian of a trained network, at least for the bulk of its spectrum",
  source: { work: 'Sankar and Balasubramanian 2017', item: 'Theorem 1, Sec. 4 and 6, abstract', page: 10 },
  reported:
    'the law is "verified" by counts of zero eigenvalues; no spectrum is compared with it. "The probability of zero eigenvalues is nearly 1/2"',
  rule:
    `${designText(alongTraining)}; the Kolmogorov distance of the spectrum after ${epochsAlong.at(-1)} epochs to the nearest semicircle ` +
    'of any centre and radius, of (a) the whole spectrum and (b) its bulk: without the zeros that are proved and without what lies beyond ' +
    `the quartiles by more than ${fence} times their distance; against ${draws} spectra of random symmetric matrices of the least order ` +
    'among the bulks, the most distant, each at the semicircle of its own mean and variance, which is no nearer than the nearest; ' +
    'holds when no bulk is further than all random ones, refuted when every spectrum and every bulk is: error rate ' +
    `1/${draws + 1}. The initial spectra, shuffled labels, and the share of zero eigenvalues against 1/2 stand in tables`,
  pinned: 'refuted',
  check: withRemarks(semicircles(hessians), remarks),
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

/** A spectrum to be compared. */
interface Spectrum {
  readonly name: string
  /** As a reader finds it again. */
  readonly run: string
  readonly point: string
  readonly decides: boolean
  /** Ascending. */
  readonly eigenvalues: Float64Array
  readonly inertia: CertifiedInertia
}

interface Compared extends Spectrum {
  readonly bulk: Float64Array
  /** Of the nearest semicircle. */
  readonly wholeDistance: number
  readonly bulkDistance: number
}

interface Drawn {
  readonly spectra: readonly Spectrum[]
  readonly failures: readonly string[]
  /** What the networks were trained on. */
  readonly data?: string
}

type Spectra = (context: ClaimContext) => Promise<Drawn>

function semicircles(spectraOf: Spectra): Check {
  return async (context) => {
    const { spectra, failures, data = '' } = await spectraOf(context)
    if (failures.length > 0) return undecided(failures)
    const compared = spectra.map(compare)
    const order = Math.min(...compared.map(({ bulk }) => bulk.length))
    const random = randomDistances(context, order)
    return Array.isArray(random)
      ? verdictOf(context, compared, order, random, data)
      : undecided([random.message])
  }
}

function undecided(reasons: readonly string[]): Verdict {
  return { status: 'inconclusive', summary: reasons.join('; '), runs: 0 }
}

function compare(spectrum: Spectrum): Compared {
  const bulk = bulkOf(spectrum.eigenvalues, spectrum.inertia.structural)
  const wholeDistance = semicircleFit(spectrum.eigenvalues).distance
  return { ...spectrum, bulk, wholeDistance, bulkDistance: semicircleFit(bulk).distance }
}

/** Without the proved zeros, which are those next to 0, and without outliers. */
function bulkOf(eigenvalues: Float64Array, structural: number): Float64Array {
  const bySize = [...eigenvalues].sort((a, b) => Math.abs(a) - Math.abs(b))
  const rest = Float64Array.from(bySize.slice(structural)).sort()
  const lower = quantile(rest, 0.25)
  const upper = quantile(rest, 0.75)
  const reach = fence * (upper - lower)
  return rest.filter((value) => value >= lower - reach && value <= upper + reach)
}

function quantile(ascending: Float64Array, share: number): number {
  return ascending[Math.round(share * (ascending.length - 1))]!
}

/** Ascending. */
function randomDistances({ seed, progress }: ClaimContext, order: number): number[] | Failure {
  const onProgress = progress(`spectra of ${draws} random symmetric matrices of order ${order}`)
  const distances: number[] = []
  for (let k = 0; k < draws; k++) {
    onProgress(k, draws)
    const values = gaussianSpectrum(order, seed * 1000 + k)
    if ('status' in values) return values
    const centred = centredOf(values)
    distances.push(semicircleDistance(centred, momentRadius(centred)))
  }
  onProgress(draws, draws)
  return distances.sort((a, b) => a - b)
}

function centredOf(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return values.map((value) => value - mean)
}

function verdictOf(
  { seed }: ClaimContext,
  compared: readonly Compared[],
  order: number,
  random: readonly number[],
  data: string,
): Verdict {
  const largest = random.at(-1)!
  const deciding = compared.filter(({ decides }) => decides)
  const allFar = deciding.every(
    ({ wholeDistance, bulkDistance }) => Math.min(wholeDistance, bulkDistance) > largest,
  )
  const noneFar = deciding.every(({ bulkDistance }) => !(bulkDistance > largest))
  const bulks = deciding.map(({ bulkDistance }) => bulkDistance)
  const wholes = deciding.map(({ wholeDistance }) => wholeDistance)
  return {
    status: allFar ? 'refuted' : noneFar ? 'holds' : 'inconclusive',
    ...(allFar && { counterexample: nearestText(deciding, order, random) }),
    summary:
      `distance to the nearest semicircle: whole spectra ${rangeText(wholes)}, bulks ${rangeText(bulks)}; ` +
      `${random.length} random symmetric matrices of order ${order} at most ${largest.toPrecision(2)}; ` +
      `${rangeText(deciding.map(zeroShare))} of the eigenvalues are zero at most`,
    runs: deciding.length,
    seed,
    worstRatio: Math.max(...bulks) / largest,
    tables: [distanceTable(compared, order, random, data), zeroTable(compared)],
    plots: compared.filter(({ decides }, k) => decides && isFirst(compared, k)).map(histogramOf),
  }
}

/** The spectrum that comes nearest to the law. */
function nearestText(deciding: readonly Compared[], order: number, random: readonly number[]): string {
  const least = (one: Compared): number => Math.min(one.wholeDistance, one.bulkDistance)
  const nearest = deciding.reduce((best, one) => (least(one) < least(best) ? one : best))
  const { run, eigenvalues, bulk, wholeDistance, bulkDistance } = nearest
  return (
    `${run}: distance to the nearest semicircle ${wholeDistance.toFixed(3)} of all ${eigenvalues.length} eigenvalues, ${bulkDistance.toFixed(3)} of the ` +
    `${bulk.length} in the bulk, at most ${random.at(-1)!.toFixed(3)} of ${random.length} random symmetric matrices of order ${order}`
  )
}

function histogramOf({ name, point, eigenvalues, inertia }: Compared): Plot {
  return spectrumHistogram(eigenvalues, inertia.structural, `${name}, ${point}, first trial`)
}

/** Proved or not certain to be positive or negative. */
function zeroShare({ inertia, eigenvalues }: Spectrum): number {
  return (inertia.structural + inertia.undecided) / eigenvalues.length
}

/** Of its name: one trial is enough to look at. */
function isFirst(compared: readonly Compared[], k: number): boolean {
  return (
    compared.findIndex(({ name, point }) => name === compared[k]!.name && point === compared[k]!.point) === k
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
  const data = cifarText()
  return { spectra, failures: troubles, data }
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

function distanceTable(
  compared: readonly Compared[],
  order: number,
  random: readonly number[],
  data: string,
): EvidenceTable {
  const rows = grouped(compared).map(({ name, point, decides, members }) => [
    name,
    point,
    decides ? 'yes' : 'no',
    members.length,
    members[0]!.eigenvalues.length,
    meanText(
      members.map(({ wholeDistance }) => wholeDistance),
      3,
    ),
    meanText(members.map(({ bulk }) => bulk.length)),
    meanText(
      members.map(({ bulkDistance }) => bulkDistance),
      3,
    ),
    Math.min(...members.map(({ bulkDistance }) => bulkDistance)).toFixed(3),
  ])
  const texts = [random[Math.floor(random.length / 2)]!, random.at(-1)!].map((value) => value.toPrecision(2))
  return {
    title:
      `Kolmogorov distance to the nearest semicircle, mean ± standard deviation over trials. ${random.length} random ` +
      `symmetric matrices of order ${order}: median ${texts[0]}, largest ${texts[1]}. ${data}`,
    columns: [
      'spectra',
      'point',
      'decides',
      'trials',
      'P',
      'whole spectrum',
      'order of the bulk',
      'bulk',
      'nearest bulk',
    ],
    rows,
  }
}

function zeroTable(compared: readonly Compared[]): EvidenceTable {
  const share = (members: readonly Compared[], count: (spectrum: Compared) => number) =>
    meanText(
      members.map((spectrum) => count(spectrum) / spectrum.eigenvalues.length),
      3,
    )
  const rows = grouped(compared).map(({ name, point, members }) => {
    const most = members.map(zeroShare)
    const least = members.map(({ inertia, eigenvalues }) => inertia.structural / eigenvalues.length)
    const outside = Math.max(...most) < nearlyHalf.low || Math.min(...least) > nearlyHalf.high
    return [
      name,
      point,
      share(members, ({ inertia }) => inertia.structural),
      meanText(members.map(zeroShare), 3),
      outside ? 'not in any trial' : 'in some trial',
      share(members, ({ inertia }) => inertia.negative),
      ...tolerances.map((tau) =>
        share(members, ({ eigenvalues }) => eigenvalues.filter((value) => Math.abs(value) <= tau).length),
      ),
    ]
  })
  return {
    title:
      'Share of zero eigenvalues: proved, at most (sign not certain), within ±τ; the paper: nearly 1/2, where the semicircle has no mass at 0',
    columns: [
      'spectra',
      'point',
      'proved',
      'at most',
      `within ${nearlyHalf.low} to ${nearlyHalf.high}`,
      'negative',
      ...tolerances.map((tau) => `τ = ${tau.toExponential(0)}`),
    ],
    rows,
  }
}

interface Group extends Pick<Spectrum, 'name' | 'point' | 'decides'> {
  readonly members: readonly Compared[]
}

function grouped(compared: readonly Compared[]): readonly Group[] {
  const groups = new Map<string, Compared[]>()
  for (const spectrum of compared) {
    const key = JSON.stringify([spectrum.name, spectrum.point])
    groups.set(key, [...(groups.get(key) ?? []), spectrum])
  }
  return [...groups.values()].map((members) => {
    const { name, point, decides } = members[0]!
    return { name, point, decides, members }
  })
}

function rangeText(values: readonly number[]): string {
  const texts = [Math.min(...values), Math.max(...values)].map((value) => value.toPrecision(2))
  return texts[0] === texts[1] ? texts[0]! : `${texts[0]} to ${texts[1]}`
}
