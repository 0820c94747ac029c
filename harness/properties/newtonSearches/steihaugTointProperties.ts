/** Steihaug-Toint against Newton steps, Cauchy points and boundary points in closed form. */
import fc from 'fast-check'
import { norm, unitRoundoff } from '../../algebra/vectors.ts'
import type { TrustRegionModel, TrustRegionStep } from '../../criticalPoints/steihaugToint.ts'
import { differingBits, none, type Ratio, withinBound } from '../../providers/laws/law.ts'
import { matrixOperator } from '../../spectra/linearOperator.ts'
import {
  expandSystem,
  type KnownSystem,
  type SystemRecipe,
  unrotated,
  weights,
} from '../criticalPoints/knownSystems.ts'
import { type Labels, type Property, property } from '../property.ts'
import { cauchyDecrease, frobeniusOf, lanczosError, quadratics } from './bentQuadratics.ts'
import { lengthRounding } from './lengthRounding.ts'
import type { NewtonSearchesCode } from './newtonSearchesCode.ts'

const steihaug = 'Steihaug 1983'

interface Ball {
  readonly system: SystemRecipe
  /** Δ in eighths: of 1, or of the length of the Newton step. */
  readonly eighths: number
}

interface Truncated extends Ball {
  readonly maxProducts: number
}

const balls: fc.Arbitrary<Ball> = fc.record({
  system: quadratics(),
  eighths: fc.integer({ min: 1, max: 64 }),
})

const truncated: fc.Arbitrary<Truncated> = fc.record({
  system: quadratics(),
  eighths: fc.integer({ min: 1, max: 64 }),
  maxProducts: fc.integer({ min: 1, max: 16 }),
})

const labels: Labels<{ readonly system: SystemRecipe }> = {
  'several steps': { share: 0.2, applies: ({ system }) => weights(system).size > 2 },
}

/** b has a part where curvature is not positive. */
const downward = { share: 0.3, applies: ({ system }: Ball) => goesDown(system) }

