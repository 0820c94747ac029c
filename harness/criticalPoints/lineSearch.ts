/**
 * Back-tracking line search: the first step that lowers a merit function by enough.
 *
 *     m(θ + t p) ≤ m(θ) + ρ t ∇m·p,    t = α, αβ, αβ², …
 *
 * For Newton-MR the merit is ‖g‖², whose slope along p is 2 p·Hg.
 *
 * Source: Armijo 1966; Roosta et al. 2018, "Newton-MR". The constants are those of Frye et al. 2020,
 * App. A.2, who try the unit step first and ask more of it.
 *
 * Differs from the source: a search that fails returns the point where it began. The code released with Frye et
 * al. 2020 returns the origin.
 */
import { addScaled, requireLength } from '../algebra/vectors.ts'
import { ArgumentError } from '../errors.ts'

export interface LineSearchOptions {
  /** α, default `frye2020LineSearch` */
  readonly firstStep?: number | undefined
  /** β */
  readonly contraction?: number | undefined
  /** ρ */
  readonly decrease?: number | undefined
  /** The ρ of a unit step that is tried before all others; `'none'` tries none. */
  readonly unitStepDecrease?: number | 'none' | undefined
  /** Values of the merit function before the search gives up. */
  readonly maxTrials?: number | undefined
}

export type LineSearchResult = AcceptedStep | FailedSearch

export interface AcceptedStep {
  readonly status: 'accepted'
  /** θ + t p [P], entry by entry θ_i + t·p_i */
  readonly theta: Float64Array
  /** t */
  readonly step: number
  readonly merit: number
  /** How often the merit function was called after the start. */
  readonly trials: number
}

export interface FailedSearch {
  readonly status: 'failed'
  /**
   * - `notDescent`: the slope is not below 0;
   * - `notFinite`: the merit at the start is not;
   * - `noProgress`: θ + t p is θ to the last bit;
   * - `trialsExhausted`: none of the steps lowered the merit by enough.
   */
  readonly because: 'notDescent' | 'notFinite' | 'noProgress' | 'trialsExhausted'
  /** A copy of the start [P]. */
  readonly theta: Float64Array
  readonly step: 0
  /** Of the start. */
  readonly merit: number
  readonly trials: number
}

/** Frye et al. 2020, App. A.2: α, β, ρ, ρ'. */
export const frye2020LineSearch = {
  firstStep: 0.1,
  contraction: 0.5,
  decrease: 0.1,
  unitStepDecrease: 0.5,
} as const
/** 0.1·2⁻⁵² is an ulp of the unit step: no shorter one is of use. */
const defaultTrials = 53

/** @param merit m @param theta [P] @param direction p [P] @param slope ∇m(θ)·p */
export function lineSearch(
  merit: (theta: Float64Array) => number,
  theta: Float64Array,
  direction: Float64Array,
  slope: number,
  options: LineSearchOptions = {},
): LineSearchResult {
  requireLength('lineSearch', 'direction', direction, theta.length)
  const settings = settingsOf(options)
  const start = merit(theta.slice())
  const fail = (because: FailedSearch['because'], trials: number): FailedSearch => {
    return { status: 'failed', because, theta: theta.slice(), step: 0, merit: start, trials }
  }
  if (!Number.isFinite(start)) return fail('notFinite', 0)
  if (!(slope < 0)) return fail('notDescent', 0)
  let trials = 0
  for (const { step, decrease } of attempts(settings)) {
    const there = addScaled(theta, step, direction)
    if (there.every((x, i) => x === theta[i])) return fail('noProgress', trials)
    const value = merit(there.slice())
    trials++
    // NaN and −Infinity are no improvement.
    if (Number.isFinite(value) && value <= start + decrease * step * slope) {
      return { status: 'accepted', theta: there, step, merit: value, trials }
    }
  }
  return fail('trialsExhausted', trials)
}

interface Settings {
  readonly firstStep: number
  readonly contraction: number
  readonly decrease: number
  readonly unitStepDecrease: number | 'none'
  readonly maxTrials: number
}

interface Attempt {
  readonly step: number
  readonly decrease: number
}

function* attempts(settings: Settings): Generator<Attempt> {
  const { firstStep, contraction, decrease, unitStepDecrease, maxTrials } = settings
  let left = maxTrials
  if (unitStepDecrease !== 'none') {
    yield { step: 1, decrease: unitStepDecrease }
    left--
  }
  for (let step = firstStep; left > 0; left--) {
    yield { step, decrease }
    step *= contraction
  }
}

function settingsOf(options: LineSearchOptions): Settings {
  const settings = {
    firstStep: options.firstStep ?? frye2020LineSearch.firstStep,
    contraction: options.contraction ?? frye2020LineSearch.contraction,
    decrease: options.decrease ?? frye2020LineSearch.decrease,
    unitStepDecrease: options.unitStepDecrease ?? frye2020LineSearch.unitStepDecrease,
    maxTrials: options.maxTrials ?? defaultTrials,
  }
  if (!(settings.firstStep > 0 && settings.firstStep < Number.POSITIVE_INFINITY)) {
    throw new ArgumentError('lineSearch', 'firstStep', 'positive and finite', String(settings.firstStep))
  }
  requireFraction('contraction', settings.contraction)
  requireFraction('decrease', settings.decrease)
  if (settings.unitStepDecrease !== 'none') requireFraction('unitStepDecrease', settings.unitStepDecrease)
  if (!(Number.isInteger(settings.maxTrials) && settings.maxTrials >= 1)) {
    throw new ArgumentError('lineSearch', 'maxTrials', 'a positive integer', String(settings.maxTrials))
  }
  return settings
}

function requireFraction(name: string, value: number): void {
  if (!(value > 0 && value < 1)) throw new ArgumentError('lineSearch', name, 'within (0, 1)', String(value))
}
