/** Bugs in update rules, stop rules and the training loop, invented by somebody who had not read the other lists. */
import type { SampledObjective } from '../networks/objective.ts'
import { type Optimizer, optimizer } from '../optimizers/optimizer.ts'
import { type Optimizers, ownOptimizers } from '../properties/optimizers/optimizers.ts'
import type { Mutant } from './mutant.ts'

const real = ownOptimizers

export const heldOutOptimizersMutants: readonly Mutant<Optimizers>[] = [
  {
    bug: 'adam: all runs of one recipe count their steps together',
    origin: 'our own',
    code: { ...real, adam: (options) => adamLike(options, { shared: true, early: false }) },
  },
  {
    bug: 'adam: epsilon is added before the bias correction of the root',
    origin: 'our own',
    code: { ...real, adam: (options) => adamLike(options, { shared: false, early: true }) },
  },
  {
    bug: 'sgd: the learning rate is a float32',
    origin: 'our own',
    code: {
      ...real,
      sgd: ({ learningRate = 0.1 } = {}) =>
        real.sgd({ learningRate: Math.fround(learningRate) || learningRate }),
    },
  },
  {
    bug: 'momentum: a component whose gradient is 0 does not move',
    origin: 'our own',
    code: { ...real, momentum: (options) => resting(real.momentum(options)) },
  },
  {
    bug: 'train: a last batch of one sample is left out',
    origin: 'our own',
    code: {
      ...real,
      train: (objective, theta0, options) =>
        real.train(
          objective.samples % options.batchSize === 1 ? withoutSingles(objective) : objective,
          theta0,
          options,
        ),
    },
  },
  {
    bug: 'train: the theta of the least loss is returned, not the last one',
    origin: 'our own',
    code: {
      ...real,
      async train(objective, theta0, options) {
        let best = { loss: Number.POSITIVE_INFINITY, theta: theta0 }
        const training = await real.train(objective, theta0, {
          ...options,
          async onEpoch(report) {
            if (report.loss < best.loss) best = { loss: report.loss, theta: report.theta.slice() }
            await options.onEpoch?.(report)
          },
        })
        return training.status === 'diverged' ? training : { ...training, theta: best.theta }
      },
    },
  },
  {
    bug: 'lossChange: in the last epoch the limit is reported, whatever the change is',
    origin: 'our own',
    code: {
      ...real,
      lossChange(threshold, maxEpochs) {
        const rule = real.lossChange(threshold, maxEpochs)
        return {
          ...rule,
          decide(losses) {
            const decision = rule.decide(losses)
            if (decision.status !== 'stopped' || losses.length <= maxEpochs) return decision
            return { status: 'epochLimit', because: decision.because }
          },
        }
      },
    },
  },
  {
    bug: 'train: the losses of a run that diverged lack the last one',
    origin: 'our own',
    code: {
      ...real,
      async train(objective, theta0, options) {
        const training = await real.train(objective, theta0, options)
        if (training.status !== 'diverged' || Number.isFinite(training.losses.at(-1))) return training
        return { ...training, losses: training.losses.slice(0, -1) }
      },
    },
  },
  {
    bug: 'train: a full batch is drawn in a new order where there is a seed',
    origin: 'our own',
    code: {
      ...real,
      train: (objective, theta0, options) =>
        real.train(
          options.shuffleSeed !== undefined && options.batchSize === objective.samples
            ? reversed(objective)
            : objective,
          theta0,
          options,
        ),
    },
  },
  {
    bug: 'nesterov: the first step is that of plain descent',
    origin: 'our own',
    code: {
      ...real,
      nesterov(options) {
        const rule = real.nesterov(options)
        const { learningRate } = rule.options
        return optimizer(rule.name, rule.options, (dimension) => {
          const state = rule.start(dimension)
          let first = true
          return (theta, gradient) => {
            const before = theta.slice()
            state.step(theta, gradient)
            if (first) theta.set(before.map((t, i) => t - learningRate! * gradient[i]!))
            first = false
          }
        })
      },
    },
  },
]

/** Adam with its step counter, or its epsilon, in the wrong place. */
function adamLike(
  options: Parameters<Optimizers['adam']>[0],
  { shared, early }: { readonly shared: boolean; readonly early: boolean },
): Optimizer {
  const rule = real.adam(options)
  const { learningRate, beta1, beta2, epsilon } = rule.options as Readonly<
    Record<'learningRate' | 'beta1' | 'beta2' | 'epsilon', number>
  >
  const together = { beta1: 1, beta2: 1 }
  return optimizer(rule.name, rule.options, (dimension) => {
    const mean = new Float64Array(dimension)
    const square = new Float64Array(dimension)
    const power = shared ? together : { beta1: 1, beta2: 1 }
    return (theta, gradient) => {
      power.beta1 *= beta1
      power.beta2 *= beta2
      for (let i = 0; i < theta.length; i++) {
        const g = gradient[i]!
        mean[i] = beta1 * mean[i]! + (1 - beta1) * g
        square[i] = beta2 * square[i]! + (1 - beta2) * g * g
        const root = early
          ? (Math.sqrt(square[i]!) + epsilon) / Math.sqrt(1 - power.beta2)
          : Math.sqrt(square[i]! / (1 - power.beta2)) + epsilon
        theta[i]! -= (learningRate * (mean[i]! / (1 - power.beta1))) / root
      }
    }
  })
}

function resting(rule: Optimizer): Optimizer {
  return optimizer(rule.name, rule.options, (dimension) => {
    const state = rule.start(dimension)
    return (theta, gradient) => {
      const before = theta.slice()
      state.step(theta, gradient)
      for (let i = 0; i < theta.length; i++) if (gradient[i] === 0) theta[i] = before[i]!
    }
  })
}

/** Batches of one sample have no gradient. */
function withoutSingles(objective: SampledObjective): SampledObjective {
  return {
    ...objective,
    onBatch(indices) {
      const batch = objective.onBatch(indices)
      return indices.length > 1 ? batch : { ...batch, gradient: (theta) => batch.gradient(theta).fill(0) }
    },
  }
}

/** The same mean, summed in the opposite order. */
function reversed(objective: SampledObjective): SampledObjective {
  const { samples } = objective
  return objective.onBatch(Array.from({ length: samples }, (_, s) => samples - 1 - s))
}
