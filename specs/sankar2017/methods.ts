/**
 * The runs that hypotheses 1 and 2 rest on: every method of Tables 1 to 3 on both data sets, in both readings of the
 * paper, on true labels, and momentum on shuffled ones as a control.
 */
import {
  type ClaimContext,
  initialTheta,
  norm,
  plannedObjective,
  type Scale,
  startOf,
  type TrainingPlan,
} from '../../harness/index.ts'
import {
  allReadings,
  type Cell,
  type Experiment,
  type Family,
  listCells,
  type Measures,
  type Method,
  planOf,
  type Run,
  runCells,
  trialsOf,
} from './experiment.ts'
import { type FamilyDesigns, families, familiesText, imagesText, inputsText, samplesIn } from './families.ts'
import { type ComparedGroup, printedMethod } from './printedTables.ts'

interface Design {
  readonly hidden: readonly number[]
  readonly trials: number
  /** Momentum on shuffled labels: the first so many trials. */
  readonly shuffled: number
  /** The first so many training samples; all when absent. */
  readonly samples?: number
}

/** `quick` keeps the inputs and the training, and has fewer hidden units, samples and trials. */
export const design: FamilyDesigns<Design> = {
  quick: {
    MNIST: { hidden: [3], trials: 2, shuffled: 1, samples: 3000 },
    'CIFAR-10': { hidden: [3], trials: 2, shuffled: 1, samples: 3000 },
  },
  paper: {
    MNIST: { hidden: [25], trials: 3, shuffled: 1 },
    'CIFAR-10': { hidden: [25], trials: 8, shuffled: 8 },
  },
}

export const tableMethods: readonly Method[] = ['momentum', 'Adam', 'Adagrad']

/** The design as it stands in the claims' rules. */
export const designText = familiesText((scale, family) => {
  const { hidden, trials, samples } = design[scale][family]
  return `${[inputsText(family), ...hidden, 10].join('-')}, ${imagesText(samples)}, ${trials} trials`
})

/** What a claim wants to know of each run. At `quick` it is the same for both, so that they share all of the work. */
export const measures: Readonly<Record<Scale, Readonly<Record<'signs' | 'degeneracy', PointMeasures>>>> = {
  quick: {
    signs: { start: true, tolerances: [1e-8, 1e-6] },
    degeneracy: { start: true, tolerances: [1e-8, 1e-6] },
  },
  paper: {
    signs: { start: false, tolerances: [] },
    degeneracy: { start: true, tolerances: [1e-6] },
  },
}

type PointMeasures = Omit<Measures, 'samples'>

export function methodRuns(context: ClaimContext, question: 'signs' | 'degeneracy'): Promise<Experiment> {
  const cells = families.flatMap((family) => methodCells(context, family))
  return runCells(context, cells, ({ data }) => ({
    ...measures[context.scale][question],
    ...samplesOf(context, data),
  }))
}

/** The first so many training samples, where the design has not all. */
export function samplesOf({ scale }: ClaimContext, family: Family): Pick<Measures, 'samples'> {
  return samplesIn(design[scale][family])
}

export function methodCells(context: ClaimContext, family: Family): readonly Cell[] {
  const designs = { quick: design.quick[family], paper: design.paper[family] }
  const { hidden, shuffled } = designs[context.scale]
  const trials = trialsOf(context, { quick: designs.quick.trials, paper: designs.paper.trials })
  const shared = { data: [family], hidden: [hidden] }
  return [
    ...listCells({ ...shared, methods: tableMethods, trials }),
    ...listCells({ ...shared, labels: ['shuffled'], trials: Math.min(shuffled, trials) }),
  ]
}

/** ‖∇f‖ over the full batch before the first step of each run; runs that share the point share the work. */
export function startGradientNorms(context: ClaimContext, runs: readonly Run[]): readonly number[] {
  const known = new Map<string, number>()
  return runs.map((run) => {
    if (run.start !== undefined) return run.start.gradientNorm
    const { data, reading, hidden, labels, trial } = run
    const point = JSON.stringify({ data, reading, hidden, labels, trial })
    const plan = planOf(context, run, design[context.scale][data].samples)
    const gradientNorm = known.get(point) ?? norm(plannedObjective(plan).gradient(startOf(plan)))
    known.set(point, gradientNorm)
    return gradientNorm
  })
}

/** Runs on true labels beside the rows of the paper's tables, and the controls after them. */
export function comparedMethods(runs: readonly Run[]): readonly ComparedGroup[] {
  const trained = families.flatMap((data) =>
    tableMethods.flatMap((method) =>
      allReadings.map((reading) => ({
        name: `${data}, ${method}`,
        reading,
        runs: runs.filter(
          (run) =>
            run.data === data && run.method === method && run.reading === reading && run.labels === 'true',
        ),
        printed: printedMethod(data, method),
      })),
    ),
  )
  const controls = families.flatMap((data) =>
    allReadings.map((reading) => ({
      name: `${data}, momentum, labels shuffled`,
      reading,
      runs: runs.filter((run) => run.data === data && run.reading === reading && run.labels === 'shuffled'),
    })),
  )
  return [...trained, ...controls].filter((group) => group.runs.length > 0)
}

/** One point of a plan, for controls. */
export function controlPlan(seed: number, samples = design.quick.MNIST.samples): TrainingPlan {
  const cell: Cell = {
    data: 'MNIST',
    reading: 'text',
    method: 'momentum',
    hidden: [2],
    labels: 'true',
    trial: 1,
  }
  return planOf({ seed }, cell, samples)
}

/** A network as its plan starts it, and the same network with its first hidden unit switched off for good. */
export function withDeadUnit(training: TrainingPlan): { start: Float64Array; stop: Float64Array } {
  const { shape } = plannedObjective(training)
  const start = initialTheta(shape, training.initializer, training.seed)
  const stop = start.slice()
  // A pre-activation is at most Σ|w|·1 above the bias: this bias keeps the unit below 0 on every image.
  stop[shape.blocks[0]!.bias] = -1e4
  return { start, stop }
}
