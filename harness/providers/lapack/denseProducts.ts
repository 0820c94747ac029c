/** Products of dense row-major matrices by dgemm and dsyrk: at once where they are small, on another thread otherwise. */
import { integer, requireAtLeast, requireDoubles } from './checkedArguments.ts'
import type { NativeFunction } from './nativeLibrary.ts'

/** c [rows, columns], x [depth, rows], y [depth, columns], each with the distance from one row to the next. */
export interface PanelUpdate {
  readonly alpha: number
  readonly x: Float64Array
  readonly xRow: number
  readonly y: Float64Array
  readonly yRow: number
  readonly beta: number
  readonly c: Float64Array
  readonly cRow: number
  readonly rows: number
  readonly columns: number
  readonly depth: number
}

/** Row-major C = A B is column-major Cᵀ = Bᵀ Aᵀ, and a row-major array read by columns is its transpose. */
export async function product(
  dgemm: NativeFunction,
  a: Float64Array,
  b: Float64Array,
  m: number,
  k: number,
  n: number,
): Promise<Float64Array> {
  requireDoubles('dgemm', 'a', a, m * k)
  requireDoubles('dgemm', 'b', b, k * n)
  const c = new Float64Array(m * n)
  const [one, zero] = [Float64Array.of(1), Float64Array.of(0)]
  const extents = [integer(n), integer(m), integer(k)] as const
  await dgemm.later('N', 'N', ...extents, one, b, integer(n), a, integer(k), zero, c, integer(n), 1, 1)
  return c
}

/** A call on another thread costs some 0.1 ms: less work than this is done at once. */
const flopsAtOnce = 1e6
/** Some milliseconds, for many calls in a row between which the event loop turns. */
const panelFlopsAtOnce = 2e8

/** Row-major x [m, d] is column-major [d, m]; the lower triangle by columns is the upper one by rows. */
export async function gramUpdate(
  dsyrk: NativeFunction,
  x: Float64Array,
  m: number,
  d: number,
  sign: number,
  gram: Float64Array,
): Promise<void> {
  requireAtLeast('dsyrk', 'x', x, m * d)
  requireAtLeast('dsyrk', 'gram', gram, d * d)
  const [alpha, one] = [Float64Array.of(sign), Float64Array.of(1)]
  const args = ['L', 'N', integer(d), integer(m), alpha, x, integer(d), one, gram, integer(d), 1, 1] as const
  if (m * d * d < flopsAtOnce) dsyrk.now(...args)
  else await dsyrk.later(...args)
}

/** productᵀ += yᵀ · x by columns. */
export async function productUpdate(
  dgemm: NativeFunction,
  x: Float64Array,
  m: number,
  d: number,
  y: Float64Array,
  w: number,
  product: Float64Array,
): Promise<void> {
  requireAtLeast('dgemm', 'x', x, m * d)
  requireAtLeast('dgemm', 'y', y, m * w)
  requireAtLeast('dgemm', 'product', product, d * w)
  const one = Float64Array.of(1)
  const extents = [integer(w), integer(d), integer(m)] as const
  const args = [
    'N',
    'T',
    ...extents,
    one,
    y,
    integer(w),
    x,
    integer(d),
    one,
    product,
    integer(w),
    1,
    1,
  ] as const
  if (2 * m * d * w < flopsAtOnce) dgemm.now(...args)
  else await dgemm.later(...args)
}

/** Row by row x is column-major [rows, depth] and y [columns, depth]: cᵀ += yᵀ·x. */
export function panelArguments({
  alpha,
  x,
  xRow,
  y,
  yRow,
  beta,
  c,
  cRow,
  rows,
  columns,
  depth,
}: PanelUpdate) {
  requireAtLeast('dgemm', 'x', x, (depth - 1) * xRow + rows)
  requireAtLeast('dgemm', 'y', y, (depth - 1) * yRow + columns)
  requireAtLeast('dgemm', 'c', c, (rows - 1) * cRow + columns)
  const [a, b] = [Float64Array.of(alpha), Float64Array.of(beta)]
  const extents = [integer(columns), integer(rows), integer(depth)] as const
  return ['N', 'T', ...extents, a, y, integer(yRow), x, integer(xRow), b, c, integer(cRow), 1, 1] as const
}

export async function panelUpdate(dgemm: NativeFunction, update: PanelUpdate): Promise<void> {
  const args = panelArguments(update)
  if (2 * update.rows * update.columns * update.depth < panelFlopsAtOnce) dgemm.now(...args)
  else await dgemm.later(...args)
}
