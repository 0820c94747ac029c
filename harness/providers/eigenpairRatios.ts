/**
 * How good computed eigenpairs are, in LAPACK's units: about 1 is as good as float64 allows, 60 is a failure.
 *
 *     residual      = ‖A − Z Λ Zᵀ‖₁ / (‖A‖₁ · n · ulp)
 *     orthogonality = ‖I − Z Zᵀ‖₁ / (n · ulp),   ulp = 2⁻⁵²
 *
 * Together they bound every eigenvalue's error, and tell a vector that belongs to another value.
 *
 * Source: LAPACK Working Note 41, "Installation guide for LAPACK", tests of the symmetric eigenvalue routines
 * (TESTING/EIG/dsyt21.f, threshold in TESTING/sep.in).
 */
import { naiveProduct } from './laws/naiveProduct.ts'
import { rowSumNorm } from './ldltFactors.ts'

export interface EigenpairRatios {
  readonly residual: number
  readonly orthogonality: number
}

/** The threshold that LAPACK's own test programme uses. */
export const eigenpairRatioLimit = 60

const ulp = 2 ** -52

/**
 * @param a [n, n] symmetric @param values [n] @param vectors [n, n] row-major, vectors as columns
 * @param multiply product of two [n, n] matrices: one that shares no code with the solver, where it can be afforded
 */
export async function eigenpairRatios(
  a: Float64Array,
  n: number,
  values: Float64Array,
  vectors: Float64Array,
  multiply: (a: Float64Array, b: Float64Array) => Float64Array | Promise<Float64Array> = (x, y) =>
    naiveProduct(x, y, n, n, n),
): Promise<EigenpairRatios> {
  const scaled = vectors.map((entry, p) => entry * values[p % n]!)
  const transposed = vectors.map((_, p) => vectors[(p % n) * n + Math.floor(p / n)]!)
  const rebuilt = await multiply(scaled, transposed)
  const gram = await multiply(vectors, transposed)
  for (let p = 0; p < rebuilt.length; p++) {
    rebuilt[p] = a[p]! - rebuilt[p]!
    if (p % (n + 1) === 0) gram[p]! -= 1
  }
  const difference = rowSumNorm(rebuilt, n)
  return {
    // The zero matrix, rebuilt exactly, is 0/0.
    residual: difference === 0 ? 0 : difference / rowSumNorm(a, n) / (n * ulp),
    orthogonality: rowSumNorm(gram, n) / (n * ulp),
  }
}
