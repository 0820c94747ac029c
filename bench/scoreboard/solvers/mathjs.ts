/** mathjs: `eigs`, which takes its symmetric way (Jacobi) when the matrix is symmetric to its tolerance. */
import { npmCandidate } from '../candidate.ts'
import { fromColumns, nestedRows, realOrNaN } from '../nestedArrays.ts'

type Scalar = number | { readonly re: number; readonly im: number }

interface Eigs {
  readonly values: readonly Scalar[]
  readonly eigenvectors: readonly { readonly value: Scalar; readonly vector: readonly Scalar[] }[]
}

export const candidate = npmCandidate('mathjs', { routine: 'eigs' }, async () => {
  const mathjs = await import('mathjs')
  const eigs = mathjs.eigs as unknown as (matrix: number[][]) => Eigs
  return (entries, n) => {
    const { eigenvectors } = eigs(nestedRows(entries, n))
    return {
      values: eigenvectors.map(({ value }) => real(value)),
      vectors: fromColumns(eigenvectors.map(({ vector }) => vector.map(real))),
    }
  }
})

function real(x: Scalar): number {
  return typeof x === 'number' ? x : realOrNaN(x.re, x.im)
}
