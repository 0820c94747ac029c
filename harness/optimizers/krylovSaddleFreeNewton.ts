/**
 * Saddle-free Newton in Krylov subspaces: |H| instead of H, so that saddle points repel.
 *
 * Each update takes the steps of krylovSaddleFreeStep.ts on its batch for all dampings and keeps the one with the
 * least loss. An epoch is one pass over the batches; with batches of all samples it is one update.
 *
 * Source: Dauphin et al. 2014, Algorithm 1 and Sec. 6.
 *
 * Differs from the source:
 * 1. The dampings are compared by the full-batch loss, whatever the batch; the source does not say.
 * 2. Where no damping lowers that loss, theta stays: the step of such an update is none.
 */
import { breather } from '../algebra/runOptions.ts'
import { addScaled, firstNonFinite, norm, requireLength } from '../algebra/vectors.ts'
import { ArgumentError } from '../errors.ts'
import type { Objective, SampledObjective } from '../networks/objective.ts'
import { batchSchedule } from './batchSchedule.ts'
import { type KrylovStepOptions, krylovSaddleFreeSteps } from './krylovSaddleFreeStep.ts'
import type { StopRule } from './stopRules.ts'

export interface KrylovSaddleFreeOptions extends KrylovStepOptions {
  readonly stop: StopRule
  /** In 1..N; all samples, which any objective can do, when absent. */
  readonly batchSize?: number | undefined
  /** Absent: the order of the data in every epoch. */
  readonly shuffleSeed?: number | undefined
  /** Epochs in all after which the run is paused where it has not ended. */
  readonly pauseAfter?: number | undefined
  /** A paused run of the same options: this one goes on after it as if it had never been paused. */
  readonly resume?: KrylovSaddleFreeRun | undefined
}

export interface KrylovSaddleFreeRun {
  /**
   * `stopped` and `epochLimit` are the stop rule's. `stalled`: an epoch in which no step of any damping lowered the
   * loss; `diverged`: a loss, gradient or product was not finite; `paused`: as the options ask for.
   */
  readonly status: 'stopped' | 'epochLimit' | 'stalled' | 'diverged' | 'paused'
  readonly because: string
  /** [P] */
  readonly theta: Float64Array
  /** Complete epochs. */
  readonly epochs: number
  /** [epochs + 1] full-batch losses after epochs 0, 1, … */
  readonly losses: Float64Array
  /** Updates that moved theta. */
  readonly steps: number
  /** [P] The last of them, absent where there was none. */
  readonly lastStep?: Float64Array
  readonly products: number
  /** How often each damping was the best, in the order of their first use. */
  readonly dampings: readonly DampingUse[]
}

export interface DampingUse {
  readonly damping: number
  readonly uses: number
}

/**
 * Progress is told in epochs.
 *
 * @param theta0 [P], finite; never changed. Not looked at when a run is resumed, which knows where it is
 * @throws the signal's reason on abort
 */
