/** From where to where an axis goes: all that is to be drawn on it, and a margin. */
import type { PlotAxis, PlotMark, PlotSeries } from '../claims/plot.ts'
import type { Domain } from './axisTicks.ts'

/** Of the axis's length, on either side. */
const margin = 0.03

/** @param series as they are drawn: every bar with its two ends */
export function axisDomain(
  axis: PlotAxis,
  which: 'x' | 'y',
  series: readonly PlotSeries[],
  marks: readonly PlotMark[],
): Domain {
  if (axis.names !== undefined) return { low: -0.5, high: axis.names.length - 0.5 }
  const onMarks = marks.filter((mark) => mark.axis === which).map(({ at }) => at)
  const values = [...series.flatMap(which === 'x' ? alongX : alongY), ...onMarks]
  if (axis.scale === 'log') return paddedLog(values.filter((value) => value > 0))
  if (axis.scale === 'symlog') return paddedSymlog(values, axis)
  return which === 'x' ? paddedAlong(values) : paddedUpwards(values)
}

function alongX({ points }: PlotSeries): number[] {
  return points.flatMap(({ x, xEnd = x }) => [x, xEnd])
}

/** A bar begins at 0. */
function alongY({ shape, points }: PlotSeries): number[] {
  return points.flatMap(({ y, low = y, high = y }) => [y, low, high, ...(shape === 'bars' ? [0] : [])])
}

/** Upwards lengths are compared, from 0 where that costs at most half of the frame. */
function paddedUpwards(values: readonly number[]): Domain {
  const { low, high } = extremes(values, 0, 1)
  const room = roomBeside({ low, high })
  if (low >= 0 && low <= high / 2) return { low: 0, high: high + room }
  if (high <= 0 && high >= low / 2) return { low: low - room, high: 0 }
  return { low: low - room, high: high + room }
}

/** Along x places are compared: 0 is shown where it is near, and nothing is cut in half at the edge. */
function paddedAlong(values: readonly number[]): Domain {
  const { low, high } = extremes(values, 0, 1)
  const from = low > 0 && low <= high / 5 ? 0 : low
  const room = roomBeside({ low: from, high })
  return { low: from - room, high: high + room }
}

/** Values that differ by little more than rounding, or not at all, stand in the middle. */
function roomBeside({ low, high }: Domain): number {
  const size = Math.max(Math.abs(low), Math.abs(high))
  return high - low > 1e-9 * size ? (high - low) * margin : size * margin || 1
}

function paddedLog(values: readonly number[]): Domain {
  const { low, high } = extremes(values.map(Math.log10), 0, 1)
  const room = Math.max((high - low) * margin, 0.05)
  // Below the least positive number there is none to begin at.
  return { low: Math.max(10 ** (low - room), Number.MIN_VALUE), high: 10 ** (high + room) }
}

function paddedSymlog(values: readonly number[], { linearUpTo = 1 }: PlotAxis): Domain {
  const forward = (value: number): number => Math.sign(value) * Math.log1p(Math.abs(value) / linearUpTo)
  const back = (place: number): number => Math.sign(place) * linearUpTo * Math.expm1(Math.abs(place))
  const { low, high } = extremes(values.map(forward), -1, 1)
  const room = roomBeside({ low, high })
  return { low: back(low - room), high: back(high + room) }
}

/** No spread of arguments: a figure may have more points than a call has room for. */
function extremes(values: readonly number[], emptyLow: number, emptyHigh: number): Domain {
  if (values.length === 0) return { low: emptyLow, high: emptyHigh }
  return values.reduce<Domain>(
    ({ low, high }, value) => ({ low: Math.min(low, value), high: Math.max(high, value) }),
    { low: Infinity, high: -Infinity },
  )
}
