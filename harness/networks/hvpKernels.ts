/**
 * Dense products: the provider's where they are large, two loops where they are small, for a call into a library takes
 * as long as some ten thousand multiply-adds.
 */
import type { GramKernels } from '../providers/provider.ts'

/** GramKernels that may be done when they return. */
export interface HvpKernels {
  allocate(length: number): Float64Array
  /** Gives back all that was allocated. */
  releaseAll(): void
  addGram(x: Float64Array, m: number, d: number, sign: 1 | -1, gram: Float64Array): Promise<void> | undefined
  addProduct(
    x: Float64Array,
    m: number,
    d: number,
    y: Float64Array,
    w: number,
    product: Float64Array,
  ): Promise<void> | undefined
}

/** @param provider absent where every product is small @param small multiply-adds below which it is not called */
export function hvpKernels(provider: GramKernels | undefined, small: number): HvpKernels {
  const held: Float64Array[] = []
  return {
    allocate(length) {
      const array = provider?.allocate(length) ?? new Float64Array(length)
      held.push(array)
      return array
    },
    releaseAll() {
      for (const array of held.splice(0)) provider?.release(array)
    },
    addGram(x, m, d, sign, gram) {
      if (provider && m * d * d >= small) return provider.addGram(x, m, d, sign, gram)
      addSmallGram(x, m, d, sign, gram)
      return undefined
    },
    addProduct(x, m, d, y, w, product) {
      if (provider && m * d * w >= small) return provider.addProduct(x, m, d, y, w, product)
      addSmallProduct(x, m, d, y, w, product)
      return undefined
    },
  }
}

function addSmallGram(x: Float64Array, m: number, d: number, sign: 1 | -1, gram: Float64Array): void {
  for (let s = 0; s < m; s++) {
    for (let a = 0; a < d; a++) {
      const xa = sign * x[s * d + a]!
      if (xa === 0) continue
      for (let b = a; b < d; b++) gram[a * d + b]! += xa * x[s * d + b]!
    }
  }
}

function addSmallProduct(
  x: Float64Array,
  m: number,
  d: number,
  y: Float64Array,
  w: number,
  product: Float64Array,
): void {
  for (let s = 0; s < m; s++) {
    for (let a = 0; a < d; a++) {
      const xa = x[s * d + a]!
      if (xa === 0) continue
      for (let b = 0; b < w; b++) product[a * w + b]! += xa * y[s * w + b]!
    }
  }
}
