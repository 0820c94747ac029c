/** A provider that counts what it is asked for: work in units that no machine changes. */
import type { Provider } from '../harness/index.ts'

export interface WorkCounts {
  /** LDLᵀ factorisations. */
  factorisations: number
  /** n³/3 each, by the orders that were asked for. */
  factorisationFlops: number
  eigenvalueCalls: number
  eigenpairCalls: number
  gramCalls: number
  productCalls: number
  /** Multiplications and additions: m·d·(d + 1) for a Gram, 2·m·d·w for a product. */
  productFlops: number
  /** Numbers that are allocated and not released, and the most of them at any time. */
  held: number
  mostHeld: number
}

export interface CountedProvider {
  readonly provider: Provider
  readonly counts: Readonly<WorkCounts>
}

export function countingProvider(inner: Provider): CountedProvider {
  const counts: WorkCounts = {
    factorisations: 0,
    factorisationFlops: 0,
    eigenvalueCalls: 0,
    eigenpairCalls: 0,
    gramCalls: 0,
    productCalls: 0,
    productFlops: 0,
    held: 0,
    mostHeld: 0,
  }
  const provider: Provider = {
    ...inner,
    inertia(matrix, shift, options) {
      counts.factorisations++
      counts.factorisationFlops += matrix.order ** 3 / 3
      return inner.inertia(matrix, shift, options)
    },
    eigenvalues(matrix, options) {
      counts.eigenvalueCalls++
      return inner.eigenvalues(matrix, options)
    },
    eigenpairs(matrix, options) {
      counts.eigenpairCalls++
      return inner.eigenpairs(matrix, options)
    },
    multiply(a, b, m, k, n, options) {
      counts.productCalls++
      counts.productFlops += 2 * m * k * n
      return inner.multiply(a, b, m, k, n, options)
    },
    addGram(x, m, d, sign, gram) {
      counts.gramCalls++
      counts.productFlops += m * d * (d + 1)
      return inner.addGram(x, m, d, sign, gram)
    },
    addProduct(x, m, d, y, w, product) {
      counts.productCalls++
      counts.productFlops += 2 * m * d * w
      return inner.addProduct(x, m, d, y, w, product)
    },
    allocate(length) {
      counts.held += length
      counts.mostHeld = Math.max(counts.mostHeld, counts.held)
      return inner.allocate(length)
    },
    release(array) {
      counts.held -= array.length
      inner.release(array)
    },
  }
  return { provider, counts }
}
