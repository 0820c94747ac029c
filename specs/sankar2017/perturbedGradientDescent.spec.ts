import {
  type Check,
  type ClaimContext,
  type EvidenceTable,
  minMaxSaddle,
  norm,
  type Optimizer,
  type Plot,
  perturbedGd,
  quartic,
  sgd,
  signsAt,
  specify,
} from '../../harness/index.ts'
import { decideDegenerateSaddle, degenerateSaddleText } from './degenerateSaddle.ts'
import {
  constants,
  type Descent,
  design,
  designText,
  type Escape,
  escapeFrom,
  escapeTable,
  type Start,
  startText,
} from './escape.ts'
import { trialsOf } from './experiment.ts'

const remarks = [
  'Measured at the start, where the inertia is known in closed form, and after the last step of the run, over the full batch; ' +
    'counts are certified.',
  'The paper did not run the method. What it says of it is that flat regions hold it as they hold gradient descent; the control ' +
    'shows gradient descent held, and the runs show the perturbed one leave. Where it is after its last step is no critical point ' +
    'yet, so that nothing is said of the kind of point that it would come to.',
]

/**
 * The start is a saddle point with a known inertia (constantUnits.ts): nearly every eigenvalue is proved to be zero, so
 * that it is far more degenerate than any point that the paper counted, and h(C − 1) are negative.
 */
export default specify({
  id: 'sankar2017/perturbedGradientDescent',
  statement:
    'Where the region around a saddle is degenerate, perturbations do not help: perturbed gradient descent, too, ' +
    'converges to degenerate saddles',
  source: {
    work: 'Sankar and Balasubramanian 2017',
    item: 'Sec. 4, before Hypothesis 2; Table 4 and Sec. 5, of Jin et al. 2017',
  },
  reported: 'Table 4 names the method among those that are to escape saddles; it was not run',
  rule:
    `${designText}; full batch, cross-entropy, η = ${constants.learningRate}, jumps of radius ${constants.radius} where ` +
    `‖∇f‖ ≤ ${constants.gradientThreshold} and ${constants.waitingSteps} steps have passed; started at a degenerate saddle that is ` +
    `known in closed form, and at normal initial weights; ${degenerateSaddleText}`,
  pinned: 'refuted',
  check: async (context) => {
    const escapes: Escape[] = []
    const plain: Escape[] = []
    const failures: string[] = []
    for (const from of ['saddle', 'normal'] as const) {
      const by: Descent = 'perturbed gradient descent'
      sort(await everyTrial(context, from, by), escapes, failures)
    }
    sort([await escapeFrom(context, 'saddle', 'gradient descent', 1)], plain, failures)
    if (failures.length > 0)
      return { status: 'inconclusive', summary: failures.join('; '), runs: escapes.length }
    const decided = decideDegenerateSaddle(
      escapes.map(({ after }) => after),
      (k) => `from ${startText(escapes[k]!.from)}, trial ${escapes[k]!.trial}`,
    )
    return {
      ...decided,
      summary: `${decided.summary}; ${escapedText(escapes)}`,
      seed: context.seed,
      remarks,
      tables: [
        escapeTable([...plain, ...escapes]),
        zerosTable([...plain, ...escapes]),
        originTable(context.seed),
      ],
      plots: [lossPlot([...plain, ...escapes])],
    }
  },
  controls: [
    {
      statement:
        'gradient descent without perturbation, from the same saddle point, converges to a degenerate saddle',
      expected: 'holds',
      check: async (context) => {
        const stayed = await escapeFrom(context, 'saddle', 'gradient descent', 1)
        if (typeof stayed === 'string') return { status: 'inconclusive', summary: stayed, runs: 1 }
        return decideDegenerateSaddle([stayed.after])
      },
    },
    {
      statement: 'perturbed gradient descent on a quartic with one minimum converges to a degenerate saddle',
      expected: 'refuted',
      check: onQuartic(),
    },
  ],
})

async function everyTrial(context: ClaimContext, from: Start, by: Descent): Promise<(Escape | string)[]> {
  const { quick, paper } = design
  const trials = trialsOf(context, { quick: quick.trials, paper: paper.trials })
  const all: (Escape | string)[] = []
  for (let trial = 1; trial <= trials; trial++) all.push(await escapeFrom(context, from, by, trial))
  return all
}

