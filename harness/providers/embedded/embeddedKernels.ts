/**
 * Kernels that need nothing but npm: plain TypeScript on one thread.
 *
 * About 3 GF/s for eigenvalues (order 2200 in 5 s) and 2 GF/s for inertia (1.7 s) on one server core.
 * Eigenpairs come from ml-matrix and are meant for orders up to some hundreds.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { RunOptions } from '../../algebra/runOptions.ts'
import { factorInertia, rowSumNorm } from '../ldltFactors.ts'
import type { Failure, KernelInertia, Kernels, KernelValues } from '../provider.ts'
import { blockedProduct } from './blockedProduct.ts'
import { ldlt, ldltRoundings } from './ldlt.ts'
import { mlEigenpairs } from './mlEigenpairs.ts'
import { tridiagonalEigenvalues } from './tridiagonalEigenvalues.ts'
import { tridiagonalizationFlops, tridiagonalize } from './tridiagonalize.ts'

/** One rotation of QL takes as long as some 100 flops of the reduction: a square root and three divisions. */
const flopsPerRotation = 100

export function embeddedKernels(): Kernels {
  return {
    name: 'embedded',
    version: `TypeScript kernels, ml-matrix ${mlMatrixVersion()}`,
    eigenvalues,
    async eigenpairs(a, n, options) {
      options.signal?.throwIfAborted()
      return mlEigenpairs(a, n)
    },
    inertia,
    multiply: blockedProduct,
    allocate: (length) => new Float64Array(length),
    release: () => {},
    addGram: async (x, m, d, sign, gram) => {
      for (let s = 0; s < m; s++) {
        for (let a = 0; a < d; a++) {
          for (let b = a; b < d; b++) gram[a * d + b]! += sign * x[s * d + a]! * x[s * d + b]!
        }
      }
    },
    addProduct: async (x, m, d, y, w, product) => {
      for (let s = 0; s < m; s++) {
        for (let a = 0; a < d; a++) {
          for (let b = 0; b < w; b++) product[a * w + b]! += x[s * d + a]! * y[s * w + b]!
        }
      }
    },
  }
}

async function eigenvalues(a: Float64Array, n: number, options: RunOptions): Promise<KernelValues | Failure> {
  const reduction = tridiagonalizationFlops(n)
  const total = reduction + (flopsPerRotation * n ** 2) / 2
  const { signal, onProgress } = options
  const tridiagonal = await tridiagonalize(a, n, { signal, onProgress: (done) => onProgress?.(done, total) })
  return tridiagonalEigenvalues(tridiagonal, {
    signal,
    onProgress: (rotations) => onProgress?.(reduction + flopsPerRotation * rotations, total),
  })
}

async function inertia(a: Float64Array, n: number, options: RunOptions): Promise<KernelInertia> {
  const norm = rowSumNorm(a, n)
  return factorInertia(await ldlt(a, n, options), norm, ldltRoundings(n))
}

function mlMatrixVersion(): string {
  const folder = dirname(createRequire(import.meta.url).resolve('ml-matrix'))
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }
  return version
}
