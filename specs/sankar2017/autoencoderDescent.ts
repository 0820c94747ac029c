/**
 * Critical points of a linear autoencoder n-p-n along which index and loss are known to fall together: with the k
 * leading eigenvectors of n the index is (p − k)(n − k), and each more takes its eigenvalue off the loss.
 *
 * Source: Baldi and Hornik 1989; the counts are those of specs/theory/linearAutoencoder.
 */
import {
  type ClaimContext,
  type NetworkObjective,
  networkObjective,
  seededRandom,
  signsAt,
  sparseRows,
} from '../../harness/index.ts'

const n = 6
const p = 3
const trials = 8

export const autoencoderName = `${n}-${p}-${n} autoencoder`

/** Of one data set, k = 0, 1, …, p. */
export interface Descent {
  readonly losses: readonly number[]
  /** Certified negative eigenvalues. */
  readonly indices: readonly number[]
}

/** @returns a text where the signs could not be measured */
export async function autoencoderDescents({
  provider,
  seed,
}: ClaimContext): Promise<readonly Descent[] | string> {
  const descents: Descent[] = []
  for (let trial = 1; trial <= trials; trial++) {
    const objective = autoencoder(seed * 1000 + trial)
    const losses: number[] = []
    const indices: number[] = []
    for (let k = 0; k <= p; k++) {
      const signs = await signsAt(objective, leading(k, objective.dimension), provider)
      if (signs.status !== 'measured') return signs.message
      losses.push(signs.loss)
      indices.push(signs.inertia.negative)
    }
    descents.push({ losses, indices })
  }
  return descents
}

/** On diagonal data: eigenvalue i of the covariance is in (n − i)/n + [0, 1/2n), so that they descend. */
function autoencoder(seed: number): NetworkObjective {
  const random = seededRandom(seed)
  const rows = new Float64Array(n * n)
  for (let i = 0; i < n; i++) rows[i * n + i] = Math.sqrt(n - i + random.uniform() / 2)
  return networkObjective({
    layers: [n, p, n],
    activation: 'linear',
    loss: 'squared-error',
    biases: false,
    inputs: sparseRows(rows, n, n),
    targets: { values: rows },
  })
}

/** Encoder and decoder of the first k coordinates. */
function leading(k: number, dimension: number): Float64Array {
  const theta = new Float64Array(dimension)
  for (let i = 0; i < k; i++) {
    theta[i * p + i] = 1
    theta[n * p + i * n + i] = 1
  }
  return theta
}
