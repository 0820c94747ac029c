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
import { families } from './families.ts'
import { indexBoundOf, printedLayers } from './printedTables.ts'

/**
 * H = G + R with G = mean JᵀAJ ⪰ 0 for a loss convex in the outputs. With one hidden layer and a piecewise
 * linear activation R couples only a hidden unit's incoming with its outgoing weights, by the matrix
 * B_i = mean over samples of m_i x̄δᵀ, and [[0, B], [Bᵀ, 0]] has exactly rank B negative eigenvalues. So by Weyl
 * the index is at most Σ rank B_i; δ = p − t sums to 0 over the C classes, so rank B_i ≤ C − 1.
 */
const most = 4
const mostSamples = 8

const instances = networks({
  maxWidth: most,
  maxSamples: mostSamples,
  activations: ['relu', 'linear'],
  losses: ['cross-entropy'],
  depth: { min: 2, max: 2 },
  l2: [0],
})

const runs = { quick: 2000, paper: 20_000 }

const printedCounts = tables.methods.map(({ negative }) => negative.mean)

const printedText = families
  .map((family) => {
    const counts = tables.methods.filter(({ data }) => data === family).map(({ negative }) => negative.mean)
    const layers = printedLayers[family]
    return `${counts.join(', ')} for ${layers.join('-')} (at most ${indexBoundOf(layers)} by this theorem)`
  })
  .join('; ')

const remarks = [
  'Why it is true. H = G + R with G = mean of JᵀAJ over the samples, J the derivative of the outputs before the softmax and A the Hessian of the loss by them; R is what the curvature of the outputs adds. ' +
    'G is positive semidefinite for a loss convex in the outputs, as cross-entropy is. With one hidden layer, at points where no pre-activation is 0, R couples only the incoming weights (and the bias) of a unit i with its outgoing ones, ' +
    'by a block B_i = mean of m_i x̄δᵀ: x̄ the input with a 1 for the bias, m_i = 1 where the unit is on and 0 where it is off, δ the gradient of the loss by the outputs. ' +
    'The matrix [[0, B_i], [B_iᵀ, 0]] has the eigenvalues ± the singular values of B_i and zeros, so exactly rank(B_i) negative ones. ' +
    'Adding G lowers no eigenvalue (Weyl), so that the index of H is at most Σ rank(B_i) over the h units. B_i has C columns; under softmax cross-entropy δ = p − t sums to 0 over the classes in every sample, so that rank(B_i) ≤ C − 1. ' +
    'theory/indexBoundUnits checks the bound Σ rank(B_i) by itself.',
  `The proof is for all sizes; networks of up to ${most} inputs, hidden units and classes are there to find an error in it or in the code that counts. In such small ones the bound is met exactly, ` +
    'and every counterexample can be retyped.',
  'Measured at random weights of random small networks on random data, dead units, repeated samples and constant inputs among ' +
    'them: the exact Hessian over all samples. The theorem asks nothing of the gradient, so that no point needs to be critical. Where a pre-activation is 0, the Hessian taken is that of a unit which is off there, ' +
    'and the proof goes through with that m_i.',
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
  source: {
    work: 'saddlecheck',
    item: 'theorem, against Tables 1, 2 and 5 of Sankar and Balasubramanian 2017',
  },
  reported: `negative eigenvalues: ${printedText}`,
  rule:
    'certified negative eigenvalues of the exact Hessian against the bound; no contradiction in ' +
    `${runs.quick} networks (paper ${runs.paper}) ` +
    `with up to ${most} inputs, hidden units and classes, ${mostSamples} samples`,
  pinned: 'holds',
  check: withRemarks(
    withAttained((note) => atMost((h, classes) => h * (classes - 1), note)),
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

/** Is told of every network that is tested. */
type Note = (negative: number, bound: number) => void

/** @param check of which the reader wants to know how often the bound is met exactly */
function withAttained(check: (note: Note) => Check): Check {
  return async (context) => {
    let attained = 0
    const verdict = await check((negative, bound) => {
      if (bound > 0 && negative === bound) attained++
    })(context)
    if (verdict.status !== 'holds') return verdict
    const summary = `none of ${verdict.runs} random networks has more than h(C − 1) negative eigenvalues, ${attained} have exactly as many; proved for all sizes`
    return { ...verdict, summary }
  }
}

function atMost(limit: (h: number, classes: number) => number, note: Note = () => {}): Check {
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
      note(negative, bound)
      return {
        error: negative,
        bound,
        detail: `${recipe.layers.join('-')}: ${negative} negative, bound ${bound}`,
        vacuous: bound < 0,
      }
    },
  })
}
