import tables from '../../fixtures/sankar2017/tables.json' with { type: 'json' }
import {
  type Check,
  certifiedInertia,
  expandNetwork,
  forAll,
  networks,
  specify,
  withRemarks,
} from '../../harness/index.ts'

/**
 * H = G + R with G = mean JᵀAJ ⪰ 0 for a loss convex in the outputs. With one hidden layer and a piecewise
 * linear activation R couples only a hidden unit's incoming with its outgoing weights, by the matrix
 * B_i = mean over samples of m_i x̄δᵀ, and [[0, B], [Bᵀ, 0]] has exactly rank B negative eigenvalues. So by Weyl
 * the index is at most Σ rank B_i; δ = p − t sums to 0 over the C classes, so rank B_i ≤ C − 1.
 */
const instances = networks({
  activations: ['relu', 'linear'],
  losses: ['cross-entropy'],
  depth: { min: 2, max: 2 },
  l2: [0],
})

const runs = { quick: 2000, paper: 20_000 }

const printedCounts = tables.methods.map(({ negative }) => negative.mean)

const remarks = [
  'Measured at random weights of random small networks on random data, dead units, repeated samples and constant inputs among ' +
    'them: the exact Hessian over all samples. The theorem asks nothing of the point, so that none of them needs to be critical.',
  'An eigenvalue counts as negative when it is below −(error bound of the assembly + error bound of the solver): the count is ' +
    'never too high, and a contradiction would be one beyond rounding. Nothing is averaged. That the check is not too mild shows ' +
    'in the control, which a bound smaller by one does not pass.',
  `The theorem is ours and not in the paper, which prints ${Math.min(...printedCounts)} to ${Math.max(...printedCounts)} negative ` +
    'eigenvalues and names cross-entropy; sankar2017/negativeCounts holds these numbers against the bound and tells where they can ' +
    'come from. For squared error on softmax outputs, the loss of the released code, the bound does not hold: that loss is not ' +
    'convex in the outputs before the softmax.',
]

export default specify({
  id: 'sankar2017/indexBound',
  statement:
    'Under cross-entropy a ReLU network with h hidden units and C classes has at most h(C − 1) negative eigenvalues',
  source: { work: 'saddlecheck', item: 'theorem, against Tables 1 and 2 of Sankar and Balasubramanian 2017' },
  reported:
    '2,383, 2,274 and 3,123 negative eigenvalues for 784-25-10 and 410, 1,515 and 272 for 256-25-10, where h(C − 1) = 225',
  rule:
    'certified negative eigenvalues of the exact Hessian against the bound; no contradiction in ' +
    `${runs.quick} networks (paper ${runs.paper}) ` +
    'with up to 4 inputs, hidden units and classes, 8 samples',
  pinned: 'holds',
  check: withRemarks(
    atMost((h, classes) => h * (classes - 1)),
    remarks,
  ),
  controls: [
    {
      statement: 'one less than the bound is still enough',
      expected: 'refuted',
      check: atMost((h, classes) => h * (classes - 1) - 1),
    },
  ],
})

function atMost(limit: (h: number, classes: number) => number): Check {
  return forAll({
    instances,
    runs,
    check: async (recipe, { provider }) => {
      const { objective, theta } = expandNetwork(recipe)
      const [, h, classes] = recipe.layers
      const { matrix, errorBound } = await objective.hessian(theta)
      const eigen = await provider.eigenvalues(matrix)
      if (eigen.status !== 'converged') return { error: Number.NaN, bound: 0, detail: eigen.message }
      const none = { zeroRows: 0, invariances: 0 }
      const { negative } = certifiedInertia(eigen.values, eigen.errorBound + errorBound, none)
      const bound = limit(h!, classes!)
      return {
        error: negative,
        bound,
        detail: `${recipe.layers.join('-')}: ${negative} negative, bound ${bound}`,
        vacuous: bound < 0,
      }
    },
  })
}
