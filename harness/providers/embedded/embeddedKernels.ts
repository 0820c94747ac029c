/** Kernels that need nothing but npm: WebAssembly on all cores. */
import type { RunOptions } from '../../algebra/runOptions.ts'
import type { Failure, Kernels, KernelValues } from '../provider.ts'
import type { Environment } from '../requestedThreads.ts'
import { type KernelTeam, kernelTeam } from '../wasm/kernelTeam.ts'
import { loadKernels } from '../wasm/loadKernels.ts'
import { eigenpairs } from './eigenpairs.ts'
import { embeddedThreads } from './embeddedThreads.ts'
import { ldltInertia } from './ldlt.ts'
import { matrixProducts } from './matrixProducts.ts'
import { tridiagonalEigenvalues } from './tridiagonalEigenvalues.ts'
import { tridiagonalizationFlops, tridiagonalize } from './tridiagonalize.ts'

/** One rotation of QL takes as long as some 400 flops of the reduction: a square root and three divisions. */
const flopsPerRotation = 400

/**
 * @throws ArgumentError when a variable that sets the threads makes no sense, ProviderUnavailable when the kernels
 *   were not built
 */
export function embeddedKernels(env: Environment = process.env): Kernels {
  const team = kernelTeam(embeddedThreads(env))
  return {
    name: 'embedded',
    version: `WebAssembly kernels (SIMD${loadKernels().fused ? ', FMA' : ''})`,
    eigenvalues: (a, n, options) => eigenvalues(team, a, n, options),
    eigenpairs: (a, n, options) => eigenpairs(team, a, n, options),
    inertia: (a, n, options) => ldltInertia(team, a, n, options),
    ...matrixProducts(team),
  }
}

async function eigenvalues(
  team: KernelTeam,
  a: Float64Array,
  n: number,
  { signal, onProgress }: RunOptions,
): Promise<KernelValues | Failure> {
  const reduction = tridiagonalizationFlops(n)
  const total = reduction + (flopsPerRotation * n ** 2) / 2
  const reducing: RunOptions = { signal, onProgress: (done) => onProgress?.(done, total) }
  return tridiagonalEigenvalues(await tridiagonalize(team, a, n, reducing), {
    signal,
    onProgress: (rotations) => onProgress?.(reduction + flopsPerRotation * rotations, total),
  })
}
