/** Runs of Krylov saddle-free Newton: away from saddles, by the best of the dampings, never up. */
import fc from 'fast-check'
import { norm, unitRoundoff } from '../../algebra/vectors.ts'
import type { Objective } from '../../networks/objective.ts'
import { epochs } from '../../optimizers/stopRules.ts'
import { none, type Ratio, withinBound } from '../../providers/laws/law.ts'
import { expandSystem, type SystemRecipe, unrotated } from '../criticalPoints/knownSystems.ts'
import { type Property, property } from '../property.ts'
import { bentObjective, bentQuadratics, expandBent, lanczosError, quadratics } from './bentQuadratics.ts'
import type { NewtonSearchesCode } from './newtonSearchesCode.ts'
import { dampingEighths, signLabels, stepError } from './saddleFreeInstances.ts'
import {
  curledQuartics,
  expandSeparable,
  type SeparableRecipe,
  separableQuartics,
} from './separableQuartics.ts'

/** Over three orders of magnitude. */
const spreadOut = fc.uniqueArray(fc.constantFrom(1, 9, 65, 513), { minLength: 1, maxLength: 3 })

export const saddleFreeRunProperties: readonly Property<NewtonSearchesCode>[] = [
  property({
    name: 'saddle-free steps in the whole Krylov space are led away from a saddle: away where λ < 0, towards it where λ > 0',
    source: 'Dauphin et al. 2014, Sec. 4: with θ − θ* = Q e an epoch multiplies e by 1 − λ/(|λ| + μ)',
    instances: fc.record({
      system: quadratics(),
      eighth: fc.integer({ min: 8, max: 32 }),
      count: fc.integer({ min: 1, max: 3 }),
    }),
    cases: 60,
    labels: { ...signLabels, 'several epochs': { share: 0.4, applies: ({ count }) => count > 1 } },
    check: epochRatios,
  }),
  property({
    name: 'of the dampings the one with the least loss is taken, and none where all raise it',
    source: 'Dauphin et al. 2014, Algorithm 1; f(θ + p) of every p by hand',
    instances: fc.record({ recipe: fc.oneof(separableQuartics, curledQuartics), eighths: spreadOut }),
    cases: 200,
    labels: {
      'none is taken': { share: 0.02, applies: (one) => Math.min(...candidates(one)) > lossOf(one.recipe) },
      'not the least damping': {
        share: 0.1,
        applies: (one) => {
          const losses = candidates({ ...one, eighths: one.eighths.toSorted((x, y) => x - y) })
          return losses.slice(1).some((loss) => loss < losses[0]!)
        },
      },
    },
    check: dampingRatios,
  }),
  property({
    name: 'Krylov saddle-free Newton never raises the loss, and counts what it asks for',
    source: 'krylovSaddleFreeNewton.ts: theta stays where no damping lowers the loss',
    instances: fc.record({ recipe: bentQuadratics, eighths: dampingEighths }),
    labels: { bending: { share: 0.5, applies: ({ recipe }) => recipe.quarters > 0 } },
    async check({ krylovSaddleFreeNewton }, { recipe, eighths: dampings }) {
      const { objective, theta } = expandBent(recipe)
      let asked = 0
      const counted: Objective = {
        ...objective,
        hvp(at, v) {
          asked++
          return objective.hvp(at, v)
        },
      }
      const options = { stop: epochs(3), dampings: dampings.map((eighth) => eighth / 8) }
      const run = await krylovSaddleFreeNewton(counted, theta, options)
      const rising = run.losses.filter((loss, k) => k > 0 && !(loss < run.losses[k - 1]!))
      const uses = run.dampings.reduce((sum, use) => sum + use.uses, 0)
      return [
        none(`losses that did not fall: ${rising}`, rising.length),
        none('another loss', Object.is(run.losses.at(-1), objective.loss(run.theta)) ? 0 : 1),
        none('the first loss', Object.is(run.losses[0], objective.loss(theta)) ? 0 : 1),
        none(`${run.products} products, ${asked} asked for`, Math.abs(run.products - asked)),
        none('uses of dampings', Math.abs(uses - run.steps)),
      ]
    },
  }),
]

