/** numeric: `eig`, a general QR iteration; it has no symmetric one. */
import { createRequire } from 'node:module'
import { npmCandidate } from '../candidate.ts'
import { fromRows, nestedRows, realOrNaN } from '../nestedArrays.ts'

interface Numeric {
  eig(matrix: number[][]): {
    readonly lambda: { readonly x: number[]; readonly y?: number[] }
    readonly E: { readonly x: number[][]; readonly y?: number[][] }
  }
}

export const candidate = npmCandidate(
  'numeric',
  { routine: 'eig', note: 'general solver: it has no symmetric one' },
  async () => {
    const numeric = createRequire(import.meta.url)('numeric') as Numeric
    return (entries, n) => {
      const { lambda, E } = numeric.eig(nestedRows(entries, n))
      return {
        values: lambda.x.map((real, k) => realOrNaN(real, lambda.y?.[k] ?? 0)),
        vectors: fromRows(E.x.map((row, i) => row.map((real, k) => realOrNaN(real, E.y?.[i]?.[k] ?? 0)))),
      }
    }
  },
)