export const steihaugTointProperties: readonly Property<NewtonSearchesCode>[] = [
  property({
    name: 'Steihaug-Toint ends at the Newton step where the ball holds it, in as many products as g has eigenvalues',
    source: `${steihaug}: without a boundary it is conjugate gradients; p = −Q c/λ, m(p) = −½ Σ c²/λ`,
    instances: fc.record({ system: quadratics('positive') }),
    labels,
    async check({ steihaugToint }, { system }) {
      const known = expandSystem(system)
      const radius = 2 * norm(known.solution)
      const found = await steihaugToint(modelOf(known, radius, { tolerance: known.rtol * known.size }))
      const error = norm(found.step.map((p, i) => p + known.solution[i]!))
      const bound = (known.rtol * known.size + residualGap(known, found, radius)) / known.least
      const promised = known.shifted.reduce((sum, value, k) => sum + known.components[k]! ** 2 / value / 2, 0)
      return [
        none(`ended ${found.ended}`, found.ended === 'interior' ? 0 : 1),
        none(`${found.products} products for ${known.grade}`, Math.max(0, found.products - known.grade)),
        withinBound('‖p + H⁻¹g‖', error, bound),
        withinBound(
          'm(p)',
          Math.abs(found.predicted - promised),
          (known.largest * bound ** 2) / 2 + modelRounding(known, found, radius),
        ),
      ]
    },
  }),
  property<NewtonSearchesCode, Ball>({
    name: 'Steihaug-Toint ends on the boundary where the Newton step is beyond it',
    source: `${steihaug}, Theorem 2.1: the iterates grow in length`,
    instances: fc.record({ system: quadratics('positive'), eighths: fc.integer({ min: 1, max: 7 }) }),
    labels,
    async check({ steihaugToint }, { system, eighths }) {
      const known = expandSystem(system)
      const radius = (eighths / 8) * norm(known.solution)
      const found = await steihaugToint(modelOf(known, radius))
      return [
        none(`ended ${found.ended}`, found.ended === 'boundary' ? 0 : 1),
        withinBound('‖p‖ − Δ', Math.abs(norm(found.step) - radius), lengthRounding(known.b.length, radius)),
      ]
    },
  }),
  property<NewtonSearchesCode, Ball>({
    name: 'Steihaug-Toint leaves the ball where the way along the second conjugate direction meets the boundary',
    source: `${steihaug}: p = x₁ + τ d₁ with d₁·Hg = 0 and ‖p‖ = Δ`,
    instances: fc.record({ system: quadratics('positive'), eighths: fc.integer({ min: 1, max: 7 }) }),
    labels,
    async check({ steihaugToint }, { system, eighths }) {
      const known = expandSystem(system)
      if (known.grade < 2) return []
      const { radius, end, slant } = secondLeg(known, eighths / 8)
      const found = await steihaugToint(modelOf(known, radius))
      const inBasis = unrotated(known.eigenvectors, found.step)
      // What turns d₁ moves p by τ times as much, and Δ by that again over the slant at which d₁ meets the boundary.
      const turned = (known.largest / known.least) * lanczosError(known) * radius
      return [
        none(`${found.products} products`, Math.abs(found.products - 2)),
        withinBound('p', norm(inBasis.map((y, k) => y - end[k]!)), turned * (1 + 1 / slant)),
      ]
    },
  }),
  property<NewtonSearchesCode, Truncated>({
    name: 'Steihaug-Toint stays in the ball, and promises what its step brings: as much as the Cauchy point or more',
    source:
      'Conn, Gould and Toint 2000, Theorem 6.3.1: the least of m along −g is a lower bound of the decrease',
    instances: truncated,
    cases: 200,
    labels: {
      downward,
      'one product': { share: 0.03, applies: ({ maxProducts }) => maxProducts === 1 },
    },
    check: decreaseRatios,
  }),
  property({
    name: 'Steihaug-Toint follows curvature that is not positive to the boundary',
    source: `${steihaug}: T of the Krylov space of g has a pivot ≤ 0 where g has a part with λ ≤ 0`,
    instances: balls,
    labels: {
      downward,
      'at once': { share: 0.2, applies: ({ system }) => initialCurvature(system) <= 0 },
    },
    async check({ steihaugToint }, { system, eighths }) {
      if (!goesDown(system)) return []
      const known = expandSystem(system)
      const radius = eighths / 8
      const found = await steihaugToint(modelOf(known, radius))
      const limit = lengthRounding(known.b.length, radius)
      const straight = found.step.map((p, i) => p + (radius * known.b[i]!) / known.size)
      const ends = ['boundary', 'negativeCurvature']
      const onSphere = [
        none(`ended ${found.ended}`, ends.includes(found.ended) ? 0 : 1),
        withinBound('‖p‖ − Δ', Math.abs(norm(found.step) - radius), limit),
      ]
      // H and g have few bits, so that the sign of g·Hg is exact.
      if (initialCurvature(system) > 0) return onSphere
      return [
        ...onSphere,
        none(`ended ${found.ended}`, found.ended === 'negativeCurvature' ? 0 : 1),
        withinBound('p + Δ g/‖g‖', norm(straight), limit),
      ]
    },
  }),
  property({
    name: 'Steihaug-Toint follows a change of scale to the last bit',
    source: 'products and quotients with powers of 2 are exact, and no test knows a unit',
    instances: fc.record({
      system: quadratics(),
      eighths: fc.integer({ min: 1, max: 64 }),
      matrixExponent: fc.integer({ min: -100, max: 100 }),
      rightExponent: fc.integer({ min: -100, max: 100 }),
    }),
    async check({ steihaugToint }, { system, eighths, matrixExponent: e, rightExponent: f }) {
      const radius = eighths / 8
      const plain = expandSystem(system)
      const unit = await steihaugToint(modelOf(plain, radius))
      const known = expandSystem({ ...system, matrixExponent: e, rightExponent: f })
      const tolerance = looseRtol * plain.size * 2 ** f
      const scaled = await steihaugToint(modelOf(known, radius * 2 ** (f - e), { tolerance }))
      const expected = Float64Array.of(...unit.step, unit.length, unit.predicted)
      const got = Float64Array.of(...scaled.step, scaled.length, scaled.predicted * 2 ** -f)
      return [
        none(`${scaled.ended}, not ${unit.ended}`, scaled.ended === unit.ended ? 0 : 1),
        none('other products', Math.abs(scaled.products - unit.products)),
        none(
          'bits',
          differingBits(
            got,
            expected.map((x) => x * 2 ** (f - e)),
          ),
        ),
      ]
    },
  }),
]

/** Of ‖g‖; far below what the residual of a step that is not the last can be with numbers of one digit. */
const looseRtol = 1e-10

function modelOf(
  known: KnownSystem,
  radius: number,
  options: Partial<TrustRegionModel> = {},
): TrustRegionModel {
  const { apply } = matrixOperator(known.matrix)
  return {
    gradient: known.b,
    apply,
    radius,
    tolerance: looseRtol * known.size,
    maxProducts: 4 * known.b.length,
    ...options,
  }
}

