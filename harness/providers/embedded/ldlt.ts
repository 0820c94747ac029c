/** P A Pᵀ = L D Lᵀ on the WebAssembly kernels (wasm/assembly/ldlt.ts). Progress is told in flops. */
import { breather, type RunOptions } from '../../algebra/runOptions.ts'
import { requireLength } from '../../algebra/vectors.ts'
import { type LdltMemory, ldltMemory, triangleNorm } from '../ldlt/ldltMemory.ts'
import { ldltFlops, ldltRoundings } from '../ldlt/ldltPanels.ts'
import type { LdltFactors } from '../ldltFactors.ts'
import type { KernelInertia } from '../provider.ts'
import { type KernelTeam, kernelTeam } from '../wasm/kernelTeam.ts'
import { embeddedThreads } from './embeddedThreads.ts'

/** @param a [n, n] row-major, of which the upper triangle is read; destroyed where it lies in kernel memory */
export async function ldltInertia(
  team: KernelTeam,
  a: Float64Array,
  n: number,
  options: RunOptions,
): Promise<KernelInertia> {
  options.signal?.throwIfAborted()
  const memory = ldltMemory(team, a, n)
  try {
    const norm = triangleNorm(team, memory)
    await factorOnTeam(team, memory, options)
    return memory.inertia(norm, ldltRoundings(n))
  } finally {
    memory.release()
  }
}

/** The factors themselves, in an array of their own. @param a [n, n] row-major, of which the upper triangle is read */
export async function ldlt(a: Float64Array, n: number, options: RunOptions = {}): Promise<LdltFactors> {
  requireLength('ldlt', 'a', a, n * n)
  const team = kernelTeam(embeddedThreads(process.env))
  const memory = ldltMemory(team, a, n)
  try {
    await factorOnTeam(team, memory, options)
    team.runNow('ldltReorder', [memory.address])
    return { ...memory.factors(), entries: Float64Array.from(memory.entries) }
  } finally {
    memory.release()
  }
}

/** Up to this order everything is done at once, by one thread. */
const atOnce = 160

/** Exported for tests, which ask for threads. */
export async function factorOnTeam(
  team: KernelTeam,
  { address, order: n }: LdltMemory,
  { signal, onProgress }: RunOptions,
): Promise<void> {
  signal?.throwIfAborted()
  if (n <= atOnce) {
    team.runNow('ldltFactor', [address])
    return
  }
  const breathe = breather({ signal, onProgress })
  const whole = ldltFlops(n)
  for (let next = 0; next < n; ) {
    const done = whole - ldltFlops(n - next)
    await breathe(done, whole)
    const end = team.runNow('ldltPanel', [address])
    team.runNow('ldltPack', [address])
    const total = (end - next) * (n - end) ** 2
    await team.run('ldltSubtract', [address], {
      total,
      signal,
      onProgress: (share) => onProgress?.(done + share, whole),
    })
    next = end
  }
  onProgress?.(whole, whole)
}
