/** @josh-brown/vector: `eig`, a hundred unshifted QR steps. Its vectors are not of unit length: made so here. */
import { createRequire } from 'node:module'
import { npmCandidate } from '../candidate.ts'
import { fromColumns, nestedRows } from '../nestedArrays.ts'

interface EigenPair {
  readonly eigenvalue: number
  readonly eigenvector: { toArray(): number[] }
}

interface JoshBrownVector {
  readonly NumberMatrix: { builder(): { fromArray(rows: number[][]): object } }
  eig(matrix: object): EigenPair[]
}

export const candidate = npmCandidate(
  '@josh-brown/vector',
  { routine: 'eig', note: 'vectors normalised here' },
  async () => {
    const { NumberMatrix, eig } = createRequire(import.meta.url)('@josh-brown/vector') as JoshBrownVector
    return (entries, n) => {
      const pairs = eig(NumberMatrix.builder().fromArray(nestedRows(entries, n)))
      return {
        values: pairs.map(({ eigenvalue }) => eigenvalue),
        vectors: fromColumns(pairs.map(({ eigenvector }) => unit(eigenvector.toArray()))),
      }
    }
  },
)

function unit(vector: number[]): number[] {
  const length = Math.hypot(...vector)
  return vector.map((entry) => entry / length)
}
