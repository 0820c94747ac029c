/** Gradients and Hessians of the landscapes against differences of their losses and gradients. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { unitRoundoff } from '../algebra/vectors.ts'
import type { Objective } from '../networks/objective.ts'
import { assertProperty } from '../properties/assertProperty.ts'
import { gutter } from './gutter.ts'
import { minMaxSaddle } from './minMaxSaddle.ts'
import { monkeySaddle } from './monkeySaddle.ts'
import { plateau } from './plateau.ts'
import { quartic } from './quartic.ts'

const u = unitRoundoff
const coordinate = fc.double({ min: -4, max: 4, noNaN: true })
const point = fc.tuple(coordinate, coordinate)

/**
 * The five-point difference of step 1 is exact for polynomials up to degree 4, so only rounding is left: at
 * most 8u times the sum of |terms| in each value, and the weights add up to 1.5. `terms` bounds that sum
 * for |x|, |y| ≤ 6.
 */
const polynomials = [
  { name: 'quartic', objective: quartic, terms: 2000 },
  { name: 'minMaxSaddle', objective: minMaxSaddle({ negative: 1, positive: 1 }), terms: 100 },
  {
    name: 'degenerate minMaxSaddle',
    objective: minMaxSaddle({ negative: 1, zero: 1, positive: 0 }),
    terms: 100,
  },
  { name: 'monkeySaddle', objective: monkeySaddle, terms: 1000 },
  { name: 'gutter', objective: gutter, terms: 1500 },
]

describe.each(polynomials)('$name', ({ objective, terms }) => {
  const bound = 64 * u * terms

  it('has the gradient of its loss', () => {
    assertProperty(
      fc.property(point, (theta) => {
        const expected = [0, 1].map((i) => fivePoint((step) => objective.loss(shifted(theta, i, step))))
        expect(objective.gradient(Float64Array.from(theta))).toBeWithin(expected, bound)
      }),
    )
  })

  it('has the Hessian of its gradient, in hessian and in hvp', async () => {
    await assertProperty(
      fc.asyncProperty(point, async (theta) => {
        const expected = differencesOfGradient(objective, theta, fivePoint)
        await expectHessian(objective, theta, expected, bound)
      }),
    )
  })
})

/**
 * ∇²f is Lipschitz with the constant 12|q″|r + 8|q‴|r³ ≤ 21: 4.5 + 12 in the well, where |q″|, |q‴| ≤ 3/16 and
 * r ≤ 2, and 2.95 + 17.92 on the slope, where |q″| ≤ 3/49, |q‴| ≤ 12/343 and r ≤ 4.
 */
describe('plateau', () => {
  const lipschitz = 21

  it('has the gradient of its loss', () => {
    const h = 1e-4
    // Truncation L h²/6; rounding of two losses of at most 7, divided by 2h.
    const bound = (lipschitz * h * h) / 6 + (32 * u * 7) / h
    assertProperty(
      fc.property(point, (theta) => {
        const expected = [0, 1].map((i) => central((step) => plateau.loss(shifted(theta, i, step)), h))
        expect(plateau.gradient(Float64Array.from(theta))).toBeWithin(expected, bound)
      }),
    )
  })

  it('has the Hessian of its gradient, in hessian and in hvp', async () => {
    const h = 1e-6
    // Truncation L h/2, as q‴ jumps; rounding of two gradients of at most 8, divided by 2h.
    const bound = (lipschitz * h) / 2 + (32 * u * 8) / h
    await assertProperty(
      fc.asyncProperty(point, async (theta) => {
        const expected = differencesOfGradient(plateau, theta, (at) => central(at, h))
        await expectHessian(plateau, theta, expected, bound)
      }),
    )
  })
})

type Difference = (at: (step: number) => number) => number

function fivePoint(at: (step: number) => number): number {
  return (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / 12
}

function central(at: (step: number) => number, h: number): number {
  return (at(h) - at(-h)) / (2 * h)
}

function shifted(theta: readonly number[], i: number, step: number): Float64Array {
  return Float64Array.from(theta, (value, k) => (k === i ? value + step : value))
}

/** @returns [2, 2] row-major, column j from differences along coordinate j */
function differencesOfGradient(
  objective: Objective,
  theta: readonly number[],
  difference: Difference,
): number[] {
  const entry = (i: number, j: number) =>
    difference((step) => objective.gradient(shifted(theta, j, step))[i]!)
  return [entry(0, 0), entry(0, 1), entry(1, 0), entry(1, 1)]
}

async function expectHessian(
  objective: Objective,
  theta: readonly number[],
  expected: readonly number[],
  bound: number,
): Promise<void> {
  const at = Float64Array.from(theta)
  expect((await objective.hessian(at)).matrix.entries).toBeWithin(expected, bound)
  expect(objective.hvp(at, Float64Array.of(1, 0))).toBeWithin([expected[0]!, expected[2]!], bound)
  expect(objective.hvp(at, Float64Array.of(0, 1))).toBeWithin([expected[1]!, expected[3]!], bound)
}
