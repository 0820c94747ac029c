/** Bugs of training loops and stop rules. */
import type { SampledObjective } from '../networks/objective.ts'
import { train } from '../optimizers/train.ts'
import { type Optimizers, ownOptimizers } from '../properties/optimizers/optimizers.ts'
import type { Mutant } from './mutant.ts'

export const optimizersTrainingMutants: readonly Mutant<Optimizers>[] = [
  {
    bug: 'train: the last, short batch is dropped',
    origin: 'released code',
    code: withObjective((objective, batchSize) => {
      const samples = Math.floor(objective.samples / batchSize) * batchSize
      return {
        ...objective,
        samples,
        ...(samples < objective.samples ? { gradient: ofFirst(objective, samples) } : {}),
      }
    }),
  },
  {
    bug: 'train: a short last batch weighs as much as a full one',
    origin: 'released code',
    code: withObjective((objective, batchSize) => ({
      ...objective,
      onBatch: (indices) => {
        const batch = objective.onBatch(indices)
        const share = indices.length / batchSize
        return { ...batch, gradient: (theta) => batch.gradient(theta).map((g) => share * g) }
      },
    })),
  },
  { bug: 'train: shuffles the first epoch only', origin: 'our own', code: withObjective(repeatingEpoch) },
  {
    bug: 'train: every seed gives the same order',
    origin: 'our own',
    code: withTrain((objective, theta0, options) =>
      train(objective, theta0, options.shuffleSeed === undefined ? options : { ...options, shuffleSeed: 0 }),
    ),
  },
  {
    bug: 'train: the gradient of the step before',
    origin: 'our own',
    code: withObjective((objective) => {
      let last: Float64Array | undefined
      return stale(objective, (theta) => {
        const at = last ?? theta
        last = theta.slice()
        return at
      })
    }),
  },
  {
    bug: 'train: the recorded loss is half of it (½‖·‖² for ‖·‖²)',
    origin: 'our own',
    code: withObjective((objective) => ({ ...objective, loss: (theta) => objective.loss(theta) / 2 })),
  },
  {
    bug: 'train: the recorded loss is that of the first batch',
    origin: 'our own',
    code: withObjective((objective, batchSize) => ({
      ...objective,
      loss: (theta) => objective.onBatch(Array.from({ length: batchSize }, (_, s) => s)).loss(theta),
    })),
  },
  {
    bug: "train: moves the caller's theta",
    origin: 'our own',
    code: withTrain(async (objective, theta0, options) => {
      const result = await train(objective, theta0, options)
      theta0.set(result.theta)
      return result
    }),
  },
  {
    bug: 'train: a gradient of NaN or Infinity counts as 0',
    origin: 'our own',
    code: withObjective((objective) => ({
      ...objective,
      gradient: (theta) => finite(objective.gradient(theta)),
      onBatch: (indices) => {
        const batch = objective.onBatch(indices)
        return { ...batch, gradient: (theta) => finite(batch.gradient(theta)) }
      },
    })),
  },
  {
    bug: 'train: a loss of NaN passes for a change below the threshold',
    origin: 'our own',
    code: withTrain(async (objective, theta0, options) => {
      const result = await train(objective, theta0, options)
      return Number.isNaN(result.losses.at(-1)!) ? { ...result, status: 'stopped' } : result
    }),
  },
  {
    bug: 'lossChange: stops when the loss goes up by any amount',
    origin: 'our own',
    code: withLossChange((losses, threshold) => losses.at(-2)! - losses.at(-1)! < threshold),
  },
  {
    bug: 'lossChange: stops at the threshold itself',
    origin: 'our own',
    code: withLossChange((losses, threshold) => Math.abs(losses.at(-2)! - losses.at(-1)!) <= threshold),
  },
  {
    bug: 'lossChange: the change relative to the loss',
    origin: 'our own',
    code: withLossChange((losses, threshold) => {
      const change = Math.abs(losses.at(-2)! - losses.at(-1)!)
      return change < threshold * Math.abs(losses.at(-2)!)
    }),
  },
  {
    bug: 'epochs: one too many',
    origin: 'our own',
    code: { ...ownOptimizers, epochs: (count) => ownOptimizers.epochs(count + 1) },
  },
]

function withLossChange(stops: (losses: number[], threshold: number) => boolean): Optimizers {
  return {
    ...ownOptimizers,
    lossChange: (threshold, maxEpochs) => {
      const rule = ownOptimizers.lossChange(threshold, maxEpochs)
      return {
        ...rule,
        decide(losses) {
          const sound = rule.decide(losses)
          if (losses.length < 2) return sound
          if (stops(Array.from(losses), threshold)) return { status: 'stopped', because: 'of the mutant' }
          if (sound.status !== 'stopped') return sound
          return losses.length > maxEpochs
            ? { status: 'epochLimit', because: 'of the mutant' }
            : { status: 'continue' }
        },
      }
    },
  }
}

function withTrain(mutated: typeof train): Optimizers {
  return { ...ownOptimizers, train: mutated }
}

/** The loop as it is, on an objective that errs. */
function withObjective(
  mutate: (objective: SampledObjective, batchSize: number) => SampledObjective,
): Optimizers {
  return withTrain((objective, theta0, options) =>
    train(mutate(objective, options.batchSize), theta0, options),
  )
}

function ofFirst(objective: SampledObjective, samples: number): SampledObjective['gradient'] {
  return objective.onBatch(Array.from({ length: samples }, (_, s) => s)).gradient
}

/** The batches of the first epoch again and again. */
function repeatingEpoch(objective: SampledObjective, batchSize: number): SampledObjective {
  const steps = Math.ceil(objective.samples / batchSize)
  const first: SampledObjective[] = []
  let asked = 0
  return {
    ...objective,
    onBatch(indices) {
      const place = asked++ % steps
      first[place] ??= objective.onBatch(indices)
      return first[place]!
    },
  }
}

/** Gradients at the theta that `at` gives for the one asked for. */
function stale(objective: SampledObjective, at: (theta: Float64Array) => Float64Array): SampledObjective {
  const wrapped = (inner: SampledObjective): SampledObjective => ({
    ...inner,
    gradient: (theta) => inner.gradient(at(theta)),
    onBatch: (indices) => wrapped(inner.onBatch(indices)),
  })
  return wrapped(objective)
}

function finite(gradient: Float64Array): Float64Array {
  return gradient.map((g) => (Number.isFinite(g) ? g : 0))
}
