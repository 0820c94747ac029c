/** Points of figures: trials with their ends, and numbers of the paper with their deviation. */
import type { PlotPoint, PlotSeries, Scale } from '../../harness/index.ts'
import type { PrintedNumber } from './printedTables.ts'

/** The mean of the trials, and the least and the most of them. */
export function withEnds(values: readonly number[]): { y: number; low: number; high: number } {
  const y = values.reduce((sum, value) => sum + value / values.length, 0)
  return { y, low: Math.min(...values), high: Math.max(...values) }
}

/** @param number absent where the paper prints none, and no point is drawn */
export function printedPoints(x: number, number: PrintedNumber | undefined): readonly PlotPoint[] {
  if (number === undefined) return []
  const { mean, deviation = 0 } = number
  return [{ x, y: mean, low: mean - deviation, high: mean + deviation }]
}

/** The paper's numbers are of other networks at quick scale: they have no place in its figures. */
export function printedSeries(
  scale: Scale,
  name: string,
  points: readonly PlotPoint[],
): readonly PlotSeries[] {
  return scale === 'paper' ? [{ name, shape: 'points', points }] : []
}
