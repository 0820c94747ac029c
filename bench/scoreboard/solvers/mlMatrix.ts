/** ml-matrix: JAMA's `EigenvalueDecomposition`, left to find out for itself whether the matrix is symmetric. */
import { npmCandidate } from '../candidate.ts'
import { fromRows, nestedRows, realOrNaN } from '../nestedArrays.ts'

export const candidate = npmCandidate('ml-matrix', { routine: 'EigenvalueDecomposition' }, async () => {
  const { EigenvalueDecomposition, Matrix } = await import('ml-matrix')
  return (entries, n) => {
    const { realEigenvalues, imaginaryEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(
      new Matrix(nestedRows(entries, n)),
    )
    return {
      values: realEigenvalues.map((real, k) => realOrNaN(real, imaginaryEigenvalues[k]!)),
      vectors: fromRows(eigenvectorMatrix.to2DArray()),
    }
  }
})
