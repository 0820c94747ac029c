/** Bugs in loss, gradient and curvature of networks, invented by somebody who had not read the other lists. */
import { networkObjective, problemObjective } from '../networks/networkObjective.ts'
import { type NetworkOptions, type NetworkProblem, networkProblem } from '../networks/networkProblem.ts'
import type {
  ComputedMatrix,
  CurvatureCode,
  CurvatureObjective,
} from '../properties/networks/curvatureCode.ts'
import { type Mutant, slip } from './mutant.ts'
import { onActivation } from './networksAltered.ts'

type Alter = (
  real: ReturnType<typeof networkObjective>,
  options: NetworkOptions,
  samples: readonly number[],
) => Partial<CurvatureObjective>

const hidden = (options: NetworkOptions): readonly number[] => options.layers.slice(1, -1)

export const heldOutNetworksMutants: readonly Mutant<CurvatureCode>[] = [
  slip(
    'swish″ is a billionth too large',
    onActivation(({ second }) => ({ second: (z) => second(z) * (1 + 1e-9) }), { name: 'swish' }),
  ),
  slip(
    'a sigmoid below 1e-6 is 0, and so are its derivatives',
    onActivation(
      ({ value, first, second }) => ({
        value: (z) => (value(z) < 1e-6 ? 0 : value(z)),
        first: (z) => (value(z) < 1e-6 ? 0 : first(z)),
        second: (z) => (value(z) < 1e-6 ? 0 : second(z)),
      }),
      { name: 'sigmoid' },
    ),
  ),
  slip(
    'swish is 0 below −20',
    onActivation(({ value }) => ({ value: (z) => (z < -20 ? 0 : value(z)) }), { name: 'swish' }),
  ),
  {
    ...slip(
      'the error bound of a Hessian is divided by the number of parameters',
      altered((real) => ({
        hessian: async (theta) => {
          const { matrix, errorBound } = await real.hessian(theta)
          return { matrix, errorBound: errorBound / theta.length }
        },
      })),
    ),
    uncatchable:
      'bounds add up worst cases: errors that are certainly there are hundreds of times smaller, so that on networks ' +
      'small enough for exact arithmetic the divided bound is one still, and at most seeds nothing contradicts it',
  },
  {
    bug: 'without biases, hvp multiplies by the raw inputs at the end, the offset forgotten',
    origin: 'our own',
    code: altered((real, options, samples) =>
      options.biases === false
        ? { hvp: (theta, v) => plusOffset(options, samples, theta, v, real.hvp(theta, v)) }
        : {},
    ),
  },
  {
    bug: 'the gradient of a batch of a batch is divided by the length of the outer batch',
    origin: 'our own',
    code: nested((inner, outer, real) => ({
      gradient: (theta) => real.gradient(theta).map((g) => (g * inner) / outer),
    })),
  },
  {
    bug: 'the Hessian of a batch has l2 times the share of the samples that the batch is',
    origin: 'our own',
    code: altered((real, { l2 = 0, inputs }, samples) => ({
      hessian: async (theta) =>
        addedToDiagonal(await real.hessian(theta), l2 * (samples.length / inputs.rows - 1)),
    })),
  },
  {
    bug: 'the Gauss-Newton matrix has no l2 where there is no hidden layer',
    origin: 'our own',
    code: altered((real, { l2 = 0, layers }) => ({
      gaussNewton: async (theta) =>
        layers.length === 2 ? addedToDiagonal(await real.gaussNewton(theta), -l2) : real.gaussNewton(theta),
    })),
  },
  {
    bug: 'hvp drops the second derivative of the activation where a hidden layer has one unit',
    origin: 'our own',
    code: altered((real, options, samples) => {
      if (!hidden(options).includes(1)) return {}
      const flat = problemObjective(withBend(networkProblem(options), () => 0)).onBatch(samples)
      return { hvp: (theta, v) => (theta.length > 0 ? flat.hvp(theta, v) : real.hvp(theta, v)) }
    }),
  },
  {
    bug: 'three layers: in the block of first and last the units are swapped where their numbers agree',
    origin: 'our own',
    code: altered((real, options) => ({
      hessian: async (theta) => withSwappedUnits(options, real.shape.blocks, await real.hessian(theta)),
    })),
  },
  {
    bug: 'the error bound of the Hessian is formed without the offset of the inputs',
    origin: 'our own',
    code: altered((real, options, samples) => ({
      async hessian(theta) {
        const { inputs } = options
        const raw = { ...options, inputs: { ...inputs, offset: new Float64Array(inputs.columns) } }
        const { errorBound } = await networkObjective(raw).onBatch(samples).hessian(theta)
        return { ...(await real.hessian(theta)), errorBound }
      },
    })),
  },
  {
    bug: 'the loss of a single sample is rounded to float32',
    origin: 'our own',
    code: altered((real, _options, samples) =>
      samples.length === 1 ? { loss: (theta) => Math.fround(real.loss(theta)) } : {},
    ),
  },
  {
    bug: 'cross-entropy over one output is that of a logistic unit, derivatives and all',
    origin: 'our own',
    code: ofProblem((problem) => {
      const { loss, shape } = problem
      if (loss.name !== 'cross-entropy' || shape.layers.at(-1) !== 1) return problem
      const chance = (z: number): number => 1 / (1 + Math.exp(-z))
      return {
        ...problem,
        loss: {
          ...loss,
          shiftInvariant: false,
          value: (z) => Math.log1p(Math.exp(-z[0]!)),
          gradient: (z, _t, delta) => {
            delta[0] = chance(z[0]!) - 1
          },
          hessian: (z, _t, out) => {
            out[0] = chance(z[0]!) * (1 - chance(z[0]!))
          },
        },
      }
    }),
  },
  {
    bug: 'the gradient is kept until the loss changes, so that points of equal loss share one',
    origin: 'our own',
    code: altered((real) => {
      let last: { readonly loss: number; readonly gradient: Float64Array } = {
        loss: Number.NaN,
        gradient: new Float64Array(0),
      }
      return {
        gradient(theta) {
          const loss = real.loss(theta)
          if (loss !== last.loss) last = { loss, gradient: real.gradient(theta) }
          return last.gradient.slice()
        },
      }
    }),
  },
  {
    bug: 'batches of one length share their objective, that of the first',
    origin: 'our own',
    code: altered((real, options, samples) => {
      const known = new Map<number, CurvatureObjective>()
      return {
        onBatch(indices) {
          real.onBatch(indices)
          const { length } = indices
          const picked = Array.from(indices, (i) => samples[i]!)
          if (!known.has(length)) known.set(length, networkObjective(options).onBatch(picked))
          return known.get(length)!
        },
      }
    }),
  },
  {
    bug: 'hvp leaves out components of v below 1e-10',
    origin: 'our own',
    code: altered((real) => ({
      hvp: (theta, v) =>
        real.hvp(
          theta,
          v.map((x) => (Math.abs(x) < 1e-10 ? 0 : x)),
        ),
    })),
  },
  {
    bug: 'Gauss-Newton of squared errors of a softmax linearises the softmax too',
    origin: 'our own',
    code: altered((real, options, samples) => {
      if (options.loss !== 'squared-error-softmax') return {}
      const problem = networkProblem(options)
      const { loss } = problem
      const linearised: NetworkProblem = {
        ...problem,
        loss: { ...loss, hessian: (z, _t, out) => setSquareOfSoftmaxJacobian(z, out) },
      }
      const objective = problemObjective(linearised).onBatch(samples)
      return {
        gaussNewton: (theta) => (theta.length > 0 ? objective.gaussNewton(theta) : real.gaussNewton(theta)),
      }
    }),
  },
  {
    bug: 'four layers: the Hessian of the second with the third is multiplied by 1 + 1e-9',
    origin: 'our own',
    code: altered((real, { layers }) => ({
      async hessian(theta) {
        const { matrix, errorBound } = await real.hessian(theta)
        if (layers.length !== 5) return { matrix, errorBound }
        const { blocks, dimension: n } = real.shape
        const block = (p: number): number => blocks.findLastIndex(({ weights }) => weights <= p)
        const mixed = (p: number, q: number): boolean => block(p) === 1 && block(q) === 2
        return {
          matrix: {
            entries: matrix.entries.map((x, k) => {
              const [p, q] = [Math.floor(k / n), k % n]
              return mixed(p, q) || mixed(q, p) ? x * (1 + 1e-9) : x
            }),
          },
          errorBound,
        }
      },
    })),
  },
]

function altered(alter: Alter): CurvatureCode {
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
function nested(
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

function ofProblem(change: (problem: NetworkProblem) => NetworkProblem): CurvatureCode {
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

function withBend(problem: NetworkProblem, second: (z: number) => number): NetworkProblem {
  return withActivation(problem, problem.shape.activation.name, { second })
}

function range(n: number): number[] {
  return Array.from({ length: n }, (_, s) => s)
}

function addedToDiagonal({ matrix, ...rest }: ComputedMatrix, shift: number): ComputedMatrix {
  const entries = matrix.entries.slice()
  const n = Math.sqrt(entries.length)
  for (let p = 0; p < n; p++) entries[p * n + p]! += shift
  return { ...rest, matrix: { entries } }
}

/** Takes back that the offset is subtracted in the outer product: + m ⊗ the bias's component. */
function plusOffset(
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

function withSwappedUnits(
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
function setSquareOfSoftmaxJacobian(z: Float64Array, out: Float64Array): void {
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
