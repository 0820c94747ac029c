/** A network, its data and a theta, in the plain terms that every peer can be given. */
import {
  initialTheta,
  loadDataSet,
  type NetworkObjective,
  networkObjective,
  type SparseRows,
  seededRandom,
  sparseRows,
  takeSamples,
} from '../harness/index.ts'

export interface PeerProblem {
  /** "random 20-15-10-5 tanh, P = 530, N = 200" */
  readonly name: string
  readonly layers: readonly number[]
  readonly activation: string
  readonly loss: string
  readonly theta: Float64Array // [P]
  readonly data: { readonly inputs: SparseRows; readonly labels: Uint8Array }
  readonly objective: NetworkObjective
}

export interface NetworkChoice {
  readonly layers: readonly number[]
  readonly activation: string
  /** cross-entropy unless told. */
  readonly loss?: string
  /** N */
  readonly samples: number
  /** Seeded, N(0, 1) inputs and uniform labels; otherwise MNIST with the training mean subtracted. */
  readonly random?: boolean
}

export function peerProblem(choice: NetworkChoice): PeerProblem {
  const { layers, activation, loss = 'cross-entropy', samples, random = false } = choice
  const data = random ? randomData(layers, samples) : mnist(samples)
  const objective = networkObjective({
    layers,
    activation,
    loss,
    inputs: data.inputs,
    targets: { labels: data.labels },
  })
  const size = `P = ${objective.dimension}, N = ${samples}`
  return {
    name: `${random ? 'random' : 'MNIST'} ${layers.join('-')} ${activation}, ${size}`,
    layers,
    activation,
    loss,
    data,
    objective,
    theta: initialTheta(objective.shape, activation === 'relu' ? 'he-normal' : 'xavier-normal', 1),
  }
}

/** @returns [N, C] */
export function oneHotTargets(labels: ArrayLike<number>, classes: number): Float64Array {
  const rows = new Float64Array(labels.length * classes)
  for (let s = 0; s < labels.length; s++) rows[s * classes + labels[s]!] = 1
  return rows
}

function randomData(layers: readonly number[], samples: number): PeerProblem['data'] {
  const random = seededRandom(1)
  const columns = layers[0]!
  const inputs = Float64Array.from({ length: samples * columns }, () => random.normal()) // [N, d]
  const labels = Uint8Array.from({ length: samples }, () => random.integer(layers.at(-1)!))
  return { inputs: sparseRows(inputs, samples, columns), labels }
}

/** Few samples come from the test split, which is read in no time. */
function mnist(samples: number): PeerProblem['data'] {
  return takeSamples(loadDataSet('mnist-centered', samples > 1000 ? 'train' : 'test'), samples)
}