async function decreaseRatios(
  { steihaugToint }: NewtonSearchesCode,
  { system, eighths, maxProducts }: Truncated,
): Promise<Ratio[]> {
  const known = expandSystem(system)
  const radius = eighths / 8
  let asked = 0
  const model = modelOf(known, radius, { maxProducts })
  const counted = (v: Float64Array): Float64Array => {
    asked++
    return model.apply(v)
  }
  const found = await steihaugToint({ ...model, apply: counted })
  const y = unrotated(known.eigenvectors, found.step)
  const change = y.reduce(
    (sum, x, k) => sum + known.components[k]! * x + (known.eigenvalues[k]! * x * x) / 2,
    0,
  )
  const cauchy = cauchyDecrease(known.size, initialCurvature(system), radius)
  const rounding = modelRounding(known, found, radius)
  const least = [withinBound('less than the Cauchy point', Math.max(0, cauchy - found.predicted), rounding)]
  if (maxProducts === 1) least.push(withinBound('more', Math.max(0, found.predicted - cauchy), rounding))
  const residual = norm(y.map((x, k) => known.eigenvalues[k]! * x + known.components[k]!))
  if (found.ended === 'interior') {
    const limit = model.tolerance + residualGap(known, found, radius)
    least.push(withinBound('‖Hp + g‖', residual, limit))
  }
  return [
    ...least,
    withinBound('predicted + m(p)', Math.abs(found.predicted + change), rounding),
    withinBound('length', Math.abs(found.length - norm(y)), lengthRounding(known.b.length, radius)),
    withinBound('beyond Δ', Math.max(0, norm(y) - radius), lengthRounding(known.b.length, radius)),
    none('products', Math.abs(found.products - asked) + Math.max(0, asked - maxProducts)),
  ]
}

/** g·Hg = Σ λc², an integer. */
function initialCurvature(system: SystemRecipe): number {
  return [...weights(system)].reduce((sum, [value, square]) => sum + value * square, 0)
}

function goesDown(system: SystemRecipe): boolean {
  return [...weights(system).keys()].some((value) => value <= 0)
}

interface Leg {
  /** Between the lengths of the first and the second iterate. */
  readonly radius: number
  /** [n] in eigenvectors */
  readonly end: Float64Array
  /** Cosine between d₁ and p at the end. */
  readonly slant: number
}

/** By the definition, in eigenvectors; d₁ is an integer vector up to a factor, so that nothing cancels in it. */
function secondLeg({ components: c, eigenvalues }: KnownSystem, share: number): Leg {
  const moment = (power: number): number => c.reduce((sum, x, k) => sum + eigenvalues[k]! ** power * x * x, 0)
  const first = c.map((x) => (-x * moment(0)) / moment(1))
  const d = c.map((x, k) => eigenvalues[k]! * x * moment(1) - x * moment(2))
  const slope = d.reduce((sum, x, k) => sum + x * (eigenvalues[k]! * first[k]! + c[k]!), 0)
  const curvature = d.reduce((sum, x, k) => sum + eigenvalues[k]! * x * x, 0)
  const t = (share * -slope) / curvature
  const end = first.map((x, k) => x + t * d[k]!)
  const radius = Math.hypot(...end)
  return { radius, end, slant: end.reduce((sum, x, k) => sum + x * d[k]!, 0) / (radius * Math.hypot(...d)) }
}

/**
 * Each of k steps t d of at most 2Δ adds to p, and t Hd to the residual: u·3Δ in p, times ‖H‖, and (2n + 4)·u·‖H‖·2Δ and
 * u·‖residual‖ in the residual, which is at most ‖g‖ + ‖H‖Δ.
 */
function residualGap(known: KnownSystem, { products }: TrustRegionStep, radius: number): number {
  const n = known.b.length
  return products * (4 * n + 16) * unitRoundoff * (known.size + frobeniusOf(known) * radius)
}

/**
 * Of m(p). Where the residual is off by its gap, a step of 2Δ changes m by that much more than it should: k gaps of at
 * most k terms. As r·d = −‖r‖² is lost by n·u·‖r‖‖d‖ in each of the steps before, which t brings back to 2Δ·‖r‖, another k².
 */
function modelRounding(known: KnownSystem, { products: k }: TrustRegionStep, radius: number): number {
  const n = known.b.length
  return 32 * k * k * (n + 2) * unitRoundoff * radius * (known.size + frobeniusOf(known) * radius)
}
