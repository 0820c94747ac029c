/**
 * Kernels of the system's LAPACK: dsyevd and dsyevd_2stage for eigenvalues, dsyevd for eigenpairs, dgemm; inertia by
 * our own factorisation around dgemm (ldltByDgemm.ts).
 *
 * The calls run on another thread, so the event loop turns; they cannot be stopped half-way, so an abort takes
 * effect before a call or when it returns. Memory is handed out where our kernels can work on it too, as long as it
 * lasts: 4 GiB, a matrix of order 23,000. Inertia of a larger one is dsytrf_rook's.
 */
import type { RunOptions } from '../../algebra/runOptions.ts'
import { type LdltMemory, ldltMemory, triangleNorm } from '../ldlt/ldltMemory.ts'
import { ldltRoundings, roundingsInAnyOrder } from '../ldlt/ldltPanels.ts'
import { factorInertia, rowSumNorm } from '../ldltFactors.ts'
import type { Failure, KernelInertia, KernelPairs, Kernels, KernelValues } from '../provider.ts'
import { type KernelTeam, kernelTeam } from '../wasm/kernelTeam.ts'
import { bunchKaufmanFactors } from './bunchKaufmanFactors.ts'
import { ldltByDgemm } from './ldltByDgemm.ts'
import { largestOrder, type Routines } from './routines.ts'

const heartbeatMs = 1000

/**
 * From this order on eigenvalues come by way of a band matrix: products of matrices, where dsyevd reads all of the
 * matrix once for each row. Seconds of CPU, OpenBLAS 0.3.21, EPYC with AVX-512:
 *
 *                     two threads                   one thread
 *     order           1000   3000   4000   6685     2000   4000
 *     dsyevd          0.09   2.3    7.6    37.5     0.81   7.3
 *     dsyevd_2stage   0.17   2.6    5.5    23.8     0.58   3.8
 *     dsyevr          0.08                          0.74
 *
 * By the clock, on two cores, dsyevd takes 0.27 s and dsyevd_2stage 0.42 s at 2000, 1.4 s and 1.3 s at 3000. With
 * vectors, which dsyevd_2stage does not find, dsyevd is faster than dsyevr (at 2000 1.6 and 2.4 s of CPU) and needs
 * memory for two more matrices.
 */
const smallestByBand = 3000

/** @throws ProviderUnavailable when our own kernels were not built */
export function lapackKernels(routines: Routines, version: string): Kernels {
  // The library has threads of its own, which stay awake between calls: ours would get in their way.
  const team = kernelTeam(1)
  return {
    name: 'lapack',
    version,
    eigenvalues: (a, n, options) => abortable(options, () => eigenvalues(routines, a, n)),
    eigenpairs: (a, n, options) => abortable(options, () => eigenpairs(routines, a, n)),
    inertia: (a, n, options) => inertia(team, routines, a, n, options),
    multiply: (a, b, m, k, n, options) => abortable(options, () => routines.dgemm(a, b, m, k, n)),
    reserve: (length) => withinHeap(() => team.heap.reserve(length)) ?? new Float64Array(length),
    allocate: (length) => withinHeap(() => team.heap.allocate(length)) ?? new Float64Array(length),
    release: (array) => {
      if (team.heap.holds(array)) team.heap.release(array)
    },
    addGram: (x, m, d, sign, gram) => routines.dsyrk(x, m, d, sign, gram),
    addProduct: (x, m, d, y, w, product) => routines.dgemmAdd(x, m, d, y, w, product),
  }
}

async function abortable<T>({ signal, onProgress }: RunOptions, call: () => Promise<T>): Promise<T> {
  signal?.throwIfAborted()
  // Nothing is known of how far the library is: these say that it is at work, and the display how long.
  const heartbeat = setInterval(() => onProgress?.(0, 1), heartbeatMs)
  try {
    const result = await call()
    signal?.throwIfAborted()
    return result
  } finally {
    clearInterval(heartbeat)
  }
}

async function eigenvalues(routines: Routines, a: Float64Array, n: number): Promise<KernelValues | Failure> {
  if (n > largestOrder) return tooLarge(n)
  const { dsyevd2stage } = routines
  const byBand = n >= smallestByBand && dsyevd2stage
  const { values, info } = await (byBand ? byBand(a, n) : routines.dsyevd('N', a, n))
  return info > 0 ? notConverged(info) : { values }
}

async function eigenpairs(routines: Routines, a: Float64Array, n: number): Promise<KernelPairs | Failure> {
  if (n > largestOrder) return tooLarge(n)
  const { values, info } = await routines.dsyevd('V', a, n)
  if (info > 0) return notConverged(info)
  transpose(a, n)
  return { values, vectors: a }
}

async function inertia(
  team: KernelTeam,
  routines: Routines,
  a: Float64Array,
  n: number,
  options: RunOptions,
): Promise<KernelInertia | Failure> {
  if (n > largestOrder) return tooLarge(n)
  options.signal?.throwIfAborted()
  const memory = withinHeap(() => ldltMemory(team, a, n))
  if (memory === undefined) return abortable(options, () => inertiaByLibrary(routines, a, n))
  try {
    const norm = triangleNorm(team, memory)
    await ldltByDgemm(memory, team, routines, options)
    const roundings = routines.sumsFirst() ? ldltRoundings(n) : roundingsInAnyOrder(n)
    return memory.inertia(norm, roundings)
  } finally {
    memory.release()
  }
}

/** How dsytrf_rook orders its sums is its own affair. */
async function inertiaByLibrary(routines: Routines, a: Float64Array, n: number): Promise<KernelInertia> {
  const norm = rowSumNorm(a, n)
  const { pivots } = await routines.dsytrfRook(a, n)
  return factorInertia(bunchKaufmanFactors(a, n, pivots), norm, roundingsInAnyOrder(n))
}

/** undefined when there is no room in the memory of the kernels. */
function withinHeap<T extends Float64Array | LdltMemory>(take: () => T): T | undefined {
  try {
    return take()
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

function exchange(a: Float64Array, i: number, j: number): void {
  const held = a[i]!
  a[i] = a[j]!
  a[j] = held
}

/** In place, tile by tile, so that both sides of the diagonal stay in the first-level cache. */
function transpose(a: Float64Array, n: number): void {
  const tile = 32
  for (let rows = 0; rows < n; rows += tile) {
    for (let columns = 0; columns <= rows; columns += tile) {
      for (let i = rows; i < Math.min(rows + tile, n); i++) {
        for (let j = columns; j < Math.min(columns + tile, i); j++) exchange(a, i * n + j, j * n + i)
      }
    }
  }
}

function notConverged(info: number): Failure {
  return { status: 'notConverged', message: `dsyevd: ${info} off-diagonal elements did not converge (info)` }
}

function tooLarge(n: number): Failure {
  return {
    status: 'tooLarge',
    message: `order ${n} exceeds ${largestOrder}, the limit of 32-bit workspace sizes`,
  }
}
