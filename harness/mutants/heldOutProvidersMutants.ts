/** Bugs in dense float64 work, invented by somebody who had not read the other lists. */
import type { SymmetricMatrix } from '../algebra/symmetricMatrix.ts'
import { checkedProvider } from '../providers/checkedProvider.ts'
import { embeddedKernels } from '../providers/embedded/embeddedKernels.ts'
import type { Eigenpairs, Eigenvalues, Failure, Provider } from '../providers/provider.ts'
import type { Mutant } from './mutant.ts'

const real = checkedProvider(embeddedKernels())

export const heldOutProvidersMutants: readonly Mutant<Provider>[] = [
  {
    bug: 'eigenvalues of order 2 from trace and determinant',
    origin: 'our own',
    code: withValues((result, { order, entries }) => {
      if (order !== 2) return result
      const [a, b, d] = [entries[0]!, entries[1]!, entries[3]!]
      const root = Math.sqrt(Math.max((a + d) ** 2 - 4 * (a * d - b * b), 0))
      return { ...result, values: Float64Array.of((a + d - root) / 2, (a + d + root) / 2) }
    }),
  },
  {
    bug: 'eigenvalues below 1e-12 times the largest are taken for rounding and set to 0',
    origin: 'our own',
    code: withValues((result) => {
      const largest = Math.max(...result.values.map(Math.abs))
      return { ...result, values: result.values.map((x) => (Math.abs(x) < 1e-12 * largest ? 0 : x)) }
    }),
  },
  {
    bug: 'the error bound of eigenvalues scales with the largest one, not with the largest in size',
    origin: 'our own',
    code: withValues((result) => {
      const { values, errorBound } = result
      const size = Math.max(Math.abs(values[0]!), Math.abs(values.at(-1)!))
      return size === 0
        ? result
        : { ...result, errorBound: errorBound * (Math.max(values.at(-1)!, 0) / size) }
    }),
  },
  {
    bug: 'beyond order 32 the two largest eigenvalues are exchanged',
    origin: 'our own',
    code: withValues((result, { order }) => {
      if (order <= 32) return result
      const values = result.values.slice()
      values.set([values[order - 1]!, values[order - 2]!], order - 2)
      return { ...result, values }
    }),
  },
  {
    bug: 'vectors of equal eigenvalues are left with an inner product of 1e-9',
    origin: 'our own',
    code: withPairs((result, { order: n }) => {
      const { values } = result
      const vectors = result.vectors.slice()
      for (let k = 1; k < n; k++) {
        if (values[k]! - values[k - 1]! > 4 * result.errorBound) continue
        for (let i = 0; i < n; i++) vectors[i * n + k]! += 1e-9 * vectors[i * n + k - 1]!
      }
      return { ...result, vectors }
    }),
  },
  {
    bug: 'eigenpairs: the error bound is that of the matrix before, where the order is the same',
    origin: 'our own',
    code: {
      ...real,
      eigenpairs: (() => {
        let last = { order: 0, errorBound: 0 }
        return async (matrix, options) => {
          const result = await real.eigenpairs(matrix, options)
          if (result.status !== 'converged') return result
          const { errorBound } = last.order === matrix.order ? last : result
          last = { order: matrix.order, errorBound: result.errorBound }
          return { ...result, errorBound }
        }
      })(),
    },
  },
  {
    bug: 'inertia shifts the diagonal of its argument in place, and shifts it back',
    origin: 'our own',
    code: {
      ...real,
      async inertia(matrix, shift, options) {
        const result = await real.inertia(matrix, shift, options)
        for (let p = 0; p < matrix.entries.length; p += matrix.order + 1) {
          matrix.entries[p] = matrix.entries[p]! - shift + shift
        }
        return result
      },
    },
  },
  {
    bug: 'the error bound of a count is that of shift 0',
    origin: 'our own',
    uncatchable: 'where a count is in doubt the shift is an eigenvalue, and both bounds are of one size',
    code: {
      ...real,
      async inertia(matrix, shift, options) {
        const unshifted = await real.inertia(matrix, 0)
        const result = await real.inertia(matrix, shift, options)
        if (result.status !== 'factored' || unshifted.status !== 'factored') return result
        return { ...result, errorBound: unshifted.errorBound }
      },
    },
  },
  {
    bug: 'order 1: an entry equal to the shift counts as positive',
    origin: 'our own',
    code: {
      ...real,
      async inertia(matrix, shift, options) {
        const result = await real.inertia(matrix, shift, options)
        if (result.status !== 'factored' || matrix.order > 1 || result.zero === 0) return result
        return { ...result, zero: 0, positive: 1 }
      },
    },
  },
  {
    bug: 'products over an odd number of terms add the last one in float32',
    origin: 'our own',
    code: {
      ...real,
      async multiply(a, b, m, k, n, options) {
        const product = await real.multiply(a, b, m, k, n, options)
        if (k % 2 === 0) return product
        return product.map((x, p) => {
          const term = a[Math.floor(p / n) * k + k - 1]! * b[(k - 1) * n + (p % n)]!
          return Number.isFinite(term) && Math.abs(term) < 3e38 ? x - term + Math.fround(term) : x
        })
      },
    },
  },
  {
    bug: 'eigenvectors of a diagonal matrix of order 3 in the order of the diagonal',
    origin: 'our own',
    code: withPairs((result, { order: n, entries }) => {
      if (n !== 3 || entries.some((x, p) => p % 4 !== 0 && x !== 0)) return result
      return { ...result, vectors: Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1) }
    }),
  },
]

type Changed<T> = (result: T, matrix: Pick<SymmetricMatrix, 'order' | 'entries'>) => T

function withValues(change: Changed<Eigenvalues>): Provider {
  return {
    ...real,
    async eigenvalues(given, options) {
      const matrix = { order: given.order, entries: given.entries.slice() }
      const result: Eigenvalues | Failure = await real.eigenvalues(given, options)
      return result.status === 'converged' ? change(result, matrix) : result
    },
  }
}

function withPairs(change: Changed<Eigenpairs>): Provider {
  return {
    ...real,
    async eigenpairs(given, options) {
      const matrix = { order: given.order, entries: given.entries.slice() }
      const result: Eigenpairs | Failure = await real.eigenpairs(given, options)
      return result.status === 'converged' ? change(result, matrix) : result
    },
  }
}
