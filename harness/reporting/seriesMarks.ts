/** Lines with bands, points and bars with error bars, and the dashed lines of marks. */
import * as ObservablePlot from '@observablehq/plot'
import type { PlotMark, PlotPoint, PlotSeries } from '../claims/plot.ts'
import type { Domain } from './axisTicks.ts'
import { markColor } from './markTexts.ts'
import { type SeriesStyle, seriesStyle } from './plotStyle.ts'

/** A line of more points shows its course without a marker at each. */
const mostMarkers = 40
/** More points than this are small and let those below them be seen. */
const manyPoints = 200

export function hasMarkers({ points }: PlotSeries): boolean {
  return points.length <= mostMarkers
}

/** Bars lie below the lines of marks, the rest above. @param y domain of the y axis */
export function seriesMarks(
  series: readonly PlotSeries[],
  marks: readonly PlotMark[],
  y: Domain,
): ObservablePlot.Markish[] {
  const draw = (shape: PlotSeries['shape']): ObservablePlot.Markish[] =>
    series.flatMap((one, index) => (one.shape === shape ? shapes[shape](one, seriesStyle(index), y) : []))
  return [...draw('bars'), ...marks.map(markLine), ...draw('line'), ...draw('points')]
}

const shapes = { line: lineMarks, points: pointMarks, bars: barMarks }

function markLine({ axis, at }: PlotMark): ObservablePlot.Markish {
  const dashed = { stroke: markColor, strokeDasharray: '5 4', strokeWidth: 1.2 }
  return axis === 'x' ? ObservablePlot.ruleX([at], dashed) : ObservablePlot.ruleY([at], dashed)
}

function lineMarks(
  one: PlotSeries,
  { color, dash, symbol }: SeriesStyle,
  { low: bottom }: Domain,
): ObservablePlot.Markish[] {
  const band = { x: 'x', y1: lowEnd(bottom), y2: highEnd, fill: color, fillOpacity: 0.16 }
  const line = { x: 'x', y: 'y', stroke: color, strokeWidth: 1.8, strokeDasharray: dash }
  return [
    ...(one.points.some(hasInterval) ? [ObservablePlot.areaY(one.points, band)] : []),
    ObservablePlot.line(one.points, line),
    ...(hasMarkers(one)
      ? [ObservablePlot.dot(one.points, { x: 'x', y: 'y', symbol, r: 3.2, fill: color })]
      : []),
  ]
}

function pointMarks(
  { points }: PlotSeries,
  { color, symbol }: SeriesStyle,
  { low: bottom }: Domain,
): ObservablePlot.Markish[] {
  const size = points.length > manyPoints ? { r: 2.2, fillOpacity: 0.6 } : { r: 4 }
  return [
    ...errorBars(points, color, bottom),
    ObservablePlot.dot(points, { x: 'x', y: 'y', symbol, fill: color, ...size }),
  ]
}

/** From 0, or from the lower end of a logarithmic axis. */
function barMarks(
  { points }: PlotSeries,
  { color, dash, fillOpacity }: SeriesStyle,
  { low: bottom }: Domain,
): ObservablePlot.Markish[] {
  const foot = Math.max(0, bottom)
  const border = { stroke: color, strokeWidth: 0.8, strokeDasharray: dash }
  const ends = { x1: 'x', x2: ({ x, xEnd = x }: PlotPoint) => xEnd, y1: () => foot, y2: 'y' }
  return [
    ObservablePlot.rect(points, { ...ends, fill: color, fillOpacity, ...border }),
    ...errorBars(points, '#222', bottom),
  ]
}

/** A stroke across each end tells an interval from a line. */
const cap = {
  draw(context: Pen, size: number) {
    const half = Math.sqrt(size / Math.PI)
    context.moveTo(-half, 0)
    context.lineTo(half, 0)
  },
}

/** Of a canvas, as far as it is needed. */
interface Pen {
  moveTo(x: number, y: number): void
  lineTo(x: number, y: number): void
}

function errorBars(all: readonly PlotPoint[], color: string, bottom: number): ObservablePlot.Markish[] {
  const points = all.filter(hasInterval)
  if (points.length === 0) return []
  const x = ({ x: from, xEnd = from }: PlotPoint): number => (from + xEnd) / 2
  const ends = [lowEnd(bottom), highEnd] as const
  const stroke = { stroke: color, strokeWidth: 1.4 }
  return [
    ObservablePlot.ruleX(points, { x, y1: ends[0], y2: ends[1], ...stroke }),
    ...ends.map((y) => ObservablePlot.dot(points, { x, y, symbol: cap, r: 4, ...stroke })),
  ]
}

function hasInterval({ low, high }: PlotPoint): boolean {
  return low !== undefined || high !== undefined
}

/** An interval that reaches beyond a logarithmic axis is drawn to the axis's end. */
function lowEnd(bottom: number): (point: PlotPoint) => number {
  return ({ y, low = y }) => Math.max(low, bottom)
}

function highEnd({ y, high = y }: PlotPoint): number {
  return high
}
