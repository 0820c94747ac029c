/**
 * Sums of quartics in one variable each, at a point of small integers: H is diagonal and p = −g_i/h_i by hand.
 *
 *     f(θ) = Σ a θ⁴/4 + b θ²/2 + c θ,    g = aθ³ + bθ + c,    h = 3aθ² + b
 */
import fc from 'fast-check'
import { diagonalMatrix } from '../../algebra/symmetricMatrix.ts'
import type { Objective } from '../../networks/objective.ts'
import type { SystemRecipe } from '../criticalPoints/knownSystems.ts'

export interface SeparableRecipe {
  /** [P] */
  readonly terms: readonly {
    readonly a: number
    readonly b: number
    readonly c: number
    readonly theta: number
  }[]
}

export const separableQuartics: fc.Arbitrary<SeparableRecipe> = quartics({
  least: -1,
  a: 2,
  b: 6,
  c: 9,
  theta: 2,
})

/** Flat where they are and steep where the steps lead. */
export const curledQuartics: fc.Arbitrary<SeparableRecipe> = quartics({
  least: 1,
  a: 4,
  b: 1,
  c: 6,
  theta: 1,
})

/** Every h differs from 0, and g from 0. */
function quartics(largest: {
  /** Of a. */
  readonly least: number
  readonly a: number
  readonly b: number
  readonly c: number
  readonly theta: number
}): fc.Arbitrary<SeparableRecipe> {
  const upTo = (max: number): fc.Arbitrary<number> => fc.integer({ min: -max, max })
  const term = fc
    .record({
      a: fc.integer({ min: largest.least, max: largest.a }),
      level: upTo(largest.b),
      slope: upTo(largest.c),
      theta: upTo(largest.theta),
    })
    .map(({ a, level, slope, theta }) => {
      const b = 3 * a * theta ** 2 + level === 0 ? level + 1 : level
      const c = a * theta ** 3 + b * theta + slope === 0 ? slope + 1 : slope
      return { a, b, c, theta }
    })
  return fc.record({ terms: fc.array(term, { minLength: 1, maxLength: 3 }) })
}

export function expandSeparable(recipe: SeparableRecipe): {
  readonly objective: Objective
  /** [P] */
  readonly theta: Float64Array
  /** h [P], at theta */
  readonly curvatures: Float64Array
  /** H and g at theta, for its bounds. */
  readonly system: SystemRecipe
  /** Largest |h| no further from theta than that in any entry. */
  stiffness(distance: number): number
} {
  const { terms } = recipe
  const theta = Float64Array.from(terms, (term) => term.theta)
  const curvatures = curvaturesAt(recipe, theta)
  const order = terms.map((_, i) => i).sort((i, j) => curvatures[i]! - curvatures[j]!)
  const g = gradientsAt(recipe, theta)
  const value = (at: Float64Array): number =>
    terms.reduce((sum, { a, b, c }, i) => sum + (a * at[i]! ** 4) / 4 + (b * at[i]! ** 2) / 2 + c * at[i]!, 0)
  return {
    objective: {
      dimension: terms.length,
      loss: value,
      gradient: (at) => gradientsAt(recipe, at),
      hvp: (at, v) => curvaturesAt(recipe, at).map((h, i) => h * v[i]!),
      // No search asks for it.
      hessian: async (at) => ({ matrix: diagonalMatrix(curvaturesAt(recipe, at)), errorBound: 0 }),
    },
    theta,
    curvatures,
    system: {
      spectrum: [...curvatures],
      reflections: [],
      components: order.map((i) => g[i]!),
      shift: 0,
      matrixExponent: 0,
      rightExponent: 0,
    },
    stiffness: (distance) =>
      Math.max(
        ...terms.map(({ a, b, theta: at }) => 3 * Math.abs(a) * (Math.abs(at) + distance) ** 2 + Math.abs(b)),
      ),
  }
}

/** @param at [P] */
export function gradientsAt({ terms }: SeparableRecipe, at: Float64Array): Float64Array {
  return Float64Array.from(terms, ({ a, b, c }, i) => a * at[i]! ** 3 + b * at[i]! + c)
}

function curvaturesAt({ terms }: SeparableRecipe, at: Float64Array): Float64Array {
  return Float64Array.from(terms, ({ a, b }, i) => 3 * a * at[i]! ** 2 + b)
}
