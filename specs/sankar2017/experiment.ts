/**
 * The paper's experiment in all its variants: a ReLU network with softmax outputs on MNIST or on features of CIFAR-10
 * images, trained by one of the paper's methods, measured where training stops and, where a claim asks for it, before
 * the first step.
 *
 * The paper's text and its released code disagree; both readings run (readings.ts).
 */
import {
  type ClaimContext,
  cifarFeatures,
  type DataSet,
  loadDataSet,
  type MeasuredRun,
  measuredRun,
  type PointSigns,
  type Scale,
  sharedWork,
  shuffledLabels,
  type TrainingPlan,
  takeSamples,
} from '../../harness/index.ts'
import { allReadings, batchSize, type Method, type Reading, readings } from './readings.ts'

export { allReadings, batchSize, type Method, type Reading, readingTerms } from './readings.ts'

export type Family = 'MNIST' | 'CIFAR-10'
export type Labels = 'true' | 'shuffled'

/** One training run. */
export interface Cell {
  readonly data: Family
  readonly reading: Reading
  readonly method: Method
  /** Widths of the hidden layers. */
  readonly hidden: readonly number[]
  /** That of the reading when absent. */
  readonly initializer?: string
  readonly labels: Labels
  /** 1, 2, … : the seed of the run follows from it. */
  readonly trial: number
}

export interface Run extends Cell {
  readonly layers: readonly number[]
  readonly epochs: number
  /** Shares of the samples in [0, 1]. */
  readonly trainAccuracy: number
  readonly testAccuracy: number
  readonly losses: Float64Array
  /** Where the claim asks for it. */
  readonly start?: PointSigns
  readonly stop: PointSigns
}

export interface Experiment {
  readonly runs: readonly Run[]
  /** Runs without a result, and why. */
  readonly failures: readonly string[]
}

export function joined(experiments: readonly Experiment[]): Experiment {
  return {
    runs: experiments.flatMap(({ runs }) => runs),
    failures: experiments.flatMap(({ failures }) => failures),
  }
}

export interface Measures {
  /** The first so many training samples, all when absent. */
  readonly samples?: number
  /** Of the degeneracy curve: each costs two factorisations a point. */
  readonly tolerances: readonly number[]
  /** Whether the initial point is measured too. */
  readonly start: boolean
}

/** The training samples of a reading, and the whole test set with the same preprocessing. */
export function experimentData(
  data: Family,
  reading: Reading,
  samples?: number,
): { train: DataSet; test: DataSet } {
  if (data === 'CIFAR-10') {
    return { train: cifarFeatures('train', samples).data, test: cifarFeatures('test').data }
  }
  const train = loadDataSet(readings[reading].mnist, 'train')
  const test = loadDataSet(readings[reading].mnist, 'test')
  return { train: samples === undefined ? train : takeSamples(train, samples), test }
}

/** What the CIFAR-10 runs are trained on; a stand-in says so. */
export function cifarText(): string {
  return cifarFeatures('train', 1).description
}

/** The data of a run as a reader may take them: the stand-in is not CIFAR-10. */
export function familyName(data: Family): string {
  return data === 'CIFAR-10' && cifarFeatures('train', 1).standIn ? 'CIFAR-10 stand-in (MNIST)' : data
}

/** @param context whose seed, with the trial, gives the run's own */
export function planOf({ seed }: Pick<ClaimContext, 'seed'>, cell: Cell, samples?: number): TrainingPlan {
  const { data, reading, method, hidden, labels, trial } = cell
  const runSeed = seed * 1000 + trial
  const { loss, initializer, stop, optimizer } = readings[reading]
  const { train } = experimentData(data, reading, samples)
  return {
    data: labels === 'true' ? train : shuffledLabels(train, runSeed),
    layers: [train.inputs.columns, ...hidden, train.classes],
    activation: 'relu',
    loss,
    initializer: cell.initializer ?? initializer,
    seed: runSeed,
    optimizer: optimizer(method, runSeed, Math.ceil(train.inputs.rows / batchSize)),
    batchSize: Math.min(batchSize, train.inputs.rows),
    stop,
  }
}

