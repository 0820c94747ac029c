/**
 * Experiments that claims share: a network trained by a plan, and the certified curvature at a point of it.
 * Both are evidence: computed once, stored under everything they depend on, and shared between claims.
 */
import { createHash } from 'node:crypto'
import { type CurvatureReport, curvatureAt } from '../criticalPoints/curvatureAt.ts'
import { type PointSigns, type RememberStage, signsAt } from '../criticalPoints/signsAt.ts'
import type { DataSet } from '../data/dataSet.ts'
import { InternalError } from '../errors.ts'
import { initialTheta } from '../networks/initializers.ts'
import { type NetworkObjective, networkObjective } from '../networks/networkObjective.ts'
import type { Optimizer } from '../optimizers/optimizer.ts'
import type { StopRule } from '../optimizers/stopRules.ts'
import { type Training, train } from '../optimizers/train.ts'
import type { Failure } from '../providers/provider.ts'
import type { UndecidedCounts } from '../spectra/certifiedCounts.ts'
import { codeVersion } from './codeVersion.ts'
import type { ClaimContext } from './context.ts'
import type { EvidenceKey } from './evidenceStore.ts'

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
    code: codeVersion(['algebra', 'providers/wasm', 'networks', 'optimizers', 'data']),
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

/** The full spectrum. @param theta [P] a point of the plan's network */
export function measuredCurvature(
  context: ClaimContext,
  plan: NetworkPlan,
  theta: Float64Array,
  label: string,
): Promise<CurvatureReport | Failure> {
  return unlessFailed(context, curvatureKey(context, plan, theta, { stage: 'spectrum' }), () =>
    curvatureWithProgress(context, plan, theta, label),
  )
}

/**
 * The signs alone, from counts, and the degeneracy curve at some tolerances. The assembly and every cut are evidence
 * of their own: a run that was killed goes on after the last of them.
 *
 * @param theta [P] a point of the plan's network
 */
export function measuredSigns(
  context: ClaimContext,
  plan: NetworkPlan,
  theta: Float64Array,
  label: string,
  tolerances: readonly number[],
): Promise<PointSigns | UndecidedCounts | Failure> {
  const remember: RememberStage = (stage, shift, compute) =>
    unlessFailed(context, curvatureKey(context, plan, theta, { stage, shift }), compute)
  return unlessFailed(
    context,
    curvatureKey(context, plan, theta, { stage: 'signs', tolerances }),
    async () => {
      const { onProgress, onStage, finish } = stagedProgress(context, label)
      const { signal } = context
      const options = { signal, onProgress, onStage, remember, tolerances }
      const signs = await signsAt(plannedObjective(plan), theta, context.provider, options)
      finish()
      return signs
    },
  )
}

function curvatureKey(
  { provider }: ClaimContext,
  plan: NetworkPlan,
  theta: Float64Array,
  what: Record<string, unknown>,
): EvidenceKey {
  return {
    kind: 'curvature',
    config: {
      ...networkConfig(plan),
      theta: createHash('sha256').update(theta).digest('hex'),
      provider: `${provider.name} (${provider.version})`,
      ...what,
    },
    code: codeVersion(['algebra', 'networks', 'providers', 'spectra', 'criticalPoints', 'data']),
  }
}

/** Evidence, except for a failure, which is not stored: another run may have more memory or another provider. */
async function unlessFailed<T extends object>(
  { evidence }: ClaimContext,
  key: EvidenceKey,
  compute: () => Promise<T>,
): Promise<T> {
  let failure: T | undefined
  try {
    return await evidence.compute(key, async () => {
      const result = await compute()
      if (!isFailure(result)) return result
      failure = result
      throw notEvidence
    })
  } catch (error) {
    if (error === notEvidence && failure !== undefined) return failure
    throw error
  }
}

const notEvidence = new InternalError('unlessFailed', 'a failure was taken for evidence')

function isFailure(result: object): boolean {
  return 'status' in result && 'message' in result
}

async function curvatureWithProgress(
  context: ClaimContext,
  plan: NetworkPlan,
  theta: Float64Array,
  label: string,
): Promise<CurvatureReport | Failure> {
  const { onProgress, onStage, finish } = stagedProgress(context, label)
  const { signal, provider } = context
  const report = await curvatureAt(plannedObjective(plan), theta, provider, { signal, onProgress, onStage })
  finish()
  return report
}

/** Each stage has a progress of its own. What comes before the first is quick. */
function stagedProgress(
  context: ClaimContext,
  label: string,
): {
  onProgress: (done: number, total: number) => void
  onStage: (stage: string) => void
  finish: () => void
} {
  let show: (done: number, total: number) => void = () => {}
  return {
    onProgress: (done, total) => show(done, total),
    onStage: (stage) => {
      show(1, 1)
      show = context.progress(`${stage === 'hessian' ? 'Hessian' : stage} ${label}`)
    },
    finish: () => show(1, 1),
  }
}

function networkConfig(plan: NetworkPlan): Record<string, unknown> {
  const { data, layers, activation, loss, l2 = 0, biases = true } = plan
  return { data: data.checksum, layers, activation, loss, l2, biases }
}
