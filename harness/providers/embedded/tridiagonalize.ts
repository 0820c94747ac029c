/**
 * Orthogonal reduction of a symmetric matrix to a tridiagonal one with the same eigenvalues, panel by panel in
 * WebAssembly: wasm/assembly/tridiagonalize.ts has the algorithm.
 */
import { breather, type RunOptions } from '../../algebra/runOptions.ts'
import type { KernelTeam } from '../wasm/kernelTeam.ts'
import { type KernelWorkspace, withWorkspace } from '../wasm/kernelWorkspace.ts'

/** T with T[i, i] = diagonal[i] and T[i, i + 1] = T[i + 1, i] = offDiagonal[i]. */
export interface Tridiagonal {
  /** [n] */
  readonly diagonal: Float64Array
  /** [n - 1] */
  readonly offDiagonal: Float64Array
}

/** Rows that are eliminated before the rest is updated. Anything from 16 to 48 takes the same time at orders 1000 and 1800. */
const panelWidth = 32
/** Slices of a product, as in the kernel. */
const mostSlices = 24
/** Smaller blocks are reduced on the calling thread: five barriers a row would cost as much as the work. */
const smallestShared = 256

/**
 * Backward stable: T is orthogonally similar to A + E with ‖E‖_F a modest multiple of n·u·‖A‖_F
 * (Higham, "Accuracy and stability of numerical algorithms", 2002, §19.3).
 *
 * The same bits for every number of threads. Progress is told in flops.
 *
 * @param a [n, n] row-major, only the lower triangle is read; destroyed when it lies in the memory of the kernels
 */
export function tridiagonalize(
  team: KernelTeam,
  a: Float64Array,
  n: number,
  options: RunOptions = {},
): Promise<Tridiagonal> {
  return withWorkspace(team.heap, async (workspace) => {
    const parts = workspace.zeros(3 * n)
    await reduce(team, workspace, { matrix: workspace.read(a), n, parts }, options)
    return { diagonal: parts.slice(0, n), offDiagonal: parts.slice(n, 2 * n - 1) }
  })
}

/** What is being reduced, in the memory of the kernels. */
export interface Reduction {
  /** Address of [n, n]; row i becomes u_i left of its diagonal, then zeros up to column i + 3. */
  readonly matrix: number
  readonly n: number
  /** [3, n] becomes diagonal, off-diagonal and h, where H_i = I − u_i u_iᵀ/h_i, or I if h_i = 0. */
  readonly parts: Float64Array
}

/** T = H_1 … H_(n−1) A H_(n−1) … H_1, with the reflectors. */
export async function reduce(
  team: KernelTeam,
  workspace: KernelWorkspace,
  { matrix, n, parts }: Reduction,
  { signal, onProgress }: RunOptions,
): Promise<void> {
  const breathe = breather({ signal, onProgress })
  const total = tridiagonalizationFlops(n)
  const width = Math.min(panelWidth, n)
  const ld = (Math.ceil(n / 8) | 1) * 8
  const counter = team.heap.addressOf(workspace.zeros(1))
  const work = workspace.scratch(8 * (ld * (4 * width + mostSlices) + 2 * width))
  const out = team.heap.addressOf(parts)
  for (let i = n - 1; i >= 0; ) {
    await breathe(total - tridiagonalizationFlops(i + 1), total)
    const flops = i < smallestShared ? 0 : 4 * width * i ** 2
    const args = [matrix, n, n, i, width, counter, work, ld, out]
    i = await team.run('tridiagonalizePanel', args, { signal, total: flops })
  }
}

/** Flops of reducing order n: 8 for each entry of the triangle in each of n sweeps. */
export function tridiagonalizationFlops(n: number): number {
  return (4 / 3) * n ** 3
}
