/**
 * Random vectors v with E vvᵀ = I, from which traces and diagonals are estimated.
 *
 * Rademacher: signs ±1. Their estimates have the smaller variance, 2·(‖A‖_F² − Σ aᵢᵢ²) for the trace
 * against 2·‖A‖_F² of standard normal ones, and are exact for a diagonal matrix.
 *
 * Source: Hutchinson, "A stochastic estimator of the trace of the influence matrix for Laplacian smoothing
 * splines", 1990 (signs); Girard, "A fast Monte-Carlo cross-validation procedure", 1989 (normals).
 */
import { type Random, seededRandom } from '../algebra/random.ts'
import { ArgumentError } from '../errors.ts'
import { requireDirection } from './linearOperator.ts'
import { requireCount } from './requireCount.ts'

export type ProbeKind = 'rademacher' | 'gaussian'

export interface ProbeOptions {
  /** How many probes, fixed beforehand: at least 2, for one has no standard error. */
  readonly samples: number
  readonly seed: number
  /** `rademacher` when absent. Own vectors [samples][n] are taken in their order; the seed is then idle. */
  readonly probes?: ProbeKind | readonly Float64Array[]
}

/** The probes one after the other, each a new array [n]. */
export function probeVectors(
  where: string,
  { samples, seed, probes = 'rademacher' }: ProbeOptions,
  order: number,
): () => Float64Array {
  requireCount(where, 'samples', samples, 2, Number.POSITIVE_INFINITY)
  if (typeof probes !== 'string') return ownVectors(where, samples, probes, order)
  if (probes !== 'rademacher' && probes !== 'gaussian') {
    throw new ArgumentError(where, 'probes', "'rademacher', 'gaussian' or vectors", `'${String(probes)}'`)
  }
  const random = seededRandom(seed)
  const entry = probes === 'gaussian' ? () => random.normal() : () => sign(random)
  return () => Float64Array.from({ length: order }, entry)
}

function ownVectors(where: string, samples: number, vectors: readonly Float64Array[], order: number) {
  if (vectors.length !== samples) {
    throw new ArgumentError(where, 'samples', `${vectors.length}, as many as probes`, String(samples))
  }
  vectors.forEach((v, k) => {
    requireDirection(where, `probes[${k}]`, v, order)
  })
  let taken = 0
  return () => vectors[taken++]!.slice()
}

function sign(random: Random): number {
  return random.uniform() < 0.5 ? -1 : 1
}
