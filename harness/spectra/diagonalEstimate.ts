/**
 * diag A from products with random vectors: the mean of v ⊙ Av over probes v with E vvᵀ = I.
 *
 * Unbiased entry by entry, and the entries add up to the trace estimate of the same probes.
 *
 * Source: Bekas, Kokiopoulou and Saad, "An estimator for the diagonal of a matrix", 2007.
 * Differs from the source: the mean is not divided by the mean of v ⊙ v, which is 1 for signs; for normal probes
 * that division trades the absence of bias for a smaller variance.
 */
import type { LinearOperator } from './linearOperator.ts'
import {
  type EstimateFailure,
  type EstimateOptions,
  type EstimateStatus,
  sampledEstimate,
} from './sampledEstimate.ts'

export interface DiagonalEstimate {
  readonly status: EstimateStatus
  /** [n] estimate of diag A, in units of A */
  readonly values: Float64Array
  /** [n] of `values`, each for itself: they are correlated. A stop rule takes the Euclidean norms of both. */
  readonly standardErrors: Float64Array
  /** Products made, one a sample. */
  readonly steps: number
}

/** @throws ArgumentError on options that make no sense */
export async function diagonalEstimate(
  operator: LinearOperator,
  options: EstimateOptions,
): Promise<DiagonalEstimate | EstimateFailure> {
  const estimate = await sampledEstimate('diagonalEstimate', operator, options, (v, image) =>
    v.map((x, i) => x * image[i]!),
  )
  if (estimate.status === 'nonFinite') return estimate
  const { status, mean, standardErrors, steps } = estimate
  return { status, values: mean, standardErrors, steps }
}
