/**
 * The certified curvature at a point of a planned network, as evidence: computed once, stored under everything that it
 * depends on, and shared between claims. Of the provider that is its name, for what one version has certified stays
 * certified; the version stands in the result.
 */
import { createHash } from 'node:crypto'
import { type CurvatureReport, curvatureAt } from '../criticalPoints/curvatureAt.ts'
import { type PointSigns, type RememberStage, signsAt } from '../criticalPoints/signsAt.ts'
import { InternalError } from '../errors.ts'
import type { Failure } from '../providers/provider.ts'
import type { UndecidedCounts } from '../spectra/certifiedCounts.ts'
import { codeVersion } from './codeVersion.ts'
import type { ClaimContext } from './context.ts'
import type { EvidenceKey } from './evidenceStore.ts'
import { type NetworkPlan, networkConfig, plannedObjective } from './plannedNetwork.ts'

/** What takes part in measuring a point; the data are known by their checksum. */
export const curvatureSources: readonly string[] = [
  'networks/networkObjective',
  'criticalPoints/signsAt',
  'criticalPoints/curvatureAt',
  'providers',
]

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
      provider: provider.name,
      ...what,
    },
    code: codeVersion(curvatureSources),
  }
}

/** Evidence, except for a failure, which is not stored: another run may have more memory or another provider. */
export async function unlessFailed<T extends object>(
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
