/** Newton-MR on quadratics, where one step is all, and on separable quartics, where the line search is asked. */
import fc from 'fast-check'
import { norm, unitRoundoff } from '../../algebra/vectors.ts'
import { type SearchResult, type SearchState, searchStart } from '../../criticalPoints/criticalPointSearch.ts'
import type { Objective } from '../../networks/objective.ts'
import { differingBits, none, type Ratio, withinBound } from '../../providers/laws/law.ts'
import { expandSystem, type SystemRecipe } from '../criticalPoints/knownSystems.ts'
import { solutionBound } from '../criticalPoints/solutionProperties.ts'
import { type Property, property } from '../property.ts'
import { bentObjective, bentQuadratics, expandBent, frobeniusOf, quadratics } from './bentQuadratics.ts'
import type { NewtonSearchesCode } from './newtonSearchesCode.ts'
import { expandSeparable, gradientsAt, type SeparableRecipe, separableQuartics } from './separableQuartics.ts'
import { stagedSearch } from './stagedSearch.ts'

const roosta = 'Roosta, Liu, Xu and Mahoney 2018, Algorithm 1'

export const newtonMrProperties: readonly Property<NewtonSearchesCode>[] = [
  property({
    name: 'Newton-MR needs one step for a quadratic of any index, and goes by −H⁺g where H is singular',
    source: `${roosta}; θ = −Q Λ⁺ c, and what is left of ∇f is the part of b in the null space`,
    instances: quadratics(),
    cases: 150,
    labels: {
      saddle: {
        share: 0.2,
        applies: ({ spectrum }) => spectrum.some((x) => x < 0) && spectrum.some((x) => x > 0),
      },
      singular: { share: 0.2, applies: ({ spectrum }) => spectrum.includes(0) },
    },
    check: oneStepRatios,
  }),
  property({
    name: 'Newton-MR stalls where it begins at a gradient-flat point',
    source: 'Frye et al. 2020: Hg = 0 and g ≠ 0; the merit ‖g‖² is stationary there',
    instances: quadratics().map((system) => {
      const spectrum = [0, ...system.spectrum.slice(1)]
      const ascending = spectrum.toSorted((x, y) => x - y)
      const components = ascending.map((value, k) => (value === 0 ? system.components[k]! || 1 : 0))
      return { ...system, spectrum, components }
    }),
    cases: 60,
    labels: { curved: { share: 0.3, applies: ({ spectrum }) => spectrum.some((x) => x !== 0) } },
    async check({ newtonMr }, system) {
      const known = expandSystem(system)
      // H and b have few bits, so that Hb is 0 to the last.
      const start = searchStart(new Float64Array(known.b.length))
      const found = await newtonMr(bentObjective(known), start, { maxSteps: 20 })
      return [
        none(`is ${found.status}`, found.status === 'stalled' ? 0 : 1),
        none('moved', differingBits(found.theta, start.theta)),
      ]
    },
  }),
  property<NewtonSearchesCode, Searched>({
    name: 'Newton-MR takes the first of its steps along −H⁻¹g that lowers ‖g‖² by enough',
    source: `${roosta}; Frye et al. 2020, App. A.2: 1, 0.1, 0.05, …, with ρ = 0.1 for the unit step as well`,
    instances: fc.record({ recipe: separableQuartics, strict: fc.constantFrom(0, 0.45, 0.9) }),
    cases: 200,
    labels: {
      'not the unit step': { share: 0.2, applies: (one) => (firstEnough(one)?.step ?? 1) < 1 },
      'as it is': { share: 0.2, applies: ({ strict }) => strict === 0 },
    },
    async check({ newtonMr }, one) {
      const { objective, theta, system } = expandSeparable(one.recipe)
      const known = expandSystem(system)
      const first = firstEnough(one)
      if (first === undefined) return []
      const search = one.strict === 0 ? {} : { search: searchOf(one) }
      const options = { maxSteps: 1, rtol: known.rtol, gradientNormBound: Number.MIN_VALUE, ...search }
      const found = await newtonMr(objective, searchStart(theta), options)
      const { step, direction } = first
      const away = norm(found.theta.map((x, i) => x - theta[i]! - step * direction[i]!))
      const bound = step * solutionBound(known) + 4 * unitRoundoff * (norm(theta) + step * norm(direction))
      return [withinBound('θ + tp', away, bound), none('steps', Math.abs(found.steps - 1))]
    },
  }),
  property({
    name: 'Newton-MR never raises ‖∇f‖, and tells that of the point where it is',
    source: `${roosta}: Armijo's condition on ‖g‖²`,
    instances: bentQuadratics,
    labels: { bending: { share: 0.5, applies: ({ quarters }) => quarters > 0 } },
    async check(code, recipe) {
      const { objective, theta } = expandBent(recipe)
      const steps = await staged(code, objective, theta, 6)
      const sizes = [norm(objective.gradient(theta)), ...steps.map(({ gradientNorm }) => gradientNorm)]
      // The merits are compared as sums of squares, of n + 1 roundings each; the norms have as many again.
      const rounding = 4 * (theta.length + 4) * unitRoundoff
      return steps.flatMap((step, k) => [
        withinBound('growth', Math.max(0, sizes[k + 1]! - sizes[k]!), rounding * sizes[k]!),
        none('another ‖∇f‖', Object.is(step.gradientNorm, norm(objective.gradient(step.theta))) ? 0 : 1),
        none('another loss', Object.is(step.loss, objective.loss(step.theta)) ? 0 : 1),
      ])
    },
  }),
  property({
    name: 'Newton-MR paused after each step is the same to the last bit',
    source: 'criticalPointSearch.ts: as if it had never stopped',
    instances: bentQuadratics,
    cases: 60,
    labels: { bending: { share: 0.5, applies: ({ quarters }) => quarters > 0 } },
    async check(code, recipe) {
      const { objective, theta } = expandBent(recipe)
      const whole = await code.newtonMr(objective, searchStart(theta), { maxSteps: 5 })
      const last = (await staged(code, objective, theta, 5)).at(-1)!
      return [
        none('bits of theta', differingBits(whole.theta, last.theta)),
        none('products', Math.abs(whole.products - last.products)),
        none(`${whole.status}, ${last.status}`, whole.status === last.status ? 0 : 1),
      ]
    },
  }),
]