export async function krylovSaddleFreeNewton(
  objective: Objective | SampledObjective,
  theta0: Float64Array,
  options: KrylovSaddleFreeOptions,
): Promise<KrylovSaddleFreeRun> {
  requireStart(theta0, objective.dimension)
  requirePause(options, objective.dimension)
  const { stop, resume, pauseAfter = Number.POSITIVE_INFINITY } = options
  const nextEpoch = scheduleOf(objective, options)
  const breathe = breather(options)
  const onProgress = (): void => options.onProgress?.(losses.length - 1, stop.maxEpochs)
  const uses = new Map(resume?.dampings.map(({ damping, uses: count }) => [damping, count]))
  let theta: Float64Array = resume?.theta ?? theta0.slice()
  const losses = resume ? [...resume.losses] : [objective.loss(theta)]
  let previous = resume?.lastStep
  let { steps, products } = resume ?? { steps: 0, products: 0 }
  // The orders of the epochs before the pause are drawn again, so that the next one is that which follows them.
  for (let epoch = 1; epoch < losses.length; epoch++) nextEpoch()

  const end = (status: KrylovSaddleFreeRun['status'], because: string): KrylovSaddleFreeRun => ({
    status,
    because,
    theta,
    epochs: losses.length - 1,
    losses: Float64Array.from(losses),
    steps,
    ...(previous && { lastStep: previous }),
    products,
    dampings: [...uses].map(([damping, count]) => ({ damping, uses: count })),
  })

  for (;;) {
    const epoch = losses.length - 1
    let loss = losses.at(-1)!
    if (!Number.isFinite(loss)) return end('diverged', `the full-batch loss is ${loss} after epoch ${epoch}`)
    const decision = stop.decide(losses)
    if (decision.status !== 'continue') return end(decision.status, decision.because)
    if (epoch >= pauseAfter) return end('paused', `after ${epoch} epochs, as asked`)
    let moved = false
    for (const batch of nextEpoch()) {
      await breathe(epoch, stop.maxEpochs)
      const found = await krylovSaddleFreeSteps(batch, theta, previous, { ...options, onProgress })
      products += found.products
      if (found.status === 'zeroGradient') continue
      if (found.status !== 'steps') return end('diverged', `${found.status} in epoch ${epoch + 1}`)
      const best = leastLoss(objective, theta, found.steps)
      if (best === undefined || !(best.loss < loss)) continue
      ;({ theta, loss } = best)
      previous = best.step
      uses.set(best.damping, (uses.get(best.damping) ?? 0) + 1)
      steps++
      moved = true
    }
    if (!moved) {
      const size = norm(objective.gradient(theta))
      return end('stalled', `no damping lowers the loss ${loss} after epoch ${epoch}; ‖∇f‖ is ${size}`)
    }
    losses.push(loss)
  }
}

interface Best {
  readonly theta: Float64Array
  readonly step: Float64Array
  readonly loss: number
  readonly damping: number
}

/** Of the steps whose end is finite, the one with the least loss there. */
function leastLoss(
  objective: Objective,
  theta: Float64Array,
  steps: readonly { readonly step: Float64Array; readonly damping: number }[],
): Best | undefined {
  let best: Best | undefined
  for (const { step, damping } of steps) {
    const there = addScaled(theta, 1, step)
    if (firstNonFinite(there) >= 0) continue
    const loss = objective.loss(there)
    if (Number.isFinite(loss) && !(loss >= (best?.loss ?? Number.POSITIVE_INFINITY))) {
      best = { theta: there, step, loss, damping }
    }
  }
  return best
}

function scheduleOf(
  objective: Objective | SampledObjective,
  { batchSize, shuffleSeed }: KrylovSaddleFreeOptions,
): () => Iterable<Objective> {
  if (batchSize === undefined) return () => [objective]
  if ('onBatch' in objective) return batchSchedule(objective, batchSize, shuffleSeed)
  throw new ArgumentError('krylovSaddleFreeNewton', 'batchSize', 'absent without samples', String(batchSize))
}

function requirePause({ resume, pauseAfter = 0 }: KrylovSaddleFreeOptions, dimension: number): void {
  const where = 'krylovSaddleFreeNewton'
  if (!(Number.isInteger(pauseAfter) && pauseAfter >= 0)) {
    throw new ArgumentError(where, 'pauseAfter', 'an integer ≥ 0', String(pauseAfter))
  }
  if (resume === undefined) return
  requireLength(where, 'resume.theta', resume.theta, dimension)
  if (resume.status !== 'paused') throw new ArgumentError(where, 'resume', 'a paused run', resume.status)
}

function requireStart(theta0: Float64Array, dimension: number): void {
  requireLength('krylovSaddleFreeNewton', 'theta0', theta0, dimension)
  const i = firstNonFinite(theta0)
  if (i < 0) return
  throw new ArgumentError('krylovSaddleFreeNewton', `theta0[${i}]`, 'finite', String(theta0[i]))
}
