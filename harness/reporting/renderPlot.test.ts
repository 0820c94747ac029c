import { describe, expect, test } from 'vitest'
import type { Plot, PlotPoint } from '../claims/plot.ts'
import { InternalError } from '../errors.ts'
import { renderPlot } from './renderPlot.ts'

const plot = (points: readonly PlotPoint[], more: Partial<Plot> = {}): Plot => ({
  name: 'p',
  title: 'a title',
  x: { label: 'abscissa' },
  y: { label: 'ordinate' },
  series: [{ name: 'ours', shape: 'line', points }],
  ...more,
})
const two = [
  { x: 1, y: 10 },
  { x: 2, y: 20_000 },
]

/** What a reader can read, text by text. */
const readable = (svg: string): string[] =>
  [...svg.matchAll(/>([^<>\s][^<>]*)<\/(?:text|tspan)>/g)].map((match) => match[1]!)
/** Tags of a kind inside the group that Observable Plot labels so. */
const count = (svg: string, group: string, tag: string): number =>
  [...svg.matchAll(new RegExp(`<g[^>]*aria-label="${group}"[^>]*>((?:(?!</g>).)*)</g>`, 'gs'))].flatMap(
    (match) => [...match[1]!.matchAll(new RegExp(`<${tag} `, 'g'))],
  ).length

describe('renderPlot', () => {
  test('title, axes, ticks, legend and marks are text, on white, and the same bytes again', () => {
    const svg = renderPlot(
      plot(two, {
        marks: [
          { axis: 'y', at: 1625, label: 'the paper' },
          { axis: 'x', at: 1.5, label: 'half-way' },
        ],
      }),
    )
    const texts = readable(svg)
    for (const text of ['a title', 'abscissa', 'ordinate', 'ours', 'the paper', 'half-way', '20,000'])
      expect(texts).toContain(text)
    expect(svg).toMatch(
      /^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"[^>]*><title>a title<\/title><rect fill="white" height="100%" width="100%" \/>/,
    )
    expect(svg).toMatch(/width="720"/)
    expect(renderPlot(plot(two))).toBe(renderPlot(plot(two)))
  })

  test('series differ by more than their colour', () => {
    const series = ['a', 'b', 'c'].map((name) => ({ name, shape: 'line' as const, points: two }))
    const svg = renderPlot(plot([], { series }))
    const dashes = [...svg.matchAll(/<g [^>]*aria-label="line"[^>]*>/g)].map(
      (group) => /stroke-dasharray="([^"]*)"/.exec(group[0])?.[1],
    )
    expect(new Set(dashes).size).toBe(3)
  })

  test('what has no place on a logarithmic axis is left out, and said to be', () => {
    const points = [...two, { x: 3, y: 0 }, { x: 4, y: -1 }, { x: 5, y: 5, low: -1, high: 9 }]
    const logarithmic = {
      y: { label: 'count', scale: 'log' as const },
      marks: [{ axis: 'y' as const, at: 0, label: 'nothing' }],
    }
    const svg = renderPlot(plot(points, logarithmic))
    expect(readable(svg)).toContain('2 points ≤ 0 not shown: the axis is logarithmic')
    expect(readable(svg)).toContain('the interval of 1 point reaches down to 0 or below, beyond the axis')
    expect(readable(svg)).toContain('not shown, as the axis is logarithmic: nothing (0)')
    expect(count(svg, 'dot', 'path|circle')).toBeGreaterThanOrEqual(3)
    expect(svg).not.toMatch(/NaN|Infinity/)
    expect(readable(renderPlot(plot([{ x: 1, y: 0 }], logarithmic)))).toContain('no point to show')
  })

  test('a number that is not finite is our bug', () => {
    for (const point of [
      { x: Number.NaN, y: 1 },
      { x: 1, y: Infinity },
      { x: 1, y: 1, high: Number.NaN },
    ]) {
      expect(() => renderPlot(plot([point]))).toThrow(InternalError)
      expect(() => renderPlot(plot([point]))).toThrow(/plot p: .* in point 0 of «ours»/)
    }
    expect(() => renderPlot(plot(two, { marks: [{ axis: 'x', at: Number.NaN, label: 'm' }] }))).toThrow(
      /at = NaN in mark «m»/,
    )
  })

  test('bars, points and bands of every scale are drawn with finite numbers', () => {
    for (const scale of ['linear', 'log', 'symlog'] as const) {
      for (const shape of ['line', 'points', 'bars'] as const) {
        const points = [1e-9, 1, 1e9].map((x) => ({ x, xEnd: x * 2, y: x, low: x / 2, high: 3 * x }))
        const svg = renderPlot(
          plot([], {
            x: { label: 'x', scale },
            y: { label: 'y', scale },
            series: [{ name: 's', shape, points }],
          }),
        )
        expect(svg).not.toMatch(/NaN|Infinity/)
        expect(readable(svg)).toContain('s')
      }
    }
  })

  test('on an axis of names the series stand side by side', () => {
    const points = [0, 1].map((x) => ({ x, y: 3, low: 2, high: 4 }))
    const series = ['ours', 'theirs'].map((name) => ({ name, shape: 'bars' as const, points }))
    const svg = renderPlot(plot([], { x: { label: 'optimizer', names: ['momentum', 'Adam'] }, series }))
    expect(readable(svg)).toEqual(expect.arrayContaining(['momentum', 'Adam', 'ours', 'theirs']))
    const lefts = [...svg.matchAll(/<rect height="[^"]*" width="[^"]*" y="[^"]*" x="([^"]*)" \/>/g)].map(
      (match) => Number(match[1]),
    )
    expect(new Set(lefts).size).toBeGreaterThanOrEqual(4)
  })

  test('bars without ends fill most of their distance, and say so where that is not clear', () => {
    const series = [{ name: 's', shape: 'bars' as const, points: two }]
    expect(renderPlot(plot([], { series }))).not.toMatch(/NaN/)
    expect(() => renderPlot(plot([], { series, x: { label: 'x', scale: 'log' } }))).toThrow(
      /a bar without xEnd on a log axis/,
    )
  })

  test('signs of markup in a text stay text', () => {
    const svg = renderPlot(plot(two, { title: 'a < b & c > d "e"', y: { label: '|λ| ≤ τ & more' } }))
    expect(svg).toContain('a &lt; b &amp; c &gt; d')
    expect(svg).toContain('|λ| ≤ τ &amp; more')
  })

  test('without points there is a frame that says so', () => {
    expect(readable(renderPlot(plot([])))).toContain('no point to show')
  })
})

test('one value, values apart by rounding, and the ends of the number range have an axis', () => {
  const pairs = [
    [5, 5],
    [0, 0],
    [1, 1 + Number.EPSILON],
    [-3, -3],
    [5e-324, 1e-300],
    [1e300, 1e305],
  ] as const
  for (const scale of ['linear', 'log', 'symlog'] as const) {
    for (const [a, b] of pairs) {
      const svg = renderPlot(
        plot(
          [
            { x: a, y: a },
            { x: b, y: b },
          ],
          { x: { label: 'x', scale }, y: { label: 'y', scale } },
        ),
      )
      expect(svg).not.toMatch(/NaN|Infinity/)
      expect(readable(svg).length).toBeGreaterThan(5)
    }
  }
})
