/**
 * An order of the columns of a sparse matrix in which many columns are the last stored one of some row.
 *
 * Rows whose last stored columns differ are a triangle: independent, and solved one after the other. Built from
 * the front: a row with a single column that is not yet ordered puts it next. Where no row has only one, a column
 * of the row that has fewest is put next on credit. Columns that are left follow, rare ones last.
 *
 * Source: LaMacchia and Odlyzko, "Solving large sparse linear systems over finite fields", 1990, §5 (structured
 * Gaussian elimination); Shokrollahi and Luby, "Raptor codes", 2011 (inactivation decoding).
 * Differs from the source: only the order is kept, for any choice of rows; only the sparsest rows are looked at.
 */
import { type SparseRows, storedPerColumn } from './sparseRows.ts'

export interface PeelingOrder {
  /** [d] */
  readonly position: Int32Array
  /** [N] the stored column with the last position, −1 for an empty row. */
  readonly lastColumn: Int32Array
}

/** Entries that are looked at, 16 MB as column lists. */
const mostEntries = 2 ** 22

const known = new WeakMap<Int32Array, PeelingOrder>()

/** Kept as long as the matrix's columns are: it is the same for all choices of rows. */
export function peelingOrder(matrix: SparseRows): PeelingOrder {
  let found = known.get(matrix.columnIndex)
  if (found === undefined) {
    const position = positions(matrix)
    found = { position, lastColumn: lastColumns(matrix, position) }
    known.set(matrix.columnIndex, found)
  }
  return found
}

function lastColumns({ rows, rowStart, columnIndex }: SparseRows, position: Int32Array): Int32Array {
  return Int32Array.from({ length: rows }, (_, row) => {
    let last = -1
    for (let q = rowStart[row]!; q < rowStart[row + 1]!; q++) {
      const a = columnIndex[q]!
      if (last < 0 || position[a]! > position[last]!) last = a
    }
    return last
  })
}

function positions(matrix: SparseRows): Int32Array {
  const { columns, rowStart, columnIndex } = matrix
  const rows = sparsestRows(matrix)
  const stored = storedPerColumn(matrix)
  const lists = columnLists(matrix, rows)
  // By row: how many of its columns are not ordered yet.
  const left = rows.map((row) => rowStart[row + 1]! - rowStart[row]!)
  const position = new Int32Array(columns).fill(-1)
  let ordered = 0
  const single: number[] = []
  const put = (a: number): void => {
    position[a] = ordered++
    for (let q = lists.start[a]!; q < lists.start[a + 1]!; q++) {
      const r = lists.row[q]!
      if (--left[r]! === 1) single.push(r)
    }
  }
  /** The commonest column of row r that is not ordered. */
  const commonest = (r: number): number => {
    let best = -1
    for (let q = rowStart[rows[r]!]!; q < rowStart[rows[r]! + 1]!; q++) {
      const a = columnIndex[q]!
      if (position[a]! < 0 && (best < 0 || stored[a]! > stored[best]!)) best = a
    }
    return best
  }
  for (let r = fewest(left); r >= 0; r = fewest(left)) {
    put(commonest(r))
    for (let next = single.pop(); next !== undefined; next = single.pop()) {
      if (left[next] === 1) put(commonest(next))
    }
  }
  const rest = [...position.keys()].filter((a) => position[a]! < 0)
  for (const a of rest.sort((one, other) => stored[other]! - stored[one]!)) position[a] = ordered++
  return position
}

/** The row with the fewest columns left, but some; −1 if there is none. */
function fewest(left: Int32Array): number {
  let best = -1
  left.forEach((count, r) => {
    if (count > 0 && (best < 0 || count < left[best]!)) best = r
  })
  return best
}

function sparsestRows({ rows, rowStart }: SparseRows): Int32Array {
  const length = (row: number): number => rowStart[row + 1]! - rowStart[row]!
  const sorted = Int32Array.from({ length: rows }, (_, row) => row).sort((a, b) => length(a) - length(b))
  let entries = 0
  return sorted.filter((row) => {
    entries += length(row)
    return entries <= mostEntries
  })
}

/** By column: the places in `rows` that store something there. */
function columnLists(
  { columns, rowStart, columnIndex }: SparseRows,
  rows: Int32Array,
): { start: Int32Array; row: Int32Array } {
  const start = new Int32Array(columns + 1)
  for (const row of rows) {
    for (let q = rowStart[row]!; q < rowStart[row + 1]!; q++) start[columnIndex[q]! + 1]!++
  }
  for (let a = 0; a < columns; a++) start[a + 1]! += start[a]!
  const end = start.slice()
  const row = new Int32Array(start[columns]!)
  rows.forEach((from, r) => {
    for (let q = rowStart[from]!; q < rowStart[from + 1]!; q++) row[end[columnIndex[q]!]!++] = r
  })
  return { start, row }
}
