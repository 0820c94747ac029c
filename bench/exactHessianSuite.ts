/**
 * The exact Hessian against the same matrix column by column, H eₚ = hvp(theta, eₚ) for all P of them.
 *
 * Column by column passes P times over the N samples, the assembly once. Both hand over a fresh [P, P] array;
 * the assembly's time includes its rounding bound, the mirror image and the check of every entry.
 *
 * Gates: 3 and 4. They guard the reason for having an assembly, not the third digit; what is measured, more with more
 * samples because what the assembly does once for each of P² entries does not grow with N, stands in reports/bench.
 * Room is left for the A/A spread, which reaches 0.7 where 20 MB are allocated in each call and collected when V8
 * sees fit. The bar, at the size of a paper's network, is hessianBars.ts.
 */
import {
  InternalError,
  initialTheta,
  loadDataSet,
  type NetworkObjective,
  networkObjective,
  type Provider,
  type ProviderFinding,
  seededRandom,
  sparseRows,
  takeSamples,
} from '../harness/index.ts'
import { embeddedProvider } from './findingOf.ts'
import type { BenchGroup, BenchMode, Suite } from './suite.ts'

interface Instance {
  readonly name: string
  readonly objective: NetworkObjective
  readonly theta: Float64Array // [P]
  readonly requiredRatio: number
}

const v8 = `V8 ${process.versions.v8}`

/** 24 pairs, of which five spoiled ones on each side do not matter: P(Bin(24, ½) ≤ 5) = 0.0033. */
const rounds = { full: 12, smoke: 4 }

export async function exactHessianSuite(
  mode: BenchMode,
  findings: readonly ProviderFinding[],
): Promise<Suite> {
  const provider = embeddedProvider(findings)
  const instances = [randomNetwork(mode), mnistNetwork(mode)]
  for (const instance of instances) await requireSameHessian(instance, provider)
  return {
    title: 'Exact Hessian',
    groups: instances.map((instance) => rowsOf(instance, provider)),
    gates: instances.map(({ name, objective, theta, requiredRatio }) => ({
      claim: `exact Hessian against column by column, ${name}`,
      candidate: () => objective.hessian(theta, { provider }),
      reference: () => columnHessian(objective, theta),
      threshold: { kind: 'atLeast', ratio: requiredRatio },
      rounds: rounds[mode],
    })),
  }
}

function rowsOf({ name, objective, theta }: Instance, provider: Provider): BenchGroup {
  const { dimension, samples } = objective
  return {
    instance: name,
    rows: [
      {
        name: 'column by column',
        build: v8,
        workCount: `${dimension} HVPs, ${dimension * samples} sample passes`,
        run: () => columnHessian(objective, theta),
      },
      {
        name: 'exact Hessian',
        build: `${provider.version}, ${v8}`,
        workCount: `0 HVPs, ${samples} sample passes`,
        run: () => objective.hessian(theta, { provider }),
      },
    ],
  }
}

/** @returns [P, P] */
function columnHessian({ dimension, hvp }: NetworkObjective, theta: Float64Array): Float64Array {
  const columns = new Float64Array(dimension * dimension)
  const direction = new Float64Array(dimension)
  for (let p = 0; p < dimension; p++) {
    direction[p] = 1
    columns.set(hvp(theta, direction), p * dimension)
    direction[p] = 0
  }
  return columns
}

/**
 * Both sum the same terms, in another order, so hvp's rounding is allowed what is proved of the assembly's:
 * errorBound bounds ‖·‖₂ and with it every entry.
 */
async function requireSameHessian({ name, objective, theta }: Instance, provider: Provider): Promise<void> {
  const { matrix, errorBound } = await objective.hessian(theta, { provider })
  const columns = columnHessian(objective, theta)
  const wrong = matrix.entries.findIndex((h, p) => !(Math.abs(h - columns[p]!) <= 2 * errorBound))
  if (wrong < 0) return
  const difference = Math.abs(matrix.entries[wrong]! - columns[wrong]!)
  throw new InternalError(
    `exactHessianSuite, ${name}`,
    `entry ${wrong} differs by ${difference} from its HVP, bound ${2 * errorBound}`,
  )
}

function randomNetwork(mode: BenchMode): Instance {
  const layers = mode === 'full' ? [20, 15, 10, 5] : [4, 3, 2]
  const samples = mode === 'full' ? 50 : 8
  const random = seededRandom(1)
  const inputs = Float64Array.from({ length: samples * layers[0]! }, () => random.normal()) // [N, d]
  const labels = Int32Array.from({ length: samples }, () => random.integer(layers.at(-1)!))
  const objective = networkObjective({
    layers,
    activation: 'tanh',
    loss: 'cross-entropy',
    inputs: sparseRows(inputs, samples, layers[0]!),
    targets: { labels },
  })
  return instance('random', objective, 'xavier-normal', 3)
}

function mnistNetwork(mode: BenchMode): Instance {
  const { inputs, labels } = takeSamples(loadDataSet('mnist-centered', 'test'), mode === 'full' ? 100 : 2)
  const objective = networkObjective({
    layers: mode === 'full' ? [784, 2, 10] : [784, 1, 10],
    activation: 'relu',
    loss: 'cross-entropy',
    inputs,
    targets: { labels },
  })
  return instance('MNIST', objective, 'he-normal', 4)
}

function instance(
  inputs: string,
  objective: NetworkObjective,
  initializer: string,
  requiredRatio: number,
): Instance {
  const { shape, dimension, samples } = objective
  const name = `${inputs} ${shape.layers.join('-')} ${shape.activation.name}, P = ${dimension}, N = ${samples}`
  return { name, objective, theta: initialTheta(shape, initializer, 1), requiredRatio }
}
