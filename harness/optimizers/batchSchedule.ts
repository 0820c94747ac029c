/**
 * Which samples each step of an epoch sees: consecutive runs of `batchSize` samples, the last run short when
 * batchSize does not divide N.
 *
 * Without a seed the order is 0..N-1 in every epoch, as in the released code of Sankar and Balasubramanian
 * 2017, and the batch objectives are made once. With a seed every epoch draws a new order, and one batch
 * objective lives at a time. A batch of all N samples is the objective itself, in either case.
 */
import { seededRandom } from '../algebra/random.ts'
import { ArgumentError } from '../errors.ts'
import type { SampledObjective } from '../networks/objective.ts'

/** @returns the batches of the next epoch, each time it is called */
export function batchSchedule(
  objective: SampledObjective,
  batchSize: number,
  shuffleSeed?: number,
): () => Iterable<SampledObjective> {
  const { samples } = objective
  if (!Number.isInteger(batchSize) || batchSize < 1 || batchSize > samples) {
    throw new ArgumentError('batchSchedule', 'batchSize', `an integer in 1..${samples}`, String(batchSize))
  }
  const random = shuffleSeed === undefined ? undefined : seededRandom(shuffleSeed)
  if (batchSize === samples) return () => [objective]
  if (random) return () => batchesIn(objective, random.permutation(samples), batchSize)
  const fixed = [...batchesIn(objective, naturalOrder(samples), batchSize)]
  return () => fixed
}

function* batchesIn(
  objective: SampledObjective,
  order: Int32Array,
  batchSize: number,
): Generator<SampledObjective> {
  for (let start = 0; start < order.length; start += batchSize) {
    yield objective.onBatch(order.subarray(start, start + batchSize))
  }
}

function naturalOrder(n: number): Int32Array {
  return Int32Array.from({ length: n }, (_, i) => i)
}
