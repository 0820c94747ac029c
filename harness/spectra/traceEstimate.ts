/**
 * tr A from products with random vectors: the mean of vᵀAv over probes v with E vvᵀ = I.
 *
 * Unbiased. The standard error is the empirical one over the probes; it is 0 for a diagonal matrix and
 * Rademacher probes, where every sample is the trace.
 *
 * Source: Hutchinson, "A stochastic estimator of the trace of the influence matrix for Laplacian smoothing
 * splines", 1990.
 */
import { dot } from '../algebra/vectors.ts'
import type { LinearOperator } from './linearOperator.ts'
import {
  type EstimateFailure,
  type EstimateOptions,
  type EstimateStatus,
  sampledEstimate,
} from './sampledEstimate.ts'

export interface TraceEstimate {
  readonly status: EstimateStatus
  /** Estimate of tr A, in units of A. */
  readonly value: number
  /** Of `value`, in units of A. */
  readonly standardError: number
  /** Products made, one a sample. */
  readonly steps: number
}

/** @throws ArgumentError on options that make no sense */
export async function traceEstimate(
  operator: LinearOperator,
  options: EstimateOptions,
): Promise<TraceEstimate | EstimateFailure> {
  const estimate = await sampledEstimate('traceEstimate', operator, options, (v, image) =>
    Float64Array.of(dot(v, image)),
  )
  if (estimate.status === 'nonFinite') return estimate
  const { status, mean, standardErrors, steps } = estimate
  return { status, value: mean[0]!, standardError: standardErrors[0]!, steps }
}
