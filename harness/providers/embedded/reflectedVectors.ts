/** Eigenvectors of A from those of its tridiagonal form (wasm/assembly/reflectVectors.ts). */
import { breather, type RunOptions } from '../../algebra/runOptions.ts'
import type { KernelTeam } from '../wasm/kernelTeam.ts'
import type { KernelWorkspace } from '../wasm/kernelWorkspace.ts'

/** Reflectors in the memory of the kernels, as `reduce` leaves them. */
export interface Reflectors {
  /** Address of [n, n] */
  readonly matrix: number
  readonly n: number
  /** Address of [n] */
  readonly h: number
}

/** What one turn of the event loop may wait for. */
const flopsAtOnce = 1e9

/** Flops of applying n reflectors of half the length, in the mean, to n vectors. */
export function reflectionFlops(n: number): number {
  return 2 * n ** 3
}

/**
 * Progress is told in flops.
 *
 * @param z address of the vectors as `tridiagonalVectors` leaves them
 * @param order [n] which of them becomes column 0, 1, …
 * @returns [n, n] row-major, vectors as columns
 */
export async function reflectedVectors(
  { heap, threads, run }: KernelTeam,
  workspace: KernelWorkspace,
  z: number,
  order: Int32Array,
  { matrix, n, h }: Reflectors,
  { signal, onProgress }: RunOptions,
): Promise<Float64Array> {
  const breathe = breather({ signal, onProgress })
  const panels = Math.ceil(n / 8)
  const counter = heap.addressOf(workspace.zeros(1))
  const products = workspace.scratch(48 * Math.ceil(n / 4))
  const own = workspace.scratch(threads * 512 * panels)
  const vectors = workspace.zeros(n * n)
  const columns = workspace.zeros(Math.ceil(n / 2))
  new Int32Array(columns.buffer, columns.byteOffset, n).set(order)
  await run('reflectorProducts', [matrix, n, n, products, counter], { signal, total: 6 * n ** 2 })
  const panelFlops = reflectionFlops(n) / panels
  const atOnce = threads * Math.ceil(flopsAtOnce / threads / panelFlops)
  for (let from = 0; from < panels; from += atOnce) {
    await breathe(from * panelFlops, reflectionFlops(n))
    const to = Math.min(panels, from + atOnce)
    const inputs = [z, heap.addressOf(columns), n, matrix, n, h, products]
    const args = [...inputs, own, heap.addressOf(vectors), from, to, counter]
    await run('reflectVectors', args, { signal, total: (to - from) * panelFlops })
  }
  return vectors.slice()
}
