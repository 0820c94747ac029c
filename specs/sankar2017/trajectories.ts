/**
 * Training followed past its stopping rule: the small network on features of CIFAR-10 images that Figures 2 and 3 and
 * Theorem 1 are about, with its weights after some epochs. Claims share the runs.
 *
 * It goes on for a fixed number of epochs, because the paper's rule, a loss that changes by less than 10e-4 in an epoch,
 * is met by a few images in the first epoch already: so few steps change nothing yet.
 */
import {
  accuracy,
  type ClaimContext,
  epochs,
  plannedObjective,
  type Scale,
  sharedWork,
  type TrainingPlan,
  trainedTrajectory,
  type Waypoint,
} from '../../harness/index.ts'
import {
  type Cell,
  cellName,
  experimentData,
  type Labels,
  listCells,
  planOf,
  type Reading,
  trialsOf,
} from './experiment.ts'
import { imagesText } from './families.ts'

export interface Design {
  readonly hidden: number
  /** The first so many training samples; all when absent. */
  readonly samples?: number
  readonly trials: number
  /** The first so many trials also run on shuffled labels. */
  readonly shuffled: number
}

export type Designs = Readonly<Record<Scale, Design>>

/** Shared by what is looked at along training, so that claims share the runs. */
export const alongTraining: Designs = {
  quick: { hidden: 3, samples: 2000, trials: 4, shuffled: 1 },
  paper: { hidden: 25, samples: 30_000, trials: 3, shuffled: 1 },
}

/** Few of them on the plateau that training begins with, where the error is chance. */
export const epochsAlong: readonly number[] = [0, 1, 3, 10, 30, 100]

/** The design as it stands in the claims' rules. */
export function designText({ quick, paper }: Designs): string {
  return (
    `features of CIFAR-10 (or the stand-in) through ${scaleText(quick)} (paper ${scaleText(paper)}), momentum in both ` +
    'readings of the paper, followed whatever the stopping rule says'
  )
}

function scaleText({ hidden, samples, trials }: Design): string {
  return `d-${hidden}-10, ${imagesText(samples)}, ${trials} trials`
}

/** One run. */
export interface Followed extends Cell {
  readonly plan: TrainingPlan
  readonly label: string
  /** After the epochs asked for. */
  readonly waypoints: readonly Waypoint[]
}

export interface FollowedRuns {
  readonly runs: readonly Followed[]
  /** Runs without a result, and why. */
  readonly failures: readonly string[]
}

/** @param looked epochs; training ends after the last */
export async function followedRuns(
  context: ClaimContext,
  designs: Designs,
  looked: readonly number[],
): Promise<FollowedRuns> {
  const { samples } = designs[context.scale]
  const results = await sharedWork(context, cellsOf(context, designs), (cell, shared) =>
    followedRun(shared, cell, looked, samples),
  )
  return {
    runs: results.filter((result) => typeof result !== 'string'),
    failures: results.filter((result) => typeof result === 'string'),
  }
}

function cellsOf(context: ClaimContext, designs: Designs): readonly Cell[] {
  const { hidden, shuffled } = designs[context.scale]
  const trials = trialsOf(context, { quick: designs.quick.trials, paper: designs.paper.trials })
  const shared = { data: ['CIFAR-10'], hidden: [[hidden]] } as const
  return [
    ...listCells({ ...shared, trials }),
    ...listCells({ ...shared, labels: ['shuffled'], trials: Math.min(shuffled, trials) }),
  ]
}

async function followedRun(
  context: ClaimContext,
  cell: Cell,
  looked: readonly number[],
  samples: number | undefined,
): Promise<Followed | string> {
  const plan = { ...planOf(context, cell, samples), stop: epochs(Math.max(...looked)) }
  const label = cellName(cell, plan.layers)
  const { training, waypoints } = await trainedTrajectory(context, plan, label, looked)
  if (training.status === 'diverged') return `${label}: ${training.stoppedBecause}`
  return { ...cell, plan, label, waypoints }
}

export interface Errors {
  /** Shares in [0, 1]. */
  readonly trainError: number
  readonly testError: number
}

export function errorsAt({ plan, data, reading }: Followed, theta: Float64Array): Errors {
  const { shape } = plannedObjective(plan)
  const { test } = experimentData(data, reading, plan.data.inputs.rows)
  return {
    trainError: 1 - accuracy(shape, theta, plan.data.inputs, plan.data.labels),
    testError: 1 - accuracy(shape, theta, test.inputs, test.labels),
  }
}

/** Runs that differ in their trial only. */
export interface RunSet<T> {
  readonly name: string
  readonly reading: Reading
  readonly labels: Labels
  readonly members: readonly T[]
}

/** The readings by what sets them apart, as a reader of a verdict takes them. */
export const lossNames: Readonly<Record<Reading, string>> = {
  text: 'cross-entropy',
  code: 'squared error',
}

export function runSets<T extends Pick<Cell, 'reading' | 'labels'>>(
  runs: readonly T[],
): readonly RunSet<T>[] {
  return (['true', 'shuffled'] as const).flatMap((labels) =>
    (['text', 'code'] as const).map((reading) => ({
      name: `${reading} reading${labels === 'true' ? '' : ', shuffled labels'}`,
      reading,
      labels,
      members: runs.filter((run) => run.reading === reading && run.labels === labels),
    })),
  )
}
