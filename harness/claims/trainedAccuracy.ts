/**
 * How well a training run came to classify, without its curvature: for networks of any size. A small file of evidence,
 * which counts on another machine without the weights.
 */
import { norm } from '../algebra/vectors.ts'
import type { DataSet } from '../data/dataSet.ts'
import { accuracy } from '../networks/accuracy.ts'
import { codeVersion } from './codeVersion.ts'
import type { ClaimContext } from './context.ts'
import { unlessFailed } from './measuredPoint.ts'
import type { Diverged } from './measuredRun.ts'
import {
  startOf,
  type TrainingPlan,
  trainedNetwork,
  trainingConfig,
  trainingSources,
} from './trainedNetwork.ts'

export interface TrainedAccuracy {
  readonly status: 'measured'
  readonly epochs: number
  readonly stoppedBecause: string
  /** Full-batch loss where training stops. */
  readonly loss: number
  /** ‖∇f‖₂ there. */
  readonly gradientNorm: number
  /** Shares of the samples in [0, 1]. */
  readonly trainAccuracy: number
  readonly testAccuracy: number
}

/** @param test data that training has not seen */
export function trainedAccuracy(
  context: ClaimContext,
  plan: TrainingPlan,
  test: DataSet,
  label: string,
): Promise<TrainedAccuracy | Diverged> {
  const key = {
    kind: 'accuracy',
    config: { ...trainingConfig(plan, startOf(plan)), test: test.checksum },
    code: codeVersion([...trainingSources(plan), 'networks/accuracy']),
  }
  return unlessFailed<TrainedAccuracy | Diverged>(context, key, async () => {
    const { objective, training } = await trainedNetwork(context, plan, label)
    const { status, theta, epochs, stoppedBecause, losses } = training
    if (status === 'diverged') return { status, message: stoppedBecause }
    const share = ({ inputs, labels }: DataSet): number => accuracy(objective.shape, theta, inputs, labels)
    return {
      status: 'measured',
      epochs,
      stoppedBecause,
      loss: losses.at(-1)!,
      gradientNorm: norm(objective.gradient(theta)),
      trainAccuracy: share(plan.data),
      testAccuracy: share(test),
    }
  })
}
