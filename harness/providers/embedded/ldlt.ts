/** P A Pᵀ = L D Lᵀ on the WebAssembly kernels (wasm/assembly/ldlt.ts). Progress is told in flops. */
import type { RunOptions } from '../../algebra/runOptions.ts'
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
    await factor(team, memory, options)
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
    await factor(team, memory, options)
    team.runNow('ldltReorder', [memory.address])
    return { ...memory.factors(), entries: Float64Array.from(memory.entries) }
  } finally {
    memory.release()
  }
}

async function factor(
  team: KernelTeam,
  { address, order }: LdltMemory,
  { signal, onProgress }: RunOptions,
): Promise<void> {
  await team.run('ldltFactor', [address], { total: ldltFlops(order), signal, onProgress })
}