/** All runs, stored as evidence one by one, so that several processes share them. */
export async function runCells(
  context: ClaimContext,
  cells: readonly Cell[],
  measuresOf: (cell: Cell) => Measures,
): Promise<Experiment> {
  const results = await sharedWork(context, cells, (cell, shared) => runCell(shared, cell, measuresOf(cell)))
  return {
    runs: results.filter((result) => typeof result !== 'string'),
    failures: results.filter((result) => typeof result === 'string'),
  }
}

async function runCell(context: ClaimContext, cell: Cell, measures: Measures): Promise<Run | string> {
  const { samples, tolerances, start } = measures
  const plan = planOf(context, cell, samples)
  const { test } = experimentData(cell.data, cell.reading)
  const label = cellName(cell, plan.layers)
  const run = await measuredRun(context, plan, label, { tolerances, start, test })
  return run.status === 'measured'
    ? { ...cell, layers: plan.layers, ...outcome(run) }
    : `${label}: ${run.message}`
}

function outcome(run: MeasuredRun) {
  const { epochs: done, losses, trainAccuracy = Number.NaN, testAccuracy = Number.NaN, start, stop } = run
  return { epochs: done, losses, trainAccuracy, testAccuracy, ...(start && { start }), stop }
}

export function cellName(cell: Cell, layers: readonly number[]): string {
  const { data, reading, method, initializer, labels, trial } = cell
  const from = initializer === undefined ? '' : `, ${initializer} initial weights`
  return `${familyName(data)} ${layers.join('-')}, ${method}, ${reading} reading${from}, trial ${trial}, ${labels} labels`
}

export interface Axes {
  readonly data: readonly Family[]
  /** Both when absent. */
  readonly readings?: readonly Reading[]
  /** Momentum when absent. */
  readonly methods?: readonly Method[]
  readonly hidden: readonly (readonly number[])[]
  /** Those of the readings when absent. */
  readonly initializers?: readonly string[]
  /** True ones when absent. */
  readonly labels?: readonly Labels[]
  readonly trials: number
}

/** Every combination, trial by trial: a run that is stopped early has whole sets. */
export function listCells(axes: Axes): readonly Cell[] {
  const { data, readings: chosen = allReadings, methods = ['momentum'], hidden, labels = ['true'] } = axes
  const trials = Array.from({ length: axes.trials }, (_, k) => k + 1)
  const initializers = axes.initializers?.map((initializer) => ({ initializer })) ?? [{}]
  return trials.flatMap((trial) =>
    data.flatMap((family) =>
      chosen.flatMap((reading) =>
        methods.flatMap((method) =>
          hidden.flatMap((widths) =>
            initializers.flatMap((initial) =>
              labels.map((kind) => ({
                data: family,
                reading,
                method,
                hidden: widths,
                ...initial,
                labels: kind,
                trial,
              })),
            ),
          ),
        ),
      ),
    ),
  )
}

/** Whether the cap of epochs ended training before the stop rule of the reading was met. */
export function endedByCap({ reading, losses }: Pick<Run, 'reading' | 'losses'>): boolean {
  return readings[reading].stop.decide(losses).status === 'epochLimit'
}

/** Whether training got anywhere: of what it was trained on, twice what guessing gets is classified as labelled. */
export function hasLearned({ trainAccuracy, layers }: Pick<Run, 'trainAccuracy' | 'layers'>): boolean {
  return trainAccuracy >= 2 / layers.at(-1)!
}

/** Trials of a scale, unless the user asks for another number. */
export function trialsOf(context: ClaimContext, trials: Readonly<Record<Scale, number>>): number {
  return context.trials ?? trials[context.scale]
}
