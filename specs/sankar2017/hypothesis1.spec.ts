import {
  type Check,
  classify,
  type EvidenceTable,
  minMaxSaddle,
  type PointSigns,
  quartic,
  signsAt,
  specify,
  type Verdict,
} from '../../harness/index.ts'
import { designText, momentumExperiment, type Run } from './momentum.ts'

export default specify({
  id: 'sankar2017/hypothesis1',
  statement: 'Training with momentum converges to a saddle point of the loss',
  source: { work: 'Sankar and Balasubramanian 2017', item: 'Hypothesis 1, Table 1', page: 6 },
  reported:
    '15,877 ± 17 positive and 2,383 ± 16 negative eigenvalues of 19,885 at convergence; no gradient norm',
  rule:
    `real MNIST, 60,000 images, ${designText}, true labels; a point is critical when ‖∇f‖² < 1e-10 (Frye et al. 2020) and ` +
    'a saddle when besides it has eigenvalues certified negative and positive; holds when every run stops at one, refuted when none does',
  pinned: 'refuted',
  check: async (context) => {
    const { runs, failures } = await momentumExperiment(context, 'forward')
    if (failures.length > 0)
      return { status: 'inconclusive', summary: failures.join('; '), runs: runs.length }
    const decided = decideSaddle(runs.filter(({ labels }) => labels === 'true').map(({ stop }) => stop))
    return { ...decided, seed: context.seed, tables: [signTable(runs)] }
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
function decideSaddle(points: readonly Pick<PointSigns, 'gradientNorm' | 'inertia'>[]): Verdict {
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
    summary: `${critical} of ${points.length} points are critical: ‖∇f‖ ${range(norms)}${howFar}; ${range(negative)} eigenvalues certified negative`,
    runs: points.length,
  }
}

function signTable(runs: readonly Run[]): EvidenceTable {
  return {
    title:
      'At the start and where training stops; an eigenvalue further from 0 than the bound has its sign stated',
    columns: [
      'reading',
      'labels',
      'trial',
      'epochs',
      'point',
      'loss',
      '‖∇f‖',
      'structural',
      'negative',
      'undecided',
      'positive',
      'bound',
    ],
    rows: runs.flatMap(({ reading, labels, trial, epochs, start, stop }) => {
      const points = [
        ...(start ? [{ at: 'start', epoch: 0, point: start }] : []),
        { at: 'stop', epoch: epochs, point: stop },
      ]
      return points.map(({ at, epoch, point: { loss, gradientNorm, inertia, bound } }) => {
        const { structural, negative, undecided, positive } = inertia
        return [
          reading,
          labels,
          trial,
          epoch,
          at,
          loss,
          gradientNorm,
          structural,
          negative,
          undecided,
          positive,
          bound,
        ]
      })
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
