/**
 * What one measurement says about a threshold.
 *
 * With [low, high] the interval of ln(reference time / candidate time) and s the A/A spread:
 *
 *     atLeast r   passed when low > ln r + s           failed when high < ln r − s
 *     noSlower    passed when low > −ln 1.05           failed when high < −max(ln 1.05, 3 s)
 *
 * s widens the first because what identical code shows is no evidence of a difference. The second is for a
 * candidate against a pinned reference, whose true ratio is 1 as long as nothing happens: 5 % is what a
 * regression is, the noise may only forbid to call one (three spreads, tuned), not permit to miss it.
 */
import type { Comparison } from './abbaComparison.ts'

export type GateStatus = 'passed' | 'failed' | 'inconclusive'

export type Threshold = { readonly kind: 'atLeast'; readonly ratio: number } | { readonly kind: 'noSlower' }

/** Slower than this is a regression. */
const regression = Math.log(1.05)

export function judgeComparison({ ratio, spread }: Comparison, threshold: Threshold): GateStatus {
  const { green, red } = limits(threshold, spread)
  if (Math.log(ratio.low) > green) return 'passed'
  return Math.log(ratio.high) < red ? 'failed' : 'inconclusive'
}

function limits(threshold: Threshold, spread: number): { green: number; red: number } {
  if (threshold.kind === 'noSlower') return { green: -regression, red: -Math.max(regression, 3 * spread) }
  return { green: Math.log(threshold.ratio) + spread, red: Math.log(threshold.ratio) - spread }
}
