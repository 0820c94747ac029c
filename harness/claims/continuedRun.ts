/**
 * A training run continued from where it stops towards a true critical point: full batch, second order, as far as the
 * method comes. The stages of the way are evidence of their own, so that a run that was killed goes on after the last
 * of them; the outcome is one small file, which counts without the weights wherever it is carried.
 */
import { norm } from '../algebra/vectors.ts'
import type { PointSigns } from '../criticalPoints/signsAt.ts'
import {
  type GradientJump,
  type TrustRegionResult,
  trustRegionNewton,
  trustRegionStart,
} from '../criticalPoints/trustRegionNewton.ts'
import { accuracy } from '../networks/accuracy.ts'
import type { NetworkObjective } from '../networks/networkObjective.ts'
import type { Failure } from '../providers/provider.ts'
import type { UndecidedCounts } from '../spectra/certifiedCounts.ts'
import { codeVersion } from './codeVersion.ts'
import type { ClaimContext } from './context.ts'
import type { EvidenceKey } from './evidenceStore.ts'
import { curvatureSources, measuredSigns, unlessFailed } from './measuredPoint.ts'
import type { Diverged } from './measuredRun.ts'
import {
  startOf,
  type TrainingPlan,
  trainedNetwork,
  trainingConfig,
  trainingSources,
} from './trainedNetwork.ts'

export interface ContinuationLimits {
  /** Trust-region steps in all. */
  readonly maxSteps: number
  /** Steps between two pieces of evidence. */
  readonly stageSteps: number
  /** Hessian-vector products for one step. */
  readonly maxProducts: number
  /** Within less the loss must follow its quadratic model, or the way ends: trustRegionNewton. */
  readonly smallestRadius: number
  /** Of the degeneracy curve where it ends. */
  readonly tolerances: readonly number[]
}

export interface ContinuedRun {
  readonly status: 'measured'
  /** How the way ended, and why. */
  readonly ended: TrustRegionResult['status']
  readonly because: string
  readonly steps: number
  readonly refused: number
  readonly products: number
  /** Where it stalled: what the gradient does just there. */
  readonly gradientJump?: GradientJump
  /** Loss and ‖∇f‖ where training stops and after every stage. */
  readonly way: readonly WayPoint[]
  /** Signs where it ends, critical or not: classify.ts says which. */
  readonly signs: PointSigns
  /** ‖θ‖ there */
  readonly thetaNorm: number
  /** Share of the training samples in [0, 1] that the network then classifies as they are labelled. */
  readonly trainAccuracy: number
}

export interface WayPoint {
  readonly steps: number
  readonly products: number
  readonly loss: number
  readonly gradientNorm: number
}

export function continuedRun(
  context: ClaimContext,
  plan: TrainingPlan,
  label: string,
  limits: ContinuationLimits,
): Promise<ContinuedRun | Diverged | UndecidedCounts | Failure> {
  return unlessFailed(context, outcomeKey(context, plan, limits), async () => {
    const { objective, training } = await trainedNetwork(context, plan, label)
    if (training.status === 'diverged') return { status: 'diverged', message: training.stoppedBecause }
    const states = await stages(context, plan, objective, training.theta, label, limits)
    const last = states.at(-1)!
    const signs = await measuredSigns(
      context,
      plan,
      last.theta,
      `where the continuation of ${label} ends`,
      limits.tolerances,
    )
    if (signs.status !== 'measured') return signs
    const { status: ended, because, steps, refused, products, gradientJump } = last
    return {
      status: 'measured',
      ended,
      because,
      steps,
      refused,
      products,
      ...(gradientJump && { gradientJump }),
      way: states.map(wayPoint),
      signs,
      thetaNorm: norm(last.theta),
      trainAccuracy: accuracy(objective.shape, last.theta, plan.data.inputs, plan.data.labels),
    }
  })
}

/** The state at the start and after every stage; the last one is where it ends. */
async function stages(
  context: ClaimContext,
  plan: TrainingPlan,
  objective: NetworkObjective,
  theta: Float64Array,
  label: string,
  { maxSteps, stageSteps, maxProducts, smallestRadius }: ContinuationLimits,
): Promise<TrustRegionResult[]> {
  const { signal } = context
  const show = context.progress(`continuing ${label}, ${maxSteps} steps at most`)
  const advance = (from: Parameters<typeof trustRegionNewton>[1], until: number) =>
    trustRegionNewton(objective, from, {
      maxSteps: until,
      maxProducts,
      smallestRadius,
      signal,
      onProgress: (done) => show(done, maxSteps),
    })
  const states = [await advance(trustRegionStart(theta), 0)]
  for (let last = states[0]!; last.status === 'stepLimit' && last.steps < maxSteps; states.push(last)) {
    const until = Math.min(maxSteps, last.steps + stageSteps)
    const from = last
    last = await context.evidence.compute(
      stageKey(plan, { until, stageSteps, maxProducts, smallestRadius }),
      () => advance(from, until),
    )
  }
  show(1, 1)
  return states
}

function wayPoint({ steps, products, loss, gradientNorm }: TrustRegionResult): WayPoint {
  return { steps, products, loss, gradientNorm }
}

function stageKey(plan: TrainingPlan, stage: Record<string, number>): EvidenceKey {
  return {
    kind: 'continuation',
    config: { ...trainingConfig(plan, startOf(plan)), ...stage },
    code: codeVersion(sources(plan)),
  }
}

function outcomeKey({ provider }: ClaimContext, plan: TrainingPlan, limits: ContinuationLimits): EvidenceKey {
  return {
    kind: 'continuedRun',
    config: { ...trainingConfig(plan, startOf(plan)), ...limits, provider: provider.name },
    code: codeVersion([...new Set([...sources(plan), ...curvatureSources, 'networks/accuracy'])]),
  }
}

function sources(plan: TrainingPlan): readonly string[] {
  return [...trainingSources(plan), 'criticalPoints/trustRegionNewton']
}
