/**
 * sgd, momentum and nesterov on f = (x² + 2y²)/2 against powers of the matrix that one step is.
 *
 * Learning rate and coefficient are quarters, so the matrix has sixteenths; seven steps add 28 bits behind the point
 * and fewer than 10 before it to the 12 of the start; without momentum there are half as many, and a start may have
 * 30. Both routes are exact and must agree to the last bit.
 */
import fc from 'fast-check'
import type { Optimizer } from '../../optimizers/optimizer.ts'
import { type Ratio, withinBound } from '../../providers/laws/law.ts'
import { type Property, property } from '../property.ts'
import { descend, type Optimizers } from './optimizers.ts'

/** [[a, b], [c, d]] as a row-major array. */
type Matrix = readonly [number, number, number, number]

interface Run {
  readonly learningRate: number
  readonly mu: number
  /** [2] */
  readonly start: readonly number[]
  readonly steps: number
}

const curvatures = [1, 2]
/** @param bits of the start */
function runs(bits: number): fc.Arbitrary<Run> {
  const place = fc.integer({ min: -(2 ** bits), max: 2 ** bits })
  return fc.record({
    learningRate: fc.constantFrom(0.25, 0.5, 0.75),
    mu: fc.constantFrom(0, 0.25, 0.5, 0.75),
    start: fc.array(place, { minLength: 2, maxLength: 2 }),
    steps: fc.integer({ min: 1, max: 7 }),
  })
}
const labels = {
  momentum: { share: 0.5, applies: ({ mu }: Run) => mu > 0 },
  'three steps or more': { share: 0.5, applies: ({ steps }: Run) => steps >= 3 },
}

export const quadraticProperties: readonly Property<Optimizers>[] = [
  property({
    name: 'sgd on a quadratic is (1 − ηa)ᵏ',
    source: 'closed form of the linear recurrence',
    instances: runs(30),
    cases: 60,
    check: ({ sgd }, run) =>
      differences(sgd({ learningRate: run.learningRate }), run, (c) => (1 - c) ** run.steps),
  }),
  property({
    name: 'momentum on a quadratic is the k-th power of (x, v) ↦ (x + v′, v′), v′ = μv − ηax',
    source: 'Polyak 1964; Sutskever et al. 2013, Eqs. 1 and 2',
    instances: runs(12),
    labels,
    cases: 60,
    check: ({ momentum }, run) =>
      differences(
        momentum({ learningRate: run.learningRate, momentum: run.mu }),
        run,
        (c) => power([1 - c, run.mu, -c, run.mu], run.steps)[0],
      ),
  }),
  property({
    // In the variable ϑ of the source; the gradient is taken at ϑ + μv.
    name: 'nesterov on a quadratic is ϑ + μv of the k-th power of (ϑ, v) ↦ (ϑ + v′, v′), v′ = μv − ηa(ϑ + μv)',
    source: 'Sutskever et al. 2013, Eqs. 3 and 4',
    instances: runs(12),
    labels,
    cases: 60,
    check: ({ nesterov }, run) =>
      differences(nesterov({ learningRate: run.learningRate, momentum: run.mu }), run, (c) => {
        const kth = power([1 - c, run.mu * (1 - c), -c, run.mu * (1 - c)], run.steps)
        return kth[0] + run.mu * kth[2]
      }),
  }),
]

/** @param factor what k steps make of 1 where c = ηa */
function differences(
  rule: Optimizer,
  { learningRate, start, steps }: Run,
  factor: (c: number) => number,
): Ratio[] {
  const theta = descend(rule, start, steps, (at) => at.map((x, i) => curvatures[i]! * x))
  return start.map((x, i) => {
    const expected = factor(learningRate * curvatures[i]!) * x
    return withinBound(`component ${i} after ${steps} steps`, Math.abs(theta[i]! - expected), 0)
  })
}

/** By repeated squaring. */
function power(m: Matrix, k: number): Matrix {
  if (k === 0) return [1, 0, 0, 1]
  const half = power(m, Math.floor(k / 2))
  const even = times(half, half)
  return k % 2 === 0 ? even : times(even, m)
}

function times([a, b, c, d]: Matrix, [e, f, g, h]: Matrix): Matrix {
  return [a * e + b * g, a * f + b * h, c * e + d * g, c * f + d * h]
}
