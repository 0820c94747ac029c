/** When training ends: by its rule, or where a loss or a gradient is not finite. */
import fc from 'fast-check'
import { differingBits, none, type Ratio } from '../../providers/laws/law.ts'
import { type Property, property } from '../property.ts'
import type { Optimizers } from './optimizers.ts'
import { tabulated } from './sampledObjectives.ts'

const integer = fc.integer({ min: -8, max: 8 })

export const stoppingProperties: readonly Property<Optimizers>[] = [
  property({
    name: 'training stops after the first epoch that its rule names, and where a loss is not finite',
    source: 'stopRules.ts; NaN fails every gate',
    instances: fc.record({
      losses: fc.array(
        fc.oneof(
          { weight: 12, arbitrary: integer },
          { weight: 1, arbitrary: fc.constantFrom('NaN', 'Infinity') },
        ),
        {
          minLength: 7,
          maxLength: 7,
        },
      ),
      // 0 is the rule that counts epochs.
      threshold: fc.nat({ max: 3 }),
      limit: fc.integer({ min: 1, max: 6 }),
      batches: fc.constantFrom(1, 2),
    }),
    labels: {
      'a loss that is not finite': {
        share: 0.1,
        applies: ({ losses }) => losses.some((x) => typeof x === 'string'),
      },
      'by change': { share: 0.4, applies: ({ threshold }) => threshold > 0 },
    },
    check: stopRatios,
  }),
  property({
    name: 'a gradient that is not finite is a status, at the theta where it was met',
    source: 'train.ts',
    instances: fc.record({
      at: fc.nat({ max: 5 }),
      bad: fc.constantFrom('NaN' as const, 'Infinity' as const),
      epochs: fc.integer({ min: 1, max: 4 }),
    }),
    cases: 40,
    async check({ train, sgd, epochs }, { at, bad, epochs: count }) {
      const slopes = Array.from({ length: at + 1 }, (_, k) => (k < at ? -1 : Number(bad)))
      const losses = new Array<number>(10).fill(1)
      const options = { optimizer: sgd({ learningRate: 1 }), batchSize: 1, stop: epochs(count) }
      const result = await train(tabulated(losses, 2, slopes), Float64Array.of(0), options)
      const met = at < 2 * count
      return [
        none(`${result.status} after ${result.steps} steps`, (result.status === 'diverged') === met ? 0 : 1),
        none('theta elsewhere', result.theta[0] === (met ? at : 2 * count) ? 0 : 1),
        none('steps', result.steps === (met ? at : 2 * count) ? 0 : 1),
      ]
    },
  }),
]

async function stopRatios(
  { train, sgd, epochs, lossChange }: Optimizers,
  run: {
    readonly losses: readonly (number | string)[]
    readonly threshold: number
    readonly limit: number
    readonly batches: number
  },
): Promise<Ratio[]> {
  const { threshold, limit, batches } = run
  const losses = run.losses.map(Number)
  const result = await train(
    tabulated(
      losses.flatMap((loss) => new Array<number>(batches).fill(loss)),
      batches,
    ),
    Float64Array.of(0),
    {
      optimizer: sgd({ learningRate: 1 }),
      batchSize: 1,
      stop: threshold === 0 ? epochs(limit) : lossChange(threshold, limit),
    },
  )
  const expected = expectedStop(losses, threshold, limit)
  return [
    none(`${result.status} for ${expected.status}`, result.status === expected.status ? 0 : 1),
    none('epochs too many or too few', Math.abs(result.epochs - expected.epoch)),
    none('steps too many or too few', Math.abs(result.steps - batches * expected.epoch)),
    none(
      'losses not as they were',
      differingBits(result.losses, Float64Array.from(losses.slice(0, expected.epoch + 1))),
    ),
  ]
}

/** The text of the rules, read epoch by epoch. */
function expectedStop(
  losses: readonly number[],
  threshold: number,
  limit: number,
): { status: string; epoch: number } {
  for (let epoch = 0; epoch <= limit; epoch++) {
    if (!Number.isFinite(losses[epoch]!)) return { status: 'diverged', epoch }
    const change = epoch === 0 ? Number.POSITIVE_INFINITY : Math.abs(losses[epoch]! - losses[epoch - 1]!)
    if (change < threshold) return { status: 'stopped', epoch }
  }
  return { status: threshold === 0 ? 'stopped' : 'epochLimit', epoch: limit }
}
