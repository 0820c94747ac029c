/** The legend as marks of the picture itself: a sample of line, marker or bar, and the series' name. */
import * as Plot from '@observablehq/plot'
import type { PlotSeries } from '../claims/plot.ts'
import { textWidth } from './markLabels.ts'
import { pixels, textAt } from './pixelMarks.ts'
import { seriesStyle } from './plotStyle.ts'
import { hasMarkers } from './seriesMarks.ts'

interface Entry {
  readonly series: PlotSeries
  readonly index: number
  readonly left: number
  readonly row: number
}

export interface Legend {
  readonly marks: readonly Plot.Markish[]
  readonly height: number
}

const rowHeight = 20
const sampleWidth = 30
const fontSize = 12

export function plotLegend(
  series: readonly PlotSeries[],
  { left, top, right }: { left: number; top: number; right: number },
): Legend {
  const entries = arrange(series, left, right)
  const marks = entries.flatMap((entry) => {
    const y = top + (entry.row + 0.5) * rowHeight
    return [
      ...sample(entry, y),
      textAt({ x: entry.left + sampleWidth + 6, y }, [entry.series.name], { fontSize }),
    ]
  })
  return { marks, height: ((entries.at(-1)?.row ?? -1) + 1) * rowHeight + 4 }
}

/** One after another, in a new row where the next would not fit. */
function arrange(series: readonly PlotSeries[], start: number, right: number): Entry[] {
  let [left, row] = [start, 0]
  return series.map((one, index) => {
    const width = sampleWidth + 6 + textWidth(one.name, fontSize) + 18
    if (left > start && left + width > right) [left, row] = [start, row + 1]
    const entry = { series: one, index, left, row }
    left += width
    return entry
  })
}

function sample({ series, index, left }: Entry, y: number): Plot.Markish[] {
  const { color, dash, symbol, fillOpacity } = seriesStyle(index)
  const ends = [
    { x: left, y },
    { x: left + sampleWidth, y },
  ]
  const middle = [{ x: left + sampleWidth / 2, y }]
  const marker = Plot.dot(middle, { ...pixels, symbol, r: 3.5, fill: color, stroke: color })
  if (series.shape === 'points') return [marker]
  if (series.shape === 'line') {
    const line = Plot.line(ends, { ...pixels, stroke: color, strokeWidth: 1.8, strokeDasharray: dash })
    return hasMarkers(series) ? [line, marker] : [line]
  }
  const [x1, x2, y1, y2] = [left + 6, left + sampleWidth - 2, y - 5, y + 5].map((at) => ({
    value: [at],
    scale: null,
  }))
  return [Plot.rect([0], { x1: x1!, x2: x2!, y1: y1!, y2: y2!, fill: color, fillOpacity, stroke: color })]
}
