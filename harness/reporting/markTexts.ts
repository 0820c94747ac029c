/** The texts of a figure's marks: of vertical lines above the frame, of horizontal ones to its right. */
import * as ObservablePlot from '@observablehq/plot'
import type { PlotMark } from '../claims/plot.ts'
import { inLanes, type Label, type LaneLabel, lineHeight, spread, textWidth, wrapText } from './markLabels.ts'
import { pixels, textAt } from './pixelMarks.ts'
import { edge, figureWidth, fontSize, type PlotFrame } from './plotFrame.ts'

export const markColor = '#444'
const leaderWidth = 18

/** The widest text beside the frame. */
const columnWidth = 150

/** Beside the frame, broken; `at` is in the units of the axis. */
export function labelsBeside(marks: readonly PlotMark[]): Label[] {
  return onAxis(marks, 'y').map(({ at, label }) => ({ at, lines: wrapText(label, columnWidth, fontSize) }))
}

function onAxis(marks: readonly PlotMark[], axis: PlotMark['axis']): PlotMark[] {
  return marks.filter((mark) => mark.axis === axis)
}

/** Room to the right of the frame. */
export function besideWidth(texts: readonly Label[]): number {
  if (texts.length === 0) return edge
  return (
    leaderWidth +
    6 +
    Math.max(...texts.flatMap(({ lines }) => lines.map((line) => textWidth(line, fontSize))))
  )
}

export interface Above {
  readonly height: number
  /** @param bottom of the lanes: the frame's upper edge */
  draw(bottom: number): ObservablePlot.Markish[]
}

/** @param place of a number on the x axis */
export function textsAbove(marks: readonly PlotMark[], place: (value: number) => number): Above {
  const texts = onAxis(marks, 'x').map(({ at, label }) => ({ at: place(at), text: label }))
  const placed = inLanes(texts, figureWidth - edge, fontSize)
  const laneHeight = lineHeight * Math.max(0, ...placed.map(({ lines }) => lines.length)) + 4
  const lanes = Math.max(0, ...placed.map(({ lane }) => lane + 1))
  return {
    height: lanes * laneHeight,
    draw: (bottom) =>
      placed.flatMap((label) => above(label, bottom, bottom - (label.lane + 0.5) * laneHeight)),
  }
}

function above({ at, lines, anchor }: LaneLabel, bottom: number, middle: number): ObservablePlot.Markish[] {
  const top = middle - (lines.length * lineHeight) / 2
  const x = at + (anchor === 'start' ? 4 : -4)
  return [
    leader([
      { x: at, y: bottom },
      { x: at, y: top },
    ]),
    textAt({ x, y: middle }, lines, { textAnchor: anchor, fill: markColor }),
  ]
}

/** @param place of a number on the y axis */
export function textsBeside(
  texts: readonly Label[],
  place: (value: number) => number,
  { right, top, bottom }: PlotFrame,
): ObservablePlot.Markish[] {
  const placed = spread(
    texts.map(({ at, lines }) => ({ at: place(at), lines })),
    top,
    bottom + lineHeight,
  )
  return placed.flatMap(({ at, lines, middle }) => [
    leader([
      { x: right, y: at },
      { x: right + leaderWidth - 4, y: middle },
    ]),
    textAt({ x: right + leaderWidth, y: middle }, lines, { fill: markColor }),
  ])
}

function leader(points: readonly { x: number; y: number }[]): ObservablePlot.Markish {
  return ObservablePlot.line(points, { ...pixels, stroke: markColor, strokeWidth: 0.8 })
}
