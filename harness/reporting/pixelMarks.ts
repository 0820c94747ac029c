/** Marks of Observable Plot placed in pixels of the picture instead of units of its axes. */
import * as Plot from '@observablehq/plot'

export interface Place {
  readonly x: number
  readonly y: number
}

/** Channels of data with fields x and y. */
export const pixels = { x: { value: 'x', scale: null }, y: { value: 'y', scale: null } } as const

/** Lines of text around the height `y`, beginning at `x` if not told otherwise. */
export function textAt(place: Place, lines: readonly string[], options: Plot.TextOptions = {}): Plot.Markish {
  const { x, y } = pixels
  return Plot.text([place], {
    text: () => lines.join('\n'),
    textAnchor: 'start',
    lineHeight: 1.17,
    ...options,
    x,
    y,
  })
}
