/**
 * a · b by three loops: what other products are measured against. Each entry is the sum of k products in ascending
 * order, so |computed − exact| ≤ γ_k |a||b|.
 *
 * Source: Higham, "Accuracy and stability of numerical algorithms", 2002, eq. (3.13).
 */

/** @param a [m, k] @param b [k, n] @returns [m, n] */
export function naiveProduct(
  a: Float64Array,
  b: Float64Array,
  m: number,
  k: number,
  n: number,
): Float64Array {
  const product = new Float64Array(m * n)
  for (let i = 0; i < m; i++) {
    for (let p = 0; p < k; p++) {
      const factor = a[i * k + p]!
      for (let j = 0; j < n; j++) product[i * n + j]! += factor * b[p * n + j]!
    }
  }
  return product
}
