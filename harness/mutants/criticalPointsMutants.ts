/**
 * Bugs of MINRES-QLP, of the line search and of the damped steps.
 *
 * Those inside MINRES-QLP put one flawed part into the real algorithm (`MinresQlpParts`); the others wrap the
 * real function or repeat its loop with one line changed.
 */
import { addScaled, norm } from '../algebra/vectors.ts'
import { type LineSearchOptions, lineSearch } from '../criticalPoints/lineSearch.ts'
import {
  type MinresQlp,
  type MinresQlpParts,
  type MinresQlpResult,
  minresQlp,
  minresQlpOf,
  minresQlpParts,
} from '../criticalPoints/minresQlp.ts'
import { dampedSteps } from '../optimizers/dampedSteps.ts'
import {
  type CriticalPointsCode,
  criticalPointsCode,
} from '../properties/criticalPoints/criticalPointsCode.ts'
import type { Mutant } from './mutant.ts'

export const criticalPointsMutants: readonly Mutant<CriticalPointsCode>[] = [
  released('every damped step has the last damping: the loop variable is bound late', {
    dampedSteps: (pairs, gradient, dampings = [], options) => {
      const last = dampings.at(-1)!
      const steps = dampedSteps(
        pairs,
        gradient,
        dampings.map(() => last),
        options,
      )
      return steps.map((step, j) => ({ ...step, damping: dampings[j]! }))
    },
  }),
  released('a line search that fails goes to the origin', {
    lineSearch: (...given) => {
      const found = lineSearch(...given)
      return found.status === 'failed' ? { ...found, theta: found.theta.map(() => 0) } : found
    },
  }),
  released('a residual that is NaN passes the test for convergence', {
    minresQlp: reporting((result) =>
      !(result.residualNorm > 1e-10 * (result.residualNorms[0] ?? 0))
        ? { ...result, status: 'solved' }
        : result,
    ),
  }),
  released('a merit that is NaN is accepted: the test asks whether it is too large', {
    lineSearch: searching((value, limit) => !(value > limit)),
  }),
  ours('the shortest solution is that of MINRES, with a part in the null space', {
    minresQlp: async (operator, b, options = {}) => {
      const result = await minresQlp(operator, b, options)
      if (result.status !== 'leastSquares') return result
      const before = await minresQlp(operator, b, { ...options, maxSteps: result.steps - 1 })
      return { ...before, status: result.status, steps: result.steps }
    },
  }),
  ours('the stop test looks at ‖r‖ only, never at ‖A r‖', {
    minresQlp: withParts({
      stopBeforeStep: (measures, limits) =>
        minresQlpParts.stopBeforeStep({ ...measures, relativeRoot: 1 }, limits),
    }),
  }),
  ours('the shift is added', {
    minresQlp: (operator, b, options = {}) =>
      minresQlp(operator, b, { ...options, shift: -(options.shift ?? 0) }),
  }),
  ours('the shift is lost', {
    minresQlp: (operator, b, options) => minresQlp(operator, b, { ...options, shift: 0 }),
  }),
  ours('the first step is not part of x', {
    minresQlp: async (operator, b, options = {}) => {
      const result = await minresQlp(operator, b, options)
      const first = await minresQlp(operator, b, { ...options, maxSteps: 1, rtol: 0 })
      return { ...result, x: addScaled(result.x, -1, first.x) }
    },
  }),
  ours('the residual is that of the step before', {
    minresQlp: reporting((result) => ({
      ...result,
      residualNorms: result.residualNorms.map((_, k) => result.residualNorms[Math.max(0, k - 1)]!),
    })),
  }),
  ours('the residual that is reported is half of it, as the loss ½‖r‖² invites', {
    minresQlp: reporting((result) => ({ ...result, residualNorm: result.residualNorm / 2 })),
  }),
  ours('‖A r‖ is reported without A', {
    minresQlp: reporting((result) => ({ ...result, normalResidualNorm: result.residualNorm })),
  }),
  ours('maxNorm is ignored', {
    minresQlp: (operator, b, { maxNorm: _, ...options } = {}) => minresQlp(operator, b, options),
  }),
  ours('conditionLimit is ignored', {
    minresQlp: (operator, b, { conditionLimit: _, ...options } = {}) => minresQlp(operator, b, options),
  }),
  ours('the sign of β is lost in the rotation of the next column', {
    minresQlp: withParts({
      nextFactors: (...given) => {
        const factors = minresQlpParts.nextFactors(...given)
        return { ...factors, deltaNext: -factors.deltaNext }
      },
    }),
  }),
  ours('the residual is multiplied by the tangent of the rotation, not by its sine', {
    minresQlp: withParts({
      nextFactors: (before, row) => {
        const factors = minresQlpParts.nextFactors(before, row)
        const { c } = factors.left
        return { ...factors, phi: c === 0 ? factors.phi : factors.phi / Math.abs(c) }
      },
    }),
  }),
  ours('the entry two above the diagonal is forgotten in the vectors of MINRES', {
    minresQlp: withParts({
      minresIterate: (before, v, factors) =>
        minresQlpParts.minresIterate(before, v, { ...factors, epsilon: 0 }),
    }),
  }),
  ours('the vectors of MINRES-QLP skip the rotation with the column before', {
    minresQlp: withParts({
      qlpIterate: (before, v, factors, last) =>
        minresQlpParts.qlpIterate(before, v, { ...factors, inner: { c: -1, s: 0, r: 0 } }, last),
    }),
  }),
  ours('the transfer to the vectors of MINRES-QLP forgets the entry below the diagonal', {
    minresQlp: withParts({
      transferred: (iterate, factors) =>
        minresQlpParts.transferred(iterate, { ...factors, current: { ...factors.current, vartheta: 0 } }),
    }),
  }),
  ours('the unknown that is four columns back counts as 0', {
    minresQlp: withParts({
      nextFactors: (before, row) => minresQlpParts.nextFactors({ ...before, u3: 0 }, row),
    }),
  }),
  ours('Lanczos forgets the vector before the last', {
    minresQlp: withParts({
      nextLanczosRow: (operator, shift, before) =>
        minresQlpParts.nextLanczosRow(operator, shift, {
          ...before,
          direction: new Float64Array(before.direction.length),
        }),
    }),
  }),
  ours('convergence is absolute: ‖r‖ ≤ rtol whatever the size of b', {
    minresQlp: async (operator, b, options = {}) => {
      const size = norm(b)
      const rtol = size > 0 ? Math.min(0.999, (options.rtol ?? 1e-10) / size) : 0
      return minresQlp(operator, b, { ...options, rtol })
    },
  }),
  ours('b = 0 divides by its length', {
    minresQlp: async (operator, b, options) =>
      norm(b) === 0
        ? { ...(await minresQlp(operator, b, options)), x: b.map((entry) => entry / 0) }
        : minresQlp(operator, b, options),
  }),
  ours('Armijo with the wrong sign: the merit may grow by as much as it should fall', {
    lineSearch: searching((value, limit, start) => Number.isFinite(value) && value <= 2 * start - limit),
  }),
  ours('any decrease of the merit is enough', {
    lineSearch: searching((value, _, start) => Number.isFinite(value) && value < start),
  }),
  ours('a line search that fails returns the last step that it refused', {
    lineSearch: (merit, theta, direction, slope, options) => {
      let last = theta
      const watched = (at: Float64Array): number => {
        last = at
        return merit(at)
      }
      const found = lineSearch(watched, theta, direction, slope, options)
      return found.status === 'failed' ? { ...found, theta: last.slice() } : found
    },
  }),
  ours('the line search steps from where its last trial stood', { lineSearch: drifting }),
  ours('the line search ignores the stricter test of the unit step', {
    lineSearch: (merit, theta, direction, slope, { unitStepDecrease, ...options } = {}) => {
      const unit = unitStepDecrease === 'none' ? 'none' : options.decrease
      return lineSearch(merit, theta, direction, slope, { ...options, unitStepDecrease: unit })
    },
  }),
  ours('the saddle-free step divides by λ + μ, not by |λ| + μ', {
    dampedSteps: (pairs, gradient, dampings, options) =>
      dampedSteps(pairs, gradient, dampings, { ...options, curvature: 'signed' }),
  }),
  ours('the damping is subtracted', {
    dampedSteps: (pairs, gradient, dampings = [], options = {}) => {
      const sized = options.curvature === 'signed' ? pairs.values : pairs.values.map(Math.abs)
      return dampings.flatMap((damping) => {
        const values = sized.map((value) => value - damping)
        return dampedSteps({ ...pairs, values }, gradient, [0], { ...options, curvature: 'signed' }).map(
          (step) => {
            return { ...step, damping }
          },
        )
      })
    },
  }),
  ours('the step has the sign of the gradient', {
    dampedSteps: (pairs, gradient, ...rest) =>
      dampedSteps(
        pairs,
        gradient.map((g) => -g),
        ...rest,
      ),
  }),
  ours('eigenvectors are read as rows', {
    dampedSteps: ({ values, vectors }, ...rest) => {
      const n = values.length
      const rows = vectors.map((_, at) => vectors[(at % n) * n + Math.floor(at / n)]!)
      return dampedSteps({ values, vectors: rows }, ...rest)
    },
  }),
  ours('a divisor of 0 is silently left out', {
    dampedSteps: (pairs, gradient, dampings, options) =>
      dampedSteps(pairs, gradient, dampings, { cutoff: 0, ...options }),
  }),
]

