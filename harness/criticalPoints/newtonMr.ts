/**
 * Newton-MR: to the nearest critical point of any index, by lowering ‖∇f‖.
 *
 *     p = −H⁺g, the shortest least-squares step (minresQlp.ts);   θ ← θ + t p with t from a line search on ‖g‖²
 *
 * p·∇(½‖g‖²) = p·Hg = −‖the part of g in the range of H‖², so it is a direction of descent unless Hg = 0. There g is in
 * the kernel of H though it is not 0: a gradient-flat point, at which the search is `stalled`.
 *
 * Source: Roosta, Liu, Xu and Mahoney 2018, "Newton-MR", Algorithm 1; constants of Frye et al. 2020, App. A.2.
 *
 * Differs from the source: of the unit step no more is asked than of others, ρ = 0.1. Frye et al. ask ρ' = 0.5, which
 * on a quadratic is exactly what the step brings, so that a rounding error refuses it.
 */
import { breather, type RunOptions } from '../algebra/runOptions.ts'
import { dot, norm } from '../algebra/vectors.ts'
import type { Objective } from '../networks/objective.ts'
import { hessianOperator } from '../spectra/linearOperator.ts'
import {
  requireSearch,
  type SearchResult,
  type SearchState,
  type SearchStatus,
} from './criticalPointSearch.ts'
import { frye2020LineSearch, type LineSearchOptions, lineSearch } from './lineSearch.ts'
import { minresQlp } from './minresQlp.ts'
import { frye2020Rtol } from './minresQlpOptions.ts'
import { frye2020GradientNormBound } from './stationarity.ts'

export interface NewtonMrOptions extends RunOptions {
  /** Below it the point is critical; `frye2020GradientNormBound` when absent. */
  readonly gradientNormBound?: number | undefined
  /** Steps in all, those before a pause included; 500 when absent, as in Frye et al. 2020. */
  readonly maxSteps?: number | undefined
  /** Of MINRES-QLP; `frye2020Rtol` when absent. */
  readonly rtol?: number | undefined
  /** Hessian-vector products for one step; P when absent, as in Frye et al. 2020. */
  readonly maxProducts?: number | undefined
  /** `newtonMrLineSearch` when absent. */
  readonly search?: LineSearchOptions | undefined
}

export const newtonMrLineSearch: LineSearchOptions = {
  ...frye2020LineSearch,
  unitStepDecrease: frye2020LineSearch.decrease,
}

/** Progress is told in steps of `maxSteps`. @throws the signal's reason on abort */
export async function newtonMr(
  objective: Objective,
  start: SearchState,
  options: NewtonMrOptions = {},
): Promise<SearchResult> {
  const { gradientNormBound = frye2020GradientNormBound, maxSteps = 500 } = options
  requireSearch('newtonMr', objective, start, { gradientNormBound, maxSteps })
  const { rtol = frye2020Rtol, maxProducts = objective.dimension, signal } = options
  const breathe = breather(options)
  let { steps, products } = start
  let theta: Float64Array = start.theta.slice()
  let gradient = objective.gradient(theta)

  const end = (status: SearchStatus, because: string): SearchResult => {
    const loss = objective.loss(theta)
    return { status, because, theta, loss, gradientNorm: norm(gradient), steps, products }
  }
  const merit = (at: Float64Array): number => {
    const there = objective.gradient(at)
    return dot(there, there)
  }

  for (;;) {
    const size = norm(gradient)
    if (!Number.isFinite(size)) return end('nonFinite', `‖∇f‖ is ${size}`)
    if (size < gradientNormBound) return end('critical', `‖∇f‖ ${size} is below ${gradientNormBound}`)
    if (steps === maxSteps) return end('stepLimit', `‖∇f‖ is ${size} after ${steps} steps`)
    await breathe(steps, maxSteps)
    const operator = hessianOperator(objective, theta)
    const downhill = gradient.map((entry) => -entry)
    const onProgress = (): void => options.onProgress?.(steps, maxSteps)
    const solved = await minresQlp(operator, downhill, { rtol, maxSteps: maxProducts, signal, onProgress })
    const slope = 2 * dot(solved.x, operator.apply(gradient))
    // Two products check the result, one gives the slope.
    products += solved.steps + 3
    steps++
    const found = lineSearch(merit, theta, solved.x, slope, options.search ?? newtonMrLineSearch)
    if (found.status === 'failed') {
      return end('stalled', `no step along −H⁺g lowers ‖∇f‖ = ${size}: ${found.because}`)
    }
    theta = found.theta
    gradient = objective.gradient(theta)
  }
}
