import tables from '../../fixtures/sankar2017/tables.json' with { type: 'json' }
import { type Check, type ClaimContext, type EvidenceTable, forEachOf, specify } from '../../harness/index.ts'
import { constantUnitsSigns } from './constantUnits.ts'
import { criticalText, range } from './degenerateSaddle.ts'
import {
  type Experiment,
  type Family,
  familyName,
  hasLearned,
  joined,
  type Run,
  readingTerms,
} from './experiment.ts'
import { families } from './families.ts'
import { comparedMethods, controlPlan, designText, methodRuns } from './methods.ts'
import { boundPlot, boundTable, hiddenZeros, singlePrecisionTable } from './negativeCountTables.ts'
import { comparedNoisy, noisyRuns } from './noisy.ts'
import { type ComparedGroup, endRemarks, indexBoundOf, printedLayers, runName } from './printedTables.ts'
import { type InSinglePrecision, inSinglePrecision } from './singlePrecision.ts'
import { untrainedRemarks } from './untrained.ts'

/**
 * H = G + R. G is positive semidefinite, for cross-entropy is convex in the outputs. R couples a hidden unit's incoming
 * with its outgoing weights and nothing else, by B_i = mean of m_i x̄δᵀ, and δ sums to 0 over the C classes; so R has at
 * most h(C − 1) negative eigenvalues, and H no more (Weyl). indexBound.spec.ts checks it on random networks. Whatever
 * the data, the weights and the way to them: the printed counts are not of this matrix.
 */
interface Count {
  readonly name: string
  readonly layers: readonly number[]
  readonly negative: number
}

interface Printed extends Count {
  readonly deviation: number
}

/** Each at most h(C − 1) in every trial, so is their mean, and so is the mean rounded to an integer. */
const printedCounts: readonly Printed[] = tables.methods
  .map(({ data, method, place, negative }) => ({
    name: `${data}, ${method} (${place})`,
    layers: printedLayers[data as Family],
    negative: negative.mean,
    deviation: negative.deviation,
  }))
  .sort((a, b) => a.negative - b.negative)

function remarks(
  context: ClaimContext,
  trained: readonly Run[],
  single: readonly InSinglePrecision[],
): readonly string[] {
  return [
    'Measured where training ended; the Hessian is that of the loss over all training samples of the run. The bound asks nothing of the ' +
      'point, so that it does not matter where the paper’s training ended. The other eigenvalues stand in sankar2017/hypothesis1, those of ' +
      `noisy SGD in sankar2017/noisySgd. As to the gradient of all these points, ${criticalText(trained.map(({ stop }) => stop.gradientNorm))}.`,
    ...endRemarks(trained),
    ...untrainedRemarks(context, trained),
    'Our counts are certified: an eigenvalue counts as negative when it is so for every matrix within the error bounds of assembly ' +
      'and factorisation, and what is left open has a column of its own. Means have the standard deviation over trials; so have the printed numbers.',
    `The paper names cross-entropy. ${nearestText()} No trial can exceed the bound, so a mean over trials cannot either, whatever its deviation. ` +
      'The table of the attained bound has a point with as many as are possible: the bound is no exaggeration.',
    `Two causes are possible, and the paper does not say which. First, the loss: the released code trains with squared error on softmax outputs, for which ` +
      `the bound does not hold. There we find, as certified negative, ${lossText(trained)}.`,
    'Second, rounding: the released code computes in single precision. An error of the size that a solver makes there turns eigenvalues negative that are ' +
      `zero, or positive and tiny. On our matrices under cross-entropy it comes to ${singleText(single)}: an error can exceed the bound ` +
      'only where many eigenvalues are zero or no larger than itself.',
    'The error of a solver is a model: eps·‖H‖_F is an estimate, a bound neither from below nor from above. What is proved of backward stable solvers is a multiple of ' +
      'eps·‖H‖ that grows with the order, and they often do better. The released code has besides sums of rounded terms in every entry, and calls a solver for matrices ' +
      'that need not be symmetric: its error is not symmetric, and yet moves the eigenvalues of a symmetric matrix by no more than its norm (Bauer and Fike).',
    'A network of another size than the paper’s compares with the bound of its own size.',
  ]
}

