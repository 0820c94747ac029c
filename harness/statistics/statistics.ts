/** Exact binomial and least-squares inference, in the few forms that decision rules use. */
import { ArgumentError } from '../errors.ts'
import { jStat } from './jstat.ts'
import { requireErrorRate } from './requireErrorRate.ts'

export interface Interval {
  readonly low: number
  readonly high: number
}

/**
 * Two-sided Clopper-Pearson interval of a probability after `successes` of `trials`.
 *
 * Source: Clopper and Pearson, "The use of confidence or fiducial limits", Biometrika 26, 1934.
 * @param errorRate probability that the interval misses the truth, for example 0.01
 */
export function binomialInterval(successes: number, trials: number, errorRate: number): Interval {
  if (!Number.isInteger(trials) || trials < 1) {
    throw new ArgumentError('binomialInterval', 'trials', 'a positive integer', String(trials))
  }
  if (!Number.isInteger(successes) || successes < 0 || successes > trials) {
    throw new ArgumentError('binomialInterval', 'successes', `an integer in 0..${trials}`, String(successes))
  }
  requireErrorRate('binomialInterval', errorRate)
  const low = successes === 0 ? 0 : jStat.beta.inv(errorRate / 2, successes, trials - successes + 1)
  const high = successes === trials ? 1 : jStat.beta.inv(1 - errorRate / 2, successes + 1, trials - successes)
  return { low, high }
}

/**
 * Two-sided Wilson score interval of a probability after `successes` of `trials`, z standard deviations wide to
 * either side: in closed form, so that it serves at error rates where quantile functions lose their digits.
 *
 * Source: Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22, 1927.
 */
export function wilsonInterval(successes: number, trials: number, z: number): Interval {
  if (!Number.isInteger(trials) || trials < 1) {
    throw new ArgumentError('wilsonInterval', 'trials', 'a positive integer', String(trials))
  }
  if (!Number.isInteger(successes) || successes < 0 || successes > trials) {
    throw new ArgumentError('wilsonInterval', 'successes', `an integer in 0..${trials}`, String(successes))
  }
  if (!(z > 0)) throw new ArgumentError('wilsonInterval', 'z', 'a positive number', String(z))
  const share = successes / trials
  const widened = 1 + (z * z) / trials
  const centre = (share + (z * z) / (2 * trials)) / widened
  const half = (z / widened) * Math.sqrt((share * (1 - share)) / trials + ((z / trials) * (z / trials)) / 4)
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half) }
}

/**
 * Least-squares slope of y on x with its two-sided Student interval.
 *
 * @param x [n] @param y [n], n ≥ 3
 */
export function slopeInterval(
  x: readonly number[],
  y: readonly number[],
  errorRate: number,
): Interval & { readonly slope: number } {
  if (x.length !== y.length || x.length < 3) {
    const got = `${x.length} and ${y.length} points`
    throw new ArgumentError('slopeInterval', 'x and y', 'of equal length, 3 at least', got)
  }
  requireErrorRate('slopeInterval', errorRate)
  const { coef, t } = jStat.models.ols(
    y,
    x.map((value) => [1, value]),
  )
  const half = jStat.studentt.inv(1 - errorRate / 2, x.length - 2) * t.se[1]!
  return { slope: coef[1]!, low: coef[1]! - half, high: coef[1]! + half }
}
