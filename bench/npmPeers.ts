/** Peers that npm has: jax-js, and TensorFlow.js where somebody has installed it. */
import { denseRows, InternalError } from '../harness/index.ts'
import { installedVersion } from './installedVersion.ts'
import { oneHotTargets, type PeerProblem } from './peerProblem.ts'
import { nestedRows } from './scoreboard/nestedArrays.ts'

export interface NpmPeer {
  readonly build: string
  /** Of its arithmetic: the bound of ours is scaled by it before the two are compared. */
  readonly unitRoundoff: number
  /** @returns [P, P] */
  hessian(): Promise<Float64Array>
  /** Absent where it has none. @returns [P] ascending */
  eigenvalues?(hessian: Float64Array): Promise<Float64Array>
}

export type NpmPeerFinding = { readonly peer: NpmPeer } | { readonly skipped: string }

/** On its cpu backend, whose float64 is exact: its wasm backend has float32's exp, log and tanh. */
export async function jaxJsPeer(problem: PeerProblem): Promise<NpmPeerFinding> {
  const version = installedVersion('@jax-js/jax')
  if (version === undefined) return { skipped: '@jax-js/jax is not installed' }
  provideMissingGlobals()
  const { defaultDevice, hessian, init, nn, numpy } = await import('@jax-js/jax')
  await init('cpu')
  defaultDevice('cpu')
  const { layers, theta } = problem
  const type = { dtype: numpy.float64 }
  const n = theta.length
  const inputs = numpy.array(nestedRows(denseRows(problem.data.inputs), layers[0]!), type)
  const targets = numpy.array(
    nestedRows(oneHotTargets(problem.data.labels, layers.at(-1)!), layers.at(-1)!),
    type,
  )
  // Every use of an array gives it up; `.ref` keeps it.
  const loss = (at: typeof inputs): typeof inputs => {
    let a = inputs.ref
    for (const [k, { weights, bias, fanIn, fanOut }] of problem.objective.shape.blocks.entries()) {
      const matrix = at.ref.slice([weights, bias]).reshape([fanIn, fanOut])
      const z = numpy.matmul(a, matrix).add(at.ref.slice([bias, bias + fanOut]))
      a = k + 2 < layers.length ? activated(z) : z
    }
    return numpy.mean(numpy.sum(targets.ref.mul(nn.logSoftmax(a)), 1)).mul(-1)
  }
  const activated = (z: typeof inputs): typeof inputs =>
    problem.activation === 'tanh' ? numpy.tanh(z) : nn.relu(z)
  requireKnown('jax-js', problem, ['tanh', 'relu'], 'cross-entropy')
  return {
    peer: {
      build: `jax-js ${version}, cpu`,
      unitRoundoff: 2 ** -53,
      async hessian() {
        const matrix = hessian(loss)(numpy.array([...theta], type))
        return Float64Array.from((await matrix.data()) as Float64Array)
      },
      async eigenvalues(matrix) {
        const values = numpy.linalg.eigvalsh(numpy.array(nestedRows(matrix, n), type))
        return Float64Array.from((await values.data()) as Float64Array).sort()
      },
    },
  }
}

/** The parts of TensorFlow.js that are used; it is no dependency, so that its types are not here. */
interface TensorFlow {
  setBackend(name: string): Promise<boolean>
  ready(): Promise<void>
  tensor1d(values: Float32Array): Tensor
  tensor2d(values: Float32Array, shape: readonly [number, number]): Tensor
  grad(f: (x: Tensor) => Tensor): (x: Tensor) => Tensor
  matMul(a: Tensor, b: Tensor): Tensor
  relu(z: Tensor): Tensor
  tidy<T>(work: () => T): T
}

interface Tensor {
  slice(begin: number, size: number): Tensor
  reshape(shape: readonly number[]): Tensor
  add(other: Tensor): Tensor
  sub(other: Tensor): Tensor
  mul(other: Tensor): Tensor
  square(): Tensor
  mean(): Tensor
  sum(): Tensor
  dataSync(): Float32Array
}

/**
 * float32, and right in second derivatives for relu, softplus and polynomials with squared errors only: a gradient
 * of a gradient is silently wrong for most others (its issue 3252).
 */
export async function tensorFlowPeer(problem: PeerProblem): Promise<NpmPeerFinding> {
  const name = '@tensorflow/tfjs'
  const version = installedVersion(name)
  if (version === undefined) return { skipped: `${name} is not installed (npm i --no-save ${name}@4.22.0)` }
  requireKnown('tfjs', problem, ['relu'], 'squared-error')
  const tf = (await import(name)) as TensorFlow
  await tf.setBackend('cpu')
  await tf.ready()
  const { layers, data, objective } = problem
  const single = (values: Float64Array, columns: number): Tensor =>
    tf.tensor2d(Float32Array.from(values), [values.length / columns, columns])
  const outputs = layers.at(-1)!
  const inputs = single(denseRows(data.inputs), layers[0]!)
  const targets = single(oneHotTargets(data.labels, outputs), outputs)
  const theta = tf.tensor1d(Float32Array.from(problem.theta))
  const loss = (at: Tensor): Tensor => {
    let a = inputs
    for (const [k, { weights, bias, fanIn, fanOut }] of objective.shape.blocks.entries()) {
      const matrix = at.slice(weights, bias - weights).reshape([fanIn, fanOut])
      const z = tf.matMul(a, matrix).add(at.slice(bias, fanOut))
      a = k + 2 < layers.length ? tf.relu(z) : z
    }
    return a.sub(targets).square().mean()
  }
  const gradient = tf.grad(loss)
  return {
    peer: {
      build: `tfjs ${version}, cpu, float32`,
      unitRoundoff: 2 ** -24,
      async hessian() {
        const n = objective.dimension
        const rows = new Float64Array(n * n)
        const unit = new Float32Array(n)
        for (let p = 0; p < n; p++) {
          unit[p] = 1
          rows.set(
            tf.tidy(() =>
              tf
                .grad((at) => gradient(at).mul(tf.tensor1d(unit)).sum())(theta)
                .dataSync(),
            ),
            p * n,
          )
          unit[p] = 0
        }
        return rows
      },
    },
  }
}

/** A peer that was told of another loss would be compared and found wrong; better to say why. */
function requireKnown(
  peer: string,
  { activation, loss }: PeerProblem,
  known: string[],
  itsLoss: string,
): void {
  if (known.includes(activation) && loss === itsLoss) return
  throw new InternalError('npmPeers', `${peer} was given ${activation} with ${loss}`)
}

/** It looks for both on loading and Node 20 has neither; it needs them for float16 and WebGPU only. */
function provideMissingGlobals(): void {
  const globals = globalThis as unknown as Record<string, unknown>
  globals.Float16Array ??= class extends Uint16Array {}
  globals.navigator ??= {}
}
