/**
 * Experiments that claims share: a network trained by a plan, and the certified curvature at a point of it.
 * Both are evidence: computed once, stored under everything they depend on, and shared between claims.
 */
import { createHash } from 'node:crypto'
import { type CurvatureReport, curvatureAt } from '../criticalPoints/curvatureAt.ts'
import type { DataSet } from '../data/dataSet.ts'
import { InternalError } from '../errors.ts'
import { initialTheta } from '../networks/initializers.ts'
import { type NetworkObjective, networkObjective } from '../networks/networkObjective.ts'
import type { Optimizer } from '../optimizers/optimizer.ts'
import type { StopRule } from '../optimizers/stopRules.ts'
import { type Training, train } from '../optimizers/train.ts'
import type { Failure } from '../providers/provider.ts'
import { codeVersion } from './codeVersion.ts'
import type { ClaimContext } from './context.ts'

export interface NetworkPlan {
  readonly data: DataSet
  readonly layers: readonly number[]
  readonly activation: string
  readonly loss: string
  readonly l2?: number
  /** True when absent. */
  readonly biases?: boolean
}

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

/** The objective of a plan's network on its labels. */
export function plannedObjective(plan: NetworkPlan): NetworkObjective {
  const { data, layers, activation, loss, l2 = 0, biases = true } = plan
  return networkObjective({
    layers,
    activation,
    loss,
    l2,
    biases,
    inputs: data.inputs,
    targets: { labels: data.labels },
  })
}

export async function trainedNetwork(
  context: ClaimContext,
  plan: TrainingPlan,
  label: string,
): Promise<TrainedNetwork> {
  const objective = plannedObjective(plan)
  const start = initialTheta(objective.shape, plan.initializer, plan.seed)
  const { optimizer, batchSize, shuffleSeed, stop } = plan
  const key = {
    kind: 'training',
    config: {
      ...networkConfig(plan),
      initializer: plan.initializer,
      seed: plan.seed,
      optimizer: { name: optimizer.name, ...optimizer.options },
      batchSize,
      shuffleSeed: shuffleSeed ?? null,
      stop: stop.describe(),
    },
    code: codeVersion(['algebra', 'networks', 'optimizers', 'data']),
  }
  const onProgress = context.progress(`training ${label}, ${stop.maxEpochs} epochs at most`)
  const training = await context.evidence.compute(key, async () => {
    const result = await train(objective, start, {
      optimizer,
      batchSize,
      shuffleSeed,
      stop,
      onProgress,
      signal: context.signal,
    })
    onProgress(1, 1)
    return result
  })
  return { plan, objective, start, training }
}

/** @param theta [P] a point of the plan's network */
export async function measuredCurvature(
  context: ClaimContext,
  plan: NetworkPlan,
  theta: Float64Array,
  label: string,
): Promise<CurvatureReport | Failure> {
  const { provider } = context
  const key = {
    kind: 'curvature',
    config: {
      ...networkConfig(plan),
      theta: createHash('sha256').update(theta).digest('hex'),
      provider: `${provider.name} (${provider.version})`,
    },
    code: codeVersion(['algebra', 'networks', 'providers', 'spectra', 'criticalPoints', 'data']),
  }
  let failure: Failure | undefined
  try {
    return await context.evidence.compute(key, async () => {
      const report = await curvatureWithProgress(context, plan, theta, label)
      if (report.status === 'measured') return report
      failure = report
      throw notEvidence
    })
  } catch (error) {
    if (error === notEvidence && failure !== undefined) return failure
    throw error
  }
}

/** Keeps a failure from being stored: another run may have more memory or another provider. */
const notEvidence = new InternalError('measuredCurvature', 'a failure was taken for evidence')

async function curvatureWithProgress(
  context: ClaimContext,
  plan: NetworkPlan,
  theta: Float64Array,
  label: string,
): Promise<CurvatureReport | Failure> {
  // structuralZeros comes before the first stage and is quick.
  let onProgress: (done: number, total: number) => void = () => {}
  const report = await curvatureAt(plannedObjective(plan), theta, context.provider, {
    signal: context.signal,
    onProgress: (done, total) => onProgress(done, total),
    onStage: (stage) => {
      onProgress(1, 1)
      onProgress = context.progress(`${stage === 'hessian' ? 'Hessian' : stage} ${label}`)
    },
  })
  onProgress(1, 1)
  return report
}

function networkConfig(plan: NetworkPlan): Record<string, unknown> {
  const { data, layers, activation, loss, l2 = 0, biases = true } = plan
  return { data: data.checksum, layers, activation, loss, l2, biases }
}
