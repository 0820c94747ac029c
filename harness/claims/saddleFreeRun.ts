/**
 * A network trained with saddle-free Newton in Krylov subspaces, and the certified signs of the Hessian where it stops
 * and, where that is wanted, before the first step: one small file of evidence, as measuredRun.ts. The way there is
 * kept in stages, so that a run that was killed goes on after the last of them.
 */
import { createHash } from 'node:crypto'
import type { PointSigns } from '../criticalPoints/signsAt.ts'
import { initialTheta } from '../networks/initializers.ts'
import { type KrylovSaddleFreeRun, krylovSaddleFreeNewton } from '../optimizers/krylovSaddleFreeNewton.ts'
import type { StopRule } from '../optimizers/stopRules.ts'
import type { Failure } from '../providers/provider.ts'
import type { UndecidedCounts } from '../spectra/certifiedCounts.ts'
import { codeVersion } from './codeVersion.ts'
import type { ClaimContext } from './context.ts'
import type { EvidenceKey } from './evidenceStore.ts'
import { curvatureSources, measuredSigns, unlessFailed } from './measuredPoint.ts'
import type { Diverged, RunMeasures } from './measuredRun.ts'
import { type NetworkPlan, networkConfig, plannedObjective } from './plannedNetwork.ts'

export interface SaddleFreePlan extends NetworkPlan {
  readonly initializer: string
  /** Of the initial weights. */
  readonly seed: number
  readonly krylovDimension: number
  readonly stop: StopRule
}

export interface SaddleFreeRun extends Omit<KrylovSaddleFreeRun, 'status' | 'theta' | 'lastStep'> {
  readonly status: 'measured'
  readonly ended: KrylovSaddleFreeRun['status']
  readonly start?: PointSigns
  readonly stop: PointSigns
}

/** Tolerances of the degeneracy curve, and whether the initial point is measured too. */
export type SaddleFreeMeasures = Pick<RunMeasures, 'tolerances' | 'start'>

export function saddleFreeRun(
  context: ClaimContext,
  plan: SaddleFreePlan,
  label: string,
  measures: SaddleFreeMeasures,
): Promise<SaddleFreeRun | Diverged | UndecidedCounts | Failure> {
  const objective = plannedObjective(plan)
  const first = initialTheta(objective.shape, plan.initializer, plan.seed)
  const { krylovDimension, stop } = plan
  const config = configOf(plan, first)
  return unlessFailed(context, runKey(context, config, measures), async () => {
    const onProgress = context.progress(`saddle-free Newton on ${label}, ${stop.maxEpochs} steps at most`)
    const { signal } = context
    const run = await inStages(context, config, (resume, pauseAfter) =>
      krylovSaddleFreeNewton(objective, first, {
        krylovDimension,
        stop,
        resume,
        pauseAfter,
        signal,
        onProgress,
      }),
    )
    onProgress(1, 1)
    if (run.status === 'diverged') return { status: 'diverged', message: run.because }
    const signsOf = (theta: Float64Array, where: string) =>
      measuredSigns(context, plan, theta, `${where} of ${label}`, measures.tolerances)
    const end = await signsOf(run.theta, 'at the stop')
    if (end.status !== 'measured') return end
    const { status: ended, theta: _, lastStep: __, ...summary } = run
    const measured = { ...summary, status: 'measured' as const, ended, stop: end }
    if (!measures.start) return measured
    const begin = await signsOf(first, 'at the start')
    return begin.status === 'measured' ? { ...measured, start: begin } : begin
  })
}

function configOf(plan: SaddleFreePlan, first: Float64Array): Record<string, unknown> {
  const { krylovDimension, stop } = plan
  return {
    ...networkConfig(plan),
    start: createHash('sha256').update(first).digest('hex'),
    krylovDimension,
    stop: stop.describe(),
  }
}

/** Epochs between two pieces of evidence. */
const stageEpochs = 2

async function inStages(
  { evidence }: ClaimContext,
  config: Record<string, unknown>,
  goOn: (from: KrylovSaddleFreeRun | undefined, pauseAfter: number) => Promise<KrylovSaddleFreeRun>,
): Promise<KrylovSaddleFreeRun> {
  let run: KrylovSaddleFreeRun | undefined
  for (
    let pauseAfter = stageEpochs;
    run === undefined || run.status === 'paused';
    pauseAfter += stageEpochs
  ) {
    const from = run
    run = await evidence.compute(pathKey({ ...config, pauseAfter }), () => goOn(from, pauseAfter))
  }
  return run
}

const sources: readonly string[] = [
  'networks/networkObjective',
  'optimizers/krylovSaddleFreeNewton',
  'optimizers/stopRules',
  'providers',
]

function pathKey(config: Record<string, unknown>): EvidenceKey {
  return { kind: 'saddleFree', config, code: codeVersion(sources) }
}

function runKey(
  { provider }: ClaimContext,
  config: Record<string, unknown>,
  { tolerances, start }: SaddleFreeMeasures,
): EvidenceKey {
  return {
    kind: 'saddleFreeRun',
    config: { ...config, tolerances, measureStart: start, provider: provider.name },
    code: codeVersion([...new Set([...sources, ...curvatureSources])]),
  }
}