/** The printed mean that comes nearest to its bound, in deviations. */
function nearestText(): string {
  const distance = ({ negative, deviation, layers }: Printed): number =>
    (negative - indexBoundOf(layers)) / deviation
  const nearest = printedCounts.reduce((best, count) => (distance(count) < distance(best) ? count : best))
  const { name, negative, deviation, layers } = nearest
  return (
    `Of its numbers ${negative} ± ${deviation}, ${name}, comes nearest to the bound: ${distance(nearest).toFixed(1)} deviations above ` +
    `${indexBoundOf(layers)}.`
  )
}

/** Under squared error, runs that learn and runs that do not apart. */
function lossText(trained: readonly Run[]): string {
  return families
    .map((data) => {
      const runs = trained.filter((run) => run.data === data && run.reading === 'code')
      const learned = runs.filter(hasLearned)
      const idle = runs.filter((run) => !hasLearned(run))
      const methods = [...new Set(idle.map(({ method }) => method))].join(' and ')
      const parts = [
        ...(learned.length === 0 ? [] : [`${negatives(learned)} in the ${learned.length} runs that learn`]),
        ...(idle.length === 0
          ? []
          : [`${negatives(idle)} in the ${idle.length} that learn nothing (${methods})`]),
      ]
      return `${sizeText(runs)}: ${parts.join(', ')}, h(C − 1) = ${boundsText(runs)}`
    })
    .join('; ')
}

function singleText(results: readonly InSinglePrecision[]): string {
  return results
    .filter(({ run }) => run.reading === 'text')
    .map(({ run, perturbed }) => {
      const bound = indexBoundOf(run.layers)
      return (
        `${perturbed.negative} on ${sizeText([run])}, ${perturbed.negative > bound ? 'beyond' : 'within'} the bound of ${bound}, ` +
        `where ${hiddenZeros(run)} proved zeros are no zero rows`
      )
    })
    .join('; and to ')
}

function negatives(runs: readonly Run[]): string {
  return range(runs.map(({ stop }) => stop.inertia.negative))
}

function boundsText(of: readonly Pick<Count, 'layers'>[]): string {
  return [...new Set(of.map(({ layers }) => indexBoundOf(layers)))].join(' or ')
}

function sizeText(runs: readonly Run[]): string {
  return runs.length === 0 ? 'no result' : `${familyName(runs[0]!.data)} ${runs[0]!.layers.join('-')}`
}

/** The trained networks whose Hessian is looked at in single precision, one of each data set. */
function isChosen({ method, labels, trial }: Run): boolean {
  return method === 'momentum' && labels === 'true' && trial === 1
}

export default specify({
  id: 'sankar2017/negativeCounts',
  statement:
    'The printed numbers of negative eigenvalues can be counted under the cross-entropy that the text states',
  source: { work: 'Sankar and Balasubramanian 2017', item: 'Tables 1, 2 and 5' },
  reported: printedCounts.map(({ name, negative }) => `${negative} (${name})`).join('; '),
  terms: readingTerms(),
  rule:
    'every printed number of negative eigenvalues against h(C − 1), which no network with h hidden ReLUs in one layer ' +
    'and C classes exceeds under cross-entropy (sankar2017/indexBound); refuted by one that does. Beside it, certified negative eigenvalues of our ' +
    `runs: ${designText}`,
  pinned: 'refuted',
  check: async (context) => {
    const decided = await withinBound(printedCounts)(context)
    const { runs, failures } = await measuredRuns(context)
    const trained = runs.filter(({ labels }) => labels === 'true')
    const single = await inSinglePrecision(context, runs.filter(isChosen))
    const attained = await attainedBound(context)
    return {
      ...decided,
      summary: [
        printedSummary(),
        measuredText(trained),
        ...failures.map((failure) => `no result: ${failure}`),
      ].join('; '),
      seed: context.seed,
      remarks: remarks(context, trained, single),
      tables: [boundTable(groupsOf(trained)), singlePrecisionTable(single), attained],
      plots: [boundPlot(runs, single)],
    }
  },
  controls: [
    {
      statement: 'our certified counts of negative eigenvalues can be counted under cross-entropy',
      expected: 'holds',
      check: async (context) => withinBound(await ourCounts(context))(context),
    },
    {
      statement: 'the same counts, each raised by one bound and one',
      expected: 'refuted',
      check: async (context) =>
        withinBound(
          (await ourCounts(context)).map((count) => ({
            ...count,
            negative: count.negative + indexBoundOf(count.layers) + 1,
          })),
        )(context),
    },
  ],
})

