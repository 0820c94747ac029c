/** How the held-out bugs of networks are made of the real code; written apart from networksAltered.ts, as they were. */
import { networkObjective, problemObjective } from '../networks/networkObjective.ts'
import { type NetworkOptions, type NetworkProblem, networkProblem } from '../networks/networkProblem.ts'
import type {
  ComputedMatrix,
  CurvatureCode,
  CurvatureObjective,
} from '../properties/networks/curvatureCode.ts'

type Alter = (
  real: ReturnType<typeof networkObjective>,
  options: NetworkOptions,
  samples: readonly number[],
) => Partial<CurvatureObjective>

export function altered(alter: Alter): CurvatureCode {
  return (options) => around(networkObjective(options), options, range(options.inputs.rows), alter)
}

function around(
  real: ReturnType<typeof networkObjective>,
  options: NetworkOptions,
  samples: readonly number[],
  alter: Alter,
): CurvatureObjective {
  return {
    ...real,
    onBatch: (indices) =>
      around(
        real.onBatch(indices),
        options,
        Array.from(indices, (i) => samples[i]!),
        alter,
      ),
    ...alter(real, options, samples),
  }
}

/** Changes only what a batch of a batch gives, and batches of that. */
export function nested(
  alter: (inner: number, outer: number, real: CurvatureObjective) => Partial<CurvatureObjective>,
): CurvatureCode {
  const within = (outer: CurvatureObjective, length: number): CurvatureObjective => ({
    ...outer,
    onBatch(indices) {
      const real = outer.onBatch(indices)
      return within({ ...real, ...alter(indices.length, length, real) }, indices.length)
    },
  })
  return (options) => {
    const real = networkObjective(options)
    return { ...real, onBatch: (indices) => within(real.onBatch(indices), indices.length) }
  }
}

export function ofProblem(change: (problem: NetworkProblem) => NetworkProblem): CurvatureCode {
  return (options) => problemObjective(change(networkProblem(options)))
}

type Changed = Partial<Record<'value' | 'first' | 'second', (z: number, f: (z: number) => number) => number>>

function withActivation(problem: NetworkProblem, name: string, changes: Changed): NetworkProblem {
  const { activation } = problem.shape
  if (activation.name !== name) return problem
  const changed = Object.fromEntries(
    Object.entries(changes).map(([key, change]) => {
      const f = activation[key as keyof Changed]
      return [key, (z: number) => change(z, f)]
    }),
  )
  return { ...problem, shape: { ...problem.shape, activation: { ...activation, ...changed } } }
}

export function withBend(problem: NetworkProblem, second: (z: number) => number): NetworkProblem {
  return withActivation(problem, problem.shape.activation.name, { second })
}

function range(n: number): number[] {
  return Array.from({ length: n }, (_, s) => s)
}

export function addedToDiagonal({ matrix, ...rest }: ComputedMatrix, shift: number): ComputedMatrix {
  const entries = matrix.entries.slice()
  const n = Math.sqrt(entries.length)
  for (let p = 0; p < n; p++) entries[p * n + p]! += shift
  return { ...rest, matrix: { entries } }
}

/** Takes back that the offset is subtracted in the outer product: + m ⊗ the bias's component. */
export function plusOffset(
  options: NetworkOptions,
  samples: readonly number[],
  theta: Float64Array,
  v: Float64Array,
  product: Float64Array,
): Float64Array {
  const full = networkObjective({ ...options, biases: true })
  const { layout } = networkProblem(options)
  const whole = full.onBatch(samples).hvp(layout.embed(theta), layout.embed(v))
  const { fanIn, fanOut, bias } = full.shape.blocks[0]!
  for (let a = 0; a < fanIn; a++) {
    for (let i = 0; i < fanOut; i++) product[a * fanOut + i]! += options.inputs.offset[a]! * whole[bias + i]!
  }
  return product
}

export function withSwappedUnits(
  { layers }: NetworkOptions,
  blocks: readonly { readonly weights: number; readonly fanIn: number; readonly fanOut: number }[],
  { matrix, ...rest }: ComputedMatrix,
): ComputedMatrix {
  if (layers.length !== 4 || layers[1] !== layers[3]) return { matrix, ...rest }
  const entries = matrix.entries.slice()
  const n = Math.sqrt(entries.length)
  const width = layers[1]!
  for (let a = 0; a < blocks[0]!.fanIn; a++) {
    for (let b = 0; b < blocks[2]!.fanIn; b++) {
      for (let i = 0; i < width; i++) {
        for (let j = 0; j < width; j++) {
          const at = (x: number, y: number): number =>
            (blocks[0]!.weights + a * width + x) * n + blocks[2]!.weights + b * width + y
          const value = matrix.entries[at(j, i)]!
          entries[at(i, j)] = value
          entries[(at(i, j) % n) * n + Math.floor(at(i, j) / n)] = value
        }
      }
    }
  }
  return { ...rest, matrix: { entries } }
}

/** (2/C)·J², J = diag(p) − ppᵀ. */
export function setSquareOfSoftmaxJacobian(z: Float64Array, out: Float64Array): void {
  const n = z.length
  const largest = Math.max(...z)
  const e = z.map((x) => Math.exp(x - largest))
  const sum = e.reduce((total, x) => total + x, 0)
  const p = e.map((x) => x / sum)
  const jacobian = (i: number, j: number): number => (i === j ? p[i]! : 0) - p[i]! * p[j]!
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let entry = 0
      for (let k = 0; k < n; k++) entry += jacobian(i, k) * jacobian(k, j)
      out[i * n + j] = (2 / n) * entry
    }
  }
}
