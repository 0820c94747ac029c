/**
 * Eigenvectors of a tridiagonal matrix: implicit QL here, its rotations batch by batch in WebAssembly
 * (wasm/assembly/rotateRows.ts).
 */
import { breather, type RunOptions } from '../../algebra/runOptions.ts'
import type { Failure } from '../provider.ts'
import type { KernelTeam } from '../wasm/kernelTeam.ts'
import type { KernelWorkspace } from '../wasm/kernelWorkspace.ts'
import { implicitQl, type QlStep, type Rotations } from './implicitQl.ts'
import { unfinished } from './tridiagonalEigenvalues.ts'

/** Half a megabyte of them: each panel of vectors reads them all once. */
const rotationsAtOnce = 32_768

/** Flops of rotating n vectors: 6 for each of some 1.7 · n²/2 rotations and n columns. */
export function rotationFlops(n: number): number {
  return 5 * n ** 3
}

/**
 * Progress is told in flops.
 *
 * @param d [n] the diagonal; becomes the eigenvalues, in no order
 * @param e [n] the couplings; destroyed
 * @returns address of [⌈n/8⌉, n, 8]: row k of panel p has components 8p … 8p + 7 of the vector that belongs to d[k]
 */
export async function tridiagonalVectors(
  team: KernelTeam,
  workspace: KernelWorkspace,
  d: Float64Array,
  e: Float64Array,
  options: RunOptions,
): Promise<number | Failure> {
  const n = d.length
  const z = identityPanels(workspace, n)
  const breathe = breather(options)
  const batch = rotationBatch(team, workspace, team.heap.addressOf(z), n, options.signal)
  const rotations = { cosines: new Float64Array(n), sines: new Float64Array(n) }
  e[n - 1] = 0
  for (const step of implicitQl(d, e, rotations)) {
    if (step.kind === 'notConverged') return unfinished(n, step.found)
    if (!batch.hasRoomFor(step)) {
      await breathe((rotationFlops(n) * step.found * (2 * n - step.found)) / n ** 2, rotationFlops(n))
      await batch.apply()
    }
    batch.add(step, rotations)
  }
  await batch.apply()
  return team.heap.addressOf(z)
}

function identityPanels(workspace: KernelWorkspace, n: number): Float64Array {
  const z = workspace.zeros(Math.ceil(n / 8) * n * 8)
  for (let k = 0; k < n; k++) z[(Math.floor(k / 8) * n + k) * 8 + (k % 8)] = 1
  return z
}

/** Steps of QL that Zᵀ has not followed yet. */
function rotationBatch(
  { heap, run }: KernelTeam,
  workspace: KernelWorkspace,
  z: number,
  n: number,
  signal: AbortSignal | undefined,
) {
  const room = Math.min(rotationsAtOnce, n * n) + n
  const pairs = workspace.zeros(2 * room)
  // Two 32-bit integers a step, in the place of one number.
  const stepRoom = Math.min(rotationsAtOnce, 4 * n)
  const steps = workspace.zeros(stepRoom)
  const bounds = new Int32Array(steps.buffer, steps.byteOffset, 2 * stepRoom)
  const addresses = { steps: heap.addressOf(steps), pairs: heap.addressOf(pairs) }
  const counter = heap.addressOf(workspace.zeros(1))
  let stepCount = 0
  let pairCount = 0
  return {
    hasRoomFor: ({ first, last }: QlStep) => stepCount < stepRoom && pairCount + last - first <= room,
    add({ kind, first, last }: QlStep, { cosines, sines }: Rotations): void {
      bounds[2 * stepCount] = kind === 'turn' ? ~first : first
      bounds[2 * stepCount + 1] = last
      stepCount++
      if (kind === 'turn') return
      for (let i = last - 1; i >= first; i--) {
        pairs[2 * pairCount] = cosines[i]!
        pairs[2 * pairCount + 1] = sines[i]!
        pairCount++
      }
    },
    async apply(): Promise<void> {
      const args = [z, n, addresses.steps, stepCount, addresses.pairs, counter]
      await run('rotateRows', args, { signal, total: 6 * pairCount * n })
      stepCount = 0
      pairCount = 0
    },
  }
}
