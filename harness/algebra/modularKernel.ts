/**
 * The kernel of a wide matrix modulo a prime, and what of it is proved over the rationals.
 *
 * Rows that are independent modulo p are independent over the rationals; so a matrix that has full column rank
 * modulo p has it exactly. A kernel vector modulo p is only a guess. It is believed
 * - when the rank modulo p is the number of rows: then every column beyond is dependent, by counting;
 * - when the few columns in which it is not zero have a kernel in integers.
 *
 * What is not believed counts as independent, and the result as not exact.
 */
import { integerKernel, type KernelVector } from './integerKernel.ts'
import { type ModularBasis, type ModularSystem, modularBasis } from './modularElimination.ts'
import type { SparseRows } from './sparseRows.ts'
import { squareSolution } from './squareSolution.ts'

/** Columns of a guess that is tried in integers. */
const mostColumns = 32

/** @param system its last live column stands for the ones, if there are ones */
export function modularKernel(system: ModularSystem): { vectors: KernelVector[]; exact: boolean } {
  const { matrix, rows, live, ones } = system
  // With ones, the offset changes no rank; without, only columns that have none can be worked sparsely.
  const sparse = { ...system, live: ones ? live : live.filter((a) => matrix.offset[a] === 0) }
  const basis = modularBasis(sparse)
  const isCounted = basis.pivots.length === rows.length
  const vectors = isCounted ? solvedVectors(sparse, basis) : verifiedVectors(sparse, basis)
  return {
    vectors: vectors.map(({ column, vector }) => ({ column, vector: () => withOffset(vector(), matrix) })),
    exact: vectors.length === basis.count && sparse.live.length === live.length,
  }
}

/** The square system is solved when the first vector is asked for. */
function solvedVectors(system: ModularSystem, basis: ModularBasis): KernelVector[] {
  let solved: Float64Array[] | undefined
  const solution = (j: number): Float64Array => {
    solved ??= squareSolution(system, basis)
    return solved[j]!
  }
  return freeColumns(system, basis).map((column, j) => ({ column, vector: () => solution(j) }))
}

/** Of the guesses those that have a kernel vector of their columns alone, the others being independent. */
function verifiedVectors({ matrix, rows, live, ones }: ModularSystem, basis: ModularBasis): KernelVector[] {
  const guesses = freeColumns({ live }, basis)
    .map((column, j) => ({ column, columns: support(live, basis, j) }))
    .filter(({ columns }) => columns.length <= mostColumns)
  const sparse = guesses.filter(({ columns }) => !columns.includes(matrix.columns))
  const met = rowsStoring(
    matrix,
    rows,
    sparse.flatMap(({ columns }) => [...columns]),
  )
  const stored = { ...matrix, offset: new Float64Array(matrix.columns) }
  return guesses.flatMap(({ column, columns }) => {
    // Other rows are zero in these columns, if the ones are not among them.
    const some = columns.includes(matrix.columns) ? rows : rowsStoring(matrix, met, columns)
    return integerKernel(stored, some, columns, ones).vectors.map(({ vector }) => ({ column, vector }))
  })
}

function freeColumns({ live }: Pick<ModularSystem, 'live'>, { free, count }: ModularBasis): number[] {
  return Array.from(free.subarray(0, count), (place) => live[place]!)
}

/** Columns in which vector j is not zero, ascending. */
function support(live: Int32Array, { free, pivots, entries }: ModularBasis, j: number): Int32Array {
  const places = pivots.filter((place) => entries[place]![j]! !== 0)
  return Int32Array.from([free[j]!, ...places], (place) => live[place]!).sort()
}

/** Rows that store something in one of the columns. */
function rowsStoring(
  { columns, rowStart, columnIndex }: SparseRows,
  rows: Int32Array,
  wanted: ArrayLike<number>,
): Int32Array {
  const isWanted = new Uint8Array(columns)
  for (let t = 0; t < wanted.length; t++) isWanted[wanted[t]!] = 1
  return rows.filter((row) => {
    for (let q = rowStart[row]!; q < rowStart[row + 1]!; q++) if (isWanted[columnIndex[q]!] === 1) return true
    return false
  })
}

/** A kernel vector of what is stored, changed to one of X: at the ones, what the offset adds. Largest component 1. */
function withOffset(vector: Float64Array, { columns, offset }: SparseRows): Float64Array {
  if (vector.length > columns) for (let a = 0; a < columns; a++) vector[columns]! += offset[a]! * vector[a]!
  const largest = vector.reduce((most, x) => Math.max(most, Math.abs(x)), 0)
  return vector.map((x) => x / largest)
}
