/**
 * A plot as SVG text: white ground, text as text, the same bytes for the same data.
 *
 * Observable Plot draws into a document of linkedom, so that no browser is needed. What it has no words for is
 * placed in pixels: title, legend, texts of marks, notes.
 */
import * as ObservablePlot from '@observablehq/plot'
import { parseHTML } from 'linkedom'
import type { Plot } from '../claims/plot.ts'
import { axisDomain } from './axisDomain.ts'
import { axisTexts, gridMarks, leftWidth } from './axisMarks.ts'
import { axisTicks } from './axisTicks.ts'
import { drawablePoints } from './drawablePoints.ts'
import { lineHeight, wrapText } from './markLabels.ts'
import { besideWidth, labelsBeside, textsAbove, textsBeside } from './markTexts.ts'
import { textAt } from './pixelMarks.ts'
import { edge, figureWidth, fontSize, frameHeight, placeOn, scaleOf } from './plotFrame.ts'
import { plotLegend } from './plotLegend.ts'
import { seriesMarks } from './seriesMarks.ts'
import { seriesPlaces } from './seriesPlaces.ts'

const titleSize = 15
/** Bold letters are wider. */
const titleWidth = 1.17 * titleSize

/** @throws InternalError on a coordinate that is not finite */
export function renderPlot(plot: Plot): string {
  const { document } = parseHTML('<html></html>')
  const svg = ObservablePlot.plot({
    document,
    width: figureWidth,
    style: { fontFamily: 'sans-serif', fontSize: `${fontSize}px`, color: '#222' },
    ...figure(plot),
  })
  svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  svg.setAttribute('role', 'img')
  const add = (name: string, attributes: Readonly<Record<string, string>>, text = ''): void => {
    const element = document.createElementNS('http://www.w3.org/2000/svg', name)
    for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value)
    element.textContent = text
    svg.insertBefore(element, svg.firstChild)
  }
  // A background of CSS is lost in viewers that draw the picture as it is.
  add('rect', { width: '100%', height: '100%', fill: 'white' })
  add('title', {}, plot.title)
  return `${svg.outerHTML}\n`
}

/** From the top down: title, legend, texts of marks, frame, axis, notes; what stands beside the frame takes its width. */
function figure(plot: Plot): ObservablePlot.PlotOptions {
  const { x, y } = plot
  const { marks, notes, ...drawable } = drawablePoints(plot)
  const series = seriesPlaces(drawable.series, x)
  const domains = { x: axisDomain(x, 'x', series, marks), y: axisDomain(y, 'y', series, marks) }
  const ticks = { x: axisTicks(x, domains.x, 9), y: axisTicks(y, domains.y, 7) }

  const beside = labelsBeside(marks)
  const left = leftWidth(y, ticks.y)
  const right = Math.round(figureWidth - besideWidth(beside) - edge)
  const placeX = placeOn(x, domains.x, left, right)

  const title = titleLines(plot.title)
  const legend = plotLegend(series, { left: edge, top: title.bottom, right: figureWidth - edge })
  const above = textsAbove(marks, placeX)
  const top = Math.round(title.bottom + legend.height + above.height + 6)
  const frame = { left, right, top, bottom: top + frameHeight }
  const placeY = placeOn(y, domains.y, frame.bottom, frame.top)
  const below = axisTexts({ x, y }, ticks, { x: placeX, y: placeY }, frame)
  const notesTop = frame.bottom + below.height
  const height = notesTop + notes.length * lineHeight + edge
  return {
    height,
    marginLeft: left,
    marginRight: figureWidth - right,
    marginTop: top,
    marginBottom: height - frame.bottom,
    x: { ...scaleOf(x, domains.x), axis: null },
    y: { ...scaleOf(y, domains.y), axis: null },
    marks: [
      ...gridMarks(ticks, x.names !== undefined),
      ...seriesMarks(series, marks, domains.y),
      ...title.marks,
      ...legend.marks,
      ...above.draw(top),
      ...textsBeside(beside, placeY, frame),
      ...below.marks,
      textAt({ x: left, y: notesTop }, notes, { lineAnchor: 'top', fontStyle: 'italic' }),
    ],
  }
}

function titleLines(title: string): { marks: ObservablePlot.Markish[]; bottom: number } {
  const lines = wrapText(title, figureWidth - 2 * edge, titleWidth)
  const bold = { fontSize: titleSize, fontWeight: 'bold', lineAnchor: 'top' } as const
  return { marks: [textAt({ x: edge, y: edge }, lines, bold)], bottom: edge + lines.length * 19 + 2 }
}
