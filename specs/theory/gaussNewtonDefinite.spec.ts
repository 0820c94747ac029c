import { type Check, expandNetwork, forAll, type LossName, networks, specify } from '../../harness/index.ts'

const runs = { quick: 500, paper: 5000 }

export default specify({
  id: 'theory/gaussNewtonDefinite',
  statement:
    'The Gauss-Newton part of the Hessian has no negative eigenvalue when the loss is convex in the outputs',
  source: { work: 'Schraudolph 2002', item: '§3, G = JᵀAJ with A the Hessian of the loss in the outputs' },
  rule:
    'no eigenvalue below zero by more than its error bound in ' +
    `${runs.quick} networks (paper ${runs.paper}) of 1 to 3 layers with every activation, cross-entropy or squared error`,
  pinned: 'holds',
  check: definite(['cross-entropy', 'squared-error'], 'gaussNewton'),
  controls: [
    {
      statement: 'the same for squared error on softmax outputs, which is not convex',
      expected: 'refuted',
      check: definite(['squared-error-softmax'], 'gaussNewton'),
    },
    {
      statement: 'the same for the whole Hessian',
      expected: 'refuted',
      check: definite(['cross-entropy', 'squared-error'], 'hessian'),
    },
  ],
})

function definite(losses: readonly LossName[], part: 'gaussNewton' | 'hessian'): Check {
  return forAll({
    instances: networks({ losses }),
    runs,
    check: async (recipe, { provider }) => {
      const { objective, theta } = expandNetwork(recipe)
      const { matrix, errorBound } = await objective[part](theta)
      const eigen = await provider.eigenvalues(matrix)
      if (eigen.status !== 'converged') return { error: Number.NaN, bound: 0, detail: eigen.message }
      const smallest = eigen.values[0]!
      return {
        error: -smallest,
        bound: eigen.errorBound + errorBound,
        detail: `${recipe.layers.join('-')} ${recipe.activation}, ${recipe.loss}: smallest eigenvalue ${smallest}`,
      }
    },
  })
}
