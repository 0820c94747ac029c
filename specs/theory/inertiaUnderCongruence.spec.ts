import fc from 'fast-check'
import { type Check, forAll, type Provider, specify, symmetricMatrix } from '../../harness/index.ts'

const maxOrder = 6
const runs = { quick: 500, paper: 5000 }
const integers = (size: number) =>
  fc.array(fc.integer({ min: -size, max: size }), { minLength: maxOrder ** 2, maxLength: maxOrder ** 2 })

/** A symmetric from the lower triangle of `a`; L unit lower triangular from that of `l`: LALᵀ is exact. */
const instances = fc.record({
  order: fc.integer({ min: 1, max: maxOrder }),
  a: integers(4),
  l: integers(2),
})

export default specify({
  id: 'theory/inertiaUnderCongruence',
  statement: 'LALᵀ has the inertia of the symmetric A for every nonsingular L',
  source: { work: 'Sylvester 1852', item: 'law of inertia (Horn and Johnson 2013, Theorem 4.5.8)' },
  rule:
    'certified and possible numbers of negative and of positive eigenvalues contradict in none of ' +
    `${runs.quick} integer matrices (paper ${runs.paper}) of order 1 to ${maxOrder}, L unit lower triangular`,
  pinned: 'holds',
  check: compare(congruence),
  controls: [
    { statement: 'LA + ALᵀ has the inertia of A for such L', expected: 'refuted', check: compare(sum) },
  ],
})

function compare(transform: (l: Rows, a: Rows) => Rows): Check {
  return forAll({
    instances,
    runs,
    check: async ({ order: n, a, l }, { provider }) => {
      const matrix = square(n, (i, j) => a[Math.max(i, j) * maxOrder + Math.min(i, j)]!)
      const factor = square(n, (i, j) => (i > j ? l[i * maxOrder + j]! : i === j ? 1 : 0))
      const before = await counts(provider, matrix)
      const after = await counts(provider, transform(factor, matrix))
      return {
        error: Math.max(
          before.negative.certain - after.negative.possible,
          after.negative.certain - before.negative.possible,
          before.positive.certain - after.positive.possible,
          after.positive.certain - before.positive.possible,
        ),
        bound: 0,
        detail: `A = ${JSON.stringify(matrix)}, L = ${JSON.stringify(factor)}`,
      }
    },
  })
}

/** [n][n] */
type Rows = readonly (readonly number[])[]

interface Count {
  readonly certain: number
  readonly possible: number
}

async function counts(provider: Provider, rows: Rows): Promise<{ negative: Count; positive: Count }> {
  const eigen = await provider.eigenvalues(symmetricMatrix(Float64Array.from(rows.flat()), rows.length))
  // No numbers: nothing is certain, and NaN contradicts.
  const values = eigen.status === 'converged' ? eigen.values : Float64Array.of(Number.NaN)
  const bound = eigen.status === 'converged' ? eigen.errorBound : Number.NaN
  const count = (sign: number): Count => ({
    certain: Number.isNaN(bound) ? Number.NaN : values.filter((value) => sign * value > bound).length,
    possible: values.filter((value) => sign * value >= -bound).length,
  })
  return { negative: count(-1), positive: count(1) }
}

/** LALᵀ */
function congruence(l: Rows, a: Rows): Rows {
  return product(product(l, a), transpose(l))
}

/** LA + ALᵀ */
function sum(l: Rows, a: Rows): Rows {
  const half = product(l, a)
  return square(a.length, (i, j) => half[i]![j]! + half[j]![i]!)
}

function product(x: Rows, y: Rows): Rows {
  return square(x.length, (i, j) => x[i]!.reduce((total, entry, k) => total + entry * y[k]![j]!, 0))
}

function transpose(x: Rows): Rows {
  return square(x.length, (i, j) => x[j]![i]!)
}

function square(n: number, entry: (i: number, j: number) => number): Rows {
  return Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_x, j) => entry(i, j)))
}
