/**
 * A gate on speed: passed and failed only on evidence, otherwise inconclusive, which is never green.
 *
 * With [low, high] the interval of ln(reference time / candidate time) and s the A/A spread:
 *
 *     atLeast r   passed when low > ln r + s           failed when high < ln r − s
 *     noSlower    passed when low > −ln 1.05           failed when high < −max(ln 1.05, 3 s)
 *
 * s widens the first because what identical code shows is no evidence of a difference. The second is for a
 * candidate against a pinned reference, whose true ratio is 1 as long as nothing happens: 5 % is what a
 * regression is, the noise may only forbid to call one (three spreads, tuned), not permit to miss it.
 *
 * For independent rounds a false pass has probability errorRate / 2 at most; what a burst longer than a round does
 * to that, the control rounds beside it suffer too, and s grows. A failure is measured again from the start and
 * stands only when the second measurement fails too, so a false one has (errorRate / 2)²; when they disagree
 * the gate is inconclusive, even if the second passes. There is no other second chance: repeating until green
 * would be stopping at the first lucky checkpoint.
 */
import { ArgumentError } from '../harness/index.ts'
import { abbaComparison, type Comparison, type ComparisonPlan } from './abbaComparison.ts'

export type GateStatus = 'passed' | 'failed' | 'inconclusive'

export type Threshold = { readonly kind: 'atLeast'; readonly ratio: number } | { readonly kind: 'noSlower' }

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

/** Slower than this is a regression. */
const regression = Math.log(1.05)

export async function abbaGate(plan: GatePlan): Promise<GateResult> {
  const { claim, threshold } = plan
  if (threshold.kind === 'atLeast' && !(threshold.ratio > 0 && threshold.ratio < Number.POSITIVE_INFINITY)) {
    throw new ArgumentError('abbaGate', 'threshold.ratio', 'positive and finite', String(threshold.ratio))
  }
  const first = await abbaComparison(plan)
  const status = judge(first, threshold)
  if (status !== 'failed') return { status, claim, threshold, attempts: [first] }
  const second = await abbaComparison(plan)
  const confirmed = judge(second, threshold) === 'failed'
  return { status: confirmed ? 'failed' : 'inconclusive', claim, threshold, attempts: [first, second] }
}

function judge({ ratio, spread }: Comparison, threshold: Threshold): GateStatus {
  const { green, red } = limits(threshold, spread)
  if (Math.log(ratio.low) > green) return 'passed'
  return Math.log(ratio.high) < red ? 'failed' : 'inconclusive'
}

function limits(threshold: Threshold, spread: number): { green: number; red: number } {
  if (threshold.kind === 'noSlower') return { green: -regression, red: -Math.max(regression, 3 * spread) }
  return { green: Math.log(threshold.ratio) + spread, red: Math.log(threshold.ratio) - spread }
}
