import fc from 'fast-check'
import { diagonalMatrix, forAll, specify } from '../../harness/index.ts'

const integers = fc.array(fc.integer({ min: -8, max: 8 }), { minLength: 3, maxLength: 3 })

const atMost = (factor: number) =>
  forAll({
    instances: fc.record({ spectrum: integers, x: integers }),
    runs: { quick: 200, paper: 2000 },
    check: async ({ spectrum, x }, { provider }) => {
      const eigen = await provider.eigenvalues(diagonalMatrix(spectrum))
      if (eigen.status !== 'converged') return { error: Number.NaN, bound: 0 }
      const quadratic = x.reduce((sum, xi, i) => sum + spectrum[i]! * xi * xi, 0)
      const square = x.reduce((sum, xi) => sum + xi * xi, 0)
      return { error: quadratic - factor * eigen.values.at(-1)! * square, bound: eigen.errorBound * square }
    },
  })

export default specify({
  id: 'examples/rayleighQuotient',
  statement: 'xᵀAx ≤ λ_max·xᵀx for every symmetric A',
  source: { work: 'Horn and Johnson 2013, Matrix Analysis', item: 'Theorem 4.2.2' },
  rule: 'no contradiction in 200 instances (paper 2000)',
  pinned: 'holds',
  check: atMost(1),
  controls: [{ statement: 'the same with half of λ_max', expected: 'refuted', check: atMost(0.5) }],
})
