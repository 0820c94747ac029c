/** Newton's method in a trust region, step by step: what it accepts, how the radius follows, and where it ends. */
import fc from 'fast-check'
import { dot, norm, unitRoundoff } from '../../algebra/vectors.ts'
import {
  type TrustRegionOptions,
  type TrustRegionResult,
  type TrustRegionState,
  trustRegionStart,
} from '../../criticalPoints/trustRegionNewton.ts'
import type { Objective } from '../../networks/objective.ts'
import { differingBits, none, type Ratio, withinBound } from '../../providers/laws/law.ts'
import { expandSystem, type SystemRecipe, unrotated, weights } from '../criticalPoints/knownSystems.ts'
import { type Property, property } from '../property.ts'
import {
  type BentRecipe,
  bentObjective,
  bentQuadratics,
  cauchyDecrease,
  expandBent,
  frobeniusOf,
  quadratics,
} from './bentQuadratics.ts'
import { lengthRounding } from './lengthRounding.ts'
import type { NewtonSearchesCode } from './newtonSearchesCode.ts'
import { stagedSearch } from './stagedSearch.ts'

const conn = 'Conn, Gould and Toint 2000, Algorithm 6.1.1'

interface Bent extends BentRecipe {
  /** Δ */
  readonly eighths: number
}

const bent: fc.Arbitrary<Bent> = fc
  .record({ recipe: bentQuadratics, eighths: fc.integer({ min: 1, max: 64 }) })
  .map(({ recipe, eighths }) => ({ ...recipe, eighths }))

const bending = { share: 0.5, applies: ({ quarters }: BentRecipe) => quarters > 0 }

export const trustRegionProperties: readonly Property<NewtonSearchesCode>[] = [
  property({
    name: 'a trust region ends at the minimum of a convex quadratic: no step is refused, the radius never shrinks',
    source: `${conn}: the model is the loss, so that ρ = 1`,
    instances: fc.record({ system: quadratics('positive'), eighths: fc.integer({ min: 1, max: 64 }) }),
    labels: { small: { share: 0.1, applies: ({ eighths }) => eighths < 8 } },
    check: convexRatios,
  }),
  property({
    name: 'a step of a trust region lowers the loss by its share of the Cauchy decrease, or is refused and shortens',
    source: `${conn} with Theorem 6.3.1; η = 0.01, and 10 eps of the loss from rounding`,
    instances: bent,
    labels: { bending },
    check: stepRatios,
  }),
  property({
    name: 'a trust region leaves a saddle: no part of the gradient along negative curvature shrinks',
    source: 'Conn, Gould and Toint 2000, Sec. 7.5: 1 − λq(λ) ≥ 1 for λ < 0, as the roots are positive',
    instances: fc.record({ system: quadratics('nonzero'), eighths: fc.integer({ min: 1, max: 64 }) }),
    labels: { negative: { share: 0.3, applies: ({ system }) => goesDown(system) } },
    check: leavingRatios,
  }),
  property<NewtonSearchesCode, Bent>({
    name: 'a trust region paused after each step is the same to the last bit',
    source: 'criticalPointSearch.ts: as if it had never stopped',
    instances: bent,
    cases: 60,
    labels: { bending },
    async check({ trustRegionNewton }, recipe) {
      const { objective, theta } = expandBent(recipe)
      const start = trustRegionStart(theta, recipe.eighths / 8)
      const whole = await trustRegionNewton(objective, start, { maxSteps: 6 })
      const last = (await staged({ trustRegionNewton }, objective, start, {}, 6)).at(-1)!
      return [
        none('bits of theta', differingBits(whole.theta, last.theta)),
        none('bits of the numbers', differingBits(numbersOf(whole), numbersOf(last))),
      ]
    },
  }),
]

async function convexRatios(
  code: NewtonSearchesCode,
  { system, eighths }: { readonly system: SystemRecipe; readonly eighths: number },
): Promise<Ratio[]> {
  const known = expandSystem(system)
  const n = known.b.length
  // Promises are at least ½‖g‖·min(Δ, ‖g‖/λ) ≥ 8e-8, losses are off by 1e-12: ρ is within 2e-5 of 1.
  const options = { gradientNormBound: 1e-3 }
  const start = trustRegionStart(new Float64Array(n), eighths / 8)
  const steps = await staged(code, bentObjective(known), start, options, 60)
  const last = steps.at(-1)!
  const away = norm(last.theta.map((x, i) => x + known.solution[i]!))
  const rounding = n * (n + 2) * unitRoundoff * (frobeniusOf(known) * norm(last.theta) + known.size)
  let before: Step = { ...start, refused: 0 }
  const wrong = steps.filter((step) => {
    const moved = distance(step.theta, before.theta)
    const [radius, slack] = [before.radius, lengthRounding(n, before.radius, norm(step.theta))]
    before = step
    if (moved > radius + slack) return true
    // A step that only just fits in may be either.
    if (moved > radius - slack) return step.radius !== radius && step.radius !== 2.5 * radius
    return step.radius !== radius
  })
  return [
    none(`is ${last.status}`, last.status === 'critical' ? 0 : 1),
    none('refused', last.refused),
    none('other radii', wrong.length),
    withinBound('‖θ − θ*‖', away, (options.gradientNormBound + rounding) / known.least),
  ]
}

