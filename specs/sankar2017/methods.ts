/**
 * The experiment that both hypotheses rest on: 784-h-10 ReLU on MNIST, trained with momentum, measured
 * before the first step and where training stops, on true and on shuffled labels.
 *
 * The paper's text and its released code disagree; both readings run (see `readings`).
 */
import {
  type ClaimContext,
  epochs,
  initialTheta,
  loadDataSet,
  lossChange,
  measuredSigns,
  momentum,
  nesterov,
  type PointSigns,
  plannedObjective,
  type Scale,
  shuffledLabels,
  type TrainingPlan,
  trainedNetwork,
} from '../../harness/index.ts'

export type Reading = 'text' | 'code'
export type Labels = 'true' | 'shuffled'

interface Design {
  readonly hidden: number
  readonly trials: number
  /** The first so many trials also run on shuffled labels. */
  readonly shuffled: number
  /** Of the degeneracy curve: each costs two factorisations a point. */
  readonly tolerances: readonly number[]
}

/** `quick` keeps the inputs, the images and the training, and has fewer hidden units and trials. */
export const design: Readonly<Record<Scale, Design>> = {
  quick: { hidden: 3, trials: 2, shuffled: 1, tolerances: [1e-8, 1e-6, 1e-4] },
  paper: { hidden: 25, trials: 8, shuffled: 8, tolerances: [1e-6] },
}

/** The design as it stands in the claims' rules. */
export const designText = `784-${design.quick.hidden}-10 (paper 784-${design.paper.hidden}-10), ${design.quick.trials} trials (paper ${design.paper.trials}) of each reading of the paper`

/** Far beyond what the rule needed in any run; a run that reaches it says so. */
const mostEpochs = 200

/** What the text states and what the released code does, where they differ. Batches of 128 in fixed order. */
const readings: Readonly<
  Record<Reading, Omit<TrainingPlan, 'data' | 'layers' | 'activation' | 'seed'> & { data: string }>
> = {
  text: {
    data: 'mnist-centered',
    loss: 'cross-entropy',
    initializer: 'normal',
    optimizer: nesterov({ learningRate: 0.01, momentum: 0.9 }),
    batchSize: 128,
    stop: lossChange(10e-4, mostEpochs),
  },
  code: {
    data: 'mnist-centered-70k',
    loss: 'squared-error-softmax',
    initializer: 'xavier-normal',
    optimizer: momentum({ learningRate: 0.1, momentum: 0.9 }),
    batchSize: 128,
    stop: epochs(100),
  },
}

export interface Run {
  readonly reading: Reading
  readonly trial: number
  readonly labels: Labels
  readonly epochs: number
  /** Measured on true labels only: nothing has been learned from them yet. */
  readonly start?: PointSigns
  readonly stop: PointSigns
}

export interface Experiment {
  readonly hidden: number
  readonly tolerances: readonly number[]
  readonly runs: readonly Run[]
  /** Runs without a result, and why. */
  readonly failures: readonly string[]
}

/**
 * All runs of the scale's design, stored as evidence one by one.
 *
 * `order` lets two processes that need the same runs start from opposite ends and share the work.
 */
export async function momentumExperiment(
  context: ClaimContext,
  order: 'forward' | 'backward',
): Promise<Experiment> {
  const { hidden, trials, shuffled, tolerances } = design[context.scale]
  const cells = listCells(context.trials ?? trials, shuffled)
  const done = new Map<Cell, Run | string>()
  for (const cell of order === 'forward' ? cells : [...cells].reverse()) {
    done.set(cell, await runCell(context, cell))
  }
  const results = cells.map((cell) => done.get(cell)!)
  return {
    hidden,
    tolerances,
    runs: results.filter((result) => typeof result !== 'string'),
    failures: results.filter((result) => typeof result === 'string'),
  }
}

/** One point of one plan, for controls. */
export function plan(reading: Reading, labels: Labels, hidden: number, seed: number): TrainingPlan {
  const { data: name, ...settings } = readings[reading]
  const data = loadDataSet(name, 'train')
  return {
    ...settings,
    data: labels === 'true' ? data : shuffledLabels(data, seed),
    layers: [784, hidden, 10],
    activation: 'relu',
    seed,
  }
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

interface Cell {
  readonly reading: Reading
  readonly trial: number
  readonly labels: Labels
}

function listCells(trials: number, shuffled: number): readonly Cell[] {
  const cells: Cell[] = []
  for (let trial = 1; trial <= trials; trial++) {
    for (const reading of ['text', 'code'] as const) {
      cells.push({ reading, trial, labels: 'true' })
      if (trial <= shuffled) cells.push({ reading, trial, labels: 'shuffled' })
    }
  }
  return cells
}

async function runCell(context: ClaimContext, { reading, trial, labels }: Cell): Promise<Run | string> {
  const { hidden, tolerances } = design[context.scale]
  const training = plan(reading, labels, hidden, context.seed * 1000 + trial)
  const label = `784-${hidden}-10, ${reading} reading, trial ${trial}, ${labels} labels`
  const network = await trainedNetwork(context, training, label)
  if (network.training.status === 'diverged') return `${label}: ${network.training.stoppedBecause}`
  const signsOf = (theta: Float64Array, where: string) =>
    measuredSigns(context, training, theta, `${where} of ${label}`, tolerances)
  const stop = await signsOf(network.training.theta, 'at the stop')
  if (stop.status !== 'measured') return `${label}: ${stop.message}`
  const run = { reading, trial, labels, epochs: network.training.epochs, stop }
  if (labels === 'shuffled') return run
  const start = await signsOf(network.start, 'at the start')
  return start.status === 'measured' ? { ...run, start } : `${label}: ${start.message}`
}
