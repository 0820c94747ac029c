import fc from 'fast-check'
import { diagonalMatrix, dot, forAll, specify, unitRoundoff } from '../../harness/index.ts'

const entry = fc.integer({ min: -8, max: 8 })
const instances = fc.record({
  spectrum: fc.array(entry, { minLength: 3, maxLength: 3 }),
  x: fc.tuple(entry, entry, entry),
})

/** xᵀAx must not exceed `factor` times the largest eigenvalue times xᵀx. */
const atMost = (factor: number) =>
  forAll({
    instances,
    runs: { quick: 200, paper: 2000 },
    check: async ({ spectrum, x }, { provider }) => {
      const eigen = await provider.eigenvalues(diagonalMatrix(spectrum))
      if (eigen.status !== 'converged') return { error: Number.NaN, bound: 0, detail: eigen.message }
      const largest = eigen.values.at(-1)!
      const square = dot(Float64Array.from(x), Float64Array.from(x))
      const quotient = x.reduce((sum, xi, i) => sum + spectrum[i]! * xi * xi, 0)
      return {
        error: quotient - factor * largest * square,
        bound: eigen.errorBound * square + 64 * unitRoundoff,
      }
    },
  })

export default specify({
  id: 'examples/rayleighQuotient',
  statement: 'xᵀAx ≤ λ_max·xᵀx for every symmetric A',
  source: { work: 'Horn and Johnson 2013, Matrix Analysis', item: 'Theorem 4.2.2' },
  rule: 'no contradiction in 200 instances (paper: 2000)',
  pinned: 'holds',
  check: atMost(1),
  controls: [{ statement: 'the same with half of λ_max', expected: 'refuted', check: atMost(0.5) }],
})
