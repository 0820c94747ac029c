/**
 * MINRES-QLP: the shortest solution of min ‖b − (A − σI)x‖ for a symmetric A, singular or not.
 *
 * Only products with A are needed. ‖r_k‖ is the least over the Krylov space of k dimensions, so it never
 * grows; the shortest of several solutions is found because the factor L of QTP = L reveals the rank.
 *
 * Source: Choi, Paige and Saunders, "MINRES-QLP: a Krylov subspace method for indefinite or singular symmetric
 * systems", SIAM J. Sci. Comput. 33 (2011) 1810-1836.
 *
 * Differs from the source:
 * 1. No preconditioner.
 * 2. maxNorm is infinite by default and not 1e7: a length means something else in every unit.
 * 3. Where a test forbids the last unknown u_k, x is the shortest of step k (u_k = 0) if its residual is that
 *    of x_{k−1} as far as the tests can tell, and x_{k−1} otherwise. There it is always the former.
 * 4. The norms of x, r and A r that are reported are those of the vectors; only the tests use recurrences.
 * 5. The order of the tests: minresQlpStopping.ts.
 *
 * What it cannot see: ‖A‖ is known from products only. Where b is a null vector but for rounding, the first
 * product is noise of unknown size, and x may be anything of which A x is noise too: give a maxNorm there.
 */
import { breather } from '../algebra/runOptions.ts'
import { norm } from '../algebra/vectors.ts'
import { type LinearOperator, product } from '../spectra/linearOperator.ts'
import { type LanczosRow, lanczosStart, nextLanczosRow } from './lanczosRow.ts'
import { type MinresQlpOptions, type MinresQlpSettings, minresQlpSettings } from './minresQlpOptions.ts'
import {
  type MinresQlpStatus,
  type StoppingMeasures,
  stopAfterStep,
  stopBeforeStep,
} from './minresQlpStopping.ts'
import { initialFactors, nextFactors, type QlpFactors } from './qlpFactors.ts'
import { initialIterate, minresIterate, type QlpIterate, qlpIterate, transferred } from './qlpIterates.ts'

export interface MinresQlpResult {
  readonly status: MinresQlpStatus
  /** [n], always finite */
  readonly x: Float64Array
  /** k, the products with A that T is made of. */
  readonly steps: number
  /** ‖r‖ of r = b − (A − σI)x, computed from x; not finite where the products are not. */
  readonly residualNorm: number
  /** ‖(A − σI) r‖, computed from x. */
  readonly normalResidualNorm: number
  /** Estimate of ‖A − σI‖ from below; 0 before the first step. */
  readonly operatorNorm: number
  /** Estimate of the condition number without the pivot that counts as 0; 1 before the first step. */
  readonly condition: number
  /** ‖x‖ */
  readonly solutionNorm: number
  /** ‖r_0‖ = ‖b‖, ‖r_1‖, … by the recurrence, never increasing; a step that only shortens x adds none. */
  readonly residualNorms: Float64Array
}

export type MinresQlp = (
  operator: LinearOperator,
  b: Float64Array,
  options?: MinresQlpOptions,
) => Promise<MinresQlpResult>

/** What the algorithm is made of, so that a flawed part can be put in to see what catches it. */
export interface MinresQlpParts {
  readonly nextLanczosRow: typeof nextLanczosRow
  readonly nextFactors: typeof nextFactors
  readonly minresIterate: typeof minresIterate
  readonly qlpIterate: typeof qlpIterate
  readonly transferred: typeof transferred
  readonly stopBeforeStep: typeof stopBeforeStep
  readonly stopAfterStep: typeof stopAfterStep
}

export const minresQlpParts: MinresQlpParts = {
  nextLanczosRow,
  nextFactors,
  minresIterate,
  qlpIterate,
  transferred,
  stopBeforeStep,
  stopAfterStep,
}

/**
 * @param b [n]
 * @throws ArgumentError on a right-hand side or an option that makes no sense, ShapeError on another length
 */
export function minresQlp(
  operator: LinearOperator,
  b: Float64Array,
  options: MinresQlpOptions = {},
): Promise<MinresQlpResult> {
  return minresQlpOf(minresQlpParts)(operator, b, options)
}

export function minresQlpOf(parts: MinresQlpParts): MinresQlp {
  return async (operator, b, options = {}) => {
    const settings = minresQlpSettings(operator, b, options)
    const breathe = breather(options)
    let state = initialState(b)
    while (state.status === 'continue') {
      await breathe(state.factors.step, settings.maxSteps)
      state = nextState(parts, operator, settings, state)
    }
    return finished(operator, b, settings.shift, state, state.status)
  }
}

interface State {
  readonly status: MinresQlpStatus | 'continue'
  /** ‖b‖ */
  readonly size: number
  readonly row: LanczosRow
  readonly factors: QlpFactors
  readonly iterate: QlpIterate
  readonly operatorNorm: number
  readonly condition: number
  /** min of the pivots that are final. */
  readonly leastPivot: number
  /** One array for the whole run. */
  readonly residualNorms: number[]
}

