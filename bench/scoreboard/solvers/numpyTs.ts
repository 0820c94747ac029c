/** numpy-ts: `linalg.eigh`. */
import { npmCandidate } from '../candidate.ts'
import { fromRows, nestedRows } from '../nestedArrays.ts'

export const candidate = npmCandidate('numpy-ts', { routine: 'linalg.eigh' }, async () => {
  const { array, linalg } = await import('numpy-ts')
  return (entries, n) => {
    const { w, v } = linalg.eigh(array(nestedRows(entries, n)))
    return { values: w.tolist() as number[], vectors: fromRows(v.tolist() as number[][]) }
  }
})
