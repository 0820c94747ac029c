/**
 * The kernel of a data matrix with few columns, in integers.
 *
 * With K a basis of the kernel of the rows seen so far (at first the unit vectors), a further row x changes it
 * to the kernel of one row more:
 *
 *     s_f = x·k_f;  none ≠ 0: x depends on the rows before.  Else take out one k_g with s_g ≠ 0, and
 *     k_f ← s_g·k_f − s_f·k_g  for the others.
 *
 * k_f stays the only vector with a component in its own column f, and leans otherwise on columns taken out: so
 * the columns f left are dependent, the columns taken out are independent.
 */
import { integerRatio, integerRow } from './integerRow.ts'
import type { SparseRows } from './sparseRows.ts'

/** A kernel vector, one at a time: they are as long as the matrix is wide. */
export interface KernelVector {
  /** The dependent column that it is for. */
  readonly column: number
  vector(): Float64Array
}

/** Every number is exact. @param live the columns that count, ascending, the ones last */
export function integerKernel(
  matrix: SparseRows,
  rows: Int32Array,
  live: Int32Array,
  ones: boolean,
): { vectors: KernelVector[]; exact: boolean } {
  const n = live.length
  const kernel = Array.from({ length: n }, (_, f) => ({
    column: f,
    entries: Array.from({ length: n }, (_, a) => BigInt(Number(a === f))),
  }))
  for (const row of rows) {
    if (kernel.length === 0) break
    addRow(integerRow(matrix, row, live, ones), kernel, ones)
  }
  const width = matrix.columns + Number(ones)
  const vectors = kernel.map(({ column, entries }) => ({
    column: live[column]!,
    vector: () => rounded(entries, live, width),
  }))
  return { vectors, exact: true }
}

/** In place. The ones are taken out first, so that what depends on them is named for itself. */
function addRow(x: readonly bigint[], kernel: { column: number; entries: bigint[] }[], ones: boolean): void {
  const s = kernel.map(({ entries }) =>
    entries.reduce((sum, k, a) => (k === 0n || x[a] === 0n ? sum : sum + k * x[a]!), 0n),
  )
  const last = s.length - 1
  const pivot =
    ones && kernel[last]!.column === x.length - 1 && s[last] !== 0n
      ? last
      : s.findIndex((value) => value !== 0n)
  if (pivot < 0) return
  const taken = kernel[pivot]!.entries
  kernel.forEach((vector, f) => {
    if (f === pivot || s[f] === 0n) return
    vector.entries = reduced(vector.entries.map((k, a) => s[pivot]! * k - s[f]! * taken[a]!))
  })
  kernel.splice(pivot, 1)
}

/** Without the common divisor, so that the integers stay short. */
function reduced(entries: bigint[]): bigint[] {
  let divisor = 0n
  for (const entry of entries) {
    for (let a = entry < 0n ? -entry : entry; a !== 0n; ) [divisor, a] = [a, divisor % a]
    if (divisor === 1n) return entries
  }
  return entries.map((entry) => entry / divisor)
}

function rounded(entries: readonly bigint[], live: Int32Array, width: number): Float64Array {
  let largest = 0n
  for (const entry of entries) {
    const size = entry < 0n ? -entry : entry
    if (size > largest) largest = size
  }
  const vector = new Float64Array(width)
  entries.forEach((entry, a) => {
    vector[live[a]!] = integerRatio(entry, largest)
  })
  return vector
}
