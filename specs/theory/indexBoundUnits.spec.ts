import {
  type AssembledHessian,
  type Check,
  expandNetwork,
  forAll,
  type NetworkRecipe,
  networks,
  type Provider,
  specify,
  symmetricMatrix,
} from '../../harness/index.ts'

const instances = networks({
  activations: ['relu', 'linear'],
  losses: ['cross-entropy', 'squared-error'],
  depth: { min: 2, max: 2 },
  l2: [0],
})

const runs = { quick: 500, paper: 5000 }

/**
 * H = G + R with G ⪰ 0. With one hidden layer and a piecewise linear activation R is the direct sum, over the hidden
 * units i, of [[0, B_i], [B_iᵀ, 0]] between a unit's incoming and its outgoing weights, with the eigenvalues ±σ(B_i).
 * So for every t ≥ 0 (Weyl) at most Σ #{σ(B_i) > t} eigenvalues of H are below −t; for t = 0 that is Σ rank B_i.
 * t is taken where the error bounds of both sides end, so that no rank has to be decided by a tolerance.
 */
export default specify({
  id: 'theory/indexBoundUnits',
  statement:
    'With one hidden layer of ReLUs and a loss convex in the outputs the index is at most Σ rank B_i over the hidden ' +
    'units, B_i = mean of m_i x̄δᵀ',
  source: { work: 'saddlecheck', item: 'theorem, proved in the spec' },
  rule:
    'eigenvalues of H below −t against singular values of the B_i above t, t from the error bounds; no contradiction ' +
    `in ${runs.quick} networks (paper ${runs.paper}) with up to 4 inputs, hidden units and outputs, 8 samples`,
  pinned: 'holds',
  check: atMost(0),
  controls: [{ statement: 'one less is still enough', expected: 'refuted', check: atMost(-1) }],
})

/** @param slack added to the bound */
function atMost(slack: number): Check {
  return forAll({
    instances,
    runs,
    check: async (recipe, { provider }) => {
      const { objective, theta } = expandNetwork(recipe)
      const hessian = await objective.hessian(theta)
      const gaussNewton = await objective.gaussNewton(theta)
      const whole = await provider.eigenvalues(hessian.matrix)
      const units = await Promise.all(
        unitBlocks(recipe, hessian, gaussNewton).map((block) => eigenvalues(provider, block)),
      )
      if (whole.status !== 'converged') return { error: Number.NaN, bound: 0, detail: whole.message }
      const assembly = hessian.errorBound + gaussNewton.errorBound
      const t = assembly + units.reduce((largest, { errorBound }) => Math.max(largest, errorBound), 0)
      // λ̂ < −2t − bounds puts λ below −2t, and a singular value above 2t is computed above t.
      const negative = whole.values.filter((value) => value < -2 * t - whole.errorBound - assembly).length
      const rank = units.reduce((sum, { values }) => sum + values.filter((value) => value < -t).length, 0)
      return {
        error: Number.isNaN(t) ? t : negative,
        bound: rank + slack,
        detail: `${recipe.layers.join('-')}: ${negative} negative, Σ rank B_i = ${rank}`,
        vacuous: rank + slack < 0,
      }
    },
  })
}

/** [[0, B_i], [B_iᵀ, 0]] for every hidden unit i, B_i [incoming, outgoing] read off R = H − G. */
function unitBlocks(
  { layers, biases }: NetworkRecipe,
  hessian: AssembledHessian,
  gaussNewton: AssembledHessian,
): Float64Array[] {
  const [d, h, classes] = layers as [number, number, number]
  const inputs = d + (biases ? 1 : 0)
  const n = hessian.matrix.order
  return Array.from({ length: h }, (_, i) => {
    const incoming = Array.from({ length: inputs }, (_x, a) => a * h + i)
    const outgoing = Array.from({ length: classes }, (_x, c) => inputs * h + i * classes + c)
    const order = inputs + classes
    const block = new Float64Array(order * order)
    for (const [r, p] of incoming.entries()) {
      for (const [c, q] of outgoing.entries()) {
        const entry = hessian.matrix.entries[p * n + q]! - gaussNewton.matrix.entries[p * n + q]!
        block[r * order + inputs + c] = block[(inputs + c) * order + r] = entry
      }
    }
    return block
  })
}

/** NaN, which contradicts, where there are no eigenvalues. */
async function eigenvalues(
  provider: Provider,
  entries: Float64Array,
): Promise<{ values: Float64Array; errorBound: number }> {
  const eigen = await provider.eigenvalues(symmetricMatrix(entries, Math.sqrt(entries.length)))
  if (eigen.status === 'converged') return eigen
  return { values: new Float64Array(0), errorBound: Number.NaN }
}
