/** Grid, ticks, their texts and the names of the axes. */
import * as ObservablePlot from '@observablehq/plot'
import type { PlotAxis } from '../claims/plot.ts'
import type { AxisTicks } from './axisTicks.ts'
import { lineHeight, textWidth, wrapText } from './markLabels.ts'
import { textAt } from './pixelMarks.ts'
import { type Axes, edge, fontSize, frameHeight, type PlotFrame } from './plotFrame.ts'

const gray = '#555'

/** Drawn below all else. Names need no lines: their columns are told by the distance. */
export function gridMarks({ x, y }: Axes<AxisTicks>, named: boolean): ObservablePlot.Markish[] {
  const grid = { stroke: '#e2e2e2', strokeOpacity: 1 }
  return [
    ...(named ? [] : [ObservablePlot.gridX(x.values, grid)]),
    ObservablePlot.gridY(y.values, grid),
    ObservablePlot.frame({ stroke: gray, strokeWidth: 0.8 }),
  ]
}

/** Broken where it is longer than the frame is high. */
function yLabel({ label }: PlotAxis): string[] {
  return wrapText(label, frameHeight, fontSize)
}

/** Left of the frame. */
export function leftWidth(axis: PlotAxis, ticks: AxisTicks): number {
  return Math.round(edge + yLabel(axis).length * lineHeight + 6 + widest(ticks.texts) + 6)
}

export interface AxisTexts {
  /** Below the frame. */
  readonly height: number
  readonly marks: readonly ObservablePlot.Markish[]
}

const middle = { textAnchor: 'middle' } as const

export function axisTexts(
  axes: Axes<PlotAxis>,
  ticks: Axes<AxisTicks>,
  place: Axes<(value: number) => number>,
  frame: PlotFrame,
): AxisTexts {
  const below =
    axes.x.names === undefined ? numbersBelow(ticks.x, place.x, frame) : namesBelow(ticks.x, place.x, frame)
  const center = { x: (frame.left + frame.right) / 2, y: (frame.top + frame.bottom) / 2 }
  const beside = ticks.y.texts.map((text, k) =>
    textAt({ x: frame.left - 6, y: place.y(ticks.y.values[k]!) }, [text], { textAnchor: 'end', fill: gray }),
  )
  const names = [
    textAt({ x: center.x, y: frame.bottom + below.height + 16 }, [axes.x.label], middle),
    textAt({ x: edge, y: center.y }, yLabel(axes.y), { ...middle, lineAnchor: 'top', rotate: -90 }),
  ]
  return { height: below.height + 30, marks: [...below.marks, ...beside, ...names] }
}

function numbersBelow(
  { values, texts }: AxisTicks,
  place: (value: number) => number,
  { bottom }: PlotFrame,
): AxisTexts {
  return upright(
    values.map(place),
    texts.map((text) => [text]),
    bottom,
  )
}

function upright(places: readonly number[], texts: readonly string[][], bottom: number): AxisTexts {
  const options = { ...middle, lineAnchor: 'top', fill: gray } as const
  return {
    height: lineHeight * Math.max(1, ...texts.map(({ length }) => length)),
    marks: texts.map((lines, k) => textAt({ x: places[k]!, y: bottom + 6 }, lines, options)),
  }
}

/** Names lie slanted where a word of theirs is wider than their column. */
function namesBelow(
  { values, texts }: AxisTicks,
  place: (value: number) => number,
  frame: PlotFrame,
): AxisTexts {
  const places = values.map(place)
  const room = (frame.right - frame.left) / Math.max(1, texts.length) - 6
  const broken = texts.map((text) => wrapText(text, room, fontSize))
  if (widest(broken.flat()) <= room) return upright(places, broken, frame.bottom)
  const slanted = texts.map((text) => wrapText(text, slantedWidth, fontSize))
  const options = { textAnchor: 'end', rotate: -45, fill: gray } as const
  return {
    height: Math.round((widest(slanted.flat()) + 2 * lineHeight) * Math.SQRT1_2) + 6,
    marks: slanted.map((lines, k) => textAt({ x: places[k]!, y: frame.bottom + 10 }, lines, options)),
  }
}

/** The first name ends in the first column and begins in the picture. */
const slantedWidth = 110

function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map((text) => textWidth(text, fontSize)))
}
