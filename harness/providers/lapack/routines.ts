/**
 * The LAPACK and BLAS routines in use, each bound once behind checks of type and length.
 *
 * Strings carry their length as hidden trailing arguments, as Fortran compilers expect. All matrices are symmetric or
 * given as their transposes, because these routines are column-major and we are row-major.
 */
import { NativeCallError } from '../../errors.ts'
import { integer, requireDoubles } from './checkedArguments.ts'
import {
  gramUpdate,
  type PanelUpdate,
  panelArguments,
  panelUpdate,
  product,
  productUpdate,
} from './denseProducts.ts'
import type { NativeFunction, NativeLibrary } from './nativeLibrary.ts'
import { probe, sumsFirst } from './probeLibrary.ts'

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

/** info ≥ 0, which is an outcome. @throws NativeCallError for info < 0, which is our mistake */
function refuseNegative(routine: string, info: Int32Array): number {
  if (info[0]! < 0) throw new NativeCallError(routine, info[0]!)
  return info[0]!
}
