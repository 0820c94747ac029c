import {
  type AssembledHessian,
  type Check,
  certifiedInertia,
  foundProviders,
  type NetworkObjective,
  networkObjective,
  norm,
  type Provider,
  seededRandom,
  sparseRows,
  specify,
  type Verdict,
} from '../../harness/index.ts'

/** Inputs and outputs, and hidden units. */
const n = 16
const p = 4

/** A critical point: the encoder spans the eigenvectors in `chosen` of the data's covariance. */
interface CriticalPoint {
  /** Ascending, at most p of 0..n-1. */
  readonly chosen: readonly number[]
}

/** What the theory says of a critical point. */
interface Prediction {
  readonly loss: number
  readonly index: number
  readonly nullity: number
}

type Theory = (point: CriticalPoint) => Prediction

const points = subsets(n, p)

export default specify({
  id: 'theory/linearAutoencoder',
  statement:
    'Every critical point of a linear autoencoder n-p-n spans a set I of k ≤ p eigenvectors: loss (tr Σ − Σ_I λ)/n, ' +
    'nullity k(2p − k), index (p − k)(n − k) + Σ_{i∈I} #{j∉I : λ_j > λ_i}',
  source: {
    work: 'Baldi and Hornik 1989',
    item: 'Facts 1 to 4, with the counts worked out for n-p-n without biases',
  },
  rule:
    'loss equal and gradient zero to the last bit, certified negative eigenvalues = index, eigenvalues within the error bound of 0 = nullity, ' +
    `at all ${points.length} points of n = ${n}, p = ${p}, with every provider found here`,
  pinned: 'holds',
  check: against(theory),
  controls: [
    {
      statement: 'the index without the eigenvectors that could be exchanged: (p − k)(n − k)',
      expected: 'refuted',
      check: against((point) => ({
        ...theory(point),
        index: (p - point.chosen.length) * (n - point.chosen.length),
      })),
    },
    {
      statement: 'the nullity k·p, the dimension of the orbit if all hidden units were used',
      expected: 'refuted',
      check: against((point) => ({ ...theory(point), nullity: point.chosen.length * p })),
    },
  ],
})

/** λ_i = (i + 1)²/16 belongs to the i-th column of the orthogonal Q: 16 samples 4√λ_i·q_i have the covariance Σ. */
function eigenvalue(i: number): number {
  return ((i + 1) * (i + 1)) / n
}

/** Entry j of the i-th column of Q: a Hadamard matrix over 4, orthogonal without rounding. */
function eigenvector(i: number, j: number): number {
  let parity = 0
  for (let common = i & j; common > 0; common >>= 1) parity ^= common & 1
  return parity === 0 ? 1 / 4 : -1 / 4
}

function theory({ chosen }: CriticalPoint): Prediction {
  const k = chosen.length
  const others = Array.from({ length: n }, (_, j) => j).filter((j) => !chosen.includes(j))
  const swaps = chosen.map((i) => others.filter((j) => eigenvalue(j) > eigenvalue(i)).length)
  return {
    loss: others.reduce((sum, j) => sum + eigenvalue(j), 0) / n,
    index: (p - k) * (n - k) + swaps.reduce((sum, count) => sum + count, 0),
    nullity: k * (2 * p - k),
  }
}

function against(predict: Theory): Check {
  return async (context): Promise<Verdict> => {
    const providers = await foundProviders()
    const objective = autoencoder()
    const report = context.progress('critical points of the linear autoencoder')
    let gap = Number.POSITIVE_INFINITY
    let bound = 0
    for (const [done, point] of points.entries()) {
      report(done, points.length)
      const theta = thetaOf(point, context.seed + done)
      const hessian = await objective.hessian(theta)
      for (const provider of providers) {
        const measured = { ...measureLoss(objective, theta), ...(await measureInertia(provider, hessian)) }
        gap = Math.min(gap, measured.smallest)
        bound = Math.max(bound, measured.bound)
        if (!agrees(measured, predict(point)))
          return refutation(point, provider, measured, predict(point), done + 1)
      }
    }
    report(points.length, points.length)
    const names = providers.map(({ name }) => name).join(' and ')
    return {
      status: 'holds',
      summary:
        `all ${points.length} points with ${names}; smallest non-zero |λ| ${gap.toPrecision(2)}, ` +
        `largest error bound ${bound.toPrecision(2)}`,
      runs: points.length * providers.length,
      worstRatio: bound / gap,
    }
  }
}

interface Measurement {
  readonly loss: number
  readonly gradientNorm: number
  readonly negative: number
  readonly undecided: number
  /** Of |λ| among the eigenvalues with a certain sign. */
  readonly smallest: number
  readonly bound: number
}

