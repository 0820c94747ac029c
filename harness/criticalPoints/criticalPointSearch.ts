/** What a search for a critical point hands back: plain data, from which it can be taken up again. */
import { firstNonFinite, requireLength } from '../algebra/vectors.ts'
import { ArgumentError } from '../errors.ts'
import type { Objective } from '../networks/objective.ts'

/**
 * - `critical`: ‖∇f‖ is below the bound;
 * - `stalled`: the method can make no further step, for the reason given;
 * - `stepLimit`: it could, but was told to go no further;
 * - `nonFinite`: loss or gradient at `theta` is not.
 */
export type SearchStatus = 'critical' | 'stalled' | 'stepLimit' | 'nonFinite'

/** Where a search stands. Handed in again, it goes on as if it had never stopped, to the last bit. */
export interface SearchState {
  /** [P] */
  readonly theta: Float64Array
  /** All steps so far, those included that were refused. */
  readonly steps: number
  /** Hessian-vector products so far. */
  readonly products: number
}

export interface SearchResult extends SearchState {
  readonly status: SearchStatus
  /** One sentence with the deciding numbers. */
  readonly because: string
  readonly loss: number
  /** ‖∇f‖₂ at theta */
  readonly gradientNorm: number
}

/** A search that has not begun. @param theta [P] copied */
export function searchStart(theta: Float64Array): SearchState {
  return { theta: theta.slice(), steps: 0, products: 0 }
}

/** @throws ShapeError, ArgumentError on a start that no search can begin at or on limits that are none */
export function requireSearch(
  where: string,
  { dimension }: Objective,
  { theta, steps }: SearchState,
  { gradientNormBound, maxSteps }: { readonly gradientNormBound: number; readonly maxSteps: number },
): void {
  requireLength(where, 'theta', theta, dimension)
  const bad = firstNonFinite(theta)
  if (bad >= 0) throw new ArgumentError(where, `theta[${bad}]`, 'finite', String(theta[bad]))
  if (!(gradientNormBound > 0 && gradientNormBound < Number.POSITIVE_INFINITY)) {
    throw new ArgumentError(where, 'gradientNormBound', 'positive and finite', String(gradientNormBound))
  }
  if (!(Number.isInteger(maxSteps) && maxSteps >= steps)) {
    throw new ArgumentError(
      where,
      'maxSteps',
      `an integer of at least the ${steps} steps done`,
      String(maxSteps),
    )
  }
}