function initialState(b: Float64Array): State {
  const size = norm(b)
  return {
    status: size === 0 ? 'zeroRightHandSide' : 'continue',
    size,
    row: lanczosStart(b, size),
    factors: initialFactors(size),
    iterate: initialIterate(b.length),
    operatorNorm: 0,
    condition: 1,
    leastPivot: Number.POSITIVE_INFINITY,
    residualNorms: [size],
  }
}

function nextState(
  parts: MinresQlpParts,
  operator: LinearOperator,
  settings: MinresQlpSettings,
  before: State,
): State {
  if (before.factors.step >= settings.maxSteps) return { ...before, status: 'stepLimit' }
  const row = parts.nextLanczosRow(operator, settings.shift, before.row)
  if (!row.finite) return { ...before, status: 'nonFinite' }
  const state = { ...before, row, factors: parts.nextFactors(before.factors, row) }
  const grown = { ...state, ...estimates(before, row, state.factors) }
  const measured = measures(grown)
  const forbidden = parts.stopBeforeStep(measured, settings)
  if (forbidden !== 'continue') return shortened(parts, settings, before, grown, forbidden)
  const iterate = nextIterate(parts, settings, before, grown)
  const size = norm(iterate.x)
  if (!Number.isFinite(size)) return { ...before, status: 'nonFinite' }
  if (size > settings.maxNorm) return shortened(parts, settings, before, grown, 'maxNorm')
  const relativeSize = grown.operatorNorm * (size / grown.size)
  const relativeResidual = grown.factors.phi / grown.size / (relativeSize + 1)
  grown.residualNorms.push(grown.factors.phi)
  const status = parts.stopAfterStep(measured, { relativeResidual, relativeSize }, settings)
  return { ...grown, status, iterate }
}

function nextIterate(
  parts: MinresQlpParts,
  { transferCondition }: MinresQlpSettings,
  before: State,
  grown: State,
): QlpIterate {
  const { direction } = grown.row
  const { current, rest } = grown.factors
  if (before.iterate.method === 'minres' && grown.condition < transferCondition) {
    return parts.minresIterate(before.iterate, direction, grown.factors)
  }
  return parts.qlpIterate(inQlpVectors(parts, before), direction, grown.factors, rest / current.gamma)
}

/** The end without u_k: see 3. at the top. */
function shortened(
  parts: MinresQlpParts,
  { rtol, precision, maxNorm }: MinresQlpSettings,
  before: State,
  grown: State,
  status: MinresQlpStatus,
): State {
  const iterate = parts.qlpIterate(inQlpVectors(parts, before), grown.row.direction, grown.factors, 0)
  const size = norm(iterate.x)
  const allowance = Math.max(rtol, precision) * (grown.operatorNorm * (size / grown.size) + 1)
  const residual = Math.hypot(grown.factors.phi, grown.factors.rest) / grown.size
  const fits = Number.isFinite(size) && size <= maxNorm
  const kept = fits && residual <= before.factors.phi / grown.size + allowance
  return { ...grown, status, condition: before.condition, iterate: kept ? iterate : before.iterate }
}

function inQlpVectors(parts: MinresQlpParts, { iterate, factors }: State): QlpIterate {
  return iterate.method === 'minres' ? parts.transferred(iterate, factors) : iterate
}

function estimates(
  { operatorNorm, leastPivot }: State,
  { alpha, beta, betaNext }: LanczosRow,
  { step, oldest, older, current }: QlpFactors,
): Pick<State, 'operatorNorm' | 'condition' | 'leastPivot'> {
  const pivot = Math.abs(current.gamma)
  const column = Math.hypot(beta, alpha, betaNext)
  const largest = Math.max(operatorNorm, column, older.gamma, pivot)
  const final = step > 2 ? Math.min(leastPivot, oldest.gamma) : leastPivot
  const least = Math.min(final, step > 1 ? older.gamma : pivot, pivot)
  return { operatorNorm: largest, leastPivot: final, condition: largest / least }
}

function measures({ factors, row, operatorNorm, condition }: State): StoppingMeasures {
  return {
    step: factors.step,
    relativeBeta: row.betaNext / operatorNorm,
    relativeRoot: factors.root / operatorNorm,
    pivot: factors.current.gamma,
    condition,
    operatorNorm,
  }
}

function finished(
  operator: LinearOperator,
  b: Float64Array,
  shift: number,
  { factors, iterate, operatorNorm, condition, residualNorms }: State,
  status: MinresQlpStatus,
): MinresQlpResult {
  const { x } = iterate
  const image = shifted(operator, shift, x)
  const residual = b.map((entry, i) => entry - image[i]!)
  return {
    status,
    x,
    steps: factors.step,
    residualNorm: norm(residual),
    normalResidualNorm: norm(shifted(operator, shift, residual)),
    operatorNorm,
    condition,
    solutionNorm: norm(x),
    residualNorms: Float64Array.from(residualNorms),
  }
}

/** (A − σI) v */
function shifted(operator: LinearOperator, shift: number, v: Float64Array): Float64Array {
  return product('minresQlp', operator, v).map((entry, i) => entry - shift * v[i]!)
}
