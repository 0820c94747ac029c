/**
 * Mean and standard error of vectors that arrive one by one.
 *
 *     mean_k = mean_{k−1} + δ/k,   S_k² = S_{k−1}² + (1 − 1/k)·δ²,   δ = x_k − mean_{k−1}
 *     standard error = S_m / √(m(m − 1))
 *
 * S is kept, not S²: squares of 1e-170 vanish and would make any estimate look exact.
 *
 * Source: Welford, "Note on a method for calculating corrected sums of squares and products", 1962.
 */

export interface RunningEstimate {
  /** m */
  readonly count: number
  /** [n] */
  readonly mean: Float64Array
  add(x: Float64Array): void
  /** [n], of the mean; needs two vectors at least */
  standardErrors(): Float64Array
}

/** @param length n */
export function runningEstimate(length: number): RunningEstimate {
  const mean = new Float64Array(length)
  const spread = new Float64Array(length) // [n] S
  let count = 0
  return {
    get count() {
      return count
    },
    mean,
    add(x) {
      count++
      const share = Math.sqrt(1 - 1 / count)
      for (let i = 0; i < length; i++) {
        const delta = x[i]! - mean[i]!
        mean[i]! += delta / count
        spread[i] = Math.hypot(spread[i]!, share * delta)
      }
    },
    standardErrors: () => spread.map((s) => s / Math.sqrt(count) / Math.sqrt(count - 1)),
  }
}
