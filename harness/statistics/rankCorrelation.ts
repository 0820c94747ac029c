/**
 * Spearman's and Kendall's rank correlation, each with an interval and with permutation probabilities.
 *
 *     Spearman:  Pearson's correlation of the mean ranks;   Kendall:  τ_b = Σ sgn(x_i−x_j) sgn(y_i−y_j) / √(n_x n_y)
 *     interval:  tanh(artanh r ± z·e),   e² = (1 + r²/2)/(n − 3) for Spearman,  0.437/(n − 4) for Kendall
 *
 * n_x counts the pairs i < j with different x. The interval is an approximation for independent pairs: points of one
 * trajectory are not independent, and it is too short for them.
 *
 * Source: Bonett and Wright, "Sample size requirements for estimating Pearson, Kendall and Spearman correlations",
 * Psychometrika 65, 2000 (both errors; Kendall's is that of Fieller, Hartley and Pearson 1957); Kendall 1945 (τ_b).
 *
 * Differs from the source: 1. below ten pairs there is no interval but [−1, 1]; 2. at r = ±1, where artanh is
 * infinite, the inner end is that of the next value that ranks without ties can have; 3. τ_b for its τ_a.
 */
import { ArgumentError } from '../errors.ts'
import { jonckheereTest } from './jonckheereTest.ts'
import { jStat } from './jstat.ts'
import { linearRankTest } from './linearRankTest.ts'
import { midranks } from './midranks.ts'
import { requireErrorRate } from './requireErrorRate.ts'
import { requireFinite } from './requireFinite.ts'
import type { TrendTest } from './trendTest.ts'

export interface RankCorrelation {
  readonly spearman: Correlation
  readonly kendall: Correlation
  readonly pairs: number
}

export interface Correlation {
  /** 0 by convention where x or y is constant. */
  readonly coefficient: number
  /** Two-sided interval at the error rate. */
  readonly low: number
  readonly high: number
  /** `tooFew` pairs for an interval, or a `constant`: then it is [−1, 1]. */
  readonly status: 'interval' | 'tooFew' | 'constant'
  /** Of the hypothesis that all pairings are equally likely, given the ties. */
  readonly pRising: number
  readonly pFalling: number
  readonly method: TrendTest['method']
}

/** From which the normal approximation of artanh r is used: Fieller, Hartley and Pearson 1957 sampled 10 pairs. */
export const fewestPairs = 10

/** @param x [n] @param y [n], n ≥ 3 @param errorRate probability that an interval misses, for example 0.05 */
export function rankCorrelation(
  x: readonly number[],
  y: readonly number[],
  errorRate: number,
): RankCorrelation {
  requireFinite('rankCorrelation', 'x', x, 3)
  requireFinite('rankCorrelation', 'y', y, 3)
  if (x.length !== y.length) {
    const got = `${x.length} and ${y.length}`
    throw new ArgumentError('rankCorrelation', 'x and y', 'of equal length', got)
  }
  requireErrorRate('rankCorrelation', errorRate)
  const n = x.length
  const z = jStat.normal.inv(1 - errorRate / 2, 0, 1)
  return {
    spearman: withInterval(spearman(x, y), n, {
      halfWidth: (r) => z * Math.sqrt((1 + r ** 2 / 2) / (n - 3)),
      belowOne: 1 - 12 / (n ** 3 - n),
    }),
    kendall: withInterval(kendall(x, y), n, {
      halfWidth: () => z * Math.sqrt(0.437 / (n - 4)),
      belowOne: 1 - 4 / (n ** 2 - n),
    }),
    pairs: n,
  }
}

type Tested = Pick<Correlation, 'coefficient' | 'pRising' | 'pFalling' | 'method'>

interface FisherScale {
  /** Of the interval of artanh r. */
  halfWidth(coefficient: number): number
  /** The largest coefficient without ties, after 1. */
  readonly belowOne: number
}

/** @param tested its coefficient is NaN where x or y is constant */
function withInterval(tested: Tested, n: number, { halfWidth, belowOne }: FisherScale): Correlation {
  const { coefficient } = tested
  if (Number.isNaN(coefficient)) return { ...tested, coefficient: 0, low: -1, high: 1, status: 'constant' }
  if (n < fewestPairs) return { ...tested, low: -1, high: 1, status: 'tooFew' }
  const inner = Math.max(-belowOne, Math.min(belowOne, coefficient))
  const half = halfWidth(inner)
  const low = coefficient <= -1 ? -1 : Math.tanh(Math.atanh(inner) - half)
  const high = coefficient >= 1 ? 1 : Math.tanh(Math.atanh(inner) + half)
  return { ...tested, low, high, status: 'interval' }
}

function spearman(x: readonly number[], y: readonly number[]): Tested {
  const [a, b] = [midranks(x), midranks(y)]
  const centre = (x.length + 1) / 2
  const about = (p: readonly number[], q: readonly number[]): number =>
    p.reduce((sum, value, i) => sum + (value - centre) * (q[i]! - centre), 0)
  const coefficient = within(about(a, b) / Math.sqrt(about(a, a) * about(b, b)))
  const { pRising, pFalling, method } = linearRankTest(a, [b])
  return { coefficient, pRising, pFalling, method }
}

function kendall(x: readonly number[], y: readonly number[]): Tested {
  let concordance = 0
  let [differentX, differentY] = [0, 0]
  for (let i = 0; i < x.length; i++) {
    for (let j = 0; j < i; j++) {
      const [signX, signY] = [Math.sign(x[i]! - x[j]!), Math.sign(y[i]! - y[j]!)]
      concordance += signX * signY
      differentX += Math.abs(signX)
      differentY += Math.abs(signY)
    }
  }
  const coefficient = within(concordance / Math.sqrt(differentX * differentY))
  const groups = groupedBy(x, y)
  // J is half the concordance plus a constant; with one group there is nothing to test.
  if (groups.length < 2) return { coefficient, pRising: 1, pFalling: 1, method: 'exact' }
  const { pRising, pFalling, method } = jonckheereTest(groups)
  return { coefficient, pRising, pFalling, method }
}

/** The root in a denominator can take a coefficient beyond 1 by a rounding; NaN stays. */
function within(coefficient: number): number {
  return Math.max(-1, Math.min(1, coefficient))
}

/** y in groups of equal x, from the smallest x on. */
function groupedBy(x: readonly number[], y: readonly number[]): number[][] {
  const groups = new Map<number, number[]>()
  x.forEach((value, i) => {
    const group = groups.get(value)
    if (group === undefined) groups.set(value, [y[i]!])
    else group.push(y[i]!)
  })
  return [...groups].sort(([a], [b]) => a - b).map(([, group]) => group)
}
