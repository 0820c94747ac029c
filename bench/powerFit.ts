/**
 * How a cost grows: the exponent p of cost ≈ c·sizeᵖ, the least-squares slope of ln cost on ln size, with its
 * two-sided Student interval.
 *
 * The interval is about the scatter around a straight line. Where the line bends (a term of lower order fades, a
 * cache overflows) the exponent is that of this range of sizes and no other, so the range is part of the result.
 */
import { ArgumentError, slopeInterval } from '../harness/index.ts'

export interface PowerFit {
  readonly exponent: number
  readonly low: number
  readonly high: number
  readonly points: number
  readonly from: number
  readonly to: number
}

/** @param sizes [k] positive, 3 at least @param costs [k] positive */
export function powerFit(sizes: readonly number[], costs: readonly number[], errorRate = 0.05): PowerFit {
  const bad = [...sizes, ...costs].find((value) => !(value > 0 && value < Number.POSITIVE_INFINITY))
  if (bad !== undefined) {
    throw new ArgumentError('powerFit', 'sizes and costs', 'positive and finite', String(bad))
  }
  const { slope, low, high } = slopeInterval(sizes.map(Math.log), costs.map(Math.log), errorRate)
  const range = { from: Math.min(...sizes), to: Math.max(...sizes) }
  return { exponent: slope, low, high, points: sizes.length, ...range }
}
