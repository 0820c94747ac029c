/**
 * A data matrix X [N, d] kept as its non-zero entries by row, minus one constant row.
 *
 *     X[s, a] = stored(s, a) - offset[a]
 *
 * MNIST has 150 non-zero pixels of 784; subtracting the mean image would destroy that. Kept apart, the
 * offset costs one pass over the parameters instead of a pass over the data, because it acts on a
 * network exactly like a change of the first bias: Wᵀ(x - m) + b = Wᵀx + (b - Wᵀm).
 *
 * A column that is never stored and has no offset is zero on every row (`isZeroColumn`); one that is
 * never stored but has an offset is constant (`isConstantColumn`).
 */
import { ArgumentError, ShapeError } from '../errors.ts'

export interface SparseRows {
  /** N */
  readonly rows: number
  /** d */
  readonly columns: number
  /** [N + 1] row s occupies positions rowStart[s] .. rowStart[s + 1] - 1. */
  readonly rowStart: Int32Array
  /** [nonzeros] ascending within a row. */
  readonly columnIndex: Int32Array
  /** [nonzeros] */
  readonly values: Float64Array
  /** [d] subtracted from every row. */
  readonly offset: Float64Array
}

/**
 * @param entries [N, d] row-major
 * @throws ShapeError on a wrong length, ArgumentError at the first entry that is not finite.
 */
export function sparseRows(entries: ArrayLike<number>, rows: number, columns: number): SparseRows {
  if (entries.length !== rows * columns) {
    throw new ShapeError('sparseRows', 'entries', `[${rows}, ${columns}]`, `${entries.length} numbers`)
  }
  const rowStart = new Int32Array(rows + 1)
  let nonzeros = 0
  for (let p = 0; p < entries.length; p++) {
    const x = entries[p]!
    if (!Number.isFinite(x)) {
      const place = `entry [${Math.floor(p / columns)}, ${p % columns}]`
      throw new ArgumentError('sparseRows', place, 'finite', String(x))
    }
    if (x !== 0) nonzeros++
  }
  const columnIndex = new Int32Array(nonzeros)
  const values = new Float64Array(nonzeros)
  let position = 0
  for (let s = 0; s < rows; s++) {
    for (let a = 0; a < columns; a++) {
      const x = entries[s * columns + a]!
      if (x === 0) continue
      columnIndex[position] = a
      values[position++] = x
    }
    rowStart[s + 1] = position
  }
  return { rows, columns, rowStart, columnIndex, values, offset: new Float64Array(columns) }
}

/** The same rows with `offset` subtracted from each, besides what was subtracted before. @param offset [d] */
export function subtractRow(matrix: SparseRows, offset: Float64Array): SparseRows {
  if (offset.length !== matrix.columns) {
    throw new ShapeError('subtractRow', 'offset', `of length ${matrix.columns}`, `length ${offset.length}`)
  }
  return { ...matrix, offset: matrix.offset.map((value, a) => value + offset[a]!) }
}

/** The rows named by `indices`, in that order. @param indices [m] */
export function selectRows(matrix: SparseRows, indices: ArrayLike<number>): SparseRows {
  const rowStart = new Int32Array(indices.length + 1)
  for (let r = 0; r < indices.length; r++) {
    const s = indices[r]!
    if (!Number.isInteger(s) || s < 0 || s >= matrix.rows) {
      throw new ArgumentError('selectRows', `indices[${r}]`, `an integer in 0..${matrix.rows - 1}`, String(s))
    }
    rowStart[r + 1] = rowStart[r]! + matrix.rowStart[s + 1]! - matrix.rowStart[s]!
  }
  const columnIndex = new Int32Array(rowStart[indices.length]!)
  const values = new Float64Array(rowStart[indices.length]!)
  for (let r = 0; r < indices.length; r++) {
    const s = indices[r]!
    columnIndex.set(matrix.columnIndex.subarray(matrix.rowStart[s]!, matrix.rowStart[s + 1]!), rowStart[r]!)
    values.set(matrix.values.subarray(matrix.rowStart[s]!, matrix.rowStart[s + 1]!), rowStart[r]!)
  }
  return { ...matrix, rows: indices.length, rowStart, columnIndex, values }
}

/** The mean of all rows. @returns [d] */
export function columnMeans(matrix: SparseRows): Float64Array {
  const means = new Float64Array(matrix.columns)
  for (let p = 0; p < matrix.values.length; p++) means[matrix.columnIndex[p]!]! += matrix.values[p]!
  return means.map((sum, a) => sum / matrix.rows - matrix.offset[a]!)
}

/** How many rows store a value in each column. @returns [d] */
export function storedPerColumn(matrix: SparseRows): Int32Array {
  const counts = new Int32Array(matrix.columns)
  for (let p = 0; p < matrix.columnIndex.length; p++) counts[matrix.columnIndex[p]!]!++
  return counts
}

/** X as a dense array. @returns [N, d] row-major */
export function denseRows(matrix: SparseRows): Float64Array {
  const dense = new Float64Array(matrix.rows * matrix.columns)
  for (let s = 0; s < matrix.rows; s++) {
    const row = dense.subarray(s * matrix.columns, (s + 1) * matrix.columns)
    for (let a = 0; a < matrix.columns; a++) row[a] = -matrix.offset[a]! || 0
    for (let p = matrix.rowStart[s]!; p < matrix.rowStart[s + 1]!; p++)
      row[matrix.columnIndex[p]!]! += matrix.values[p]!
  }
  return dense
}
