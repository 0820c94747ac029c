/** A spectrum on bins of equal width of a symlog axis, and what the semicircles that it is compared with put into them. */
import { type Plot, type PlotPoint, type SemicircleFit, semicircleCdf } from '../../harness/index.ts'

export interface Law {
  readonly name: string
  readonly fit: SemicircleFit
  /** Of how many eigenvalues. */
  readonly order: number
}

/** @param eigenvalues ascending @param proved how many are proved to be zero @param which spectrum, for title and file name */
export function spectrumHistogram(
  eigenvalues: Float64Array,
  proved: number,
  laws: readonly Law[],
  which: string,
): Plot {
  const ends = laws.map(({ fit }) => Math.abs(fit.centre) + fit.radius)
  const linearUpTo = tenthOf(Math.min(...laws.map(({ fit }) => fit.radius)))
  const edges = symlogEdges(linearUpTo, Math.max(...ends, ...eigenvalues.map(Math.abs)))
  const bins = edges.slice(0, -1).map((from, k) => ({ from, to: edges[k + 1]! }))
  const bar = (from: number, to: number, count: number): PlotPoint => ({ x: from, xEnd: to, y: count })
  return {
    name: `spectrum-${which}`.replace(/[^a-zA-Z0-9]+/g, '-'),
    title: `Spectrum of the Hessian, ${which}, and the semicircles that the rule compares with: the nearest to the spectrum and to its bulk`,
    x: { label: 'eigenvalue', scale: 'symlog', linearUpTo },
    y: { label: 'eigenvalues in a bin' },
    series: [
      {
        name: `Hessian, ${eigenvalues.length} eigenvalues, ${proved} of them proved zeros`,
        shape: 'bars',
        points: bins.map(({ from, to }) =>
          bar(from, to, eigenvalues.filter((value) => value >= from && value < to).length),
        ),
      },
      ...laws.map(({ name, fit, order }) => ({
        name: `${name}, distance ${fit.distance.toFixed(3)}`,
        shape: 'line' as const,
        points: bins.map(({ from, to }) => ({ x: middle(from, to), y: order * shareIn(fit, from, to) })),
      })),
    ],
  }
}

function shareIn({ centre, radius }: SemicircleFit, from: number, to: number): number {
  return semicircleCdf(to - centre, radius) - semicircleCdf(from - centre, radius)
}

/** Or less, a power of ten: eigenvalues are drawn linearly within ±, by the logarithm beyond, so that every law has several bins. */
function tenthOf(radius: number): number {
  return 10 ** (Math.floor(Math.log10(radius)) - 1)
}

/** Four to a decade on either side, and the linear part in two halves. */
function symlogEdges(linearUpTo: number, largest: number): number[] {
  const positive = [linearUpTo]
  while (positive.at(-1)! <= largest) positive.push(linearUpTo * 10 ** (positive.length / 4))
  return [...positive.map((edge) => -edge).reverse(), 0, ...positive]
}

function middle(from: number, to: number): number {
  return from * to > 0 ? Math.sign(from) * Math.sqrt(from * to) : (from + to) / 2
}
