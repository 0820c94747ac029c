/** The training loop: which samples it sees, with what weight, and what it leaves alone. */
import fc from 'fast-check'
import { unitRoundoff } from '../../algebra/vectors.ts'
import { differingBits, none, type Ratio, withinBound } from '../../providers/laws/law.ts'
import { type Property, property } from '../property.ts'
import { adagradBound, adagradReference, adamBound, adamReference } from './adaptiveReferences.ts'
import type { Optimizers } from './optimizers.ts'
import { meanDistance, meanSlope } from './sampledObjectives.ts'

interface Schedule {
  readonly samples: number
  readonly batchSize: number
  readonly epochs: number
  /** Negative: no shuffling. */
  readonly seed: number
}

const schedules: fc.Arbitrary<Schedule> = fc
  .record({
    samples: fc.integer({ min: 1, max: 11 }),
    part: fc.integer({ min: 1, max: 11 }),
    epochs: fc.nat({ max: 3 }),
    seed: fc.oneof(fc.constant(-1), fc.nat({ max: 1000 })),
  })
  .map(({ part, ...rest }) => ({ ...rest, batchSize: Math.min(part, rest.samples) }))
const isShort = ({ samples, batchSize }: Schedule): boolean => samples % batchSize !== 0
const integer = fc.integer({ min: -8, max: 8 })

export const trainingProperties: readonly Property<Optimizers>[] = [
  property({
    name: 'every epoch sees every sample once, in batches of the size asked for and a short last one',
    source: 'train.ts',
    instances: schedules,
    labels: {
      'short last batch': { share: 0.1, applies: (schedule) => isShort(schedule) && schedule.epochs > 0 },
      shuffled: { share: 0.3, applies: ({ seed }) => seed >= 0 },
    },
    async check(subject, schedule) {
      const batches = await batchesSeen(subject, schedule)
      return epochsOf(batches, schedule).flatMap((epoch) => coverageRatios(epoch, schedule))
    },
  }),
  property({
    name: 'the shuffle seed determines the order of every epoch, and every epoch and seed has its own',
    source: 'train.ts; that two of 24! orders agree is not to be expected',
    instances: fc.record({ seed: fc.nat({ max: 1e9 }), samples: fc.integer({ min: 24, max: 32 }) }),
    cases: 30,
    async check(subject, { seed, samples }) {
      const schedule = { samples, batchSize: 10, epochs: 3, seed }
      const orders = async (s: number): Promise<string[]> =>
        epochsOf(await batchesSeen(subject, { ...schedule, seed: s }), schedule).map((epoch) =>
          epoch.flat().join(' '),
        )
      const [first, again, other] = [await orders(seed), await orders(seed), await orders(seed + 1)]
      return [
        none('epochs that differ with the same seed', first.filter((order, k) => order !== again[k]).length),
        none('epochs in the order of another', 6 - new Set([...first, ...other]).size),
      ]
    },
  }),
  property({
    name: 'sgd over batches is θ ← θ − η(θ − mean of the batch), to the last bit, and losses are the full batch’s',
    source: 'gradient of a mean over the samples of the batch, on integers with batches of 1, 2 or 4',
    instances: fc.record({
      full: fc.nat({ max: 2 }),
      rest: fc.nat({ max: 2 }),
      y: fc.array(integer, { minLength: 10, maxLength: 10 }),
      start: integer,
      quarters: fc.constantFrom(1, 2, 3),
      epochs: fc.integer({ min: 1, max: 3 }),
    }),
    labels: {
      'short last batch': { share: 0.3, applies: ({ full, rest }) => full > 0 && rest > 0 },
      'several steps an epoch': { share: 0.3, applies: ({ full, rest }) => full + Math.sign(rest) > 1 },
    },
    check: batchRatios,
  }),
  property({
    name: 'adam and adagrad count steps, not epochs, and weigh every step alike',
    source: 'Kingma and Ba 2015, Algorithm 1; Duchi, Hazan and Singer 2011',
    instances: fc.record({
      rule: fc.constantFrom('adam' as const, 'adagrad' as const),
      // One sign, so that the mean of no batch is near 0, where a direction is all rounding.
      slopes: fc.array(fc.integer({ min: 1, max: 16 }), { minLength: 1, maxLength: 6 }),
      batchSize: fc.constantFrom(1, 2),
      epochs: fc.integer({ min: 1, max: 3 }),
    }),
    labels: {
      'several steps an epoch': { share: 0.3, applies: ({ slopes, batchSize }) => slopes.length > batchSize },
    },
    check: adaptiveRatios,
  }),
]

async function batchesSeen(
  { train, sgd, epochs }: Optimizers,
  { samples, batchSize, epochs: count, seed }: Schedule,
): Promise<(readonly number[])[]> {
  const seen: (readonly number[])[] = []
  const objective = meanDistance(new Array<number>(samples).fill(1), (batch) => seen.push(batch))
  const shuffleSeed = seed < 0 ? undefined : seed
  await train(objective, Float64Array.of(0), {
    optimizer: sgd(),
    batchSize,
    shuffleSeed,
    stop: epochs(count),
  })
  return seen
}

