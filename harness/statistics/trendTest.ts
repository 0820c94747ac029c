/** What a one-sided test for a trend says, and the normal approximation that such tests fall back on. */
import { normalTail } from './normalTail.ts'

export interface TrendTest {
  readonly statistic: number
  /** Mean and standard deviation of the statistic where there is no trend, given the ties. */
  readonly expected: number
  readonly deviation: number
  /** Probability of a statistic at least as large where there is no trend: small speaks for a rise. */
  readonly pRising: number
  /** Of one at most as large: small speaks for a fall. */
  readonly pFalling: number
  /** `exact`: all orders counted, given the ties; `normal`: by mean and deviation, without a continuity correction. */
  readonly method: 'exact' | 'normal'
}

/** @param deviation 0 where ties leave nothing to vary: then both probabilities are 1 */
export function normalTrend(statistic: number, expected: number, deviation: number): TrendTest {
  const z = (statistic - expected) / deviation
  const [pRising, pFalling] = deviation > 0 ? [normalTail(z), normalTail(-z)] : [1, 1]
  return { statistic, expected, deviation, pRising, pFalling, method: 'normal' }
}
