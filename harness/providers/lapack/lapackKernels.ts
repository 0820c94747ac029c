/**
 * Kernels of the system's LAPACK: dsyevd for eigenvalues and eigenpairs, dsytrf_rook for inertia, dgemm.
 *
 * The calls run on another thread, so the event loop turns; they cannot be stopped half-way, so an abort takes
 * effect before a call or when it returns.
 */
import type { RunOptions } from '../../algebra/runOptions.ts'
import { factorInertia, rowSumNorm } from '../ldltFactors.ts'
import type { Failure, KernelInertia, KernelPairs, Kernels, KernelValues } from '../provider.ts'
import { bunchKaufmanFactors } from './bunchKaufmanFactors.ts'
import { largestOrder, type Routines } from './routines.ts'

const heartbeatMs = 1000

export function lapackKernels(routines: Routines, version: string): Kernels {
  return {
    name: 'lapack',
    version,
    eigenvalues: (a, n, options) => abortable(options, () => eigenvalues(routines, a, n)),
    eigenpairs: (a, n, options) => abortable(options, () => eigenpairs(routines, a, n)),
    inertia: (a, n, options) => abortable(options, () => inertia(routines, a, n)),
    multiply: (a, b, m, k, n, options) => abortable(options, () => routines.dgemm(a, b, m, k, n)),
    allocate: (length) => new Float64Array(length),
    release: () => {},
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
  const { values, info } = await routines.dsyevd('N', a, n)
  return info > 0 ? notConverged(info) : { values }
}

async function eigenpairs(routines: Routines, a: Float64Array, n: number): Promise<KernelPairs | Failure> {
  if (n > largestOrder) return tooLarge(n)
  const { values, info } = await routines.dsyevd('V', a, n)
  if (info > 0) return notConverged(info)
  transpose(a, n)
  return { values, vectors: a }
}

async function inertia(routines: Routines, a: Float64Array, n: number): Promise<KernelInertia | Failure> {
  if (n > largestOrder) return tooLarge(n)
  const norm = rowSumNorm(a, n)
  const { pivots } = await routines.dsytrfRook(a, n)
  // How dsytrf_rook orders its sums is its own affair: a term may pass through all n of them.
  return factorInertia(bunchKaufmanFactors(a, n, pivots), norm, n + 1)
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
