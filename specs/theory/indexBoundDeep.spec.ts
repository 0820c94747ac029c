import {
  type ActivationName,
  type Check,
  certifiedInertia,
  expandNetwork,
  forAll,
  networks,
  specify,
} from '../../harness/index.ts'

/**
 * Weight layers 1..L with h_m units each (h_L = C), a piecewise linear activation, cross-entropy.
 *
 * H = G + R with G ⪰ 0, so index H ≤ index R. An output is linear in the weights of any one layer, hence R has no
 * block of a layer with itself: R = Σ_{m ≥ 2} K_m, where K_m couples layer m with all layers before it by a
 * matrix D_m. K_m has exactly rank D_m negative eigenvalues, and the index of a sum is at most the sum of the
 * indices (Weyl): index ≤ Σ_{m ≥ 2} rank D_m. The column (b, j) of D_m is the mean over samples of
 * (∂a_{m−1}[b]/∂ earlier) · δ_m[j]; a bias's is zero. So rank D_m ≤ h_{m−1}·h_m, and in the last layer, where δ
 * sums to 0 over the classes, rank D_L ≤ h_{L−1}(C − 1):
 *
 *     index ≤ h_{L−1}(C − 1) + Σ_{m=2}^{L−1} h_{m−1}·h_m.
 *
 * For one hidden layer this is h(C − 1). The guess that each hidden unit still brings at most C − 1, index ≤
 * (h_1 + … + h_{L−1})(C − 1), is wrong: fast-check finds a 2-3-2-1-2 ReLU network with one sample other than 0 and
 * 8 negative eigenvalues, where the guess allows 6 and the theorem 9; the first control shows it again. With a
 * linear activation δ_m = W_{m+1} … W_L δ_L lies in a space of C − 1 dimensions, so rank D_m ≤ h_{m−1}(C − 1)
 * for every m, and the guess is a theorem.
 */
const runs = { quick: 1000, paper: 20_000 }

/** Of the widths h_1 … h_{L−1} and C. */
type Limit = (hidden: readonly number[], classes: number) => number

const theorem: Limit = (hidden, classes) =>
  hidden.at(-1)! * (classes - 1) + hidden.slice(1).reduce((sum, width, m) => sum + width * hidden[m]!, 0)

const guess: Limit = (hidden, classes) => hidden.reduce((sum, width) => sum + width, 0) * (classes - 1)

export default specify({
  id: 'theory/indexBoundDeep',
  statement:
    'Under cross-entropy a ReLU network with hidden widths h_1 … h_k and C classes has at most ' +
    'h_k(C − 1) + Σ h_m·h_{m+1} negative eigenvalues',
  source: { work: 'saddlecheck', item: 'theorem, proved in the spec' },
  rule:
    'certified negative eigenvalues of the exact Hessian against the bound; no contradiction in ' +
    `${runs.quick} networks (paper ${runs.paper}) of 3 or 4 weight layers, up to 4 units each, 8 samples`,
  pinned: 'holds',
  check: atMost(theorem),
  controls: [
    {
      statement: 'every hidden unit brings at most C − 1: (h_1 + … + h_k)(C − 1)',
      expected: 'refuted',
      check: atMost(guess),
    },
    {
      statement: 'that holds where the activation is linear',
      expected: 'holds',
      check: atMost(guess, ['linear']),
    },
  ],
})

function atMost(limit: Limit, activations: readonly ActivationName[] = ['relu', 'linear']): Check {
  return forAll({
    instances: networks({ activations, losses: ['cross-entropy'], depth: { min: 3, max: 4 }, l2: [0] }),
    runs,
    check: async (recipe, { provider }) => {
      const { objective, theta } = expandNetwork(recipe)
      const { matrix, errorBound } = await objective.hessian(theta)
      const eigen = await provider.eigenvalues(matrix)
      if (eigen.status !== 'converged') return { error: Number.NaN, bound: 0, detail: eigen.message }
      const none = { zeroRows: 0, invariances: 0 }
      const { negative } = certifiedInertia(eigen.values, eigen.errorBound + errorBound, none)
      const bound = limit(recipe.layers.slice(1, -1), recipe.layers.at(-1)!)
      return {
        error: negative,
        bound,
        detail: `${recipe.layers.join('-')}: ${negative} negative, bound ${bound}`,
      }
    },
  })
}
