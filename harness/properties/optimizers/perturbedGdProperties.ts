/** When perturbedGd jumps, how far, in which directions, and that a seed decides it. */
import fc from 'fast-check'
import { norm, unitRoundoff } from '../../algebra/vectors.ts'
import { differingBits, none, type Ratio, withinBound } from '../../providers/laws/law.ts'
import { type Property, property } from '../property.ts'
import { stepsFromZero, strayOf } from './noiseStream.ts'
import type { Optimizers } from './optimizers.ts'

const seeds = fc.nat(0xffffffff)
const [learningRate, radius, gradientThreshold] = [0.5, 0.25, 1]

interface Run {
  readonly seed: number
  readonly waitingSteps: number
  /** Whether each gradient is small; no component of a large one is beyond the threshold either. */
  readonly small: readonly boolean[]
}

export const perturbedGdProperties: readonly Property<Optimizers>[] = [
  property({
    name: 'perturbedGd jumps where the gradient is at most the threshold and it has waited, else it is sgd',
    source: 'Jin et al. 2017, Algorithm 2',
    instances: fc.record({
      seed: seeds,
      waitingSteps: fc.integer({ min: 0, max: 3 }),
      small: fc.array(fc.boolean(), { minLength: 1, maxLength: 12 }),
    }),
    labels: {
      'small gradients that have to wait': {
        share: 0.3,
        applies: ({ waitingSteps, small }: Run) =>
          waitingSteps > 0 && small.some((here, k) => here && small[k + 1]),
      },
      'large gradients': { share: 0.5, applies: ({ small }: Run) => small.includes(false) },
    },
    check: decisionRatios,
  }),
  property({
    name: 'jumps of perturbedGd fill the ball evenly: the P-th power of their length is uniform, no direction is favoured',
    source: 'volume of a ball; Hoeffding 1963, Theorem 2',
    instances: fc.record({ seed: seeds, dimension: fc.integer({ min: 1, max: 12 }) }),
    labels: {
      'a length that is not uniform itself': { share: 0.5, applies: ({ dimension }) => dimension > 2 },
    },
    cases: 30,
    check: distributionRatios,
  }),
  property({
    name: 'the jumps of perturbedGd depend on the seed and on nothing that happened before its start',
    source: 'optimizer.ts: what changes belongs to one run',
    instances: fc.record({ seed: seeds, dimension: fc.integer({ min: 1, max: 5 }) }),
    cases: 60,
    check: repetitionRatios,
  }),
]

/** Norms √2·0.6 and √(2·0.81 + 1). */
function gradientOf(small: boolean): Float64Array {
  return small ? Float64Array.of(0.6, 0, -0.6) : Float64Array.of(0.9, -0.9, 1)
}

function decisionRatios(subject: Optimizers, { seed, waitingSteps, small }: Run): Ratio[] {
  const rule = subject.perturbedGd({ seed, learningRate, radius, gradientThreshold, waitingSteps })
  const moves = stepsFromZero(rule, small.map(gradientOf))
  const descents = small.map((here) => gradientOf(here).map((g) => -learningRate * g))
  // Halves of a gradient are exact; a jump that ends there has probability 0 and is longer than the radius.
  const descended = moves.map((move, k) => move.every((x, i) => x === descents[k]![i]))
  const jumps = moves.filter((_, k) => !descended[k])
  return [
    none('steps of the wrong kind', descended.filter((plain, k) => plain === shouldJump(k)).length),
    ...jumps.map((jump) => withinBound('length of a jump', norm(jump), radius * (1 + 16 * unitRoundoff))),
  ]

  /** Since the jump before, if any, more than `waitingSteps` gradient steps. */
  function shouldJump(k: number): boolean {
    const before = descended.lastIndexOf(false, k - 1)
    return small[k]! && (k === 0 || before < 0 || k - before - 1 > waitingSteps)
  }
}

const jumpCount = 400

function jumpsOf(subject: Optimizers, seed: number, dimension: number): Float64Array[] {
  const options = { seed, learningRate, radius, gradientThreshold, waitingSteps: 0 }
  const zeros = new Array<Float64Array>(2 * jumpCount).fill(new Float64Array(dimension))
  // Every second step is one of the gradient 0.
  return stepsFromZero(subject.perturbedGd(options), zeros).filter((_, k) => k % 2 === 0)
}

function distributionRatios(
  subject: Optimizers,
  { seed, dimension }: { readonly seed: number; readonly dimension: number },
): Ratio[] {
  const jumps = jumpsOf(subject, seed, dimension)
  const volumes = jumps.map((jump) => (norm(jump) / radius) ** dimension)
  const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length
  const along = (direction: (i: number) => number): number =>
    mean(
      jumps.map(
        (jump) => jump.reduce((sum, x, i) => sum + direction(i) * x, 0) / (radius * Math.sqrt(dimension)),
      ),
    )
  return [
    withinBound(
      'longest jump',
      Math.max(...jumps.map(norm)),
      radius * (1 + 4 * (dimension + 4) * unitRoundoff),
    ),
    withinBound('mean share of the volume', Math.abs(mean(volumes) - 1 / 2), strayOf(jumpCount)),
    // A projection on a unit vector lies within ±1 of the radius.
    withinBound('mean along the diagonal', Math.abs(along(() => 1)), 2 * strayOf(jumpCount)),
    withinBound(
      'mean along (1, −1, …)',
      Math.abs(along((i) => (i % 2 === 0 ? 1 : -1))),
      2 * strayOf(jumpCount),
    ),
    none('jumps that came before', jumps.length - new Set(jumps.map((jump) => jump.join())).size),
  ]
}

function repetitionRatios(
  subject: Optimizers,
  { seed, dimension }: { readonly seed: number; readonly dimension: number },
): Ratio[] {
  const options = { learningRate, radius, gradientThreshold, waitingSteps: 0 }
  const rule = subject.perturbedGd({ ...options, seed })
  const zero = [new Float64Array(dimension)]
  const [first] = stepsFromZero(rule, zero)
  const [second] = stepsFromZero(rule, zero)
  const [other] = stepsFromZero(subject.perturbedGd({ ...options, seed: (seed ^ 1) >>> 0 }), zero)
  return [
    none('parameters that jumped otherwise the second time', differingBits(first!, second!)),
    none('parameters that another seed moves alike', first!.filter((x, i) => x === other![i]).length),
  ]
}
