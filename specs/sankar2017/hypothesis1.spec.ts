import {
  type Check,
  classify,
  type EvidenceTable,
  minMaxSaddle,
  quartic,
  signsAt,
  specify,
  type Verdict,
} from '../../harness/index.ts'
import { type EndPoint, nearestText } from './degenerateSaddle.ts'
import { cellName, type Run } from './experiment.ts'
import { comparedMethods, designText, methodRuns } from './methods.ts'
import { besidePrinted } from './printedTables.ts'

const remarks = [
  'Measured over all of the training samples (the full batch) at the theta where the stop rule of the reading ended training. ' +
    '"Negative" and "positive" are further from 0 than the bound of the last table, which covers the assembly of the Hessian and the factorisation that counts.',
  'The paper never measured the gradient. Where it does not vanish a point is not critical, whatever its Hessian: the counts ' +
    'there are those of a slope. Under the cross-entropy that its text states h hidden ReLUs and C classes leave at most h(C − 1) ' +
    'negative eigenvalues anywhere (sankar2017/indexBound), fewer than every row of its tables has; under the squared error on ' +
    'softmax outputs of its released code there is no such bound, and there are more.',
]

export default specify({
  id: 'sankar2017/hypothesis1',
  statement: 'Training with momentum, Adam or Adagrad converges to a saddle point of the loss',
  source: { work: 'Sankar and Balasubramanian 2017', item: 'Hypothesis 1, Tables 1 and 2', page: 6 },
  reported:
    'thousands of positive and hundreds to thousands of negative eigenvalues at convergence, in every row; no gradient norm',
  rule:
    `${designText}; every method in both readings of the paper, true labels; a point is critical when ‖∇f‖² < 1e-10 ` +
    '(Frye et al. 2020) and a saddle when besides it has eigenvalues certified negative and positive; holds when every ' +
    'run stops at one, refuted when none does',
  pinned: 'refuted',
  check: async (context) => {
    const { runs, failures } = await methodRuns(context, 'signs', 'forward')
    if (failures.length > 0)
      return { status: 'inconclusive', summary: failures.join('; '), runs: runs.length }
    const trained = runs.filter(({ labels }) => labels === 'true')
    const decided = decideSaddle(
      trained.map(({ stop }) => stop),
      (k) => cellName(trained[k]!, trained[k]!.layers),
    )
    return {
      ...decided,
      seed: context.seed,
      remarks,
      tables: [besidePrinted('Tables 1 and 2, the paper and ours', comparedMethods(runs)), signTable(runs)],
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
  const critical = kinds.filter(({ status }) => status !== 'notCritical').length
  const undecided = kinds.filter(({ status }) => status === 'undecided').length
  const status = saddles === points.length ? 'holds' : saddles + undecided === 0 ? 'refuted' : 'inconclusive'
  const norms = points.map(({ gradientNorm }) => gradientNorm)
  const negative = points.map(({ inertia }) => inertia.negative)
  const howFar =
    critical === 0
      ? ` (${Math.min(...kinds.map(({ stationarity }) => stationarity.ratio)).toPrecision(2)} times the bound or more)`
      : ''
  return {
    status,
    ...(status === 'refuted' && { counterexample: nearestText(points, nameOf) }),
    summary: `${critical} of ${points.length} points are critical: ‖∇f‖ ${range(norms)}${howFar}; ${range(negative)} eigenvalues certified negative`,
    runs: points.length,
  }
}

function signTable(runs: readonly Run[]): EvidenceTable {
  return {
    title: 'Every run where training stops; an eigenvalue further from 0 than the bound has its sign stated',
    columns: [
      'data',
      'method',
      'reading',
      'labels',
      'trial',
      'epochs',
      'loss',
      '‖∇f‖',
      'structural',
      'negative',
      'undecided',
      'positive',
      'bound',
    ],
    rows: runs.map(({ data, method, reading, labels, trial, epochs, stop }) => {
      const { structural, negative, undecided, positive } = stop.inertia
      return [
        data,
        method,
        reading,
        labels,
        trial,
        epochs,
        stop.loss,
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

function range(values: readonly number[]): string {
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const show = (value: number) => (Number.isInteger(value) ? String(value) : value.toExponential(1))
  return low === high ? show(low) : `${show(low)} to ${show(high)}`
}
