/** Saddle-free Newton on autoencoders of MNIST, and the zero eigenvalues that data and shape prove beforehand. */
import printed from '../../fixtures/sankar2017/tables.json' with { type: 'json' }
import {
  type ClaimContext,
  initialTheta,
  loadDataSet,
  lossChange,
  plannedObjective,
  pooledImages,
  type SaddleFreePlan,
  type SaddleFreeRun,
  saddleFreeRun,
  sharedWork,
  takeSamples,
  zeroColumns,
} from '../../harness/index.ts'
import { trialsText } from './printedTables.ts'

/** Pixels as the paper trains its classifier, and as they are: for the autoencoder it does not say. */
export type Reading = 'mnist-centered' | 'mnist'

/** As tables and texts call them. */
export const readingNames: Readonly<Record<Reading, string>> = {
  'mnist-centered': 'minus their mean',
  mnist: 'as they are',
}

export interface Design {
  readonly readings: readonly Reading[]
  readonly trials: number
  /** Of the first images. */
  readonly images: number
  /** Blocks of so many by so many pixels are averaged. */
  readonly pooling: number
  readonly hidden: number
  readonly krylovDimension: number
  readonly tolerances: readonly number[]
}

const mostSteps = 200

export const { autoencoder } = printed
export const paperHidden = autoencoder.layers[1]!

export interface Measured {
  readonly label: string
  readonly reading: Reading
  readonly trial: number
  readonly plan: SaddleFreePlan
  readonly proved: number
  readonly run: SaddleFreeRun
}

export function allRuns(context: ClaimContext, design: Design): Promise<(Measured | string)[]> {
  const measures = { tolerances: design.tolerances, start: false }
  const trials = Array.from({ length: context.trials ?? design.trials }, (_, k) => k + 1)
  const cells = trials.flatMap((trial) =>
    design.readings.map((reading) => ({ trial, reading, plan: planOf(context, reading, trial, design) })),
  )
  return sharedWork(context, cells, async ({ trial, reading, plan }, shared) => {
    const label = `${plan.layers.join('-')} on ${plan.data.name}, trial ${trial}`
    const run = await saddleFreeRun(shared, plan, label, measures)
    if (run.status !== 'measured') return `${label}: ${run.message}`
    return { label, reading, trial, plan, proved: provedByData(plan), run }
  })
}

export function planOf(
  { seed }: ClaimContext,
  reading: Reading,
  trial: number,
  { images, pooling, hidden, krylovDimension }: Design,
): SaddleFreePlan {
  const data = pooledImages(takeSamples(loadDataSet(reading, 'train'), images), pooling)
  const pixels = data.inputs.columns
  return {
    data,
    targets: 'inputs',
    layers: [pixels, hidden, pixels],
    activation: 'relu',
    loss: 'squared-error',
    initializer: 'xavier-normal',
    seed: seed * 1000 + trial,
    krylovDimension,
    stop: lossChange(10e-4, mostSteps),
  }
}

/** Whatever theta is: nothing but the data and the number of hidden units is asked. */
export function provedByData(plan: SaddleFreePlan): number {
  const objective = plannedObjective(plan)
  const theta = initialTheta(objective.shape, plan.initializer, plan.seed)
  const { constantInputs } = objective.structuralZeros(theta)
  return zeroColumns(plan.data.inputs).length * plan.layers[1]! + constantInputs
}

/** The paper's count over what always-zero pixels prove of its network. */
export function paperProportion(): number {
  return autoencoder.zero / (alwaysZero('mnist-centered-70k') * paperHidden)
}

export function alwaysZero(data: string): number {
  return zeroColumns(loadDataSet(data, 'train').inputs).length
}

export function designText({ images, pooling, hidden, readings, trials }: Design): string {
  const pixels = (28 / pooling) ** 2
  const treated = readings.map((reading) => readingNames[reading]).join(' and ')
  return `${pixels}-${hidden}-${pixels} on ${images} images, pixels ${treated}, ${trialsText(trials)}`
}
