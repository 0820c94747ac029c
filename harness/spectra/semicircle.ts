/**
 * Wigner's semicircle law of radius R: density 2√(R² − x²)/(πR²) on [−R, R], no mass at any point.
 *
 * For a symmetric matrix whose entries have variance σ²/n off the diagonal, R = 2σ.
 *
 * Source: Wigner, "On the distribution of the roots of certain symmetric matrices", Annals of
 * Mathematics 67, 1958.
 */
import { ArgumentError } from '../errors.ts'

/** P(λ ≤ x) under the law. */
export function semicircleCdf(x: number, radius = 2): number {
  const t = x / radius
  if (t <= -1) return 0
  if (t >= 1) return 1
  return 0.5 + (t * Math.sqrt(1 - t * t) + Math.asin(t)) / Math.PI
}

/**
 * Kolmogorov distance sup |F_n − F| between the spectrum's empirical distribution and the law.
 *
 * @param eigenvalues [n] ascending
 * @param radius of the law that is compared with
 */
export function semicircleDistance(eigenvalues: Float64Array, radius = 2): number {
  if (!(radius > 0))
    throw new ArgumentError('semicircleDistance', 'radius', 'a positive number', String(radius))
  const n = eigenvalues.length
  let largest = 0
  for (let k = 0; k < n; k++) {
    const previous = k === 0 ? Number.NEGATIVE_INFINITY : eigenvalues[k - 1]!
    if (!(eigenvalues[k]! >= previous)) {
      throw new ArgumentError('semicircleDistance', 'eigenvalues', 'ascending', `${eigenvalues[k]} at ${k}`)
    }
    const law = semicircleCdf(eigenvalues[k]!, radius)
    // The empirical distribution jumps from k/n to (k + 1)/n here; the supremum is at one of the two.
    largest = Math.max(largest, Math.abs((k + 1) / n - law), Math.abs(k / n - law))
  }
  return largest
}

/**
 * The radius whose law has the spectrum's second moment: R = 2·√(mean λ²).
 *
 * What Wigner's law predicts from the spread alone; a spectrum that is no semicircle stays far from it.
 */
export function momentRadius(eigenvalues: Float64Array): number {
  return 2 * Math.sqrt(eigenvalues.reduce((sum, value) => sum + value * value, 0) / eigenvalues.length)
}
