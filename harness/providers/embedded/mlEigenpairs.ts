/**
 * Eigenpairs by ml-matrix (JAMA's tred2 and tql2), trusted only after they have been checked.
 *
 * The symmetric path is demanded, because one ulp of asymmetry would send ml-matrix down its general one. It
 * has no iteration cap and does not let the event loop turn: 0.1 s at order 200, 13 s at order 1000.
 */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix'
import { eigenpairRatioLimit, eigenpairRatios } from '../eigenpairRatios.ts'
import type { Failure, KernelPairs } from '../provider.ts'

/** @param a [n, n] row-major, finite and symmetric; kept unchanged */
export async function mlEigenpairs(a: Float64Array, n: number): Promise<KernelPairs | Failure> {
  const result = new EigenvalueDecomposition(new Matrix(rows(a, n)), { assumeSymmetric: true })
  const pairs = ascending(Float64Array.from(result.realEigenvalues), result.eigenvectorMatrix)
  const { residual, orthogonality } = await eigenpairRatios(a, n, pairs.values, pairs.vectors)
  if (residual < eigenpairRatioLimit && orthogonality < eigenpairRatioLimit) return pairs
  return {
    status: 'notConverged',
    message: `ml-matrix: residual ${residual} and orthogonality ${orthogonality} of its eigenpairs, in units of n·ulp, must be below ${eigenpairRatioLimit}`,
  }
}

function rows(a: Float64Array, n: number): Float64Array[] {
  return Array.from({ length: n }, (_, i) => a.slice(i * n, (i + 1) * n))
}

function ascending(unordered: Float64Array, columns: Matrix): KernelPairs {
  const n = unordered.length
  const order = Array.from(unordered.keys()).sort((i, j) => unordered[i]! - unordered[j]!)
  const vectors = new Float64Array(n * n)
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) vectors[i * n + k] = columns.get(i, order[k]!)
  }
  return { values: Float64Array.from(order, (k) => unordered[k]!), vectors }
}
