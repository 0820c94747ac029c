/** Series as they are drawn: every bar with its two ends, and side by side on an axis of names. */
import type { PlotAxis, PlotPoint, PlotSeries } from '../claims/plot.ts'
import { InternalError } from '../errors.ts'

/** Of the distance of two names or bars. */
const barShare = 0.8

/** @throws InternalError when a bar does not say where it ends on an axis where that is not clear */
export function seriesPlaces(series: readonly PlotSeries[], axis: PlotAxis): PlotSeries[] {
  if (axis.names !== undefined) return series.map((one) => sideBySide(one, series))
  return series.map((one) => (one.shape === 'bars' ? withEnds(one, axis) : one))
}

function sideBySide(one: PlotSeries, all: readonly PlotSeries[]): PlotSeries {
  if (one.shape === 'line') return one
  const columns = all.filter(({ shape }) => shape !== 'line')
  const width = barShare / columns.length
  const from = columns.indexOf(one) * width - barShare / 2
  const place = ({ x }: PlotPoint) =>
    one.shape === 'points' ? { x: x + from + width / 2 } : { x: x + from, xEnd: x + from + width }
  return { ...one, points: one.points.map((point) => ({ ...point, ...place(point) })) }
}

function withEnds(one: PlotSeries, { scale = 'linear' }: PlotAxis): PlotSeries {
  if (one.points.every(({ xEnd }) => xEnd !== undefined)) return one
  if (scale !== 'linear')
    throw new InternalError(`series «${one.name}»`, `a bar without xEnd on a ${scale} axis`)
  const half = barWidth(one.points) / 2
  const points = one.points.map(({ x, ...point }) => ({ ...point, x: x - half, xEnd: x + half }))
  return { ...one, points }
}

function barWidth(points: readonly PlotPoint[]): number {
  const places = points.map(({ x }) => x).sort((a, b) => a - b)
  const gaps = places.slice(1).map((x, k) => x - places[k]!)
  const least = gaps.filter((gap) => gap > 0).reduce((a, b) => Math.min(a, b), Infinity)
  return barShare * (least === Infinity ? 1 : least)
}
