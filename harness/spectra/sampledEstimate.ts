/**
 * The mean of vectors made from random probes, with standard errors, for a fixed number of probes or until
 * it is accurate enough.
 */
import { breather, type RunOptions } from '../algebra/runOptions.ts'
import { firstNonFinite, norm } from '../algebra/vectors.ts'
import { ArgumentError } from '../errors.ts'
import { type LinearOperator, product, requireOperator } from './linearOperator.ts'
import { type ProbeOptions, probeVectors } from './probeVectors.ts'
import { requireCount } from './requireCount.ts'
import { runningEstimate } from './runningEstimate.ts'

export interface EstimateOptions extends RunOptions, ProbeOptions {
  /**
   * Ends before `samples` when it is accurate enough, after 9 samples at the earliest. A rule that looks at the
   * samples favours those that agree by luck: the standard error of a stopped estimate is too small on
   * average. Absent: all samples, no such bias.
   */
  readonly stop?: EstimateTolerance
}

/**
 * Accurate enough: ‖standard errors‖ ≤ rtol·‖estimate‖ + atol, of one number |…|.
 *
 * Nothing is divided: a quotient by a negative trace is below every tolerance, and by a trace of 0 above all.
 */
export interface EstimateTolerance {
  /** In [0, 1). */
  readonly rtol: number
  /** In units of the estimate, ≥ 0. With 0 an estimate of what is exactly 0 takes all samples. */
  readonly atol: number
}

/** `complete`: all samples of a fixed number. `converged` and `notConverged` belong to a stop rule. */
export type EstimateStatus = 'complete' | 'converged' | 'notConverged'

export interface SampledEstimate {
  readonly status: EstimateStatus
  /** [r] */
  readonly mean: Float64Array
  /** [r], of the mean */
  readonly standardErrors: Float64Array
  /** m, products made */
  readonly steps: number
}

export interface EstimateFailure {
  readonly status: 'nonFinite'
  /** Products made. */
  readonly steps: number
  readonly message: string
}

/**
 * The standard error itself is known to a relative 1/√(2(m − 1)): a quarter with nine samples. No rule stops
 * on fewer.
 */
const leastSamples = 9

/** @param sample [r] of a probe v [n] and its product A v [n] */
export async function sampledEstimate(
  where: string,
  operator: LinearOperator,
  options: EstimateOptions,
  sample: (v: Float64Array, image: Float64Array) => Float64Array,
): Promise<SampledEstimate | EstimateFailure> {
  requireOperator(where, operator)
  const { samples, stop } = options
  if (stop) requireStop(where, stop, samples)
  const nextProbe = probeVectors(where, options, operator.order)
  const breathe = breather(options)
  let running: ReturnType<typeof runningEstimate> | undefined
  for (let m = 1; ; m++) {
    await breathe(m - 1, samples)
    const v = nextProbe()
    const x = sample(v, product(where, operator, v))
    running ??= runningEstimate(x.length)
    running.add(x)
    if (firstNonFinite(x) >= 0 || firstNonFinite(running.mean) >= 0) return nonFinite(m)
    if (m < samples && (!stop || m < leastSamples)) continue
    const standardErrors = running.standardErrors()
    if (firstNonFinite(standardErrors) >= 0) return nonFinite(m)
    const accurate = stop && norm(standardErrors) <= stop.rtol * norm(running.mean) + stop.atol
    if (m < samples && !accurate) continue
    const status = accurate === undefined ? 'complete' : accurate ? 'converged' : 'notConverged'
    return { status, mean: running.mean, standardErrors, steps: m }
  }
}

function requireStop(where: string, { rtol, atol }: EstimateTolerance, samples: number): void {
  if (!(rtol >= 0 && rtol < 1)) throw new ArgumentError(where, 'stop.rtol', 'in [0, 1)', String(rtol))
  if (!(atol >= 0 && atol < Number.POSITIVE_INFINITY))
    throw new ArgumentError(where, 'stop.atol', 'a number ≥ 0', String(atol))
  requireCount(where, 'samples (with a stop rule)', samples, leastSamples, Number.POSITIVE_INFINITY)
}

function nonFinite(step: number): EstimateFailure {
  return {
    status: 'nonFinite',
    steps: step,
    message: `sample ${step} or the spread is not finite: the operator overflows, or it is NaN at its point`,
  }
}
