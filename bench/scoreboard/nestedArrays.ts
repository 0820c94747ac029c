/** The shapes in which npm packages take matrices and give eigenpairs. */

/** @param entries [m, columns] row-major */
export function nestedRows(entries: Float64Array, columns: number): number[][] {
  return Array.from({ length: entries.length / columns }, (_, i) => [
    ...entries.subarray(i * columns, (i + 1) * columns),
  ])
}

/** @param rows [n, n] @returns row-major */
export function fromRows(rows: readonly ArrayLike<number>[]): Float64Array {
  return Float64Array.from(rows.flatMap((row) => Array.from(row)))
}

/** @param columns [n] vectors of n numbers @returns [n, n] row-major, with them as columns */
export function fromColumns(columns: readonly ArrayLike<number>[]): Float64Array {
  const n = columns.length
  return Float64Array.from({ length: n * n }, (_, p) => columns[p % n]![Math.floor(p / n)]!)
}

/** A number with an imaginary part is no eigenvalue of a symmetric matrix: NaN, for the laws to find. */
export function realOrNaN(real: number, imaginary: number): number {
  return imaginary === 0 ? real : Number.NaN
}