async function oneStepRatios({ newtonMr }: NewtonSearchesCode, system: SystemRecipe): Promise<Ratio[]> {
  const known = expandSystem(system)
  const plain = bentObjective(known)
  let asked = 0
  const counted: Objective = {
    ...plain,
    hvp(theta, v) {
      asked++
      return plain.hvp(theta, v)
    },
  }
  const n = known.b.length
  // The null part of b is 0, or 1 at least, against a size of 9 at most; the test of MINRES leaves 7e-4 of that.
  const options = { maxSteps: 1, rtol: known.rtol, gradientNormBound: known.size / 100 }
  const found = await newtonMr(counted, searchStart(new Float64Array(n)), options)
  const flat = known.components.every((c, k) => c === 0 || known.shifted[k] === 0)
  // Of a null vector MINRES sees rounding only, for as many products as it takes.
  const most = flat ? Number.POSITIVE_INFINITY : known.grade + 3
  const products = none(
    `${found.products} products for ${known.grade}, ${asked} asked for`,
    Math.abs(found.products - asked) + Math.max(0, asked - most),
  )
  const status = flat ? 'stalled' : known.nullPart > 0 ? 'stepLimit' : 'critical'
  const bound = flat ? 0 : solutionBound(known)
  const rounding = n * (n + 2) * unitRoundoff * (frobeniusOf(known) * norm(known.solution) + known.size)
  return [
    none(`is ${found.status}, not ${status}`, found.status === status ? 0 : 1),
    products,
    withinBound('θ + H⁺b', norm(found.theta.map((x, i) => x + known.solution[i]!)), bound),
    withinBound('‖∇f‖', Math.abs(found.gradientNorm - known.nullPart), known.largest * bound + rounding),
  ]
}

interface Searched {
  readonly recipe: SeparableRecipe
  /** ρ of all steps, of which the first is 0.8 then; 0: as Newton-MR has it. */
  readonly strict: number
}

function searchOf({ strict }: Searched) {
  if (strict === 0) return { firstStep: 0.1, contraction: 0.5, decrease: 0.1, unitStepDecrease: 0.1 }
  return { firstStep: 0.8, contraction: 0.5, decrease: strict, unitStepDecrease: strict }
}

/** By the definition; undefined where rounding may decide, or where it takes more than 30 trials. */
function firstEnough(one: Searched): { readonly step: number; readonly direction: Float64Array } | undefined {
  const { recipe } = one
  const { firstStep, contraction, decrease } = searchOf(one)
  const { theta, curvatures, stiffness, system } = expandSeparable(recipe)
  const g = gradientsAt(recipe, theta)
  const start = sumOfSquares(g)
  const direction = g.map((x, i) => -x / curvatures[i]!)
  const error = solutionBound(expandSystem(system))
  for (let k = 0; k < 30; k++) {
    const step = k === 0 ? 1 : firstStep * contraction ** (k - 1)
    const there = theta.map((x, i) => x + step * direction[i]!)
    const merit = sumOfSquares(gradientsAt(recipe, there))
    const limit = start - 2 * decrease * step * start
    const off = stiffness(Math.max(...direction.map(Math.abs)) + error) * error
    const tilted = 2 * error * stiffness(0) * Math.sqrt(start)
    const doubt = 64 * unitRoundoff * (merit + start) + (2 * Math.sqrt(merit) + off) * off + tilted
    if (!(Math.abs(merit - limit) > doubt)) return undefined
    if (merit < limit) return { step, direction }
  }
  return undefined
}

function sumOfSquares(x: Float64Array): number {
  return x.reduce((sum, entry) => sum + entry * entry, 0)
}

/** Step by step, each from the one before. */
function staged(
  { newtonMr }: NewtonSearchesCode,
  objective: Objective,
  theta: Float64Array,
  most: number,
): Promise<readonly SearchResult[]> {
  return stagedSearch<SearchState, SearchResult>(
    searchStart(theta),
    (from, maxSteps) => newtonMr(objective, from, { maxSteps }),
    most,
  )
}
