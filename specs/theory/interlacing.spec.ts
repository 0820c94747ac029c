import fc from 'fast-check'
import {
  type Check,
  expandSymmetricMatrix,
  forAll,
  principalSubmatrix,
  specify,
  symmetricMatrices,
} from '../../harness/index.ts'

const maxOrder = 12
const runs = { quick: 500, paper: 5000 }

const instances = fc.record({
  recipe: symmetricMatrices({ minOrder: 2, maxOrder }),
  removed: fc.nat({ max: maxOrder - 1 }),
})

export default specify({
  id: 'theory/interlacing',
  statement: 'Striking out one row and column interlaces the eigenvalues: λ_k(A) ≤ λ_k(B) ≤ λ_{k+1}(A)',
  source: { work: 'Cauchy 1829', item: 'interlacing (Horn and Johnson 2013, Theorem 4.3.17)' },
  rule:
    'no contradiction beyond the two error bounds in ' +
    `${runs.quick} matrices (paper ${runs.paper}) of order 2 to ${maxOrder}, scales 1e-150 to 1e150`,
  pinned: 'holds',
  check: interlace(0),
  controls: [
    { statement: 'λ_{k+1}(A) ≤ λ_k(B): the index off by one', expected: 'refuted', check: interlace(1) },
  ],
})

/** @param offset added to the index of the lower neighbour */
function interlace(offset: number): Check {
  return forAll({
    instances,
    runs,
    check: async ({ recipe, removed }, { provider }) => {
      const { matrix } = expandSymmetricMatrix(recipe)
      const n = matrix.order
      const kept = Array.from({ length: n }, (_, i) => i).filter((i) => i !== removed % n)
      const whole = await provider.eigenvalues(matrix)
      const part = await provider.eigenvalues(principalSubmatrix(matrix, kept))
      if (whole.status !== 'converged' || part.status !== 'converged') return { error: Number.NaN, bound: 0 }
      const excess = Array.from(part.values, (value, k) =>
        Math.max(whole.values[k + offset]! - value, value - whole.values[k + 1]!),
      )
      return { error: Math.max(...excess), bound: whole.errorBound + part.errorBound }
    },
  })
}
