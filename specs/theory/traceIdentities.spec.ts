import fc from 'fast-check'
import { type Check, forAll, specify, symmetricMatrix } from '../../harness/index.ts'

const maxOrder = 8
const runs = { quick: 500, paper: 5000 }

/** Upper triangle, row by row, of a symmetric matrix of small integers: its trace and squared norm are exact. */
const instances = fc.record({
  order: fc.integer({ min: 1, max: maxOrder }),
  pool: fc.array(fc.integer({ min: -8, max: 8 }), {
    minLength: (maxOrder * (maxOrder + 1)) / 2,
    maxLength: (maxOrder * (maxOrder + 1)) / 2,
  }),
})

export default specify({
  id: 'theory/traceIdentities',
  statement:
    'The eigenvalues of a symmetric matrix sum to its trace, and their squares to its squared Frobenius norm',
  source: { work: 'Horn and Johnson 2013, Matrix Analysis', item: '(1.2.13) and (2.5.2)' },
  rule: `both within what the provider’s error bound allows, in ${runs.quick} integer matrices (paper ${runs.paper}) of order 1 to ${maxOrder}`,
  pinned: 'holds',
  check: compare((x) => x),
  controls: [
    {
      statement: 'the same of the eigenvalues without their signs',
      expected: 'refuted',
      check: compare(Math.abs),
    },
  ],
})

function compare(read: (eigenvalue: number) => number): Check {
  return forAll({
    instances,
    runs,
    check: async ({ order: n, pool }, { provider }) => {
      const entries = new Float64Array(n * n)
      for (let i = 0, p = 0; i < n; i++) {
        for (let j = i; j < n; j++) entries[i * n + j] = entries[j * n + i] = pool[p++]!
      }
      const eigen = await provider.eigenvalues(symmetricMatrix(entries, n))
      if (eigen.status !== 'converged') return { error: Number.NaN, bound: 0, detail: eigen.message }
      const values = [...eigen.values].map(read)
      const trace = entries.reduce((sum, entry, p) => (p % (n + 1) === 0 ? sum + entry : sum), 0)
      const square = entries.reduce((sum, entry) => sum + entry * entry, 0)
      const sum = values.reduce((total, value) => total + value, 0)
      const squares = values.reduce((total, value) => total + value * value, 0)
      // Each value is off by e at most: sums by n·e, squares by (2|λ| + e)·e; summing rounds n times more.
      const e = eigen.errorBound
      const size = Math.sqrt(square)
      const rounding = n * Number.EPSILON
      const traceBound = n * (e + rounding * size)
      const squareBound = n * (2 * size + e) * e + rounding * square
      const ratios = [Math.abs(sum - trace) / traceBound, Math.abs(squares - square) / squareBound]
      return {
        // 0/0 for the zero matrix, whose eigenvalues must be exact.
        error: square === 0 ? Math.abs(sum) + squares : Math.max(...ratios),
        bound: square === 0 ? 0 : 1,
        detail: `order ${n}: Σλ = ${sum} for trace ${trace}, Σλ² = ${squares} for ${square}`,
      }
    },
  })
}