function released(bug: string, flaw: Partial<CriticalPointsCode>): Mutant<CriticalPointsCode> {
  return { bug, origin: 'released code', code: { ...criticalPointsCode, ...flaw } }
}

function ours(bug: string, flaw: Partial<CriticalPointsCode>): Mutant<CriticalPointsCode> {
  return { bug, origin: 'our own', code: { ...criticalPointsCode, ...flaw } }
}

function withParts(flaw: Partial<MinresQlpParts>): MinresQlp {
  return minresQlpOf({ ...minresQlpParts, ...flaw })
}

function reporting(change: (result: MinresQlpResult) => MinresQlpResult): MinresQlp {
  return async (...given) => change(await minresQlp(...given))
}

/** The real search with another test; `limit` is m(θ) + ρ t ∇m·p. */
function searching(
  enough: (value: number, limit: number, start: number) => boolean,
): CriticalPointsCode['lineSearch'] {
  return (merit, theta, direction, slope, options = {}) => {
    const start = merit(theta)
    const failed = lineSearch(merit, theta, direction, 0, options)
    if (failed.status === 'accepted' || !Number.isFinite(start) || !(slope < 0)) return failed
    let trials = 0
    for (const { step, decrease } of plannedSteps(options)) {
      const there = addScaled(theta, step, direction)
      const value = merit(there)
      trials++
      if (enough(value, start + decrease * step * slope, start)) {
        return { status: 'accepted', theta: there, step, merit: value, trials }
      }
    }
    return { ...failed, because: 'trialsExhausted', trials }
  }
}

function drifting(...[merit, theta, direction, slope, options]: Parameters<typeof lineSearch>) {
  const found = lineSearch(merit, theta, direction, slope, options)
  if (found.status === 'failed') return found
  let refused = 0
  for (const { step } of plannedSteps(options ?? {}).slice(0, found.trials - 1)) refused += step
  return { ...found, theta: addScaled(theta, refused + found.step, direction) }
}

function plannedSteps({
  firstStep = 0.1,
  contraction = 0.5,
  decrease = 0.1,
  unitStepDecrease = 0.5,
  maxTrials = 53,
}: LineSearchOptions): { readonly step: number; readonly decrease: number }[] {
  const steps = Array.from({ length: maxTrials }, (_, k) => ({
    step: firstStep * contraction ** k,
    decrease,
  }))
  const all = unitStepDecrease === 'none' ? steps : [{ step: 1, decrease: unitStepDecrease }, ...steps]
  return all.slice(0, maxTrials)
}
