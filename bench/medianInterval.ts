/**
 * The median of independent draws, with an interval that no assumption on their distribution enters.
 *
 *     [x_(k), x_(n+1−k)],   k the largest rank with P(Bin(n, ½) ≤ k − 1) ≤ errorRate / 2
 *
 * A draw lies below the true median with probability ½ at most, whatever the distribution: the interval
 * misses the median only when fewer than k draws lie on one side of it. Timings are skewed and have outliers;
 * here an outlier costs a rank, however far out it is.
 *
 * The rank comes from the Clopper-Pearson interval: its upper end p for s successes solves
 * P(Bin(n, p) ≤ s) = errorRate / 2, and that probability falls with p, so s = k − 1 is allowed when p ≤ ½.
 *
 * Source: the sign test, inverted; David and Nagaraja, "Order statistics", 3rd ed. 2003, ch. 7.
 */
import { ArgumentError, binomialInterval } from '../harness/index.ts'

export interface MedianInterval {
  readonly median: number
  readonly low: number
  readonly high: number
}

/**
 * @param draws [n] finite; n ≥ log₂(2 / errorRate), which is 8 for 0.01
 * @param errorRate probability that the interval misses the true median
 * @throws ArgumentError when there are too few draws for any interval, or one is not finite
 */
export function medianInterval(draws: readonly number[], errorRate: number): MedianInterval {
  const bad = draws.findIndex((draw) => !Number.isFinite(draw))
  if (bad >= 0) throw new ArgumentError('medianInterval', `draws[${bad}]`, 'finite', String(draws[bad]))
  const n = draws.length
  const rank = lowerRank(n, errorRate)
  const sorted = Float64Array.from(draws).sort()
  const median = (sorted[Math.floor((n - 1) / 2)]! + sorted[Math.floor(n / 2)]!) / 2
  return { median, low: sorted[rank - 1]!, high: sorted[n - rank]! }
}

/** k, counted from 1. */
function lowerRank(n: number, errorRate: number): number {
  let rank = 0
  while (2 * (rank + 1) <= n && binomialInterval(rank, n, errorRate).high <= 1 / 2) rank++
  if (rank > 0) return rank
  const fewest = Math.ceil(Math.log2(2 / errorRate))
  throw new ArgumentError('medianInterval', 'draws', `${fewest} at least for error rate ${errorRate}`, `${n}`)
}
