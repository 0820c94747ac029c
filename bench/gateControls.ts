/**
 * The gate on trial: two claims whose truth is known, measured in the same run by the same code.
 *
 * A loss evaluated once is exactly twice as fast as the same loss evaluated twice. So "no slower than itself"
 * must not fail, and "three times as fast as twice itself" must not pass. A control that comes out otherwise
 * voids every other gate of the run.
 */
import { initialTheta, networkObjective, seededRandom, sparseRows } from '../harness/index.ts'
import type { GatePlan } from './abbaGate.ts'
import type { GateStatus } from './judgeComparison.ts'
import type { BenchMode } from './suite.ts'

export interface GateControl {
  readonly plan: GatePlan
  /** The status that would show the gate, or this machine today, to be unfit. */
  readonly forbidden: GateStatus
}

const rounds = { full: 32, smoke: 4 }
const samples = { full: 200, smoke: 10 }

export function gateControls(mode: BenchMode): readonly GateControl[] {
  const once = lossEvaluation(samples[mode])
  const twice = (): number => once() + once()
  const plan = { candidate: once, rounds: rounds[mode], warmups: 20 }
  return [
    {
      plan: { ...plan, claim: 'a loss against itself', reference: once, threshold: { kind: 'noSlower' } },
      forbidden: 'failed',
    },
    {
      plan: {
        ...plan,
        claim: 'a loss against twice the same loss',
        reference: twice,
        threshold: { kind: 'atLeast', ratio: 3 },
      },
      forbidden: 'passed',
    },
  ]
}

function lossEvaluation(rows: number): () => number {
  const layers = [20, 20, 5]
  const random = seededRandom(1)
  const inputs = Float64Array.from({ length: rows * 20 }, () => random.normal()) // [N, 20]
  const objective = networkObjective({
    layers,
    activation: 'tanh',
    loss: 'cross-entropy',
    inputs: sparseRows(inputs, rows, 20),
    targets: { labels: Int32Array.from({ length: rows }, () => random.integer(5)) },
  })
  const theta = initialTheta(objective.shape, 'xavier-normal', 1)
  return () => objective.loss(theta)
}
