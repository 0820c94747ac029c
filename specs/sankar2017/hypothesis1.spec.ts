import {
  type Check,
  classify,
  type EvidenceTable,
  frye2020GradientNormBound,
  minMaxSaddle,
  quartic,
  signsAt,
  specify,
  type Verdict,
} from '../../harness/index.ts'
import { criticalText, type EndPoint, nearestText, range } from './degenerateSaddle.ts'
import { cellName, familyName, hasLearned, type Run, readingTerms } from './experiment.ts'
import { comparedMethods, designText, methodRuns, startGradientNorms } from './methods.ts'
import { besidePrinted, endRemarks, endText } from './printedTables.ts'

/** A run on true labels, and what the gradient was before its first step. */
interface Trained {
  readonly run: Run
  readonly startNorm: number
}

function remarks(trained: readonly Trained[]): readonly string[] {
  const learned = trained.filter(({ run }) => hasLearned(run))
  const shares = learned.map(({ run, startNorm }) => run.stop.gradientNorm / startNorm)
  const steeper = shares.filter((share) => share > 1).length
  return [
    'Measured over all of the training samples (the full batch) at the weights at which training ended. ' +
      '"Negative" and "positive" are further from 0 than the bound of the last table, which covers the assembly of the Hessian and the factorisation that counts. ' +
      'The error bar of the first table is the standard deviation over trials, which differ in their initial weights.',
    ...endRemarks(trained.map(({ run }) => run)),
    'The paper never measured the gradient. By its Definition 1 a point is critical when ∇f = 0; its Definition 3 has ‖∇f‖ < ε with ε left open. ' +
      `The bound used here, ${frye2020GradientNormBound.toExponential(0)}, is Frye’s. Without any bound: in the ${learned.length} runs that learn ‖∇f‖ where training ends is ` +
      `${range(shares, (share) => (100 * share).toPrecision(2))} % of what it was before the first step, and larger than that in ${steeper}. ` +
      'A rule that looks at the change of the loss does not bound the gradient: steps of constant ' +
      'length along gradients of batches of 128 end in a noise in which the loss stays and the full gradient does not vanish.',
    'Where the gradient does not vanish a point is not critical, whatever its Hessian: the counts ' +
      'there are those of a slope. Under the cross-entropy that its text states h hidden ReLUs and C classes leave at most h(C − 1) ' +
      'negative eigenvalues anywhere (sankar2017/indexBound), fewer than every row of its tables has; under the squared error on ' +
      'softmax outputs of its released code there is no such bound, and there can be more.',
  ]
}

export default specify({
  id: 'sankar2017/hypothesis1',
  statement: 'Training with momentum, Adam or Adagrad converges to a saddle point of the loss',
  source: { work: 'Sankar and Balasubramanian 2017', item: 'Hypothesis 1, Tables 1 and 2', page: 6 },
  reported:
    'thousands of positive and hundreds to thousands of negative eigenvalues at convergence, in every row; no gradient norm',
  terms: readingTerms(),
  rule:
    `${designText}; every method in both readings of the paper, true labels; a point is critical when ‖∇f‖² < 1e-10 ` +
    '(Frye et al. 2020) and a saddle when besides it has eigenvalues certified negative and positive; holds when every ' +
    'run stops at one, refuted when none does',
  pinned: 'refuted',
  check: async (context) => {
    const { runs, failures } = await methodRuns(context, 'signs')
    if (failures.length > 0)
      return { status: 'inconclusive', summary: failures.join('; '), runs: runs.length }
    const norms = startGradientNorms(context, runs)
    const trained = runs
      .map((run, k) => ({ run, startNorm: norms[k]! }))
      .filter(({ run }) => run.labels === 'true')
    const decided = decideSaddle(
      trained.map(({ run }) => run.stop),
      (k) => cellName(trained[k]!.run, trained[k]!.run.layers),
    )
    return {
      ...decided,
      summary: `${decided.summary}${withoutIdle(trained)}`,
      seed: context.seed,
      remarks: remarks(trained),
      tables: [
        besidePrinted('Tables 1 and 2, the paper and ours', comparedMethods(runs)),
        signTable(runs.map((run, k) => ({ run, startNorm: norms[k]! }))),
      ],
    }
  },
  controls: [
    {
      statement: 'the origin of x² − y² is a saddle point',
      expected: 'holds',
      check: landscapePoint(() => ({
        objective: minMaxSaddle({ negative: 1, positive: 1 }),
        theta: new Float64Array(2),
      })),
    },
    {
      statement: 'the minimum (−3, 0) of a quartic is a saddle point',
      expected: 'refuted',
      check: landscapePoint(() => ({ objective: quartic, theta: Float64Array.of(-3, 0) })),
    },
  ],
})

/** The rule: all points saddles, none, or neither. */
function decideSaddle(
  points: readonly EndPoint[],
  nameOf: (k: number) => string = (k) => `point ${k + 1}`,
): Verdict {
  const kinds = points.map(({ gradientNorm, inertia }) => classify(gradientNorm, inertia))
  const saddles = kinds.filter(({ status }) => status === 'saddle').length
  const undecided = kinds.filter(({ status }) => status === 'undecided').length
  const status = saddles === points.length ? 'holds' : saddles + undecided === 0 ? 'refuted' : 'inconclusive'
  return {
    status,
    ...(status === 'refuted' && { counterexample: nearestText(points, nameOf) }),
    summary: `${criticalText(points.map(({ gradientNorm }) => gradientNorm))}; ${range(points.map(({ inertia }) => inertia.negative))} eigenvalues certified negative`,
    runs: points.length,
  }
}

/** What the runs come to that learn, where some do not. */
function withoutIdle(trained: readonly Trained[]): string {
  const learned = trained.filter(({ run }) => hasLearned(run))
  if (learned.length === trained.length) return ''
  const negative = range(learned.map(({ run }) => run.stop.inertia.negative))
  return `, ${negative} in the ${learned.length} runs that learn`
}

function signTable(trained: readonly Trained[]): EvidenceTable {
  return {
    title: 'Every run where training ended; an eigenvalue further from 0 than the bound has its sign stated',
    columns: [
      'data',
      'method',
      'reading',
      'labels',
      'trial',
      'training ended',
      'training accuracy, %',
      'loss',
      '‖∇f‖ before the first step',
      '‖∇f‖',
      'proved zeros',
      'negative',
      'sign not certain',
      'positive',
      'bound',
    ],
    rows: trained.map(({ run, startNorm }) => {
      const { data, method, reading, labels, trial, trainAccuracy, stop } = run
      const { structural, negative, undecided, positive } = stop.inertia
      return [
        familyName(data),
        method,
        reading,
        labels,
        trial,
        endText([run]),
        (100 * trainAccuracy).toFixed(2),
        stop.loss,
        startNorm,
        stop.gradientNorm,
        structural,
        negative,
        undecided,
        positive,
        stop.bound,
      ]
    }),
  }
}

function landscapePoint(
  make: () => { objective: Parameters<typeof signsAt>[0]; theta: Float64Array },
): Check {
  return async ({ provider }) => {
    const { objective, theta } = make()
    const point = await signsAt(objective, theta, provider)
    if (point.status !== 'measured') return { status: 'inconclusive', summary: point.message, runs: 1 }
    return decideSaddle([point])
  }
}
