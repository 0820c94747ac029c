/** The analytic landscapes: loss, gradient, hvp and Hessian against their definitions in 256-bit fixed point. */
import { norm, unitRoundoff } from '../../algebra/vectors.ts'
import { gutter } from '../../landscapes/gutter.ts'
import { minMaxSaddle } from '../../landscapes/minMaxSaddle.ts'
import { monkeySaddle } from '../../landscapes/monkeySaddle.ts'
import { plateau } from '../../landscapes/plateau.ts'
import { quartic } from '../../landscapes/quartic.ts'
import type { Objective } from '../../networks/objective.ts'
import { type Ratio, withinBound } from '../../providers/laws/law.ts'
import { type Labels, property } from '../property.ts'
import type { Suite } from '../suite.ts'
import {
  curvatureError,
  exactCurvature,
  exactLoss,
  exactSlope,
  type Landscape,
  type LandscapeCase,
  type LandscapeCode,
  landscapeCases,
} from './landscapeInstances.ts'

const oracleError = 2 ** -60

/** Σ|terms| of the formulas of loss and gradient for |x|, |y| ≤ 5.01; at most 16 roundings of each. */
const terms = { quartic: 1100, monkeySaddle: 600, gutter: 700, plateau: 200, minMaxSaddle: 60 }

const labels: Labels<LandscapeCase> = Object.fromEntries(
  (['quartic', 'monkeySaddle', 'gutter', 'plateau', 'minMaxSaddle'] as const).map((name) => [
    name,
    { share: 0.1, applies: (one: LandscapeCase) => one.name === name },
  ]),
)

export const landscapesSuite: Suite<LandscapeCode> = {
  name: 'landscapes',
  properties: [
    property({
      name: 'loss and gradient are those of the definition',
      source: 'The formulas in the doc comments; central differences in 256-bit fixed point',
      instances: landscapeCases,
      cases: 200,
      labels,
      check: checkSlope,
    }),
    property({
      name: 'the Hessian is that of the definition within its error bound, which is small, and hvp is its product',
      source: 'The formulas in the doc comments; central differences in 256-bit fixed point',
      instances: landscapeCases,
      cases: 200,
      labels,
      check: checkCurvature,
    }),
  ],
  subjects: async () => [{ name: 'landscapes', code: realLandscape }],
}

export function realLandscape({ name, signs }: Landscape): Objective {
  if (name !== 'minMaxSaddle') return { quartic, monkeySaddle, gutter, plateau }[name]
  const count = (sign: number): number => signs.filter((value) => value === sign).length
  return minMaxSaddle({ negative: count(-1), zero: count(0), positive: count(1) })
}

function checkSlope(code: LandscapeCode, landscape: LandscapeCase): Ratio[] {
  const { name, v } = landscape
  const objective = code(landscape)
  const theta = Float64Array.from(landscape.theta)
  const bound = 16 * unitRoundoff * terms[name] + oracleError
  const slope = inner(v, objective.gradient(theta))
  return [
    withinBound(`${name}: loss`, Math.abs(objective.loss(theta) - exactLoss(landscape)), bound),
    // |v_p| ≤ 1 in at most four coordinates, and the inner product rounds.
    withinBound(`${name}: slope`, Math.abs(slope - exactSlope(landscape, v)), 8 * bound),
  ]
}

async function checkCurvature(code: LandscapeCode, landscape: LandscapeCase): Promise<Ratio[]> {
  const { name, v, w } = landscape
  const objective = code(landscape)
  const theta = Float64Array.from(landscape.theta)
  const { matrix, errorBound } = await objective.hessian(theta)
  const n = theta.length
  const size = norm(Float64Array.from(v)) * norm(Float64Array.from(w))
  // Forms of at most four entries a row, each of at most 300.
  const rounding = 16 * n * n * unitRoundoff * 300
  const exact = exactCurvature(landscape, v, w)
  const bound = errorBound * size + rounding + oracleError
  return [
    withinBound(
      `${name}: wᵀHv`,
      Math.abs(curvatureError(landscape, matrix.entries)),
      errorBound * size + oracleError,
    ),
    withinBound(
      `${name}: wᵀ hvp(v)`,
      Math.abs(inner(w, objective.hvp(theta, Float64Array.from(v))) - exact),
      bound,
    ),
    withinBound(`${name}: errorBound`, errorBound, 1e-12),
  ]
}

function inner(x: ArrayLike<number>, y: ArrayLike<number>): number {
  let sum = 0
  for (let p = 0; p < x.length; p++) sum += x[p]! * y[p]!
  return sum
}
