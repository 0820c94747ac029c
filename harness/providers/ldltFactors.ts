/**
 * What a factorisation P A Pᵀ = L D Lᵀ says about A: the signs of its eigenvalues, and how far the
 * computed factors are from A.
 *
 * Sylvester: A and D have the same inertia. D has blocks of order 1 and 2; a block of order 2 is chosen only
 * when its off-diagonal entry b outweighs the diagonal, |ac| ≤ α²b² with α² = (1 + √17)²/64 < 0.411,
 * so it has one eigenvalue of each sign.
 *
 * The error bound is computed from the factors. Let N be the largest number of roundings that one term
 * l·w of an entry's sum goes through (ldlt/ldltPanels.ts). Writing the elimination row by row (w = the row of the Schur complement,
 * l = w E⁻¹ for the pivot block E):
 * 1. each entry of w is a sum of products l·w evaluated in some order: error ≤ γ_N (|A| + |L||W|);
 * 2. l is computed by Cramer's rule with diagonal entries scaled by b. Its forward error is at most
 *    10u |E⁻¹||w|, and |E||E⁻¹||E| ≤ 5.8 |E| because |ac| ≤ 0.411 b², so |w − l E| ≤ 58u |l||E|.
 * Together |P(ΔA)Pᵀ| ≤ (N + 58)u (|PAPᵀ| + |L||D||Lᵀ|) to first order, and ‖ΔA‖₂ ≤ ‖ |ΔA| ‖_∞.
 *
 * ‖|L||D||Lᵀ|‖_∞ is the largest entry of |L|(|D|(|Lᵀ|e)): O(n²). The a-priori bound for it, 36nρ‖A‖ with the
 * growth factor ρ, is far larger than what is found.
 *
 * Source: Higham, "Accuracy and stability of numerical algorithms", 2002, Theorems 11.3 and 11.4, and §11.1.2
 * for the condition (11.5) on the 2 × 2 solves.
 */
import { unitRoundoff } from '../algebra/vectors.ts'
import type { KernelInertia } from './provider.ts'

export interface LdltFactors {
  /** n */
  readonly order: number
  /**
   * [n, n] row-major, upper triangle. Row k holds D[k, k] on the diagonal and to the right of it column k of
   * L, in the final order of the rows; where a block of order 2 begins, the next entry is D[k, k + 1].
   */
  readonly entries: Float64Array
  /** [n] 1 where a block of order 2 begins. */
  readonly pairs: Uint8Array
}

/**
 * @param norm ‖A‖_∞ of the matrix that was factored
 * @param roundings N of the derivation above
 */
export function factorInertia(factors: LdltFactors, norm: number, roundings: number): KernelInertia {
  return pivotInertia(factors, absoluteProductNorm(factors) + norm, roundings)
}

/** Of the factors only the pivots are read. @param size ‖|L||D||Lᵀ|‖_∞ + ‖A‖_∞ */
export function pivotInertia(
  { order: n, entries, pairs }: LdltFactors,
  size: number,
  roundings: number,
): KernelInertia {
  let [negative, zero, positive] = [0, 0, 0]
  for (let k = 0; k < n; k++) {
    const pivot = entries[k * n + k]!
    if (pairs[k] === 1) {
      negative++
      positive++
      k++
    } else if (pivot < 0) negative++
    else if (pivot > 0) positive++
    else zero++
  }
  // 1 % covers the terms of second order and the rounding of the bound itself as long as n·u < 0.001.
  const backwardError = 1.01 * (roundings + 58) * unitRoundoff * size
  return { negative, zero, positive, backwardError }
}

/** ‖A‖_∞. @param a [n, n] row-major, symmetric, of which the upper triangle is read */
export function rowSumNorm(a: Float64Array, n: number): number {
  const rowSums = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    const row = i * n
    let sum = rowSums[i]! + Math.abs(a[row + i]!)
    for (let j = i + 1; j < n; j++) {
      const magnitude = Math.abs(a[row + j]!)
      sum += magnitude
      rowSums[j]! += magnitude
    }
    rowSums[i] = sum
  }
  return largestOf(rowSums)
}

/** ‖|L||D||Lᵀ|‖_∞, in one pass over the rows: row block k of Lᵀ gives |D||Lᵀ|e at k and its share of the result. */
function absoluteProductNorm({ order: n, entries, pairs }: LdltFactors): number {
  const rowSums = new Float64Array(n)
  for (let k = 0; k < n; k++) {
    const row = k * n
    const pivot = Math.abs(entries[row + k]!)
    if (pairs[k] !== 1) {
      addMultipliers(entries, row, k, k + 1, n, pivot * multiplierSum(entries, row, k + 1, n), rowSums)
      continue
    }
    const coupling = Math.abs(entries[row + k + 1]!)
    const other = Math.abs(entries[row + n + k + 1]!)
    const sum = multiplierSum(entries, row, k + 2, n)
    const otherSum = multiplierSum(entries, row + n, k + 2, n)
    addMultipliers(entries, row, k, k + 2, n, pivot * sum + coupling * otherSum, rowSums)
    addMultipliers(entries, row + n, k + 1, k + 2, n, coupling * sum + other * otherSum, rowSums)
    k++
  }
  return largestOf(rowSums)
}

/** Math.max keeps a NaN. */
function largestOf(sums: Float64Array): number {
  return sums.reduce((largest, sum) => Math.max(largest, sum), 0)
}

/** Column sum of |L|, its unit diagonal included. */
function multiplierSum(entries: Float64Array, row: number, from: number, n: number): number {
  let sum = 1
  for (let j = from; j < n; j++) sum += Math.abs(entries[row + j]!)
  return sum
}

/** rowSums += |column of L| · weight. */
function addMultipliers(
  entries: Float64Array,
  row: number,
  diagonal: number,
  from: number,
  n: number,
  weight: number,
  rowSums: Float64Array,
): void {
  rowSums[diagonal]! += weight
  for (let j = from; j < n; j++) rowSums[j]! += Math.abs(entries[row + j]!) * weight
}