/** `seen` in runs of as many batches as an epoch has; what is left over is one more epoch. */
function epochsOf(
  seen: readonly (readonly number[])[],
  { samples, batchSize, epochs }: Schedule,
): (readonly number[])[][] {
  const steps = Math.ceil(samples / batchSize)
  const count = Math.max(epochs, Math.ceil(seen.length / steps))
  return Array.from({ length: count }, (_, k) => seen.slice(k * steps, (k + 1) * steps))
}

function coverageRatios(
  epoch: readonly (readonly number[])[],
  { samples, batchSize, seed }: Schedule,
): Ratio[] {
  const order = epoch.flat()
  const times = Array.from({ length: samples }, (_, s) => order.filter((seen) => seen === s).length)
  const size = (k: number): number => Math.min(batchSize, samples - k * batchSize)
  return [
    none('samples not seen once', times.filter((count) => count !== 1).length),
    none('batches of another size', epoch.filter((batch, k) => batch.length !== size(k)).length),
    // All samples are the objective itself, with a seed too.
    none(
      'samples out of their order',
      seed >= 0 && batchSize < samples ? 0 : order.filter((s, k) => s !== k).length,
    ),
  ]
}

interface BatchRun {
  readonly full: number
  readonly rest: number
  readonly y: readonly number[]
  readonly start: number
  readonly quarters: number
  readonly epochs: number
}

/** Nine steps of at most four bits each: exact in float64 and in 60 binary places. */
async function batchRatios({ train, sgd, epochs }: Optimizers, run: BatchRun): Promise<Ratio[]> {
  const samples = Math.max(1, 4 * run.full + run.rest)
  const batchSize = Math.min(4, samples)
  const y = run.y.slice(0, samples)
  const start = Float64Array.of(run.start)
  const result = await train(meanDistance(y), start, {
    optimizer: sgd({ learningRate: run.quarters / 4 }),
    batchSize,
    stop: epochs(run.epochs),
  })
  let theta = BigInt(run.start) << 60n
  const losses = [exactLoss(theta, y)]
  for (let epoch = 0; epoch < run.epochs; epoch++) {
    for (let first = 0; first < samples; first += batchSize) {
      theta = pulled(theta, y.slice(first, first + batchSize), run.quarters)
    }
    losses.push(exactLoss(theta, y))
  }
  // A sum of N squares, off by two units each, then divided; the reference itself is rounded three times.
  const lossRatios = losses.map((loss, k) =>
    withinBound(
      `loss after ${k} epochs`,
      Math.abs((result.losses[k] ?? Number.NaN) - loss),
      (samples + 8) * unitRoundoff * loss,
    ),
  )
  return [
    withinBound('theta', Math.abs(result.theta[0]! - Number(theta) / 2 ** 60), 0),
    none('theta0 changed', differingBits(start, Float64Array.of(run.start))),
    ...lossRatios,
  ]
}

/** θ − (q/4)(θ − mean of y), in units of 2⁻⁶⁰. */
function pulled(theta: bigint, y: readonly number[], quarters: number): bigint {
  const sum = y.reduce((total, value) => total + (theta - (BigInt(value) << 60n)), 0n)
  return theta - (BigInt(quarters) * sum) / BigInt(4 * y.length)
}

function exactLoss(theta: bigint, y: readonly number[]): number {
  const squares = y.reduce((total, value) => total + (theta - (BigInt(value) << 60n)) ** 2n, 0n)
  return Number(squares) / 2 ** 120 / (2 * y.length)
}

async function adaptiveRatios(
  subject: Optimizers,
  run: {
    readonly rule: 'adam' | 'adagrad'
    readonly slopes: readonly number[]
    readonly batchSize: number
    readonly epochs: number
  },
): Promise<Ratio[]> {
  const slopes = run.slopes.map((k) => k / 16)
  const batchSize = Math.min(run.batchSize, slopes.length)
  const learningRate = 0.01
  const { theta } = await subject.train(meanSlope(slopes), Float64Array.of(0), {
    optimizer: subject[run.rule]({ learningRate }),
    batchSize,
    stop: subject.epochs(run.epochs),
  })
  const epoch: number[] = []
  for (let first = 0; first < slopes.length; first += batchSize) {
    const batch = slopes.slice(first, first + batchSize)
    epoch.push(batch.reduce((sum, value) => sum + value, 0) / batch.length)
  }
  const gradients = Array.from({ length: run.epochs }, () => epoch).flat()
  const [reference, bound] =
    run.rule === 'adam' ? [adamReference, adamBound] : [adagradReference, adagradBound]
  const error = Math.abs(theta[0]! - reference(gradients, learningRate))
  return [
    withinBound(`${run.rule} after ${gradients.length} steps`, error, bound(gradients.length, learningRate)),
  ]
}
