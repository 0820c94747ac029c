import fc from 'fast-check'
import { type Check, expandSymmetricMatrix, forAll, specify, symmetricMatrices } from '../../harness/index.ts'

const maxOrder = 40

/** A symmetric matrix of any spectrum at scales 1e-150 to 1e150, and a vector of small integers. */
const instances = fc.record({
  recipe: symmetricMatrices({ maxOrder }),
  pool: fc.array(fc.integer({ min: -8, max: 8 }), { minLength: maxOrder, maxLength: maxOrder }),
})

interface Forms {
  /** |xᵀAx| */
  readonly plain: number
  /** xᵀ|A|x */
  readonly absolute: number
}

const runs = { quick: 1000, paper: 10_000 }

export default specify({
  id: 'dauphin2014/lemma1',
  statement: '|xᵀAx| ≤ xᵀ|A|x for every symmetric A',
  source: { work: 'Dauphin et al. 2014', item: 'Lemma 1, with A symmetric as its proof needs' },
  rule:
    '|A| from the provider’s eigenpairs; no contradiction beyond rounding in ' +
    `${runs.quick} instances (paper ${runs.paper}) of order 1 to ${maxOrder}, ` +
    'scales 1e-150 to 1e150, spectra indefinite, definite, repeated, singular and graded',
  pinned: 'holds',
  check: compare(({ plain, absolute }) => plain - absolute),
  controls: [
    {
      statement: 'the reverse, xᵀ|A|x ≤ |xᵀAx|',
      expected: 'refuted',
      check: compare(({ plain, absolute }) => absolute - plain),
    },
    {
      statement: 'the factor is not too large: |xᵀAx| ≤ xᵀ|A|x·0.99',
      expected: 'refuted',
      check: compare(({ plain, absolute }) => plain - 0.99 * absolute),
    },
  ],
})

function compare(excess: (forms: Forms) => number): Check {
  return forAll({
    instances,
    runs,
    check: async ({ recipe, pool }, { provider }) => {
      const { matrix } = expandSymmetricMatrix(recipe)
      const n = matrix.order
      const x = Float64Array.from(pool.slice(0, n))
      const eigen = await provider.eigenpairs(matrix)
      if (eigen.status !== 'converged') return { error: Number.NaN, bound: 0, detail: eigen.message }
      const plain = Math.abs(quadraticForm(matrix.entries, x))
      let absolute = 0
      for (let k = 0; k < n; k++)
        absolute += Math.abs(eigen.values[k]!) * projection(eigen.vectors, k, x) ** 2
      // A = V̂Λ̂V̂ᵀ + E with ‖E‖ within the provider's bound, so xᵀAx is within ‖E‖·|x|² of Σ λ̂(v̂ᵀx)²; the
      // vectors' own error and the two sums cost as much again each. The floor is for subnormal products.
      const square = x.reduce((sum, value) => sum + value * value, 0)
      const bound = 4 * eigen.errorBound * square + n * n * Number.MIN_VALUE
      return { error: excess({ plain, absolute }), bound, detail: `|xᵀAx| = ${plain}, xᵀ|A|x = ${absolute}` }
    },
  })
}

/** xᵀAx. @param a [n, n] @param x [n] */
function quadraticForm(a: Float64Array, x: Float64Array): number {
  return x.reduce((sum, xi, i) => sum + xi * x.reduce((row, xj, j) => row + a[i * x.length + j]! * xj, 0), 0)
}

/** v_kᵀx for column k of `vectors` [n, n]. */
function projection(vectors: Float64Array, k: number, x: Float64Array): number {
  return x.reduce((sum, xi, i) => sum + vectors[i * x.length + k]! * xi, 0)
}
