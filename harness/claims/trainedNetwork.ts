/** Networks trained by a plan, as evidence: computed once, stored under everything they depend on, shared by claims. */
import { createHash } from 'node:crypto'
import { initialTheta } from '../networks/initializers.ts'
import type { NetworkObjective } from '../networks/networkObjective.ts'
import type { Optimizer } from '../optimizers/optimizer.ts'
import type { StopRule } from '../optimizers/stopRules.ts'
import { type Training, train } from '../optimizers/train.ts'
import { codeVersion } from './codeVersion.ts'
import type { ClaimContext } from './context.ts'
import type { EvidenceKey } from './evidenceStore.ts'
import { type NetworkPlan, networkConfig, plannedObjective } from './plannedNetwork.ts'

export interface TrainingPlan extends NetworkPlan {
  readonly initializer: string
  /** Of the initial weights. */
  readonly seed: number
  readonly optimizer: Optimizer
  readonly batchSize: number
  /** Absent: the order of the data in every epoch. */
  readonly shuffleSeed?: number
  readonly stop: StopRule
}

export interface TrainedNetwork {
  readonly plan: TrainingPlan
  readonly objective: NetworkObjective
  /** theta before the first step [P] */
  readonly start: Float64Array
  readonly training: Training
}

/** Where a training run was after an epoch. */
export interface Waypoint {
  readonly epoch: number
  /** Full-batch loss. */
  readonly loss: number
  /** [P] */
  readonly theta: Float64Array
}

export interface Trajectory {
  readonly training: Training
  /** After the epochs that were asked for, as far as training came; ascending. */
  readonly waypoints: readonly Waypoint[]
}

export function startOf(plan: TrainingPlan): Float64Array {
  return initialTheta(plannedObjective(plan).shape, plan.initializer, plan.seed)
}

export async function trainedNetwork(
  context: ClaimContext,
  plan: TrainingPlan,
  label: string,
): Promise<TrainedNetwork> {
  const objective = plannedObjective(plan)
  const start = initialTheta(objective.shape, plan.initializer, plan.seed)
  const key: EvidenceKey = { kind: 'training', config: trainingConfig(plan, start), code: trainingCode(plan) }
  const training = await context.evidence.compute(key, () =>
    trainWithProgress(context, plan, objective, start, label),
  )
  return { plan, objective, start, training }
}

/** @param epochs after which theta is kept, 0 for the start; the last epoch is kept by `training` */
export async function trainedTrajectory(
  context: ClaimContext,
  plan: TrainingPlan,
  label: string,
  epochs: readonly number[],
): Promise<Trajectory> {
  const objective = plannedObjective(plan)
  const start = initialTheta(objective.shape, plan.initializer, plan.seed)
  const wanted = [...new Set(epochs)].sort((a, b) => a - b)
  const config = { ...trainingConfig(plan, start), waypoints: wanted }
  const key: EvidenceKey = { kind: 'trajectory', config, code: trainingCode(plan) }
  return context.evidence.compute(key, async () => {
    const waypoints: Waypoint[] = []
    const keep = (waypoint: Waypoint): void => {
      if (wanted.includes(waypoint.epoch)) waypoints.push(waypoint)
    }
    const training = await trainWithProgress(context, plan, objective, start, label, keep)
    return { training, waypoints }
  })
}

/** The initial weights by their checksum: how they were drawn does not matter to what comes after. */
export function trainingConfig(plan: TrainingPlan, start: Float64Array): Record<string, unknown> {
  const { optimizer, batchSize, shuffleSeed, stop } = plan
  return {
    ...networkConfig(plan),
    start: createHash('sha256').update(start).digest('hex'),
    optimizer: { name: optimizer.name, ...optimizer.options },
    batchSize,
    shuffleSeed: shuffleSeed ?? null,
    stop: stop.describe(),
  }
}

/** An optimizer lies in the file of its name. */
export function trainingSources({ optimizer }: TrainingPlan): readonly string[] {
  return [
    'networks/networkObjective',
    'optimizers/train',
    'optimizers/stopRules',
    `optimizers/${optimizer.name}`,
    'providers/wasm',
  ]
}

function trainingCode(plan: TrainingPlan): string {
  return codeVersion(trainingSources(plan))
}

async function trainWithProgress(
  context: ClaimContext,
  { optimizer, batchSize, shuffleSeed, stop }: TrainingPlan,
  objective: NetworkObjective,
  start: Float64Array,
  label: string,
  onEpoch?: (waypoint: Waypoint) => void,
): Promise<Training> {
  const onProgress = context.progress(`training ${label}, ${stop.maxEpochs} epochs at most`)
  const { signal } = context
  const training = await train(objective, start, {
    optimizer,
    batchSize,
    shuffleSeed,
    stop,
    onProgress,
    signal,
    onEpoch,
  })
  onProgress(1, 1)
  return training
}