function withinBound(counts: readonly Count[]): Check {
  return forEachOf({
    instances: counts,
    noun: 'counts',
    name: ({ name }) => name,
    check: ({ layers, negative }) => {
      const bound = indexBoundOf(layers)
      return {
        error: negative,
        bound,
        detail: `${negative} negative eigenvalues of ${layers.join('-')}, at most ${bound} are possible`,
      }
    },
  })
}

async function measuredRuns(context: ClaimContext): Promise<Experiment> {
  // As hypothesis 1 measures them.
  const methods = await methodRuns(context, 'signs')
  const noisy = await noisyRuns(context)
  return joined([methods, noisy])
}

/** Data set by data set, in the order of the paper's tables. */
function groupsOf(trained: readonly Run[]): readonly ComparedGroup[] {
  const groups = [
    ...comparedMethods(trained.filter(({ method }) => method !== 'noisy SGD')),
    ...comparedNoisy(trained.filter(({ method }) => method === 'noisy SGD')),
  ].filter(({ runs }) => runs.length > 0)
  return families.flatMap((data) => groups.filter(({ runs }) => runs[0]!.data === data))
}

/** Of the runs under cross-entropy, those on shuffled labels too: the bound asks nothing of the labels. */
async function ourCounts(context: ClaimContext): Promise<readonly Count[]> {
  const { runs } = await measuredRuns(context)
  return runs
    .filter(({ reading }) => reading === 'text')
    .map((run) => ({ name: runName(run), layers: run.layers, negative: run.stop.inertia.negative }))
}

function printedSummary(): string {
  const beyond = printedCounts.filter(({ negative, layers }) => negative > indexBoundOf(layers))
  const counts = range(printedCounts.map(({ negative }) => negative))
  const share = beyond.length === printedCounts.length ? 'all' : `${beyond.length} of`
  return `${share} ${printedCounts.length} printed numbers (${counts}) exceed ${boundsText(printedCounts)}, the most that cross-entropy allows`
}

/** All of ours; under squared error those apart that learn nothing, which no printed number is of. */
function measuredText(trained: readonly Run[]): string {
  const [text, code] = (['text', 'code'] as const).map((reading) =>
    trained.filter((run) => run.reading === reading),
  ) as [Run[], Run[]]
  const learned = code.filter(hasLearned)
  const idle = code.filter((run) => !hasLearned(run))
  return (
    `ours: ${negatives(text)} of at most ${boundsText(text)} under cross-entropy, ` +
    `${negatives(learned)} under the squared error of the released code, which has no such bound` +
    (idle.length === 0 ? '' : ` (${negatives(idle)} in runs that learn nothing)`)
  )
}

/** The bound is no exaggeration: a point with as many negative eigenvalues, known in closed form. */
async function attainedBound(context: ClaimContext): Promise<EvidenceTable> {
  const plan = controlPlan(context.seed)
  const point = await constantUnitsSigns(context, plan)
  return {
    title: 'The bound is attained: a saddle point whose hidden units are constant on all images',
    columns: ['network', 'at most', 'certified negative', '‖∇f‖'],
    rows:
      point.status === 'measured'
        ? [[plan.layers.join('-'), indexBoundOf(plan.layers), point.inertia.negative, point.gradientNorm]]
        : [[plan.layers.join('-'), indexBoundOf(plan.layers), point.message, '']],
  }
}
