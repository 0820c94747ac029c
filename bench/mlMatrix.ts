/** ml-matrix, the reference that npm offers: dense matrices, products and symmetric eigenvalues. */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix'
import { installedVersion } from './installedVersion.ts'

/** @param entries [m, n] row-major */
export function toMlMatrix(entries: Float64Array, columns: number): Matrix {
  const rows = entries.length / columns
  return new Matrix(Array.from({ length: rows }, (_, i) => entries.slice(i * columns, (i + 1) * columns)))
}

/** It has no way to leave out the eigenvectors. @returns [n] ascending */
export function mlEigenvalues(dense: Matrix): Float64Array {
  const { realEigenvalues } = new EigenvalueDecomposition(dense, { assumeSymmetric: true })
  return Float64Array.from(realEigenvalues).sort()
}

export function mlMatrixVersion(): string {
  return installedVersion('ml-matrix') ?? 'unknown'
}
