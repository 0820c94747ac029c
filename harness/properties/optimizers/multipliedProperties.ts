/**
 * The released code's Adam and Adagrad against sums over all gradients so far, without a recurrence.
 *
 *     multipliedAdam:     −η Σ_t m_t/(1 − β₁ᵉ) · (√(v_t/(1 − β₂ᵉ)) + ε),   m_t = (1 − β₁) Σ_i β₁ᵗ⁻ⁱ g_i,  e = ⌈t/s⌉
 *     multipliedAdagrad:  −η Σ_t g_t · ‖(g₁, …, g_t, √ε)‖
 *
 * v_t likewise of g² with β₂; s steps make an epoch.
 */
import fc from 'fast-check'
import { norm, unitRoundoff } from '../../algebra/vectors.ts'
import type { Optimizer } from '../../optimizers/optimizer.ts'
import { differingBits, none, withinBound } from '../../providers/laws/law.ts'
import { type Property, property } from '../property.ts'
import { descend, type Optimizers } from './optimizers.ts'

/** The released code's defaults. */
const [beta1, beta2, adamEpsilon, adagradEpsilon] = [0.9, 0.999, 1e-7, 1e-5]
/** Of the gradients that are drawn. */
const largest = 0.5

const gradient = fc
  .record({ size: fc.integer({ min: 0, max: 500 }), sign: fc.constantFrom(1, -1) })
  .map(({ size, sign }) => (sign * size) / 1000)
const gradients = fc.array(gradient, { minLength: 1, maxLength: 12 })
const learningRates = fc.constantFrom(0.001, 0.1)

interface EpochRun {
  readonly gradients: readonly number[]
  readonly stepsPerEpoch: number
  readonly learningRate: number
}

export const multipliedProperties: readonly Property<Optimizers>[] = [
  property({
    name: 'multipliedAdam multiplies by √v̂ + ε and corrects the bias by the epoch',
    source: 'the released code of Sankar and Balasubramanian 2017, its Adam',
    instances: fc.record({
      gradients,
      stepsPerEpoch: fc.integer({ min: 1, max: 5 }),
      learningRate: learningRates,
    }),
    labels: {
      'several epochs of several steps': {
        share: 0.3,
        applies: ({ gradients: all, stepsPerEpoch }: EpochRun) =>
          stepsPerEpoch > 1 && all.length > stepsPerEpoch,
      },
    },
    check({ multipliedAdam }, { gradients: all, stepsPerEpoch, learningRate }) {
      const got = followed(multipliedAdam({ stepsPerEpoch, learningRate }), all)
      const expected = adamReference(all, stepsPerEpoch, learningRate)
      return [
        withinBound(
          `theta after ${all.length} steps`,
          Math.abs(got - expected),
          adamBound(all.length, learningRate),
        ),
      ]
    },
  }),
  property({
    name: 'multipliedAdagrad multiplies by √(G + ε), G the sum of all squares so far',
    source: 'neupy at the time of Sankar and Balasubramanian 2017, its Adagrad',
    instances: fc.record({ gradients, learningRate: learningRates }),
    labels: { 'more than one step': { share: 0.5, applies: ({ gradients: all }) => all.length > 1 } },
    check({ multipliedAdagrad }, { gradients: all, learningRate }) {
      const t = all.length
      const step = (g: number, i: number): number =>
        learningRate * g * norm(Float64Array.from([...all.slice(0, i + 1), Math.sqrt(adagradEpsilon)]))
      const expected = -all.map(step).reduce((sum, value) => sum + value, 0)
      // Steps of at most ηg√(tg² + ε), each with at most 2t + 8 roundings in either way, and t additions.
      const most = learningRate * largest * Math.sqrt(t * largest ** 2 + adagradEpsilon)
      const error = Math.abs(followed(multipliedAdagrad({ learningRate }), all) - expected)
      return [withinBound(`theta after ${t} steps`, error, t * most * (6 * t + 16) * unitRoundoff)]
    },
  }),
  property({
    name: 'the multiplied rules move a parameter as it would alone, and have no memory of another run',
    source: 'both updates are componentwise; optimizer.ts',
    instances: fc.record({
      rule: fc.constantFrom('multipliedAdam' as const, 'multipliedAdagrad' as const),
      sequence: fc.array(fc.array(gradient, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 6 }),
    }),
    cases: 60,
    check(subject, { rule, sequence }) {
      const made = subject[rule]({ stepsPerEpoch: 2 })
      const run = (columns: readonly number[]): Float64Array =>
        descend(
          made,
          columns.map(() => 0),
          sequence.length,
          (_, k) => Float64Array.from(columns, (i) => sequence[k]![i]!),
        )
      const together = run([0, 1, 2])
      const alone = Float64Array.from([0, 1, 2], (i) => run([i])[0]!)
      return [none('parameters that moved otherwise alone, and later', differingBits(together, alone))]
    },
  }),
]

/** θ of one parameter, from 0. */
function followed(rule: Optimizer, all: readonly number[]): number {
  return descend(rule, [0], all.length, (_, k) => Float64Array.of(all[k]!))[0]!
}

function adamReference(all: readonly number[], stepsPerEpoch: number, learningRate: number): number {
  const sum = (values: readonly number[], beta: number): number =>
    values.reduce((total, value, i) => total + (1 - beta) * beta ** (values.length - 1 - i) * value, 0)
  let theta = 0
  for (let t = 1; t <= all.length; t++) {
    const past = all.slice(0, t)
    const epoch = Math.ceil(t / stepsPerEpoch)
    const mean = sum(past, beta1) / (1 - beta1 ** epoch)
    const square =
      sum(
        past.map((g) => g * g),
        beta2,
      ) /
      (1 - beta2 ** epoch)
    theta -= learningRate * mean * (Math.sqrt(square) + adamEpsilon)
  }
  return theta
}

/**
 * With gradients of at most g a step is at most ηM, M = g/(1 − β₁) · (g/√(1 − β₂) + ε). Of that, the sum m is off by
 * 6t·u at most, v by 8t·u, and 1 − βᵉ by (e + 2)·u/(1 − β), half of it under the root: below (520t + 1100)·u with e ≤ t.
 * As much for the reference; t such steps, and t additions of what is below tM.
 */
function adamBound(t: number, learningRate: number): number {
  const most = (largest / (1 - beta1)) * (largest / Math.sqrt(1 - beta2) + adamEpsilon)
  return learningRate * t * most * (1042 * t + 2200) * unitRoundoff
}
