/** vectorious: `eig` (Jacobi in JavaScript, or a native library where one was compiled on installing it). */
import { createRequire } from 'node:module'
import { npmCandidate } from '../candidate.ts'
import { fromRows, nestedRows } from '../nestedArrays.ts'

interface NDArray {
  toArray(): unknown
}

interface Vectorious {
  array(rows: number[][]): { eig(): readonly [NDArray, NDArray] }
}

export const candidate = npmCandidate(
  'vectorious',
  {
    routine: 'eig',
    note: 'its JavaScript, without the C++ that installing it compiles and that keeps it from being a dependency here: `npm i --no-save --ignore-scripts vectorious@6.1.14` fills this row',
  },
  async () => {
    const vectorious = createRequire(import.meta.url)('vectorious') as Vectorious
    return (entries, n) => {
      const [values, vectors] = vectorious.array(nestedRows(entries, n)).eig()
      return { values: values.toArray() as number[], vectors: fromRows(vectors.toArray() as number[][]) }
    }
  },
)
