/** A spectrum on bins of equal width of a symlog axis, and what the semicircle of equal second moment puts into them. */
import { momentRadius, type Plot, type PlotPoint, semicircleCdf } from '../../harness/index.ts'

/** Eigenvalues are drawn linearly within ±, by the logarithm beyond. */
const linearUpTo = 1e-6

/** @param eigenvalues ascending @param proved how many are proved to be zero @param which spectrum, for title and file name */
export function spectrumHistogram(eigenvalues: Float64Array, proved: number, which: string): Plot {
  const radius = momentRadius(eigenvalues)
  const edges = symlogEdges(Math.max(radius, ...eigenvalues.map(Math.abs)))
  const bins = edges.slice(0, -1).map((from, k) => ({ from, to: edges[k + 1]! }))
  const bar = (from: number, to: number, count: number): PlotPoint => ({ x: from, xEnd: to, y: count })
  return {
    name: `spectrum-${which}`.replace(/[^a-zA-Z0-9]+/g, '-'),
    title: `Spectrum of the Hessian, ${which}, and the semicircle of equal second moment`,
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
      {
        name: 'semicircle of equal second moment',
        shape: 'line',
        points: bins.map(({ from, to }) => ({
          x: middle(from, to),
          y: eigenvalues.length * (semicircleCdf(to, radius) - semicircleCdf(from, radius)),
        })),
      },
    ],
  }
}

/** Four to a decade on either side, and the linear part in two halves. */
function symlogEdges(largest: number): number[] {
  const positive = [linearUpTo]
  while (positive.at(-1)! <= largest) positive.push(linearUpTo * 10 ** (positive.length / 4))
  return [...positive.map((edge) => -edge).reverse(), 0, ...positive]
}

function middle(from: number, to: number): number {
  return from * to > 0 ? Math.sign(from) * Math.sqrt(from * to) : (from + to) / 2
}
