/**
 * Descent from a chosen point, full batch, as evidence: what perturbed gradient descent does at a saddle point where
 * gradient descent does nothing.
 */
import { createHash } from 'node:crypto'
import {
  type ClaimContext,
  codeVersion,
  type EvidenceTable,
  epochs,
  measuredSigns,
  type Optimizer,
  type PointSigns,
  perturbedGd,
  plannedObjective,
  type Scale,
  sgd,
  startOf,
  type Training,
  type TrainingPlan,
  train,
} from '../../harness/index.ts'
import { constantUnits } from './constantUnits.ts'
import { type Cell, planOf } from './experiment.ts'

export type Start = 'saddle' | 'normal'
export type Descent = 'gradient descent' | 'perturbed gradient descent'

interface Design {
  readonly hidden: readonly number[]
  readonly samples: number
  /** Each with other noise, and other initial weights. */
  readonly trials: number
  readonly steps: number
}

export const design: Readonly<Record<Scale, Design>> = {
  quick: { hidden: [3], samples: 1000, trials: 2, steps: 400 },
  paper: { hidden: [25], samples: 10_000, trials: 3, steps: 400 },
}

/** η, r, γ and T of Algorithm 2: Jin et al. derive them from constants that nobody has for a network. */
export const constants = { learningRate: 0.1, radius: 0.01, gradientThreshold: 1e-3, waitingSteps: 50 }

export const designText = (['quick', 'paper'] as const)
  .map((scale) => {
    const { hidden, samples, trials, steps } = design[scale]
    return `${scale}: MNIST ${[784, ...hidden, 10].join('-')}, the first ${samples} images, ${trials} trials, ${steps} steps`
  })
  .join('; ')

export interface Escape {
  readonly from: Start
  readonly by: Descent
  readonly trial: number
  /** [steps + 1] */
  readonly losses: Float64Array
  readonly before: PointSigns
  readonly after: PointSigns
}

/** @returns why not, where a point could not be measured */
export async function escapeFrom(
  context: ClaimContext,
  from: Start,
  by: Descent,
  trial: number,
): Promise<Escape | string> {
  const plan = planFor(context, trial)
  const start = from === 'saddle' ? constantUnits(plan).theta : startOf(plan)
  const label = `${by} from ${from === 'saddle' ? 'a saddle point' : 'initial weights'}, trial ${trial}`
  const { theta, losses } = await descended(context, plan, start, by, label)
  const before = await measuredSigns(context, plan, start, `before ${label}`, [])
  if (before.status !== 'measured') return `${label}: ${before.message}`
  const after = await measuredSigns(context, plan, theta, `after ${label}`, [])
  return after.status === 'measured'
    ? { from, by, trial, losses, before, after }
    : `${label}: ${after.message}`
}

/** The text's reading: its loss, its initial weights. */
function planFor(context: ClaimContext, trial: number): TrainingPlan {
  const { hidden, samples } = design[context.scale]
  const cell: Cell = { data: 'MNIST', reading: 'text', method: 'momentum', hidden, labels: 'true', trial }
  return planOf(context, cell, samples)
}

async function descended(
  context: ClaimContext,
  plan: TrainingPlan,
  start: Float64Array,
  by: Descent,
  label: string,
): Promise<Training> {
  const optimizer = optimizerOf(by, plan.seed)
  const stop = epochs(design[context.scale].steps)
  const { data, layers, activation, loss } = plan
  const key = {
    kind: 'descent',
    config: {
      data: data.checksum,
      layers,
      activation,
      loss,
      start: createHash('sha256').update(start).digest('hex'),
      optimizer: { name: optimizer.name, ...optimizer.options },
      stop: stop.describe(),
    },
    code: codeVersion([
      'networks/networkObjective',
      'optimizers/train',
      'optimizers/stopRules',
      `optimizers/${optimizer.name}`,
    ]),
  }
  return context.evidence.compute(key, () => {
    const onProgress = context.progress(label)
    const { signal } = context
    return train(plannedObjective(plan), start, {
      optimizer,
      batchSize: data.inputs.rows,
      stop,
      onProgress,
      ...(signal && { signal }),
    })
  })
}

function optimizerOf(by: Descent, seed: number): Optimizer {
  const { learningRate } = constants
  return by === 'gradient descent' ? sgd({ learningRate }) : perturbedGd({ seed, ...constants })
}

export function escapeTable(escapes: readonly Escape[]): EvidenceTable {
  const point = ({ loss, gradientNorm, inertia }: PointSigns) => [
    loss,
    gradientNorm,
    inertia.structural,
    inertia.negative,
    inertia.undecided,
    inertia.positive,
  ]
  return {
    title: 'Every descent: where it began and where it ended',
    columns: [
      'from',
      'by',
      'trial',
      'at',
      'loss',
      '‖∇f‖',
      'proved zeros',
      'negative',
      'sign not certain',
      'positive',
    ],
    rows: escapes.flatMap(({ from, by, trial, before, after, losses }) => [
      [startText(from), by, trial, 'start', ...point(before)],
      [startText(from), by, trial, `step ${losses.length - 1}`, ...point(after)],
    ]),
  }
}

export function startText(from: Start): string {
  return from === 'saddle' ? 'a degenerate saddle' : 'normal initial weights'
}
