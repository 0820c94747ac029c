/**
 * Kernel vectors in float64 of independent rows, from their square system of pivot columns.
 *
 * By Gauss-Jordan elimination with row pivoting: exact up to rounding times the condition of that system.
 */
import type { ModularBasis, ModularSystem } from './modularElimination.ts'

/** @returns for each free column a vector [d], [d + 1] with ones: 1 there and 0 in the other free columns */
export function squareSolution(
  { matrix, live, ones }: ModularSystem,
  { pivotRows, placeOf, free, count, pivots }: ModularBasis,
): Float64Array[] {
  const { rowStart, columnIndex, values, columns } = matrix
  const dense = pivotRows.map((row) => {
    const entries = new Float64Array(live.length)
    for (let q = rowStart[row]!; q < rowStart[row + 1]!; q++) {
      const place = placeOf[columnIndex[q]!]!
      if (place >= 0) entries[place] = values[q]!
    }
    if (ones) entries[placeOf[columns]!] = 1
    return entries
  })
  eliminate(dense, pivots)
  return Array.from(free.subarray(0, count), (place) => {
    const vector = new Float64Array(columns + Number(ones))
    vector[live[place]!] = 1
    pivots.forEach((pivot, r) => {
      vector[live[pivot]!] = -dense[r]![place]!
    })
    return vector
  })
}

/** Row r becomes 1 in pivot column r and 0 in the others. In place. */
function eliminate(dense: Float64Array[], pivots: readonly number[]): void {
  pivots.forEach((pivot, r) => {
    let best = r
    for (let i = r + 1; i < dense.length; i++) {
      if (Math.abs(dense[i]![pivot]!) > Math.abs(dense[best]![pivot]!)) best = i
    }
    const row = dense[best]!
    dense[best] = dense[r]!
    dense[r] = row
    const scale = row[pivot]!
    for (let a = 0; a < row.length; a++) row[a]! /= scale
    for (const other of dense) {
      const factor = other[pivot]!
      if (other === row || factor === 0) continue
      for (let a = 0; a < row.length; a++) other[a]! -= factor * row[a]!
    }
  })
}
