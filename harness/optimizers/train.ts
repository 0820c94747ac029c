/**
 * Mini-batch training with a record of what happened.
 *
 * One step per batch; the short last batch counts with its own mean. The recorded losses are those of the
 * full batch at the epoch's end, evaluated anew: the mean of the batch losses would weigh a short batch like
 * a full one and mix as many thetas as there are steps.
 */
import { breather, type RunOptions } from '../algebra/runOptions.ts'
import { firstNonFinite, requireLength } from '../algebra/vectors.ts'
import { ArgumentError } from '../errors.ts'
import type { SampledObjective } from '../networks/objective.ts'
import { batchSchedule } from './batchSchedule.ts'
import type { Optimizer, OptimizerState } from './optimizer.ts'
import type { StopRule } from './stopRules.ts'

/** Progress is counted in steps. */
export interface TrainOptions extends RunOptions {
  readonly optimizer: Optimizer
  /** In 1..N. */
  readonly batchSize: number
  /** Absent: the order of the data in every epoch. */
  readonly shuffleSeed?: number | undefined
  readonly stop: StopRule
  /** Called and awaited after every epoch with a finite loss, and for the initial point as epoch 0. */
  readonly onEpoch?: ((report: EpochReport) => unknown) | undefined
}

export interface EpochReport {
  readonly epoch: number
  /** Full-batch loss at theta. */
  readonly loss: number
  /** [P] a copy, to keep or to change */
  readonly theta: Float64Array
}

export interface Training {
  /**
   * `stopped` and `epochLimit` are the stop rule's. `diverged`: a full-batch loss, a gradient or theta itself
   * was not finite, and theta is where that was seen.
   */
  readonly status: 'stopped' | 'epochLimit' | 'diverged'
  /** [P] */
  readonly theta: Float64Array
  /** Complete epochs. */
  readonly epochs: number
  readonly steps: number
  /** [epochs + 1] full-batch loss after epochs 0, 1, …; only the last one may be non-finite. */
  readonly losses: Float64Array
  readonly stoppedBecause: string
}

/**
 * @param theta0 [P], finite; never changed
 * @throws the signal's reason on abort
 */
export async function train(
  objective: SampledObjective,
  theta0: Float64Array,
  options: TrainOptions,
): Promise<Training> {
  requireStart(theta0, objective.dimension)
  const { optimizer, batchSize, shuffleSeed, stop, onEpoch } = options
  const nextEpoch = batchSchedule(objective, batchSize, shuffleSeed)
  const totalSteps = stop.maxEpochs * Math.ceil(objective.samples / batchSize)
  const state = optimizer.start(objective.dimension)
  const breathe = breather(options)
  const theta = theta0.slice()
  const losses: number[] = []
  let steps = 0

  for (;;) {
    const epoch = losses.length
    const loss = objective.loss(theta)
    losses.push(loss)
    if (!Number.isFinite(loss)) return end('diverged', `the full-batch loss is ${loss} after epoch ${epoch}`)
    await onEpoch?.({ epoch, loss, theta: theta.slice() })
    const decision = stop.decide(losses)
    if (decision.status !== 'continue') return end(decision.status, decision.because)
    for (const batch of nextEpoch()) {
      await breathe(steps, totalSteps)
      const trouble = takeStep(batch, theta, state)
      if (trouble) return end('diverged', `${trouble} after ${steps} steps`)
      steps++
    }
  }

  function end(status: Training['status'], stoppedBecause: string): Training {
    return {
      status,
      theta,
      epochs: losses.length - 1,
      steps,
      losses: Float64Array.from(losses),
      stoppedBecause,
    }
  }
}

/** @returns what was not finite, undefined when all was */
function takeStep(batch: SampledObjective, theta: Float64Array, state: OptimizerState): string | undefined {
  const gradient = batch.gradient(theta)
  const i = firstNonFinite(gradient)
  if (i >= 0) return `component ${i} of the gradient is ${gradient[i]}`
  state.step(theta, gradient)
  const j = firstNonFinite(theta)
  return j >= 0 ? `the next step makes component ${j} of theta ${theta[j]}` : undefined
}

function requireStart(theta0: Float64Array, dimension: number): void {
  requireLength('train', 'theta0', theta0, dimension)
  const i = firstNonFinite(theta0)
  if (i >= 0) throw new ArgumentError('train', `theta0[${i}]`, 'finite', String(theta0[i]))
}
