/**
 * How many eigenvalues are "zero", as the function of the tolerance that it is: #{|λ| ≤ τ} and #{λ < −τ}.
 *
 * Where a spectrum has a gap the curve has a plateau and "the number of zero eigenvalues" is a property of
 * the matrix; without one it is a property of τ.
 */
export interface DegeneracyPoint {
  readonly tolerance: number
  /** #{|λ| ≤ τ}, zero rows included. */
  readonly zeros: number
  /** #{λ < −τ} */
  readonly negative: number
}

/** 1e-14, 1e-12, …, 1e-2 */
export const decadeTolerances: readonly number[] = [1e-14, 1e-12, 1e-10, 1e-8, 1e-6, 1e-4, 1e-2]

/** @param eigenvalues [n] @param zeroRows eigenvalues that are exactly 0 besides those given */
export function degeneracyCurve(
  eigenvalues: Float64Array,
  zeroRows: number,
  tolerances: readonly number[] = decadeTolerances,
): readonly DegeneracyPoint[] {
  return tolerances.map((tolerance) => ({
    tolerance,
    zeros: zeroRows + eigenvalues.reduce((count, value) => count + (Math.abs(value) <= tolerance ? 1 : 0), 0),
    negative: eigenvalues.reduce((count, value) => count + (value < -tolerance ? 1 : 0), 0),
  }))
}
