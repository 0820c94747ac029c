/**
 * Which columns of a data matrix depend linearly on the others, proved: float64 numbers are dyadic rationals,
 * so rank is a fact and not a matter of tolerance.
 *
 * Columns that are zero, or constant beside a column of ones, are told apart first. Up to 32 remaining columns are
 * worked in integers (integerKernel.ts); more of them modulo a prime (modularKernel.ts), where independence
 * carries over to the rationals and dependence is believed only when it has been verified in integers, or when
 * there are too few rows.
 */
import { ArgumentError } from '../errors.ts'
import { integerKernel, type KernelVector } from './integerKernel.ts'
import { modularKernel } from './modularKernel.ts'
import type { SparseRows } from './sparseRows.ts'

/** Columns 0..n−1; the column of ones, where asked for, is the last. */
export interface ColumnDependencies {
  /** Ascending. Each is proved to be a combination of the independent columns. */
  readonly dependent: Int32Array
  /** Those of them that hold one number: any beside a column of ones, 0 otherwise. */
  readonly constant: Int32Array
  /** The others, ascending. */
  readonly independent: Int32Array
  /** Whether the others are proved to be independent, so that their number is the rank. */
  readonly exact: boolean
  /**
   * For each dependent column a vector [n] of the kernel, rounded, largest component about 1, that is zero in
   * all other dependent columns.
   */
  kernel(): Float64Array[]
}

export interface ColumnDependencyOptions {
  /** Append a column of ones. */
  readonly ones: boolean
}

const integerColumns = 32

/** @param matrix [N, d] @param rows which of its rows count, at least one */
export function columnDependencies(
  matrix: SparseRows,
  rows: Int32Array,
  { ones }: ColumnDependencyOptions,
): ColumnDependencies {
  const bad = rows.find((row) => !(row >= 0 && row < matrix.rows))
  if (bad !== undefined)
    throw new ArgumentError('columnDependencies', 'rows', `in 0..${matrix.rows - 1}`, String(bad))
  const n = matrix.columns + Number(ones)
  const { plain, live, stored } = plainColumns(matrix, rows, ones)
  const { vectors, exact } =
    live.length <= integerColumns
      ? integerKernel(matrix, rows, live, ones)
      : modularKernel({ matrix, rows, live, stored, ones })
  const all = [...plain, ...vectors].sort((a, b) => a.column - b.column)
  const dependent = Int32Array.from(all, ({ column }) => column)
  const isDependent = new Set(dependent)
  return {
    dependent,
    constant: Int32Array.from(plain, ({ column }) => column),
    independent: Int32Array.from({ length: n }, (_, a) => a).filter((a) => !isDependent.has(a)),
    exact,
    kernel: () => all.map(({ vector }) => vector()),
  }
}

/** What the columns hold over some rows. */
export interface CommonValues {
  /** [d] 1 for a column that varies. */
  readonly varies: Uint8Array
  /** [d] the one value that is stored in it if it does not. */
  readonly value: Float64Array
  /** [d] in how many rows something is stored. */
  readonly stored: Int32Array
}

export function commonValues(
  { columns, rowStart, columnIndex, values }: SparseRows,
  rows: Int32Array,
): CommonValues {
  const stored = new Int32Array(columns)
  const value = new Float64Array(columns)
  const varies = new Uint8Array(columns)
  for (const row of rows) {
    for (let q = rowStart[row]!; q < rowStart[row + 1]!; q++) {
      const a = columnIndex[q]!
      if (stored[a]!++ === 0) value[a] = values[q]!
      else if (varies[a] === 0 && values[q] !== value[a]) varies[a] = 1
    }
  }
  // Where a row stores nothing its value is that of a stored 0.
  for (let a = 0; a < columns; a++) if (stored[a]! < rows.length && value[a] !== 0) varies[a] = 1
  return { varies, value, stored }
}

/** Columns whose kernel vector is seen at once, and those that are left. */
function plainColumns(
  matrix: SparseRows,
  rows: Int32Array,
  ones: boolean,
): { plain: KernelVector[]; live: Int32Array; stored: Int32Array } {
  const { columns, offset } = matrix
  const n = columns + Number(ones)
  const { value, varies, stored } = commonValues(matrix, rows)
  const plain: KernelVector[] = []
  const live: number[] = []
  for (let a = 0; a < columns; a++) {
    const constant = value[a]! - offset[a]!
    if (varies[a] === 1 || (!ones && constant !== 0)) live.push(a)
    else plain.push({ column: a, vector: () => scaled(unitVector(n, a, columns, -constant)) })
  }
  if (ones) live.push(columns)
  return { plain, live: Int32Array.from(live), stored: Int32Array.of(...stored, rows.length) }
}

/** 1 at `column`, and `other` at `place` if there is such a place. */
function unitVector(n: number, column: number, place: number, other: number): Float64Array {
  const vector = new Float64Array(n)
  if (place < n) vector[place] = other
  vector[column] = 1
  return vector
}

function scaled(vector: Float64Array): Float64Array {
  const largest = vector.reduce((most, x) => Math.max(most, Math.abs(x)), 0)
  return vector.map((x) => x / largest)
}