function sort(results: readonly (Escape | string)[], escapes: Escape[], failures: string[]): void {
  for (const result of results) {
    if (typeof result === 'string') failures.push(result)
    else escapes.push(result)
  }
}

function escapedText(escapes: readonly Escape[]): string {
  const fromSaddle = escapes.filter(({ from }) => from === 'saddle')
  const { before } = fromSaddle[0]!
  // The losses of two points of one network differ by rounding alone when they agree to a millionth.
  const left = fromSaddle.filter(({ after }) => after.loss < before.loss * (1 - 1e-6)).length
  return (
    `from a saddle with ${before.inertia.structural} of ${before.order} eigenvalues proved zero and ${before.inertia.negative} negative ` +
    `it escapes in ${left} of ${fromSaddle.length} trials, gradient descent does not`
  )
}

function zerosTable(escapes: readonly Escape[]): EvidenceTable {
  return {
    title:
      'Proved zero eigenvalues by cause: zero rows, constant inputs and the softmax shift come with data and layers, and no step ' +
      'changes them; the others depend on which ReLUs are on, and on weights that coincide',
    columns: [
      'from',
      'by',
      'trial',
      'at',
      'zero rows',
      'constant inputs',
      'collinear inputs of a unit',
      'softmax shift',
      'weights that coincide',
    ],
    rows: escapes.flatMap(({ from, by, trial, before, after }) =>
      [
        { at: 'start', point: before },
        { at: 'end', point: after },
      ].map(({ at, point: { structure } }) => [
        startText(from),
        by,
        trial,
        at,
        structure.silent,
        structure.constantInputs,
        structure.collinearInputs,
        structure.softmaxShift,
        structure.zeroOutgoing + structure.redundantUnits,
      ]),
    ),
  }
}

/** The smallest instance: f = (y² − x²)/2 from its saddle point, exactly. */
function originTable(seed: number): EvidenceTable {
  const { learningRate } = constants
  const runs: readonly { name: Descent; optimizer: Optimizer }[] = [
    { name: 'gradient descent', optimizer: sgd({ learningRate }) },
    { name: 'perturbed gradient descent', optimizer: perturbedGd({ seed, ...constants }) },
  ]
  const saddle = minMaxSaddle({ negative: 1, positive: 1 })
  const steps = design.quick.steps / 4
  return {
    title: `f = (y² − x²)/2 from its saddle point (0, 0), ${steps} steps`,
    columns: ['by', 'distance from the saddle point', 'f'],
    rows: runs.map(({ name, optimizer }) => {
      const theta = descend(saddle, new Float64Array(2), optimizer, steps)
      return [name, norm(theta), saddle.loss(theta)]
    }),
  }
}

function descend(
  objective: ReturnType<typeof minMaxSaddle>,
  start: Float64Array,
  optimizer: Optimizer,
  steps: number,
): Float64Array {
  const theta = start.slice()
  const state = optimizer.start(objective.dimension)
  for (let step = 0; step < steps; step++) state.step(theta, objective.gradient(theta))
  return theta
}

/** Jumps end before the last steps, which lead to the minimum. */
function onQuartic(): Check {
  return async ({ seed, provider }) => {
    const learningRate = 0.02
    const jumping = descend(
      quartic,
      Float64Array.of(1, 1),
      perturbedGd({ seed, ...constants, learningRate }),
      400,
    )
    const point = await signsAt(quartic, descend(quartic, jumping, sgd({ learningRate }), 400), provider)
    if (point.status !== 'measured') return { status: 'inconclusive', summary: point.message, runs: 1 }
    return decideDegenerateSaddle([point])
  }
}

function lossPlot(escapes: readonly Escape[]): Plot {
  const fromSaddle = escapes.filter(({ from }) => from === 'saddle')
  return {
    name: 'loss-from-the-saddle',
    title:
      'From a saddle point where nearly all eigenvalues are zero: perturbed gradient descent leaves, gradient descent stays',
    x: { label: 'step' },
    y: { label: 'loss' },
    series: fromSaddle.map(({ by, trial, losses }) => ({
      name: by === 'gradient descent' ? by : `${by}, trial ${trial}`,
      shape: 'line',
      points: Array.from(losses, (y, x) => ({ x, y })),
    })),
    marks: [{ axis: 'y', at: fromSaddle[0]!.before.loss, label: 'at the saddle point' }],
  }
}
