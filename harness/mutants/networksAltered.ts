/** How mutants of a network's objective are made: real code with one answer, one function or one option changed. */
import type { Activation, ActivationName } from '../networks/activations.ts'
import type { LossName, OutputLoss } from '../networks/losses.ts'
import { type NetworkObjective, networkObjective, problemObjective } from '../networks/networkObjective.ts'
import { type NetworkOptions, type NetworkProblem, networkProblem } from '../networks/networkProblem.ts'
import type { CurvatureCode, CurvatureObjective } from '../properties/networks/curvatureCode.ts'

export type Part = 'loss' | 'gradient' | 'hvp' | 'hessian' | 'gaussNewton'

const allParts: readonly Part[] = ['loss', 'gradient', 'hvp', 'hessian', 'gaussNewton']

/** The real objective with some answers replaced, in batches too. */
export function altered(
  change: (real: NetworkObjective, options: NetworkOptions) => Partial<CurvatureObjective>,
): CurvatureCode {
  return (options) => {
    const wrap = (real: NetworkObjective): CurvatureObjective => ({
      ...real,
      onBatch: (indices) => wrap(real.onBatch(indices)),
      ...change(real, options),
    })
    return wrap(networkObjective(options))
  }
}

/** Some answers from the objective of a changed problem, the others from the real one. */
export function onProblem(
  change: (problem: NetworkProblem, options: NetworkOptions) => NetworkProblem,
  parts: readonly Part[] = allParts,
): CurvatureCode {
  return (options) =>
    mixed(networkObjective(options), problemObjective(change(networkProblem(options), options)), parts)
}

/** Some answers from the objective of changed options. */
export function onOptions(
  change: (options: NetworkOptions) => NetworkOptions,
  parts: readonly Part[] = allParts,
): CurvatureCode {
  return (options) => mixed(networkObjective(options), networkObjective(change(options)), parts)
}

function mixed(real: NetworkObjective, broken: NetworkObjective, parts: readonly Part[]): CurvatureObjective {
  const pick = (part: Part): NetworkObjective => (parts.includes(part) ? broken : real)
  return {
    loss: (theta) => pick('loss').loss(theta),
    gradient: (theta) => pick('gradient').gradient(theta),
    hvp: (theta, v) => pick('hvp').hvp(theta, v),
    hessian: (theta) => pick('hessian').hessian(theta),
    gaussNewton: (theta) => pick('gaussNewton').gaussNewton(theta),
    gaussNewtonProduct: (theta, v) => pick('gaussNewton').gaussNewtonProduct(theta, v),
    hvps: (theta, vectors) => pick('hvp').hvps(theta, vectors),
    gaussNewtonProducts: (theta, vectors) => pick('gaussNewton').gaussNewtonProducts(theta, vectors),
    onBatch: (indices) => mixed(real.onBatch(indices), broken.onBatch(indices), parts),
  }
}

/** One activation changed. @param name all when absent */
export function onActivation(
  change: (activation: Activation) => Partial<Activation>,
  { name, parts }: { readonly name?: ActivationName; readonly parts?: readonly Part[] } = {},
): CurvatureCode {
  return onProblem((problem) => {
    const { activation } = problem.shape
    if (name !== undefined && activation.name !== name) return problem
    return { ...problem, shape: { ...problem.shape, activation: { ...activation, ...change(activation) } } }
  }, parts)
}

/** One loss changed. */
export function onLoss(
  name: LossName,
  change: (loss: OutputLoss) => Partial<OutputLoss>,
  parts?: readonly Part[],
): CurvatureCode {
  return onProblem((problem) => {
    const { loss } = problem
    return loss.name === name ? { ...problem, loss: { ...loss, ...change(loss) } } : problem
  }, parts)
}

/** Where each layer stands in the objective's theta. */
export interface LayerPlace {
  readonly fanIn: number
  readonly fanOut: number
  /** First parameter. */
  readonly start: number
  /** Where the biases begin, or would: start + fanIn·fanOut. */
  readonly bias: number
  /** Behind the last parameter. */
  readonly end: number
}

export function layerPlaces({ shape }: NetworkObjective): LayerPlace[] {
  return shape.blocks.map(({ fanIn, fanOut, weights, bias }) => ({
    fanIn,
    fanOut,
    start: weights,
    bias,
    end: shape.biases ? bias + fanOut : bias,
  }))
}

/** Answers at a theta whose square weight matrices behind the first layer are transposed, loss excepted. */
export function withTransposedWeights(
  answer: (real: NetworkObjective, theta: Float64Array, v: Float64Array) => Float64Array,
  part: 'gradient' | 'hvp' = 'hvp',
): CurvatureCode {
  return altered((real) => {
    const turned = (theta: Float64Array): Float64Array => {
      const out = theta.slice()
      for (const { fanIn, fanOut, start } of layerPlaces(real).slice(1)) {
        if (fanIn !== fanOut || theta.length !== real.dimension) continue
        for (let i = 0; i < fanIn; i++) {
          for (let j = 0; j < fanOut; j++) out[start + j * fanOut + i] = theta[start + i * fanOut + j]!
        }
      }
      return out
    }
    return part === 'hvp'
      ? { hvp: (theta, v) => answer(real, turned(theta), v) }
      : { gradient: (theta) => answer(real, turned(theta), theta) }
  })
}

export function scaledBy(x: Float64Array, factor: number): Float64Array {
  return x.map((value) => factor * value)
}