async function stepRatios(code: NewtonSearchesCode, recipe: Bent): Promise<Ratio[]> {
  const { objective, theta } = expandBent(recipe)
  const frobenius = frobeniusOf(expandSystem(recipe.system))
  const start = trustRegionStart(theta, recipe.eighths / 8)
  const steps = await staged(code, objective, start, { maxProducts: 16 }, 12)
  let before: Step & { readonly loss: number } = { ...start, refused: 0, loss: objective.loss(theta) }
  return steps.flatMap((step) => {
    const from = before
    before = step
    const gradientNorm = norm(objective.gradient(step.theta))
    const here = [
      none('another loss', Object.is(step.loss, objective.loss(step.theta)) ? 0 : 1),
      none('another ‖∇f‖', Object.is(step.gradientNorm, gradientNorm) ? 0 : 1),
    ]
    if (step.steps === from.steps || step.status === 'stalled') return here
    const n = theta.length
    const slack = lengthRounding(n, from.radius, norm(from.theta))
    if (step.refused > from.refused) {
      const moved = differingBits(step.theta, from.theta)
      return [
        ...here,
        none('a refused step moves', moved),
        withinBound('Δ', Math.max(0, step.radius - from.radius / 4), slack),
      ]
    }
    const moved = distance(step.theta, from.theta)
    const bending = (3 * recipe.quarters * norm(from.theta.map((x) => x * x))) / 4
    const radii = [from.radius, moved / 4, moved > from.radius - slack ? 2.5 * from.radius : from.radius]
    const fits = radii.some((radius) => Math.abs(step.radius - radius) <= slack)
    return [
      ...here,
      withinBound('beyond Δ', Math.max(0, moved - from.radius), slack),
      none(`Δ ${step.radius} after ${from.radius}`, fits ? 0 : 1),
      decreased(objective, from, step.loss, frobenius + bending),
    ]
  })
}

/** At least 1% of the Cauchy decrease, but for what rounding takes of it: `modelRounding` of steihaugTointProperties.ts. */
function decreased(
  objective: Objective,
  { theta, radius, loss }: { readonly theta: Float64Array; readonly radius: number; readonly loss: number },
  after: number,
  curvature: number,
): Ratio {
  const g = objective.gradient(theta)
  const size = norm(g)
  const cauchy = cauchyDecrease(size, dot(g, objective.hvp(theta, g)), radius)
  const rounding = 32 * 16 ** 2 * (g.length + 2) * unitRoundoff * radius * (size + curvature * radius)
  const slack = 10 * Number.EPSILON * Math.max(1, Math.abs(loss))
  return withinBound('too little', Math.max(0, 0.01 * cauchy - (loss - after)), 0.01 * rounding + slack)
}

async function leavingRatios(
  code: NewtonSearchesCode,
  { system, eighths }: { readonly system: SystemRecipe; readonly eighths: number },
): Promise<Ratio[]> {
  if (!goesDown(system)) return []
  const known = expandSystem(system)
  const objective = bentObjective(known)
  const n = known.b.length
  const start = trustRegionStart(new Float64Array(n), eighths / 8)
  const maxProducts = 2 * n
  const steps = await staged(code, objective, start, { maxProducts }, 12)
  const last = steps.at(-1)!
  let before: TrustRegionState = start
  const shrinking = steps.flatMap((step) => {
    const [from, to] = [before, step].map(({ theta }) =>
      unrotated(known.eigenvectors, objective.gradient(theta)),
    )
    const size = frobeniusOf(known) * (before.radius + norm(step.theta)) + known.size
    // In each of k products the direction is off by those before it, and the residual by (4n + 16)·u of its terms.
    const bound = maxProducts ** 2 * (4 * n + 16) * unitRoundoff * size
    before = step
    const lost = known.eigenvalues.map((value, k) =>
      value < 0 ? Math.abs(from![k]!) - Math.abs(to![k]!) : 0,
    )
    return withinBound('part of the gradient', Math.max(0, ...lost), bound)
  })
  const losses = [0, ...steps.map(({ loss }) => loss)]
  return [
    none(`is ${last.status}`, last.status === 'stepLimit' ? 0 : 1),
    none('refused', last.refused),
    none('losses that did not fall', losses.filter((loss, k) => k > 0 && !(loss < losses[k - 1]!)).length),
    ...shrinking,
  ]
}

/** b has a part along negative curvature. */
function goesDown(system: SystemRecipe): boolean {
  return [...weights(system).keys()].some((value) => value < 0)
}

type Step = TrustRegionState & { readonly refused: number }

/** Step by step, each from the one before. */
function staged(
  { trustRegionNewton }: Pick<NewtonSearchesCode, 'trustRegionNewton'>,
  objective: Objective,
  start: TrustRegionState,
  options: TrustRegionOptions,
  most: number,
): Promise<readonly TrustRegionResult[]> {
  return stagedSearch<TrustRegionState, TrustRegionResult>(
    start,
    (from, maxSteps) => trustRegionNewton(objective, from, { ...options, maxSteps }),
    most,
  )
}

function numbersOf({
  steps,
  products,
  radius,
  refused,
  loss,
  gradientNorm,
}: TrustRegionResult): Float64Array {
  return Float64Array.of(steps, products, radius, refused, loss, gradientNorm)
}

function distance(x: Float64Array, y: Float64Array): number {
  return norm(x.map((entry, i) => entry - y[i]!))
}
