/** Bugs in loss, gradient and curvature of networks, invented by somebody who had not read the other lists. */
import { networkObjective, problemObjective } from '../networks/networkObjective.ts'
import { type NetworkOptions, type NetworkProblem, networkProblem } from '../networks/networkProblem.ts'
import type { CurvatureCode, CurvatureObjective } from '../properties/networks/curvatureCode.ts'
import {
  addedToDiagonal,
  altered,
  nested,
  ofProblem,
  plusOffset,
  setSquareOfSoftmaxJacobian,
  withBend,
  withSwappedUnits,
} from './heldOutNetworksAltered.ts'
import { type Mutant, slip } from './mutant.ts'
import { onActivation } from './networksAltered.ts'

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
