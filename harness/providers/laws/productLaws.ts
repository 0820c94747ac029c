/** What products of matrices must be. */
import { seededRandom } from '../../algebra/random.ts'
import { unitRoundoff } from '../../algebra/vectors.ts'
import type { Provider } from '../provider.ts'
import { differingBits, type Law, none, type Ratio } from './law.ts'
import { naiveProduct } from './naiveProduct.ts'

export const productLaws: readonly Law[] = [
  {
    name: 'products of small integers are exact',
    source: 'every partial sum is an integer below 2^53, in whatever order',
    check: (provider) => overProducts(provider, integerFactor, exactRatio),
  },
  {
    name: 'products are within γ_k |a||b| entry by entry',
    source: 'Higham 2002, eq. (3.13): holds for every order of summation, not for Strassen',
    check: (provider) => overProducts(provider, normalFactor, roundedRatio),
  },
]

/** Rows, columns and vectors; extents beside powers of two, beyond a cache block, and never all equal. */
const extents = [
  [1, 1, 1],
  [1, 7, 1],
  [5, 1, 3],
  [2, 3, 4],
  [3, 5, 2],
  [17, 33, 9],
  [65, 64, 67],
  [3, 300, 401],
] as const

interface Product {
  readonly a: Float64Array
  readonly b: Float64Array
  readonly m: number
  readonly k: number
  readonly n: number
  readonly computed: Float64Array
}

async function overProducts(
  provider: Provider,
  factor: (length: number, seed: number) => Float64Array,
  measure: (product: Product) => Ratio,
): Promise<Ratio[]> {
  const ratios: Ratio[] = []
  for (const [m, k, n] of extents) {
    const a = factor(m * k, m + k)
    const b = factor(k * n, k + n + 1)
    ratios.push(measure({ a, b, m, k, n, computed: await provider.multiply(a, b, m, k, n) }))
  }
  return ratios
}

function integerFactor(length: number, seed: number): Float64Array {
  const random = seededRandom(seed)
  return Float64Array.from({ length }, () => random.integer(2001) - 1000)
}

function normalFactor(length: number, seed: number): Float64Array {
  const random = seededRandom(seed)
  return Float64Array.from({ length }, random.normal)
}

function exactRatio({ a, b, m, k, n, computed }: Product): Ratio {
  const expected = naiveProduct(a, b, m, k, n)
  // −0 + 0 may come out either way.
  const normal = (x: Float64Array) => x.map((entry) => entry + 0)
  return none(`[${m}, ${k}] · [${k}, ${n}]: wrong entries`, differingBits(normal(computed), expected))
}

/** Both sides are rounded, hence twice γ_k. */
function roundedRatio({ a, b, m, k, n, computed }: Product): Ratio {
  const expected = naiveProduct(a, b, m, k, n)
  const weight = naiveProduct(a.map(Math.abs), b.map(Math.abs), m, k, n)
  const ratio = computed.reduce(
    (worst, entry, p) =>
      Math.max(worst, Math.abs(entry - expected[p]!) / (2 * k * unitRoundoff * weight[p]!)),
    computed.length === expected.length ? 0 : Number.NaN,
  )
  return { what: `[${m}, ${k}] · [${k}, ${n}]: error / bound`, value: ratio, limit: 1.01 }
}
