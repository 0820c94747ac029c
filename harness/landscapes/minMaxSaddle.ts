/**
 * The quadratic form of a given signature: the model of every non-degenerate critical point.
 *
 *     f(x) = ½ xᵀ S x,   S = diag(−1 … −1, 0 … 0, +1 … +1)
 *
 * Source: Dauphin et al. 2014, Eq. 1 (Morse's lemma) with |λ| = 1, and Fig. 5 (b).
 *
 * Differs from the source: zero curvatures are allowed, which makes the origin a degenerate saddle in the
 * sense of Sankar and Balasubramanian 2017, Definition 1.
 */
import { ArgumentError } from '../errors.ts'
import type { Objective } from '../networks/objective.ts'
import { analyticObjective } from './analyticObjective.ts'

export interface Signature {
  readonly negative: number
  /** 0 when absent. */
  readonly zero?: number | undefined
  readonly positive: number
}

/** P = negative + zero + positive ≥ 1; the coordinates come in that order. */
export function minMaxSaddle({ negative, zero = 0, positive }: Signature): Objective {
  requireCounts({ negative, zero, positive })
  const dimension = negative + zero + positive
  // [P] the diagonal of S
  const signs = new Float64Array(dimension).fill(-1, 0, negative).fill(1, negative + zero)
  return analyticObjective({
    name: 'minMaxSaddle',
    dimension,
    loss: (x) => signs.reduce((sum, sign, i) => sum + (sign * x[i]! * x[i]!) / 2, 0),
    gradient: (x) => signs.map((sign, i) => sign * x[i]!),
    // Every entry is −1, 0 or 1: there is nothing to round.
    hessian: () => ({ entries: diagonal(signs), errorBound: 0 }),
  })
}

function diagonal(values: Float64Array): Float64Array {
  const n = values.length
  const entries = new Float64Array(n * n)
  for (let i = 0; i < n; i++) entries[i * n + i] = values[i]!
  return entries
}

function requireCounts(counts: Readonly<Record<string, number>>): void {
  for (const [name, count] of Object.entries(counts)) {
    if (!Number.isInteger(count) || count < 0) {
      throw new ArgumentError('minMaxSaddle', name, 'an integer of at least 0', String(count))
    }
  }
  if (Object.values(counts).every((count) => count === 0)) {
    throw new ArgumentError('minMaxSaddle', 'the signature', 'of dimension 1 or more', 'three zeros')
  }
}