async function epochRatios(
  { krylovSaddleFreeNewton }: NewtonSearchesCode,
  {
    system: drawn,
    eighth,
    count,
  }: { readonly system: SystemRecipe; readonly eighth: number; readonly count: number },
): Promise<Ratio[]> {
  const system = doubled(drawn)
  const known = expandSystem(system)
  const damping = eighth / 8
  const n = known.b.length
  const run = await krylovSaddleFreeNewton(bentObjective(known), new Float64Array(n), {
    stop: epochs(count),
    dampings: [damping],
  })
  const place = new Float64Array(n)
  let bound = 0
  for (let epoch = 0; epoch < count; epoch++) {
    const g = known.components.map((c, k) => c + known.eigenvalues[k]! * place[k]!)
    const here = expandSystem({ ...system, components: [...g] })
    for (let k = 0; k < n; k++) place[k]! -= g[k]! / (Math.abs(known.eigenvalues[k]!) + damping)
    // An error of θ is multiplied by 2 at most, and turns the next Krylov space.
    const turned = lanczosError(here) * (1 + (known.largest * bound) / (unitRoundoff * here.size))
    bound = 2 * bound + turned * ((known.largest + damping) / damping) ** 2 * (here.size / damping)
  }
  const away = norm(unrotated(known.eigenvectors, run.theta).map((x, k) => x - place[k]!))
  return [
    none(`is ${run.status}`, run.status === 'stopped' ? 0 : 1),
    none(`${run.steps} steps`, Math.abs(run.steps - count)),
    withinBound('θ', away, bound),
  ]
}

/** The first eigenvalue once more, so that the Krylov space leaves room for the step before. */
function doubled(system: SystemRecipe): SystemRecipe {
  return {
    ...system,
    spectrum: [...system.spectrum, system.spectrum[0]!],
    reflections: system.reflections.map((v) => [...v, 0]),
    components: [...system.components, 1],
  }
}

interface Damped {
  readonly recipe: SeparableRecipe
  readonly eighths: readonly number[]
}

function candidateSteps({
  recipe,
  ...one
}: Damped): { readonly step: Float64Array; readonly damping: number }[] {
  const { objective, theta, curvatures } = expandSeparable(recipe)
  const g = objective.gradient(theta)
  return one.eighths.map((eighth) => ({
    damping: eighth / 8,
    step: g.map((x, i) => -x / (Math.abs(curvatures[i]!) + eighth / 8)),
  }))
}

function candidates(one: Damped): readonly number[] {
  const { objective, theta } = expandSeparable(one.recipe)
  return candidateSteps(one).map(({ step }) => objective.loss(theta.map((x, i) => x + step[i]!)))
}

function lossOf(recipe: SeparableRecipe): number {
  const { objective, theta } = expandSeparable(recipe)
  return objective.loss(theta)
}

async function dampingRatios({ krylovSaddleFreeNewton }: NewtonSearchesCode, one: Damped): Promise<Ratio[]> {
  const { objective, theta, stiffness, system } = expandSeparable(one.recipe)
  const steps = candidateSteps(one)
  const known = expandSystem(system)
  const dampings = steps.map(({ damping }) => damping)
  const run = await krylovSaddleFreeNewton(objective, theta, { stop: epochs(1), dampings })
  const start = objective.loss(theta)
  const losses = candidates(one)
  const bounds = steps.map(({ step, damping }) => {
    const error = stepError(known, damping, damping + known.least)
    const there = theta.map((x, i) => x + step[i]!)
    // The terms of the loss are below half the largest curvature times the square of the place.
    const reach = norm(theta) + norm(step) + 1
    const steep = stiffness(norm(step) + error)
    const slope = norm(objective.gradient(there)) + steep * error
    return slope * error + 64 * unitRoundoff * (steep * reach ** 2 + 6 * reach)
  })
  const doubt = Math.max(...bounds)
  const least = Math.min(...losses)
  if (Math.abs(least - start) <= doubt) return []
  const taken = least < start
  return [
    none(`is ${run.status}`, run.status === (taken ? 'stopped' : 'stalled') ? 0 : 1),
    none(`${run.steps} steps`, Math.abs(run.steps - (taken ? 1 : 0))),
    withinBound('loss', Math.abs(run.losses.at(-1)! - (taken ? least : start)), doubt),
  ]
}
