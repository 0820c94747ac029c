/**
 * Weights within the first epoch of a run that is followed. Batches come in the order of the data and methods begin
 * without memory, so that the first k steps of a run are one epoch on its first k batches.
 */
import {
  type ClaimContext,
  epochs,
  type Scale,
  takeSamples,
  trainedNetwork,
  type Waypoint,
} from '../../harness/index.ts'
import type { Followed } from './trajectories.ts'

/** Halves of halves, where an epoch is long enough to take the error from chance to nearly its end. */
export const sharesOfFirstEpoch: Readonly<Record<Scale, readonly number[]>> = {
  quick: [],
  paper: [1 / 32, 1 / 16, 1 / 8, 1 / 4, 1 / 2],
}

export function stepsPerEpoch({ plan }: Followed): number {
  return Math.ceil(plan.data.inputs.rows / plan.batchSize)
}

/** @returns one for each share, or why there is none */
export async function weightsWithinFirstEpoch(
  context: ClaimContext,
  run: Followed,
  shares: readonly number[],
): Promise<readonly Pick<Waypoint, 'epoch' | 'theta'>[] | string> {
  const { plan, label } = run
  const found: Pick<Waypoint, 'epoch' | 'theta'>[] = []
  for (const share of shares) {
    const steps = Math.round(share * stepsPerEpoch(run))
    const begun = { ...plan, data: takeSamples(plan.data, steps * plan.batchSize), stop: epochs(1) }
    const where = `${label}, first ${steps} steps`
    const { training } = await trainedNetwork(context, begun, where)
    if (training.status === 'diverged') return `${where}: ${training.stoppedBecause}`
    found.push({ epoch: steps / stepsPerEpoch(run), theta: training.theta })
  }
  return found
}
