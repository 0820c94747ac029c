import { requireFinite } from './requireFinite.ts'

export interface MeanDeviation {
  readonly mean: number
  /** With n − 1 in the denominator; absent when there is one trial only, which says nothing about spread. */
  readonly deviation?: number
  readonly trials: number
}

/**
 * Mean and standard deviation over trials, in two passes.
 *
 * The second pass takes out what rounding left of the mean.
 * Source: Chan, Golub and LeVeque, "Algorithms for computing the sample variance", 1983, Eq. 1.7.
 *
 * @param values [n], n ≥ 1
 */
export function meanDeviation(values: readonly number[]): MeanDeviation {
  requireFinite('meanDeviation', 'values', values, 1)
  const trials = values.length
  const mean = values.reduce((sum, value) => sum + value / trials, 0)
  if (trials === 1) return { mean, trials }
  const left = values.reduce((sum, value) => sum + (value - mean), 0)
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { mean, deviation: Math.sqrt(Math.max(0, squares - left ** 2 / trials) / (trials - 1)), trials }
}
