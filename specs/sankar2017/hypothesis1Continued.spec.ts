import {
  type Check,
  type ContinuedRun,
  classify,
  continuedRun,
  type EvidenceTable,
  frye2020GradientNormBound,
  minMaxSaddle,
  newtonMr,
  type Plot,
  type Scale,
  searchStart,
  sharedWork,
  signsAt,
  specify,
  type TrainingPlan,
  type Verdict,
  type VerdictStatus,
} from '../../harness/index.ts'
import { nearestText } from './degenerateSaddle.ts'
import { cellName, type Family, listCells, planOf, readingTerms } from './experiment.ts'

interface Design {
  readonly data: readonly Family[]
  readonly hidden: readonly number[]
  readonly samples?: number
  readonly trials: number
  readonly maxSteps: number
}

const design: Readonly<Record<Scale, Design>> = {
  quick: { data: ['MNIST'], hidden: [3], samples: 500, trials: 1, maxSteps: 3000 },
  paper: { data: ['CIFAR-10'], hidden: [25], samples: 20_000, trials: 3, maxSteps: 3000 },
}

/** Of the relative slope at a critical point: far below 1, which it is on the slopes of losses that fall to 0. */
const mostSlope = 0.01
/** Ends without a critical point. */
const everySampleFitted = 'every sample fitted'
const gradientLeft = 'gradient left'
const onlySlope = 'a slope below the bound'
const noCriticalPoint: readonly string[] = [everySampleFitted, gradientLeft, onlySlope]

const stageSteps = 100
/** Of ‖θ‖ near 10: a smooth loss follows its quadratic model there. */
const smallestRadius = 1e-6
/** Of conjugate gradients, for one step. */
const maxProducts = 200
/** Makes a ReLU smooth, and minima isolated: the control that there are critical points to be found. */
const smooth = { activation: 'softplus', l2: 1e-3 }

interface Ended {
  readonly name: string
  readonly l2: number
  readonly run: ContinuedRun
}

const sizes = ({ data, hidden, samples, trials, maxSteps }: Design): string =>
  `${data.join(' and ')} with ${hidden.join('-')} hidden units, ${samples === undefined ? 'all' : `the first ${samples}`} samples, ${trials === 1 ? '1 trial' : `${trials} trials`}, ${maxSteps} steps at most`

export default specify({
  id: 'sankar2017/hypothesis1Continued',
  statement: 'Continued to a true critical point, the runs of Hypothesis 1 end at saddles',
  source: { work: 'Sankar and Balasubramanian 2017', item: 'Hypothesis 1, Tables 1 and 2', page: 6 },
  reported: 'eigenvalues where a stop rule ended training; nothing was continued',
  rule:
    `runs with momentum in both readings, true labels (${sizes(design.quick)}; paper: ${sizes(design.paper)}), continued over the full ` +
    `batch by a trust-region Newton method until ‖∇f‖ < ${frye2020GradientNormBound.toExponential(0)}, or until the loss does not follow its quadratic model within ${smallestRadius.toExponential(0)}; ` +
    `an end is a critical point when ‖∇f‖ is below that bound, a change of all weights by one per cent changes the loss by less than ${mostSlope} per cent ` +
    'to first order, and not every training sample is classified as labelled; ' +
    'vacuous when no run reaches a critical point, holds when every one reached has eigenvalues certified negative and positive, refuted when one ' +
    'is certified to lack either, inconclusive otherwise and where the steps do not suffice',
  terms: readingTerms(),
  pinned: 'vacuous',
  check: async (context) => {
    const { maxSteps, samples, ...axes } = design[context.scale]
    const cells = listCells({ ...axes, hidden: [axes.hidden], trials: context.trials ?? axes.trials })
    const results = await sharedWork(context, cells, async (cell, shared): Promise<Ended | string> => {
      const plan = planOf(context, cell, samples)
      const name = cellName(cell, plan.layers)
      const run = await continuedRun(shared, plan, name, limitsOf(maxSteps))
      return run.status === 'measured' ? { name, l2: plan.l2 ?? 0, run } : `${name}: ${run.message}`
    })
    const ended = results.filter((result) => typeof result !== 'string')
    const failures = results.filter((result) => typeof result === 'string')
    if (failures.length > 0)
      return { status: 'inconclusive', summary: failures.join('; '), runs: ended.length }
    return {
      ...decideEnds(ended),
      seed: context.seed,
      remarks: [...remarks, ...plateauRemarks(ended)],
      tables: [endTable(ended)],
      plots: [wayPlot(ended)],
    }
  },
  controls: [
    {
      statement: 'a search that starts beside the saddle of x² − y² ends at a saddle',
      expected: 'holds',
      check: besideSaddle(),
    },
    {
      statement: `the same network and training with ${smooth.activation} and l2 = ${smooth.l2}, which is smooth, ends at a saddle`,
      expected: 'refuted',
      check: async (context) => {
        const { hidden, samples, maxSteps } = design.quick
        const [cell] = listCells({ data: ['MNIST'], readings: ['text'], hidden: [hidden], trials: 1 })
        const plan: TrainingPlan = { ...planOf(context, cell!, samples), ...smooth }
        const name = `the control with ${smooth.activation}`
        const run = await continuedRun(context, plan, name, limitsOf(maxSteps))
        if (run.status !== 'measured') return { status: 'inconclusive', summary: run.message, runs: 0 }
        return decideEnds([{ name, l2: smooth.l2, run }])
      },
    },
  ],
})

