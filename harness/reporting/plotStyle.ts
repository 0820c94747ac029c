/**
 * How series differ: by colour, and in grey by dash, marker and filling.
 *
 * Source: Okabe and Ito 2008, Color Universal Design; their yellow is left out, which is faint on white.
 */
export interface SeriesStyle {
  readonly color: string
  /** SVG dash array, empty for a whole line. */
  readonly dash: string
  readonly symbol: 'circle' | 'square' | 'triangle' | 'diamond' | 'star' | 'cross' | 'wye'
  /** Of a bar's filling: dark, light, none. */
  readonly fillOpacity: number
}

const colors = ['#0072B2', '#D55E00', '#009E73', '#CC79A7', '#E69F00', '#56B4E9', '#000000']
const dashes = ['', '7 3', '2 3', '9 3 2 3', '13 4', '4 2 1 2', '1 5']
const symbols = ['circle', 'square', 'triangle', 'diamond', 'star', 'cross', 'wye'] as const
const fillings = [0.85, 0.3, 0]

/** @param index of the series in its plot; the eighth has the first's colour and another dash */
export function seriesStyle(index: number): SeriesStyle {
  const round = Math.floor(index / colors.length)
  return {
    color: colors[index % colors.length]!,
    dash: dashes[(index + round) % dashes.length]!,
    symbol: symbols[(index + round) % symbols.length]!,
    fillOpacity: fillings[index % fillings.length]!,
  }
}
