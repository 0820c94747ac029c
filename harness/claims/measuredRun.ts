/**
 * A training run and what it came to: the certified signs of the Hessian where training stops, before the first step
 * where that is wanted, and the accuracies. One small file of evidence, which says all that claims ask for: carried
 * to another machine it counts there, without the weights.
 */
import type { PointSigns } from '../criticalPoints/signsAt.ts'
import type { DataSet } from '../data/dataSet.ts'
import { accuracy } from '../networks/accuracy.ts'
import type { Architecture } from '../networks/architecture.ts'
import type { Training } from '../optimizers/train.ts'
import type { Failure } from '../providers/provider.ts'
import type { UndecidedCounts } from '../spectra/certifiedCounts.ts'
import { codeVersion } from './codeVersion.ts'
import type { ClaimContext } from './context.ts'
import type { EvidenceKey } from './evidenceStore.ts'
import { curvatureSources, measuredSigns, unlessFailed } from './measuredPoint.ts'
import {
  startOf,
  type TrainingPlan,
  trainedNetwork,
  trainingConfig,
  trainingSources,
} from './trainedNetwork.ts'

export interface RunMeasures {
  /** Of the degeneracy curve: each costs two factorisations a point. */
  readonly tolerances: readonly number[]
  /** Whether the initial point is measured too; runs that share it, share its evidence. */
  readonly start: boolean
  /** For the accuracy on data that training has not seen. */
  readonly test?: DataSet
}

export interface MeasuredRun {
  readonly status: 'measured'
  readonly epochs: number
  readonly steps: number
  readonly stoppedBecause: string
  /** [epochs + 1] full-batch loss after epochs 0, 1, … */
  readonly losses: Float64Array
  /** Share of the samples in [0, 1]; absent where the targets are no labels. */
  readonly trainAccuracy?: number
  readonly testAccuracy?: number
  readonly start?: PointSigns
  readonly stop: PointSigns
}

export interface Diverged {
  readonly status: 'diverged'
  readonly message: string
}

/** @returns what is not measured is not stored, so that another run tries again */
export function measuredRun(
  context: ClaimContext,
  plan: TrainingPlan,
  label: string,
  measures: RunMeasures,
): Promise<MeasuredRun | Diverged | UndecidedCounts | Failure> {
  return unlessFailed(context, runKey(context, plan, measures), async () => {
    const { objective, start, training } = await trainedNetwork(context, plan, label)
    if (training.status === 'diverged') return { status: 'diverged', message: training.stoppedBecause }
    const signsOf = (theta: Float64Array, where: string) =>
      measuredSigns(context, plan, theta, `${where} of ${label}`, measures.tolerances)
    const stop = await signsOf(training.theta, 'at the stop')
    if (stop.status !== 'measured') return stop
    const measured = {
      ...summary(training),
      ...accuracies(objective.shape, training.theta, plan, measures),
      stop,
    }
    if (!measures.start) return measured
    const begin = await signsOf(start, 'at the start')
    return begin.status === 'measured' ? { ...measured, start: begin } : begin
  })
}

function runKey({ provider }: ClaimContext, plan: TrainingPlan, measures: RunMeasures): EvidenceKey {
  const { tolerances, start, test } = measures
  return {
    kind: 'run',
    config: {
      ...trainingConfig(plan, startOf(plan)),
      tolerances,
      measureStart: start,
      test: test?.checksum ?? null,
      provider: provider.name,
    },
    code: codeVersion([...new Set([...trainingSources(plan), ...curvatureSources, 'networks/accuracy'])]),
  }
}

function summary({ epochs, steps, stoppedBecause, losses }: Training) {
  return { status: 'measured' as const, epochs, steps, stoppedBecause, losses }
}

function accuracies(
  shape: Architecture,
  theta: Float64Array,
  { data, targets = 'labels' }: TrainingPlan,
  { test }: RunMeasures,
): Pick<MeasuredRun, 'trainAccuracy' | 'testAccuracy'> {
  if (targets !== 'labels') return {}
  return {
    trainAccuracy: accuracy(shape, theta, data.inputs, data.labels),
    ...(test && { testAccuracy: accuracy(shape, theta, test.inputs, test.labels) }),
  }
}