const remarks = [
  'A ReLU network is smooth between kinks only: at each sample for which a unit is just switching the gradient jumps. Where ' +
    'the continuation stalls the loss does not follow its quadratic model however short the step, and the table shows how far the gradient changes over what ' +
    'distance: more than its own norm. There is no neighbourhood in which the Hessian describes the loss, so that neither "saddle" ' +
    'nor "minimum" is said of such a point, whatever its eigenvalues.',
  'A network that classifies every training sample as labelled has no critical point near it: scaling its outputs up lowers the ' +
    'loss for ever, and all derivatives vanish with the loss. A small gradient alone would call such a slope a critical point.',
  'The bound of ‖∇f‖ is Frye’s and knows nothing of the size of the loss. Where nearly all samples are fitted it can be met on a slope: ' +
    'the relative slope ‖∇f‖·‖θ‖ / f of the table bounds by how many per cent the loss can change, to first order, when the weights change by one per cent.',
  'The claim needs a critical point to speak of. Where no run reaches one nothing was tested of it, and the verdict is vacuous. The first version of ' +
    'this rule said refuted there, and took a slope below Frye’s bound, in a run at paper scale, for a saddle; the rule was changed for that.',
  'The control, smooth in every parameter, reaches ‖∇f‖ below the bound by the same method.',
]

/** Where a loss is that of guessing, training had not begun to learn. */
function plateauRemarks(ended: readonly Ended[]): readonly string[] {
  const guessing = 0.95 * Math.log(10)
  const idle = ended.filter(({ run }) => run.way[0]!.loss > guessing).map(({ name }) => name)
  if (idle.length === 0) return []
  return [
    `The stop rule of the text ended training on the plateau on which it begins, at a loss near that of guessing among ten classes, in: ${idle.join('; ')}. ` +
      'There the continuation does what training had not done.',
  ]
}

function limitsOf(maxSteps: number) {
  return { maxSteps, stageSteps, maxProducts, smallestRadius, tolerances: [] }
}

function decideEnds(ended: readonly Ended[]): Verdict {
  const kinds = ended.map(kindOf)
  const reached = kinds.filter((kind) => !noCriticalPoint.includes(kind))
  const saddles = reached.filter((kind) => kind === 'saddle').length
  const short = ended.filter(({ run }) => run.ended === 'stepLimit').length
  const norms = ended.map(({ run }) => run.signs.gradientNorm.toExponential(1)).join(', ')
  const status = statusOf(reached, short)
  const others = ended.filter((_, k) => !['saddle', 'undecided', ...noCriticalPoint].includes(kinds[k]!))
  const can =
    ended.length === 1
      ? `the one run ${reached.length === 1 ? 'can' : 'cannot'}`
      : `${reached.length === 0 ? 'none' : reached.length} of ${ended.length} runs can`
  return {
    status,
    ...(status === 'refuted' && {
      counterexample: nearestText(
        others.map(({ run }) => run.signs),
        (k) => others[k]!.name,
      ),
    }),
    summary:
      `${can} be continued to a critical point` +
      `${reached.length === 0 ? '' : `, saddles among them: ${saddles}`}; at the ends ‖∇f‖ is ${norms} (${kinds.join(', ')})` +
      `${short === 0 ? '' : `; the steps did not suffice in ${short}`}`,
    runs: ended.length,
  }
}

