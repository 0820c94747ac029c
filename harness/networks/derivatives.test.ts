/**
 * Loss, gradient, hvp and Hessian of random networks against each other, and against central differences of
 * the same loss in fixed point, whose truncation and rounding (below 2⁻⁶⁰) are far below float64's own.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { frobeniusNorm } from '../algebra/symmetricMatrix.ts'
import { norm, unitRoundoff } from '../algebra/vectors.ts'
import { expandNetwork } from '../arbitraries/expandNetwork.ts'
import {
  fixedPointCurvature,
  fixedPointLoss,
  fixedPointSlope,
  fromFixed,
  toFixed,
} from '../arbitraries/fixedPointLoss.ts'
import { networkRounding } from '../arbitraries/networkRounding.ts'
import { type NetworkRecipe, networks } from '../arbitraries/networks.ts'
import { touchesKink } from '../arbitraries/touchesKink.ts'
import { activationNames } from './activations.ts'
import { lossNames } from './losses.ts'

const u = unitRoundoff
const oracleError = 2 ** -60
/** A direction's components, as many as the largest network here has parameters. */
const components = fc.array(fc.integer({ min: -8, max: 8 }), { minLength: 224, maxLength: 224 })

const combinations = activationNames.flatMap((activation) => lossNames.map((loss) => ({ activation, loss })))

describe.each(combinations)('$activation, $loss', ({ activation, loss }) => {
  const recipes = networks({ activations: [activation], losses: [loss], depth: { min: 1, max: 4 } })

  it('has the loss of its definition, and its slopes as gradient', () => {
    fc.assert(
      fc.property(recipes, (recipe) => {
        fc.pre(!touchesKink(recipe))
        const { objective, theta } = expandNetwork(recipe)
        const rounding = networkRounding(recipe)
        const reference = fromFixed(fixedPointLoss(recipe, recipe.theta.map(toFixed)))
        expect(objective.loss(theta)).toBeWithin(reference, rounding.loss + oracleError)
        const slopes = recipe.theta.map((_, i) => fromFixed(fixedPointSlope(recipe, i)))
        expect(objective.gradient(theta)).toBeWithin(slopes, rounding.gradient + oracleError)
      }),
      { numRuns: 25 },
    )
  })

  it('has a Hessian that is within its error bound, in a column drawn at random', async () => {
    await fc.assert(
      fc.asyncProperty(recipes, fc.nat(), async (recipe, draw) => {
        fc.pre(!touchesKink(recipe))
        const { objective, theta } = expandNetwork(recipe)
        const { matrix, errorBound } = await objective.hessian(theta)
        const n = matrix.order
        const j = draw % n
        // ‖Δe_j‖ ≤ ‖Δ‖₂; the difference is taken in fixed point, where it does not round.
        const errors = Float64Array.from({ length: n }, (_, i) =>
          fromFixed(toFixed(matrix.entries[i * n + j]!) - fixedPointCurvature(recipe, i, j)),
        )
        expect(norm(errors)).toBeWithin(0, errorBound + oracleError)
      }),
      { numRuns: 25 },
    )
  })
})

describe('hvp and Hessian', () => {
  const recipes = networks({ depth: { min: 1, max: 4 }, maxWidth: 7 })

  it('agree, at kinks too', async () => {
    await fc.assert(
      fc.asyncProperty(recipes, components, async (recipe, pool) => {
        const { objective, theta } = expandNetwork(recipe)
        const { matrix, errorBound } = await objective.hessian(theta)
        const v = direction(recipe, pool)
        const n = matrix.order
        const expected = v.map((_, i) => v.reduce((sum, x, j) => sum + matrix.entries[i * n + j]! * x, 0))
        // The R-operator sums the terms of the blocks in another order, so its error is one more of the same
        // kind; the product taken here rounds n times.
        const bound = 2 * errorBound + n * u * frobeniusNorm(matrix)
        expect(objective.hvp(theta, v)).toBeWithin(expected, bound * norm(v))
      }),
      { numRuns: 400 },
    )
  })

  it('give a Hessian that is symmetric to the last bit', async () => {
    await fc.assert(
      fc.asyncProperty(recipes, async (recipe) => {
        const { objective, theta } = expandNetwork(recipe)
        const { order: n, entries } = (await objective.hessian(theta)).matrix
        expect(entries).toEqual(entries.map((_, p) => entries[(p % n) * n + Math.floor(p / n)]!))
      }),
    )
  })

  it('are linear in the direction', async () => {
    const factor = fc.integer({ min: -16, max: 16 }).map((k) => k / 4)
    await fc.assert(
      fc.asyncProperty(recipes, components, components, factor, async (recipe, first, second, alpha) => {
        const { objective, theta } = expandNetwork(recipe)
        const { matrix, errorBound } = await objective.hessian(theta)
        const [v, w] = [direction(recipe, first), direction(recipe, second)]
        const expected = objective.hvp(theta, w)
        objective.hvp(theta, v).forEach((x, i) => {
          expected[i]! += alpha * x
        })
        const sum = w.map((x, i) => alpha * v[i]! + x)
        const bound = 2 * errorBound + 4 * u * frobeniusNorm(matrix)
        const size = norm(sum) + Math.abs(alpha) * norm(v) + norm(w)
        expect(objective.hvp(theta, sum)).toBeWithin(expected, bound * size)
      }),
    )
  })
})

describe('an objective', () => {
  it('keeps its arguments as they are and gives new arrays', async () => {
    await fc.assert(
      fc.asyncProperty(networks(), components, async (recipe, pool) => {
        const { objective, theta } = expandNetwork(recipe)
        const v = direction(recipe, pool)
        const gradient = objective.gradient(theta)
        const [copy, vCopy, gradientCopy] = [theta.slice(), v.slice(), gradient.slice()]
        objective.loss(theta)
        expect(objective.hvp(theta, v)).not.toBe(v)
        expect(objective.gradient(theta)).not.toBe(gradient)
        await objective.hessian(theta)
        objective.structuralZeros(theta)
        expect([theta, v, gradient]).toEqual([copy, vCopy, gradientCopy])
      }),
      { numRuns: 30 },
    )
  })
})

function direction(recipe: NetworkRecipe, pool: readonly number[]): Float64Array {
  return Float64Array.from(recipe.theta, (_, i) => pool[i]! / 4)
}
