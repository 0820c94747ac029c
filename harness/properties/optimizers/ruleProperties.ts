/** Adam and Adagrad against their definitions, and what every update rule keeps. */
import fc from 'fast-check'
import { unitRoundoff } from '../../algebra/vectors.ts'
import type { Optimizer } from '../../optimizers/optimizer.ts'
import { differingBits, none, type Ratio, withinBound } from '../../providers/laws/law.ts'
import { type Property, property } from '../property.ts'
import { adagradBound, adagradReference, adamBound, adamReference, epsilon } from './adaptiveReferences.ts'
import { descend, type Optimizers, type RuleName, ruleNames } from './optimizers.ts'

/** 0.01 to 0.5, of either sign. */
const gradient = fc
  .record({ size: fc.integer({ min: 10, max: 500 }), sign: fc.constantFrom(1, -1) })
  .map(({ size, sign }) => (sign * size) / 1000)
const gradients = fc.array(gradient, { minLength: 1, maxLength: 12 })
const learningRates = fc.constantFrom(0.001, 0.01, 0.3)
/** [t][3] */
const sequences = fc.array(fc.array(gradient, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 6 })

export const ruleProperties: readonly Property<Optimizers>[] = [
  property({
    name: 'adam steps by weighted means of gradients and of their squares, weights summing to 1',
    source: 'Kingma and Ba 2015, Algorithm 1 and §3',
    instances: fc.record({ gradients, learningRate: learningRates }),
    labels: { 'more than one step': { share: 0.5, applies: ({ gradients: all }) => all.length > 1 } },
    check: ({ adam }, { gradients: all, learningRate }) => [
      withinBound(
        `theta after ${all.length} steps`,
        Math.abs(followed(adam({ learningRate }), all) - adamReference(all, learningRate)),
        adamBound(all.length, learningRate),
      ),
    ],
  }),
  property({
    name: 'the first step of adam is the learning rate times −g/(|g| + ε), whatever the size of g',
    source: 'Kingma and Ba 2015, Algorithm 1 at t = 1',
    instances: fc.record({
      mantissa: gradient,
      exponent: fc.integer({ min: -25, max: 30 }),
      learningRate: learningRates,
    }),
    check({ adam }, { mantissa, exponent, learningRate }) {
      const g = mantissa * 2 ** exponent
      const expected = (-learningRate * g) / (Math.abs(g) + epsilon)
      const error = Math.abs(followed(adam({ learningRate }), [g]) - expected)
      // Fewer than 16 roundings of a step of at most η.
      return [withinBound('the first step', error, 16 * unitRoundoff * learningRate)]
    },
  }),
  property({
    name: 'adagrad divides by the norm of all gradients so far',
    source: 'Duchi, Hazan and Singer 2011, §1.1',
    instances: fc.record({ gradients, learningRate: learningRates }),
    labels: { 'more than one step': { share: 0.5, applies: ({ gradients: all }) => all.length > 1 } },
    check: ({ adagrad }, { gradients: all, learningRate }) => [
      withinBound(
        `theta after ${all.length} steps`,
        Math.abs(followed(adagrad({ learningRate }), all) - adagradReference(all, learningRate)),
        adagradBound(all.length, learningRate),
      ),
    ],
  }),
  property({
    name: 'adam and adagrad take the same path when all gradients are multiplied, but for ε',
    source: 'both directions are homogeneous of degree 0 in the gradients where ε = 0',
    instances: fc.record({
      rule: fc.constantFrom('adam' as const, 'adagrad' as const),
      gradients,
      exponent: fc.integer({ min: 1, max: 40 }),
    }),
    check(subject, { rule, gradients: all, exponent }) {
      const learningRate = 0.01
      const optimizer = subject[rule]({ learningRate })
      const [plain, scaled] = [1, 2 ** exponent].map((s) =>
        followed(
          optimizer,
          all.map((g) => s * g),
        ),
      )
      // ε shortens a step of at most η√(2t) by ε/√v̂ of itself, where v̂ and G are at least 0.01².
      const steps = all.length
      const byEpsilon = steps * learningRate * Math.sqrt(2 * steps) * (epsilon / 0.01)
      const rounding = rule === 'adam' ? adamBound(steps, learningRate) : adagradBound(steps, learningRate)
      return [
        withinBound(`2^${exponent} times the gradients`, Math.abs(plain! - scaled!), byEpsilon + rounding),
      ]
    },
  }),
  property({
    name: 'momentum and nesterov with coefficient 0 are sgd',
    source: 'their definitions at μ = 0',
    instances: fc.record({ sequence: sequences, learningRate: learningRates }),
    cases: 60,
    check({ sgd, momentum, nesterov }, { sequence, learningRate }) {
      const plain = along(sgd({ learningRate }), sequence)
      return [momentum({ learningRate, momentum: 0 }), nesterov({ learningRate, momentum: 0 })].map(
        (rule) => {
          const other = along(rule, sequence)
          // −0 and 0 are the same place.
          return none(`components of ${rule.name} that differ`, plain.filter((x, i) => x !== other[i]).length)
        },
      )
    },
  }),
  property({
    name: 'a parameter moves as it would alone: rules keep no number for two parameters',
    source: 'all five updates are componentwise',
    instances: fc.record({ rule: fc.constantFrom(...ruleNames), sequence: sequences }),
    check(subject, { rule, sequence }) {
      const together = along(subject[rule](), sequence)
      const alone = together.map(
        (_, i) =>
          along(
            subject[rule](),
            sequence.map((g) => [g[i]!]),
          )[0]!,
      )
      return [none(`parameters that moved otherwise with ${rule}`, differingBits(together, alone))]
    },
  }),
  property({
    name: 'a second run has no memory of the first, and no run changes the gradient it is given',
    source: 'optimizer.ts: velocities and moments belong to one run',
    instances: fc.record({ rule: fc.constantFrom(...ruleNames), sequence: sequences }),
    check: (subject, { rule, sequence }) => repetitionRatios(subject, rule, sequence),
  }),
]

/** θ of one parameter, from 0. */
function followed(rule: Optimizer, gradients: readonly number[]): number {
  return along(
    rule,
    gradients.map((g) => [g]),
  )[0]!
}

/** θ from 0. @param sequence [t][P] */
function along(rule: Optimizer, sequence: readonly (readonly number[])[]): Float64Array {
  const start = sequence[0]!.map(() => 0)
  return descend(rule, start, sequence.length, (_, k) => Float64Array.from(sequence[k]!))
}

function repetitionRatios(
  subject: Optimizers,
  name: RuleName,
  sequence: readonly (readonly number[])[],
): Ratio[] {
  const rule = subject[name]()
  const given = sequence.map((g) => Float64Array.from(g))
  const [first, second] = [0, 1].map(() => descend(rule, [0, 0, 0], given.length, (_, k) => given[k]!))
  const changed = given.filter((g, k) => differingBits(g, Float64Array.from(sequence[k]!)) > 0)
  return [
    none('parameters that moved otherwise the second time', differingBits(first!, second!)),
    none('gradients changed', changed.length),
  ]
}
