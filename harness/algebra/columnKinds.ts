/**
 * Columns of a data matrix that are the same on every row, told apart by how they show.
 *
 * Zero: never stored and without offset. Its weights have identically zero derivatives, to the last bit.
 * Constant: every row has the one value c, for instance never stored but with an offset. It acts as a
 * second bias: an exact null direction of the loss, whose derivatives are not zero.
 */
import { type SparseRows, storedPerColumn } from './sparseRows.ts'

/** Columns never stored and with offset 0. @returns ascending column indices */
export function zeroColumns(matrix: SparseRows): Int32Array {
  const counts = storedPerColumn(matrix)
  return columnsWhere(matrix, (a) => counts[a] === 0 && matrix.offset[a] === 0)
}

/** Columns with one value on all rows, the zero columns left out. @returns ascending column indices */
export function constantColumns(matrix: SparseRows): Int32Array {
  const counts = storedPerColumn(matrix)
  const { lowest, highest } = storedRange(matrix)
  return columnsWhere(matrix, (a) => {
    if (counts[a] === 0) return matrix.offset[a] !== 0
    // Where a row stores nothing its value is that of a stored 0.
    const rest = counts[a]! < matrix.rows ? 0 : lowest[a]!
    return lowest[a] === rest && highest[a] === rest
  })
}

/** @returns lowest and highest stored value of each column [d], ±Infinity where none is */
function storedRange(matrix: SparseRows): { lowest: Float64Array; highest: Float64Array } {
  const lowest = new Float64Array(matrix.columns).fill(Number.POSITIVE_INFINITY)
  const highest = new Float64Array(matrix.columns).fill(Number.NEGATIVE_INFINITY)
  for (let p = 0; p < matrix.values.length; p++) {
    const a = matrix.columnIndex[p]!
    const value = matrix.values[p]!
    if (value < lowest[a]!) lowest[a] = value
    if (value > highest[a]!) highest[a] = value
  }
  return { lowest, highest }
}

function columnsWhere(matrix: SparseRows, isWanted: (a: number) => boolean): Int32Array {
  return Int32Array.from(Array.from({ length: matrix.columns }, (_, a) => a).filter(isWanted))
}
