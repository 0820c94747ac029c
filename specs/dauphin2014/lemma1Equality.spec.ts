import fc from 'fast-check'
import {
  type AlignedInstance,
  alignedVectors,
  type Check,
  type Eigenpairs,
  expandAlignedVector,
  forAll,
  frobeniusNorm,
  specify,
} from '../../harness/index.ts'

const maxOrder = 20
const runs = { quick: 500, paper: 5000 }

/** Vectors in eigenspaces of one sign, where the two sides are equal, and in those of both. */
const instances = fc.oneof(
  alignedVectors({ space: 'oneSign', maxOrder }),
  alignedVectors({ space: 'kernel', maxOrder }),
  alignedVectors({ space: 'bothSigns', maxOrder }),
)

/**
 * With x = Σ c_k q_k, P = Σ_{λ_k > 0} λ_k c_k² and N = Σ_{λ_k < 0} |λ_k| c_k² the two sides are |P − N| and P + N,
 * so that the gap is 2·min(P, N): zero exactly when all components of x lie in eigenspaces of one sign, and the kernel.
 */
export default specify({
  id: 'dauphin2014/lemma1Equality',
  statement:
    '|xᵀAx| = xᵀ|A|x exactly when x lies in the eigenspaces of one sign and the kernel: the gap is twice the smaller share',
  source: { work: 'Dauphin et al. 2014', item: 'Lemma 1, the case of equality, which the paper leaves open' },
  rule:
    '|A| from the provider’s eigenpairs; the gap is 2·min(P, N) to rounding in ' +
    `${runs.quick} pairs of a matrix and a vector with prescribed components (paper ${runs.paper}), order 1 to ${maxOrder}, ` +
    'scales 1e-150 to 1e150',
  pinned: 'holds',
  check: gapIs((positive, negative) => 2 * Math.min(positive, negative)),
  controls: [
    {
      statement: 'the gap is the smaller share itself',
      expected: 'refuted',
      check: gapIs((positive, negative) => Math.min(positive, negative)),
    },
    { statement: 'there is no gap', expected: 'refuted', check: gapIs(() => 0) },
  ],
})

function gapIs(predict: (positive: number, negative: number) => number): Check {
  return forAll({
    instances,
    runs,
    check: async (recipe, { provider }) => {
      const instance = expandAlignedVector(recipe)
      const eigen = await provider.eigenpairs(instance.matrix)
      if (eigen.status !== 'converged') return { error: Number.NaN, bound: 0, detail: eigen.message }
      const scale = 2 ** recipe.matrix.scaleExponent
      const share = (sign: 1 | -1): number =>
        recipe.matrix.spectrum.reduce(
          (sum, value, k) =>
            sign * value > 0 ? sum + Math.abs(value) * scale * recipe.coefficients[k]! ** 2 : sum,
          0,
        )
      const gap = measuredGap(instance, eigen)
      const predicted = predict(share(1), share(-1))
      return {
        error: Math.abs(gap - predicted),
        bound: gapBound(instance, eigen),
        detail: `gap ${gap}, predicted ${predicted}`,
      }
    },
  })
}

/** xᵀ|A|x − |xᵀAx| */
function measuredGap({ matrix, vector: x }: AlignedInstance, { values, vectors }: Eigenpairs): number {
  const n = matrix.order
  const dot = (entry: (j: number) => number): number => x.reduce((sum, xj, j) => sum + entry(j) * xj, 0)
  const plain = x.reduce((sum, xi, i) => sum + xi * dot((j) => matrix.entries[i * n + j]!), 0)
  const absolute = values.reduce(
    (sum, value, k) => sum + Math.abs(value) * dot((i) => vectors[i * n + k]!) ** 2,
    0,
  )
  return absolute - Math.abs(plain)
}

/**
 * xᵀAx and xᵀ|A|x move by at most 2‖A‖‖x‖·vectorError with x, and with A by ‖ΔA‖ and ‖Δ|A|‖ times ‖x‖², where ΔA is what
 * the stored matrix and the computed pairs are off. |·| has the Lipschitz constant 1 in the Frobenius norm (Araki and
 * Yamagami 1981), hence √n in the 2-norm. Doubled for the rounding of the sums; the floor is for subnormal products.
 */
function gapBound(
  { matrix, vector, vectorError, eigenvalueError }: AlignedInstance,
  { errorBound }: Eigenpairs,
): number {
  const n = matrix.order
  const length = Math.hypot(...vector)
  const moved = 4 * frobeniusNorm(matrix) * length * vectorError
  const perturbed = (1 + Math.sqrt(n)) * (eigenvalueError + errorBound) * length ** 2
  return 2 * (moved + perturbed) + n * n * Number.MIN_VALUE
}
