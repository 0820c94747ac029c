/** What MINRES-QLP may be told, and the checks of it. */
import type { RunOptions } from '../algebra/runOptions.ts'
import { firstNonFinite, requireLength } from '../algebra/vectors.ts'
import { ArgumentError } from '../errors.ts'
import { type LinearOperator, requireOperator } from '../spectra/linearOperator.ts'
import type { StoppingLimits } from './minresQlpStopping.ts'

export interface MinresQlpOptions extends RunOptions {
  /**
   * Of both residual tests, default `frye2020Rtol`. Below 1e-12 or so, lost orthogonality may hide that a
   * singular system has no solution: x then grows until conditionLimit, so give a maxNorm with it.
   */
  readonly rtol?: number | undefined
  /** Products before the two that check the result; 4n when absent, which leaves room for rounding. */
  readonly maxSteps?: number | undefined
  /** σ, default 0 */
  readonly shift?: number | undefined
  /** ‖x‖ never exceeds it; infinite when absent. */
  readonly maxNorm?: number | undefined
  /** Default `choi2011ConditionLimit` */
  readonly conditionLimit?: number | undefined
  /** From this condition on MINRES-QLP's vectors, until then those of MINRES; `choi2011TransferCondition`. */
  readonly transferCondition?: number | undefined
}

/** Frye et al. 2020, App. A.2: that of Fig. 1. */
export const frye2020Rtol = 1e-10
/** Acondlim: the default of the authors' own code. */
export const choi2011ConditionLimit = 1e15
/** TranCond: the same. */
export const choi2011TransferCondition = 1e7

export interface MinresQlpSettings extends StoppingLimits {
  readonly maxSteps: number
  readonly shift: number
  readonly maxNorm: number
  readonly transferCondition: number
}

/** @throws ArgumentError on what makes no sense, ShapeError on a b of another length */
export function minresQlpSettings(
  operator: LinearOperator,
  b: Float64Array,
  options: MinresQlpOptions,
): MinresQlpSettings {
  requireOperator('minresQlp', operator)
  requireLength('minresQlp', 'b', b, operator.order)
  const bad = firstNonFinite(b)
  if (bad >= 0) throw new ArgumentError('minresQlp', `b[${bad}]`, 'finite', String(b[bad]))
  const settings = {
    rtol: options.rtol ?? frye2020Rtol,
    maxSteps: options.maxSteps ?? 4 * operator.order,
    shift: options.shift ?? 0,
    maxNorm: options.maxNorm ?? Number.POSITIVE_INFINITY,
    conditionLimit: options.conditionLimit ?? choi2011ConditionLimit,
    transferCondition: options.transferCondition ?? choi2011TransferCondition,
    precision: Math.sqrt(operator.order) * Number.EPSILON,
  }
  const { maxSteps } = settings
  requireRange('maxSteps', maxSteps, 'an integer of at least 0', Number.isInteger(maxSteps) && maxSteps >= 0)
  requireRange('rtol', settings.rtol, 'in [0, 1)', settings.rtol >= 0 && settings.rtol < 1)
  requireRange('shift', settings.shift, 'finite', Number.isFinite(settings.shift))
  for (const [name, least] of Object.entries({ maxNorm: 0, conditionLimit: 1, transferCondition: 1 })) {
    const value = settings[name as 'maxNorm' | 'conditionLimit' | 'transferCondition']
    requireRange(name, value, `at least ${least}`, value >= least)
  }
  return settings
}

function requireRange(name: string, value: number, expected: string, fits: boolean): void {
  if (!fits) throw new ArgumentError('minresQlp', name, expected, String(value))
}
