/**
 * What of a plot can be drawn on its axes, and in words what cannot: numbers ≤ 0 have no place on a logarithmic axis.
 *
 * NaN and ±Infinity have a place nowhere: whoever made the plot did not mean them.
 */
import type { Plot, PlotAxis, PlotMark, PlotPoint, PlotSeries } from '../claims/plot.ts'
import { InternalError } from '../errors.ts'

export interface Drawable {
  /** In the order of the plot, so that a series keeps its colour when nothing of it is left. */
  readonly series: readonly PlotSeries[]
  readonly marks: readonly PlotMark[]
  /** What is left out, a line each. */
  readonly notes: readonly string[]
}

/** @throws InternalError on a coordinate that is not finite */
export function drawablePoints(plot: Plot): Drawable {
  requireFinite(plot)
  const { x, y, marks = [] } = plot
  const series = plot.series.map((one) => ({
    ...one,
    points: one.points.filter((point) => hasPlace(point, x, y)),
  }))
  const shown = marks.filter(({ axis, at }) => at > 0 || (axis === 'x' ? x : y).scale !== 'log')
  const all = plot.series.flatMap(({ points }) => points)
  const kept = series.flatMap(({ points }) => points)
  const below = y.scale === 'log' ? kept.filter(({ low = 1 }) => low <= 0).length : 0
  return {
    series,
    marks: shown,
    notes: [
      ...count(all.length - kept.length, (k) => `${k} ≤ 0 not shown: the axis is logarithmic`),
      ...count(below, (k) => `the interval of ${k} reaches down to 0 or below, beyond the axis`),
      ...marks
        .filter((mark) => !shown.includes(mark))
        .map(({ at, label }) => `not shown, as the axis is logarithmic: ${label} (${at})`),
      ...(kept.length === 0 ? ['no point to show'] : []),
    ],
  }
}

function requireFinite({ name, series, marks = [] }: Plot): void {
  const of = (values: object, where: string): void => {
    for (const [field, value] of Object.entries(values)) {
      if (typeof value === 'number' && !Number.isFinite(value)) {
        throw new InternalError(`plot ${name}`, `${field} = ${value} in ${where}`)
      }
    }
  }
  for (const one of series)
    for (const [k, point] of one.points.entries()) of(point, `point ${k} of «${one.name}»`)
  for (const mark of marks) of(mark, `mark «${mark.label}»`)
}

function hasPlace(point: PlotPoint, x: PlotAxis, y: PlotAxis): boolean {
  return (x.scale !== 'log' || point.x > 0) && (y.scale !== 'log' || point.y > 0)
}

function count(k: number, note: (points: string) => string): string[] {
  return k === 0 ? [] : [note(k === 1 ? '1 point' : `${k} points`)]
}