function statusOf(reached: readonly string[], short: number): VerdictStatus {
  if (reached.length === 0) return short === 0 ? 'vacuous' : 'inconclusive'
  if (reached.some((kind) => kind !== 'saddle' && kind !== 'undecided')) return 'refuted'
  return short === 0 && reached.every((kind) => kind === 'saddle') ? 'holds' : 'inconclusive'
}

/**
 * Where every sample is classified as labelled and no l2 holds the weights there is no critical point: scaling the last layer by 1 + ε lowers the
 * loss of each. With p the softmax of z and z_t the largest, the derivative of −log p_t is Σ p_c z_c − z_t < 0, and half
 * that of Σ (p_c − t_c)² is Σ p_c² (z_c − z̄) − p_t (z_t − z̄), z̄ = Σ p_c z_c. As p_t is the largest p_c, the sum is at most
 * p_t Σ⁺ p_c (z_c − z̄) over the classes above z̄, and so less than p_t (z_t − z̄).
 */
function kindOf({ l2, run }: Ended): string {
  const { status } = classify(run.signs.gradientNorm, run.signs.inertia)
  if (l2 === 0 && run.trainAccuracy === 1) return everySampleFitted
  if (status === 'notCritical') return gradientLeft
  return relativeSlope(run) < mostSlope ? status : onlySlope
}

function relativeSlope({ signs, thetaNorm }: ContinuedRun): number {
  return (signs.gradientNorm * thetaNorm) / signs.loss
}

function endTable(ended: readonly Ended[]): EvidenceTable {
  return {
    title: 'Where the continuations end',
    columns: [
      'run',
      'loss where training stops',
      '‖∇f‖ there',
      'steps',
      'Hessian-vector products',
      'ended',
      'training accuracy, %',
      'loss',
      '‖∇f‖',
      'relative slope',
      'gradient changes by',
      'over a distance of',
      'proved zeros',
      'negative',
      'sign not certain',
      'positive',
    ],
    rows: ended.map(({ name, run }) => {
      const { way, steps, products, signs, gradientJump } = run
      const { structural, negative, undecided, positive } = signs.inertia
      return [
        name,
        way[0]!.loss,
        way[0]!.gradientNorm,
        steps,
        products,
        run.ended,
        (100 * run.trainAccuracy).toFixed(3),
        signs.loss,
        signs.gradientNorm,
        relativeSlope(run),
        gradientJump?.change ?? 'not asked',
        gradientJump?.distance ?? 'not asked',
        structural,
        negative,
        undecided,
        positive,
      ]
    }),
  }
}

function wayPlot(ended: readonly Ended[]): Plot {
  return {
    name: 'gradient-norm',
    title: 'The gradient norm on the way: where training ends it is far above the bound of a critical point',
    x: { label: 'Hessian-vector products' },
    y: { label: '‖∇f‖', scale: 'log' },
    series: ended.map(({ name, run }) => ({
      name,
      shape: 'line' as const,
      points: run.way.map(({ products, gradientNorm }) => ({ x: products, y: gradientNorm })),
    })),
    marks: [
      {
        axis: 'y',
        at: frye2020GradientNormBound,
        label: `critical below ${frye2020GradientNormBound.toExponential(0)}`,
      },
    ],
  }
}

function besideSaddle(): Check {
  return async ({ provider, signal }) => {
    const objective = minMaxSaddle({ negative: 1, positive: 1 })
    const { theta } = await newtonMr(objective, searchStart(Float64Array.of(0.3, -0.2)), { signal })
    const signs = await signsAt(objective, theta, provider)
    if (signs.status !== 'measured') return { status: 'inconclusive', summary: signs.message, runs: 0 }
    const { status } = classify(signs.gradientNorm, signs.inertia)
    return {
      status: status === 'saddle' ? 'holds' : 'refuted',
      summary: `‖∇f‖ = ${signs.gradientNorm.toExponential(1)}, ${status}`,
      runs: 1,
    }
  }
}
