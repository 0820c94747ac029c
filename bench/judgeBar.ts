/**
 * What a handful of pairs says about a ratio, for work of minutes, which nobody repeats a dozen times.
 *
 *     atLeast r   passed when every pair is above r    failed when every pair is below
 *     atMost r    the other way round                  anything else is inconclusive, never green
 *
 * If the true median ratio stood on the wrong side, k independent pairs would all stand on the right one with
 * probability 2⁻ᵏ at most: 4 pairs 6 %, 2 pairs 25 %. The number of pairs is in the report beside the ratio. A
 * quantity without noise (bytes) needs one.
 */
import type { GateStatus } from './judgeComparison.ts'

export type BarThreshold = { readonly kind: 'atLeast' | 'atMost'; readonly ratio: number }

export function judgeBar(ratios: readonly number[], { kind, ratio }: BarThreshold): GateStatus {
  const beyond = (sign: 1 | -1) => ratios.length > 0 && ratios.every((found) => sign * (found - ratio) > 0)
  const better = kind === 'atLeast' ? 1 : -1
  if (beyond(better)) return 'passed'
  return beyond(better === 1 ? -1 : 1) ? 'failed' : 'inconclusive'
}
