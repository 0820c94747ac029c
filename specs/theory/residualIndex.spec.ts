import {
  type AssembledHessian,
  type Check,
  expandNetwork,
  forAll,
  type LossName,
  networks,
  type Provider,
  specify,
  symmetricMatrix,
} from '../../harness/index.ts'

const runs = { quick: 500, paper: 5000 }

/**
 * H = G + R with G = mean JᵀSJ (and l2·I) ⪰ 0 for a loss convex in the outputs, so λ_k(H) ≥ λ_k(R) for every k (Weyl):
 * all negative curvature comes from the residual part, eigenvalue by eigenvalue. With one hidden layer and a
 * piecewise linear activation R has only the blocks [[0, B_i], [B_iᵀ, 0]] of the units i, whose eigenvalues are
 * the singular values of B_i with both signs: then the index is at most Σ rank B_i.
 */
export default specify({
  id: 'theory/residualIndex',
  statement:
    'For a loss convex in the outputs every eigenvalue of the Hessian is at least that of its residual part H − G',
  source: { work: 'Weyl 1912', item: 'monotonicity, applied to H = G + R' },
  rule:
    'no eigenvalue below that of the residual part by more than the error bounds in ' +
    `${runs.quick} networks (paper ${runs.paper}) of 1 to 3 layers with every activation, cross-entropy or squared error`,
  pinned: 'holds',
  check: dominates(['cross-entropy', 'squared-error']),
  controls: [
    {
      statement: 'the same for squared error on softmax outputs, which is not convex',
      expected: 'refuted',
      check: dominates(['squared-error-softmax']),
    },
  ],
})

function dominates(losses: readonly LossName[]): Check {
  return forAll({
    instances: networks({ losses }),
    runs,
    check: async (recipe, { provider }) => {
      const { objective, theta } = expandNetwork(recipe)
      const hessian = await objective.hessian(theta)
      const residual = minus(hessian, await objective.gaussNewton(theta))
      const whole = await spectrum(provider, hessian)
      const part = await spectrum(provider, residual)
      const excess = whole.values.map((value, k) => part.values[k]! - value)
      return {
        error: excess.reduce((most, x) => Math.max(most, x), Number.NEGATIVE_INFINITY),
        bound: whole.bound + part.bound,
      }
    },
  })
}

/** H − G; each difference rounds by half a unit of its own size, so that ‖·‖_F of the result times u bounds it. */
function minus(a: AssembledHessian, b: AssembledHessian): AssembledHessian {
  const entries = a.matrix.entries.map((entry, p) => entry - b.matrix.entries[p]!)
  const rounding = (Number.EPSILON / 2) * Math.hypot(...entries)
  return {
    matrix: symmetricMatrix(entries, a.matrix.order),
    errorBound: a.errorBound + b.errorBound + rounding,
  }
}

/** NaN, which contradicts, where there are no eigenvalues. */
async function spectrum(
  provider: Provider,
  { matrix, errorBound }: AssembledHessian,
): Promise<{ values: Float64Array; bound: number }> {
  const eigen = await provider.eigenvalues(matrix)
  if (eigen.status !== 'converged')
    return { values: new Float64Array(matrix.order).fill(Number.NaN), bound: 0 }
  return { values: eigen.values, bound: eigen.errorBound + errorBound }
}
