/**
 * A gate on speed: passed and failed only on evidence, otherwise inconclusive, which is never green.
 *
 * One measurement is judged by judgeComparison.ts. For independent pairs a false pass has probability
 * errorRate / 2 at most; what a burst longer than a pair does to that, the control pairs beside it suffer too, and
 * the spread grows. A failure is measured again from the start and stands only when the second measurement fails
 * too, so a false one has (errorRate / 2)²; when they disagree the gate is inconclusive, even if the second
 * passes. There is no other second chance: repeating until green would be stopping at the first lucky checkpoint.
 */
import { ArgumentError } from '../harness/index.ts'
import { abbaComparison, type Comparison, type ComparisonPlan } from './abbaComparison.ts'
import { type GateStatus, judgeComparison, type Threshold } from './judgeComparison.ts'

export interface GatePlan extends ComparisonPlan {
  /** A sentence that the threshold completes: "embedded eigenvalues against ml-matrix, n = 400". */
  readonly claim: string
  readonly threshold: Threshold
}

export interface GateResult {
  readonly status: GateStatus
  readonly claim: string
  readonly threshold: Threshold
  /** One, or two when the first failed. */
  readonly attempts: readonly Comparison[]
}

export async function abbaGate(plan: GatePlan): Promise<GateResult> {
  const { claim, threshold } = plan
  if (threshold.kind === 'atLeast' && !(threshold.ratio > 0 && threshold.ratio < Number.POSITIVE_INFINITY)) {
    throw new ArgumentError('abbaGate', 'threshold.ratio', 'positive and finite', String(threshold.ratio))
  }
  const first = await abbaComparison(plan)
  const status = judgeComparison(first, threshold)
  if (status !== 'failed') return { status, claim, threshold, attempts: [first] }
  const second = await abbaComparison(plan)
  const confirmed = judgeComparison(second, threshold) === 'failed'
  return { status: confirmed ? 'failed' : 'inconclusive', claim, threshold, attempts: [first, second] }
}