/** The data, encoder and decoder are dyadic rationals of few bits: loss and gradient have no rounding. */
function agrees({ loss, gradientNorm, negative, undecided }: Measurement, theory: Prediction): boolean {
  const exact = loss === theory.loss && gradientNorm === 0
  return exact && negative === theory.index && undecided === theory.nullity
}

function autoencoder(): NetworkObjective {
  const rows = Array.from({ length: n * n }, (_, at) => {
    const i = Math.floor(at / n)
    return Math.sqrt(n * eigenvalue(i)) * eigenvector(i, at % n)
  })
  return networkObjective({
    layers: [n, p, n],
    activation: 'linear',
    loss: 'squared-error',
    biases: false,
    inputs: sparseRows(rows, n, n),
    targets: { values: Float64Array.from(rows) },
  })
}

/**
 * Encoder Q_I G and decoder G⁻¹Q_Iᵀ, with a unit upper triangular G of small integers: the same function, and by
 * Sylvester's law the same inertia, as with G = I.
 */
function thetaOf({ chosen }: CriticalPoint, seed: number): Float64Array {
  const random = seededRandom(seed)
  const shear = Array.from({ length: p }, (_, r) =>
    Array.from({ length: p }, (_x, c) => (r === c ? 1 : r < c ? random.integer(3) - 1 : 0)),
  )
  const inverse = invertUnitUpper(shear)
  const theta = new Float64Array(2 * n * p)
  for (const [r, i] of chosen.entries()) {
    for (let j = 0; j < n; j++) {
      for (let c = 0; c < p; c++) {
        theta[j * p + c]! += eigenvector(i, j) * shear[r]![c]!
        theta[n * p + c * n + j]! += inverse[c]![r]! * eigenvector(i, j)
      }
    }
  }
  return theta
}

/** By back substitution, exact for integers. */
function invertUnitUpper(matrix: readonly (readonly number[])[]): number[][] {
  const inverse = matrix.map((_, r) => matrix.map((_x, c) => (r === c ? 1 : 0)))
  for (let r = matrix.length - 2; r >= 0; r--) {
    for (let k = r + 1; k < matrix.length; k++) {
      for (let c = 0; c < matrix.length; c++) inverse[r]![c]! -= matrix[r]![k]! * inverse[k]![c]!
    }
  }
  return inverse
}

function measureLoss(
  objective: NetworkObjective,
  theta: Float64Array,
): Pick<Measurement, 'loss' | 'gradientNorm'> {
  return { loss: objective.loss(theta), gradientNorm: norm(objective.gradient(theta)) }
}

/** NaN, which agrees with nothing, where there are no eigenvalues. */
async function measureInertia(
  provider: Provider,
  { matrix, errorBound }: AssembledHessian,
): Promise<Omit<Measurement, 'loss' | 'gradientNorm'>> {
  const eigen = await provider.eigenvalues(matrix)
  const none = Number.NaN
  if (eigen.status !== 'converged') return { negative: none, undecided: none, smallest: none, bound: none }
  const bound = eigen.errorBound + errorBound
  const { negative, undecided } = certifiedInertia(eigen.values, bound, { zeroRows: 0, invariances: 0 })
  const certain = eigen.values.map(Math.abs).filter((size) => size > bound)
  return { negative, undecided, smallest: Math.min(...certain), bound }
}

function refutation(
  { chosen }: CriticalPoint,
  provider: Provider,
  { loss, gradientNorm, negative, undecided }: Measurement,
  { loss: expected, index, nullity }: Prediction,
  runs: number,
): Verdict {
  const summary =
    `I = {${chosen.join(', ')}} with ${provider.name}: loss ${loss}, ‖∇f‖ ${gradientNorm}, index ${negative}, ` +
    `nullity ${undecided}; predicted loss ${expected}, index ${index}, nullity ${nullity}`
  return { status: 'refuted', summary, runs, counterexample: `I = {${chosen.join(', ')}}` }
}

/** Every subset of 0..size-1 with at most `most` elements, the small ones first. */
function subsets(size: number, most: number): CriticalPoint[] {
  let grown: number[][] = [[]]
  const all = [...grown]
  for (let k = 1; k <= most; k++) {
    grown = grown.flatMap((chosen) =>
      Array.from({ length: size - 1 - (chosen.at(-1) ?? -1) }, (_, step) => [
        ...chosen,
        (chosen.at(-1) ?? -1) + 1 + step,
      ]),
    )
    all.push(...grown)
  }
  return all.map((chosen) => ({ chosen }))
}
