/** What noisySgd adds, where it adds it, and that a seed decides it. */
import fc from 'fast-check'
import { unitRoundoff } from '../../algebra/vectors.ts'
import { differingBits, none, type Ratio, withinBound } from '../../providers/laws/law.ts'
import { type Property, property } from '../property.ts'
import { noiseOf, strayOf } from './noiseStream.ts'
import { descend, type Optimizers } from './optimizers.ts'

const seeds = fc.nat(0xffffffff)
const momenta = fc.constantFrom(0, 0.5, 0.9)
/** [t][3] of eighths */
const sequences = fc.array(fc.array(fc.integer({ min: -8, max: 8 }), { minLength: 3, maxLength: 3 }), {
  minLength: 1,
  maxLength: 6,
})

interface Run {
  readonly seed: number
  readonly amplitude: number
  readonly learningRate: number
  readonly momentum: number
  readonly sequence: readonly (readonly number[])[]
}

export const noisySgdProperties: readonly Property<Optimizers>[] = [
  property({
    name: 'noisySgd of amplitude 0 is momentum, and sgd where the coefficient is 0',
    source: 'its definition at a = 0',
    instances: fc.record({ seed: seeds, momentum: momenta, sequence: sequences }),
    cases: 60,
    check(subject, { seed, momentum, sequence }) {
      const learningRate = 0.3
      const plain =
        momentum === 0 ? subject.sgd({ learningRate }) : subject.momentum({ learningRate, momentum })
      const silent = subject.noisySgd({ seed, learningRate, momentum, amplitude: 0 })
      const [expected, got] = [plain, silent].map((rule) =>
        descend(rule, [1, 0, -2], sequence.length, (_, k) => gradientOf(sequence[k]!)),
      )
      // −0 and 0 are the same place.
      return [none('parameters that moved otherwise', expected!.filter((x, i) => x !== got![i]).length)]
    },
  }),
  property({
    name: 'the noise of noisySgd is within ±a, of mean 0 and variance a²/3, another in every component and step',
    source: 'moments of the uniform distribution; Hoeffding 1963, Theorem 2',
    instances: fc.record({ seed: seeds, exponent: fc.integer({ min: -10, max: 10 }) }),
    cases: 30,
    check: (subject, { seed, exponent }) => distributionRatios(subject, seed, 2 ** exponent),
  }),
  property({
    name: 'noisySgd is momentum with the noise added to the gradient',
    source: 'Ge et al. 2015, Algorithm 1; the sum of the geometric series of each gradient',
    instances: fc.record({
      seed: seeds,
      amplitude: fc.constantFrom(0.125, 1),
      learningRate: fc.constantFrom(0.01, 0.25),
      momentum: momenta,
      sequence: sequences,
    }),
    labels: { momentum: { share: 0.3, applies: ({ momentum }: Run) => momentum > 0 } },
    cases: 60,
    check: trajectoryRatios,
  }),
  property({
    name: 'the noise of noisySgd depends on the seed and on nothing that happened before its start',
    source: 'optimizer.ts: what changes belongs to one run',
    instances: fc.record({ seed: seeds, busy: fc.integer({ min: 1, max: 5 }) }),
    cases: 60,
    check: repetitionRatios,
  }),
]

function gradientOf(eighths: readonly number[]): Float64Array {
  return Float64Array.from(eighths, (k) => k / 8)
}

const [dimension, steps] = [40, 25]

function distributionRatios(subject: Optimizers, seed: number, amplitude: number): Ratio[] {
  const noise = noiseOf(subject, { seed, amplitude }, dimension, steps)
  // A power of two divides exactly.
  const shares = noise.flatMap((step) => [...step]).map((x) => x / amplitude)
  const n = shares.length
  const mean = shares.reduce((sum, x) => sum + x, 0) / n
  const square = shares.reduce((sum, x) => sum + x * x, 0) / n
  return [
    none('components beyond the amplitude', shares.filter((x) => !(Math.abs(x) <= 1)).length),
    // Of 2⁵³ values two are alike in a thousand draws once in 10¹⁰ cases.
    none('values that came before', n - new Set(shares).size),
    // Within an interval of length 2, and of length 1; rounding is below n·u.
    withinBound('mean', Math.abs(mean), 2 * strayOf(n) + n * unitRoundoff),
    withinBound('mean square', Math.abs(square - 1 / 3), strayOf(n) + n * unitRoundoff),
  ]
}

function trajectoryRatios(subject: Optimizers, { sequence, ...options }: Run): Ratio[] {
  const { learningRate, momentum } = options
  const noise = noiseOf(subject, options, 3, sequence.length)
  const got = descend(subject.noisySgd(options), [0, 0, 0], sequence.length, (_, k) =>
    gradientOf(sequence[k]!),
  )
  const t = sequence.length
  return Array.from(got, (theta, i) => {
    let expected = 0
    let size = 0
    for (let j = 0; j < t; j++) {
      let weight = 0
      for (let k = 0; k < t - j; k++) weight += momentum ** k
      expected -= learningRate * weight * (sequence[j]![i]! / 8 + noise[j]![i]!)
      size += learningRate * weight * (1 + options.amplitude)
    }
    // A gradient passes at most 4t roundings on its way into θ; as many in the reference.
    return withinBound(`component ${i}`, Math.abs(theta - expected), 8 * (t + 1) * unitRoundoff * size)
  })
}

function repetitionRatios(subject: Optimizers, { seed, busy }: { seed: number; busy: number }): Ratio[] {
  const rule = subject.noisySgd({ seed, amplitude: 1 })
  const run = (during: () => void = () => {}): Float64Array =>
    descend(rule, [0, 0, 0], 4, () => {
      during()
      return new Float64Array(3)
    })
  const first = run()
  const other = rule.start(7)
  const disturbed = run(() => {
    for (let k = 0; k < busy; k++) other.step(new Float64Array(7), new Float64Array(7))
  })
  const otherSeed = descend(
    subject.noisySgd({ seed: (seed ^ 1) >>> 0, amplitude: 1 }),
    [0, 0, 0],
    4,
    () => new Float64Array(3),
  )
  return [
    none('parameters that moved otherwise the second time', differingBits(first, disturbed)),
    none('parameters that another seed moves alike', first.filter((x, i) => x === otherSeed[i]).length),
  ]
}
