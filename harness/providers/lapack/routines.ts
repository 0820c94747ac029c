/**
 * The LAPACK and BLAS routines in use, each bound once behind checks of type and length.
 *
 * The foreign interface checks nothing: a Float32Array would pass for double *, a short one for a long
 * one. Every integer is passed as 8 bytes with a zero upper half, so that even a library with 64-bit
 * integers reads the right number until the probe has found it out.
 *
 * Strings carry their length as hidden trailing arguments, as Fortran compilers expect. All matrices are symmetric or
 * given as their transposes, because these routines are column-major and we are row-major.
 */
import { InternalError, NativeCallError } from '../../errors.ts'
import type { NativeFunction, NativeLibrary } from './nativeLibrary.ts'

export interface Routines {
  /**
   * Eigenvalues, ascending, of a [n, n], of which the lower triangle is read. With 'V' row k of `a` becomes the
   * eigenvector of value k, otherwise `a` is destroyed. info > 0: did not converge.
   */
  dsyevd(vectors: 'N' | 'V', a: Float64Array, n: number): Promise<{ values: Float64Array; info: number }>
  /**
   * Eigenvalues alone, as above, by way of a band matrix (LAPACK 3.7 and later). undefined where the library has
   * no such routine; its 'V' does not exist.
   */
  readonly dsyevd2stage:
    | ((a: Float64Array, n: number) => Promise<{ values: Float64Array; info: number }>)
    | undefined
  /**
   * P A Pᵀ = L D Lᵀ by bounded (rook) Bunch-Kaufman pivoting. Row k of `a` becomes D[k, k] and column k of L;
   * `pivots` [n] as LAPACK leaves them. info > 0: a pivot is exactly zero, and the factorisation is complete.
   *
   * Not dsytrf: it multiplies by the reciprocal of the pivot, which overflows once the rounding noise of a
   * rank-deficient matrix has been eliminated down to a subnormal pivot, and returns NaN.
   */
  dsytrfRook(a: Float64Array, n: number): Promise<{ pivots: Int32Array; info: number }>
  /** a · b for row-major a [m, k] and b [k, n]. @returns [m, n] */
  dgemm(a: Float64Array, b: Float64Array, m: number, k: number, n: number): Promise<Float64Array>
  /** gram += sign · Σ_s x_s x_sᵀ in the upper triangle of the row-major gram [d, d]; x [m, d] row-major. */
  dsyrk(x: Float64Array, m: number, d: number, sign: number, gram: Float64Array): Promise<void>
  /** product [d, w] += xᵀ · y for row-major x [m, d] and y [m, w]. */
  dgemmAdd(
    x: Float64Array,
    m: number,
    d: number,
    y: Float64Array,
    w: number,
    product: Float64Array,
  ): Promise<void>
  /** c = beta·c + alpha·xᵀ·y, all of them parts of larger row-major arrays. */
  dgemmPanel(update: PanelUpdate): Promise<void>
  /** At once, blocking the event loop. */
  dgemmPanelNow(update: PanelUpdate): void
  /**
   * Whether dgemm sums products up before it adds them to c, as every one does that keeps sums in registers. The
   * plain one of netlib adds them to c one by one.
   */
  sumsFirst(): boolean
  /** Why this library must not be used, found by a 2 × 2 eigenproblem; undefined when it is sound. */
  probe(): string | undefined
}

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

/** The largest order at which n² workspace can be described by a 32-bit integer. */
export const largestOrder = 32_766

const pointers = (count: number): string[] => new Array(count).fill('void *')

/** undefined when a routine is missing. @param suffixes endings that the symbols may have, the best first */
export function bindRoutines(library: NativeLibrary, suffixes: readonly string[]): Routines | undefined {
  for (const suffix of suffixes) {
    const find = (name: string, parameters: string[]) => library.find(name + suffix, 'void', parameters)
    const eigenParameters = ['str', 'str', ...pointers(9), 'size_t', 'size_t']
    const dsyevd = find('dsyevd', eigenParameters)
    const dsyevd2stage = find('dsyevd_2stage', eigenParameters)
    const dsytrfRook = find('dsytrf_rook', ['str', ...pointers(7), 'size_t'])
    const dgemm = find('dgemm', ['str', 'str', ...pointers(11), 'size_t', 'size_t'])
    const dsyrk = find('dsyrk', ['str', 'str', ...pointers(8), 'size_t', 'size_t'])
    if (dsyevd && dsytrfRook && dgemm && dsyrk)
      return routines(dsyevd, dsyevd2stage, dsytrfRook, dgemm, dsyrk)
  }
  return undefined
}

function routines(
  dsyevd: NativeFunction,
  dsyevd2stage: NativeFunction | undefined,
  dsytrfRook: NativeFunction,
  dgemm: NativeFunction,
  dsyrk: NativeFunction,
): Routines {
  let summation: boolean | undefined
  return {
    dsyevd: (vectors, a, n) => eigenproblem('dsyevd', dsyevd, vectors, a, n),
    dsyevd2stage: dsyevd2stage && ((a, n) => eigenproblem('dsyevd_2stage', dsyevd2stage, 'N', a, n)),
    dsytrfRook: (a, n) => factorisation(dsytrfRook, a, n),
    dgemm: (a, b, m, k, n) => product(dgemm, a, b, m, k, n),
    dsyrk: (x, m, d, sign, gram) => gramUpdate(dsyrk, x, m, d, sign, gram),
    dgemmAdd: (x, m, d, y, w, product) => productUpdate(dgemm, x, m, d, y, w, product),
    dgemmPanel: (update) => panelUpdate(dgemm, update),
    dgemmPanelNow: (update) => {
      dgemm.now(...panelArguments(update))
    },
    sumsFirst: () => {
      summation ??= sumsFirst(dgemm, 96) && sumsFirst(dgemm, 333)
      return summation
    },
    probe: () => probe(dsyevd),
  }
}

