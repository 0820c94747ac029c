/**
 * Ways to break a provider behind the checks that every provider makes: what no kernel can do wrong.
 */
import { type SymmetricMatrix, symmetricMatrix } from '../algebra/symmetricMatrix.ts'
import { checkedProvider } from '../providers/checkedProvider.ts'
import type { Eigenvalues, Failure, Inertia, Provider } from '../providers/provider.ts'
import { soundKernels } from './providersBrokenKernels.ts'

export const soundProvider = checkedProvider(soundKernels)

/** Broken behind the checks that every provider makes, where `withKernels` is broken before them. */
export function withOperations(flawed: Partial<Provider>): Provider {
  return { ...soundProvider, ...flawed }
}

export async function vectorsDividedByGaps(
  ...[matrix, options]: Parameters<Provider['eigenpairs']>
): ReturnType<Provider['eigenpairs']> {
  const result = await soundProvider.eigenpairs(matrix, options)
  if (result.status !== 'converged') return result
  const { values } = result
  const gap = (k: number) => (k === 0 ? 1 : values[k]! - values[k - 1]!)
  const n = matrix.order
  const vectors = result.vectors.map((entry, p) => (entry * gap(p % n)) / gap(p % n))
  const length = vectors.reduce((sum, entry) => sum + entry * entry, 0)
  return Math.abs(length - n) >= 1e-6
    ? { status: 'notConverged', message: 'not normed' }
    : { ...result, vectors }
}

export function overEigenvalues(
  change: (result: Eigenvalues, matrix: SymmetricMatrix) => Eigenvalues,
): Provider['eigenvalues'] {
  return async (matrix, options) => {
    const copy = symmetricMatrix(matrix.entries.slice(), matrix.order)
    const result = await soundProvider.eigenvalues(matrix, options)
    return result.status === 'converged' ? change(result, copy) : result
  }
}

export function overInertia(change: (counts: Inertia) => Inertia): Provider['inertia'] {
  return async (matrix, shift, options) => {
    const result = await soundProvider.inertia(matrix, shift, options)
    return result.status === 'factored' ? change(result) : result
  }
}

export function staleInertia(): Provider['inertia'] {
  const kept = new Map<string, Inertia | Failure>()
  return async (matrix, shift, options) => {
    const key = `${matrix.order} ${shift}`
    const result = kept.get(key) ?? (await soundProvider.inertia(matrix, shift, options))
    kept.set(key, result)
    return result
  }
}

export async function absoluteSigns(
  ...[matrix, shift, options]: Parameters<Provider['inertia']>
): ReturnType<Provider['inertia']> {
  const inertia = await soundProvider.inertia(matrix, shift)
  const eigen = await soundProvider.eigenvalues(matrix, options)
  if (inertia.status !== 'factored' || eigen.status !== 'converged') return inertia
  const count = (test: (distance: number) => boolean) =>
    eigen.values.filter((value) => test(value - shift)).length
  const [negative, positive] = [count((x) => x < -1e-12), count((x) => x > 1e-12)]
  return { ...inertia, negative, positive, zero: matrix.order - negative - positive }
}

export function trace({ order, entries }: SymmetricMatrix): number {
  return entries.reduce((sum, entry, p) => (p % (order + 1) === 0 ? sum + entry : sum), 0)
}

export function finiteOnly({ order, entries }: SymmetricMatrix): SymmetricMatrix {
  return symmetricMatrix(finiteEntries(entries), order)
}

export function finiteEntries(entries: Float64Array): Float64Array {
  return entries.map((entry) => (Number.isFinite(entry) ? entry : 0))
}
