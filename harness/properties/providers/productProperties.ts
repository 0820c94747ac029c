/** Products of matrices, in integers that float64 holds. */
import fc from 'fast-check'
import { seededRandom } from '../../algebra/random.ts'
import { none } from '../../providers/laws/law.ts'
import type { Provider } from '../../providers/provider.ts'
import { type Property, property } from '../property.ts'

const extent = fc.integer({ min: 1, max: 10 })

export const productProperties: readonly Property<Provider>[] = [
  property({
    name: 'products of integers beyond float32 are exact',
    source: 'sums of 7 products below 2^50 are below 2^53, in whatever order; bigint for the reference',
    cases: 60,
    instances: fc.record({
      m: extent,
      k: fc.integer({ min: 1, max: 7 }),
      n: extent,
      pool: fc.array(fc.integer({ min: -(2 ** 25) + 1, max: 2 ** 25 - 1 }), {
        minLength: 24,
        maxLength: 24,
      }),
    }),
    labels: { 'not square': { share: 0.3, applies: ({ m, n }) => m !== n } },
    async check(provider: Provider, { m, k, n, pool }) {
      // The pool is walked through in steps prime to its length, so that no two rows are alike.
      const a = Float64Array.from({ length: m * k }, (_, p) => pool[(5 * p) % 24]! - p)
      const b = Float64Array.from({ length: k * n }, (_, p) => pool[(7 * p + 3) % 24]! + p)
      return [none('wrong entries', wrongEntries(await provider.multiply(a, b, m, k, n), { a, b, m, k, n }))]
    },
  }),
  property({
    name: 'long sums of products lose nothing',
    source: 'every partial sum is an integer below 2^53; extents beyond a cache block',
    cases: 12,
    instances: fc.record({
      m: fc.integer({ min: 1, max: 5 }),
      k: fc.integer({ min: 250, max: 560 }),
      n: fc.integer({ min: 1, max: 5 }),
      seed: fc.nat({ max: 999 }),
    }),
    async check(provider: Provider, { m, k, n, seed }) {
      const random = seededRandom(seed)
      const draw = () => random.integer(2001) - 1000
      const a = Float64Array.from({ length: m * k }, draw)
      const b = Float64Array.from({ length: k * n }, draw)
      return [none('wrong entries', wrongEntries(await provider.multiply(a, b, m, k, n), { a, b, m, k, n }))]
    },
  }),
]

interface Factors {
  /** [m, k] */
  readonly a: Float64Array
  /** [k, n] */
  readonly b: Float64Array
  readonly m: number
  readonly k: number
  readonly n: number
}

function wrongEntries(product: Float64Array, { a, b, m, k, n }: Factors): number {
  if (product.length !== m * n) return Number.NaN
  const [left, right] = [Array.from(a, BigInt), Array.from(b, BigInt)]
  let wrong = 0
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0n
      for (let p = 0; p < k; p++) sum += left[i * k + p]! * right[p * n + j]!
      if (product[i * n + j] !== Number(sum)) wrong++
    }
  }
  return wrong
}