async function eigenproblem(
  name: string,
  routine: NativeFunction,
  vectors: 'N' | 'V',
  a: Float64Array,
  n: number,
): Promise<{ values: Float64Array; info: number }> {
  requireDoubles(name, 'a', a, n * n)
  const values = new Float64Array(n)
  const info = integer(0)
  const call = (work: Float64Array, size: number, counters: Int32Array, count: number) =>
    [
      vectors,
      'L',
      integer(n),
      a,
      integer(n),
      values,
      work,
      integer(size),
      counters,
      integer(count),
      info,
      1,
      1,
    ] as const
  const [bestWork, bestCounters] = [new Float64Array(1), integer(0)]
  routine.now(...call(bestWork, -1, bestCounters, -1))
  refuseNegative(name, info)
  const work = new Float64Array(bestWork[0]!)
  const counters = new Int32Array(bestCounters[0]!)
  await routine.later(...call(work, work.length, counters, counters.length))
  return { values, info: refuseNegative(name, info) }
}

async function factorisation(
  dsytrfRook: NativeFunction,
  a: Float64Array,
  n: number,
): Promise<{ pivots: Int32Array; info: number }> {
  requireDoubles('dsytrf_rook', 'a', a, n * n)
  const pivots = new Int32Array(n)
  const info = integer(0)
  const call = (work: Float64Array, size: number) =>
    ['L', integer(n), a, integer(n), pivots, work, integer(size), info, 1] as const
  const bestWork = new Float64Array(1)
  dsytrfRook.now(...call(bestWork, -1))
  refuseNegative('dsytrf_rook', info)
  const work = new Float64Array(bestWork[0]!)
  await dsytrfRook.later(...call(work, work.length))
  return { pivots, info: refuseNegative('dsytrf_rook', info) }
}

/** Row-major C = A B is column-major Cᵀ = Bᵀ Aᵀ, and a row-major array read by columns is its transpose. */
async function product(
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
async function gramUpdate(
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
async function productUpdate(
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
function panelArguments({ alpha, x, xRow, y, yRow, beta, c, cRow, rows, columns, depth }: PanelUpdate) {
  requireAtLeast('dgemm', 'x', x, (depth - 1) * xRow + rows)
  requireAtLeast('dgemm', 'y', y, (depth - 1) * yRow + columns)
  requireAtLeast('dgemm', 'c', c, (rows - 1) * cRow + columns)
  const [a, b] = [Float64Array.of(alpha), Float64Array.of(beta)]
  const extents = [integer(columns), integer(rows), integer(depth)] as const
  return ['N', 'T', ...extents, a, y, integer(yRow), x, integer(xRow), b, c, integer(cRow), 1, 1] as const
}

async function panelUpdate(dgemm: NativeFunction, update: PanelUpdate): Promise<void> {
  const args = panelArguments(update)
  if (2 * update.rows * update.columns * update.depth < panelFlopsAtOnce) dgemm.now(...args)
  else await dgemm.later(...args)
}

/** −2⁵³ − 1 rounds to −2⁵³: products of 1 vanish one by one in it, and together do not. */
function sumsFirst(dgemm: NativeFunction, order: number): boolean {
  const depth = 64
  const ones = new Float64Array(depth * order).fill(1)
  const c = new Float64Array(order * order).fill(-(2 ** 53))
  const extents = { xRow: order, yRow: order, cRow: order, rows: order, columns: order, depth }
  dgemm.now(...panelArguments({ alpha: -1, x: ones, y: ones, beta: 1, c, ...extents }))
  return c.every((entry) => entry === -(2 ** 53) - depth)
}

/** Buffers are large enough for 64-bit integers; the upper half of `info` betrays them. */
function probe(dsyevd: NativeFunction): string | undefined {
  const a = Float64Array.of(2, 1, 1, 2)
  const values = new Float64Array(2)
  const [work, counters] = [new Float64Array(64), new Int32Array(64)]
  const info = Int32Array.of(-7, -7)
  dsyevd.now(
    'N',
    'L',
    integer(2),
    a,
    integer(2),
    values,
    work,
    integer(64),
    counters,
    integer(32),
    info,
    1,
    1,
  )
  if (info[1] !== -7) return 'it works with 64-bit integers (ILP64)'
  if (info[0] !== 0) return `dsyevd of [[2, 1], [1, 2]] ends with info = ${info[0]}`
  const error = Math.max(Math.abs(values[0]! - 1), Math.abs(values[1]! - 3))
  return error < 2 ** -48 ? undefined : `dsyevd finds ${values.join(' and ')} for [[2, 1], [1, 2]]`
}

function integer(value: number): Int32Array {
  return Int32Array.of(value, value < 0 ? -1 : 0)
}

function requireDoubles(routine: string, name: string, x: unknown, length: number): void {
  if (x instanceof Float64Array && x.length === length) return
  throw new InternalError(routine, `${name} is not a Float64Array of length ${length}`)
}

function requireAtLeast(routine: string, name: string, x: unknown, length: number): void {
  if (x instanceof Float64Array && x.length >= length) return
  throw new InternalError(routine, `${name} is not a Float64Array of at least ${length} numbers`)
}

/** info ≥ 0, which is an outcome. @throws NativeCallError for info < 0, which is our mistake */
function refuseNegative(routine: string, info: Int32Array): number {
  if (info[0]! < 0) throw new NativeCallError(routine, info[0]!)
  return info[0]!
}
