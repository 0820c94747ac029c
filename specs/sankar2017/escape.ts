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
  type Training,
  type TrainingPlan,
  train,
} from '../../harness/index.ts'
import { constantUnits } from './constantUnits.ts'
import { type Departure, escapes } from './escapeRule.ts'
import { type Cell, planOf } from './experiment.ts'
import { lossRounding } from './lossRounding.ts'
import { trialsText } from './printedTables.ts'

export type Descent = 'gradient descent' | 'perturbed gradient descent'

interface Design {
  readonly hidden: readonly number[]
  readonly samples: number
  /** Each with other noise. */
  readonly trials: number
  readonly steps: number
}

export const design: Readonly<Record<Scale, Design>> = {
  quick: { hidden: [3], samples: 1000, trials: 2, steps: 400 },
  paper: { hidden: [25], samples: 10_000, trials: 3, steps: 400 },
}

/** constantUnits.ts in words. */
export const saddleText = 'W₁ = 0, b₁ = 1, W₂ = 0, b₂ = log of the class shares'

/** η, r, γ and T of Algorithm 2: Jin et al. derive them from constants that nobody has for a network. */
export const constants = { learningRate: 0.1, radius: 0.01, gradientThreshold: 1e-3, waitingSteps: 50 }

export const designText = (['quick', 'paper'] as const)
  .map((scale) => {
    const { trials, steps } = design[scale]
    return `${scale}: ${networkText(scale)}, ${trialsText(trials)}, ${steps} steps`
  })
  .join('; ')

function networkText(scale: Scale): string {
  const { hidden, samples } = design[scale]
  return `MNIST ${[784, ...hidden, 10].join('-')}, the first ${samples} images`
}

/** From the saddle point of constantUnits.ts, the same in all trials. */
export interface Escape extends Departure {
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
  by: Descent,
  trial: number,
): Promise<Escape | string> {
  const plan = planFor(context, trial)
  const start = constantUnits(plan).theta
  const label = `${by} from a saddle point, trial ${trial}`
  const { theta, losses } = await descended(context, plan, start, by, label)
  const before = await measuredSigns(context, plan, start, `before ${label}`, [])
  if (before.status !== 'measured') return `${label}: ${before.message}`
  const after = await measuredSigns(context, plan, theta, `after ${label}`, [])
  if (after.status !== 'measured') return `${label}: ${after.message}`
  const rounding = lossRounding(plan, start) + lossRounding(plan, theta)
  const name = `${networkText(context.scale)}, ${by} from ${saddleText}, trial ${trial}, after ${losses.length - 1} steps`
  return { name, by, trial, losses, before, after, rounding }
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

export function escapeTable(all: readonly Escape[]): EvidenceTable {
  const point = ({ loss, gradientNorm, inertia }: PointSigns) => [
    loss,
    gradientNorm,
    inertia.structural,
    inertia.undecided,
    inertia.negative,
    inertia.positive,
  ]
  return {
    title:
      'Every descent from the saddle: its start and its end. Each row is one run, without a deviation; gradient descent has no noise and ' +
      'one start, so that one trial is all of it',
    columns: [
      'by',
      'trial',
      'at',
      'loss',
      '‖∇f‖',
      'proved zeros',
      'sign not certain',
      'negative',
      'positive',
      'fall of the loss',
      'rounding error of the fall, at most',
      'escapes',
    ],
    rows: all.flatMap((one) => {
      const { by, trial, before, after, losses, rounding } = one
      const fall = (before.loss - after.loss).toPrecision(3)
      return [
        [by, trial, 'the saddle', ...point(before), '', '', ''],
        [
          by,
          trial,
          `step ${losses.length - 1}`,
          ...point(after),
          fall,
          rounding.toExponential(0),
          escapes(one) ? 'yes' : 'no',
        ],
      ]
    }),
  }
}
