/**
 * How far a Krylov computation in float64 may be from the exact one, in units of ‖A‖_F.
 *
 * The columns of A Q − Q T − β q eᵀ hold, first order in u: the product, n·u; three terms subtracted, 9u; what
 * reorthogonalisation takes away, √k times the n·u that α errs by and the non-orthogonality of Q. Together at most
 * 8n(n + 4)·u for k ≤ n columns. Entries of QᵀQ − I are below 4(n + 4)·u: the inner product n·u, k
 * subtractions, and the normalisation; to make Q orthonormal moves A by at most 16n(n + 4)·u. QL takes
 * 2k sweeps of k rotations, 10u each: 20n²·u. So nodes and weights are those of A + E, ‖E‖ ≤ 64n(n + 4)·u·‖A‖_F.
 */
import type { SymmetricMatrix } from '../../algebra/symmetricMatrix.ts'
import { frobeniusNorm } from '../../algebra/symmetricMatrix.ts'
import { unitRoundoff } from '../../algebra/vectors.ts'

/** ‖E‖ over ‖A‖_F. @param n order */
export function krylovRoundoff(n: number): number {
  return 64 * n * (n + 4) * unitRoundoff
}

/** ‖E‖, with a floor for the matrix 0. */
export function krylovError(matrix: SymmetricMatrix): number {
  return krylovRoundoff(matrix.order) * frobeniusNorm(matrix) + Number.MIN_VALUE
}

/** Bound of |computed − exact| for an entry of QᵀQ. @param n order */
export function orthogonalityBound(n: number): number {
  return 8 * (n + 4) * unitRoundoff
}
