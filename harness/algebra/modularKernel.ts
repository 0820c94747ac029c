/**
 * The kernel of a wide matrix modulo a prime, and what of it is proved over the rationals.
 *
 * A dyadic number m·2^e has a residue modulo any odd prime. Rows that are independent modulo p are independent
 * over the rationals; so a matrix that has full column rank modulo p has it exactly. A kernel vector modulo p
 * is only a guess. It is believed
 * - when the rank modulo p is the number of rows: then every column beyond is dependent, by counting;
 * - when the few columns in which it is not zero have a kernel in integers.
 *
 * What is not believed counts as independent, and the result as not exact.
 *
 * p < 2²⁰, so that 2¹² products can be added before the sum is reduced. Rows that hold rare columns go first:
 * their pivots cost little, and few rows have to be looked at until the rank is full. What is left is found by one
 * random vector of the kernel, which a row that is independent of the others meets except with probability 1/p.
 */
import { integerKernel, type KernelVector } from './integerKernel.ts'
import { exponentOf, mantissaOf } from './integerRow.ts'
import { seededRandom } from './random.ts'
import type { SparseRows } from './sparseRows.ts'

/** The largest prime below 2²⁰. */
const p = 1048573
/** Columns of a guess that is tried in integers. */
const mostColumns = 32
/** How many products may be added to an entry before it is reduced: 2¹² · 2⁴⁰ = 2⁵². */
const mostProducts = 4096

interface Kernel {
  /** The columns that count; the last stands for the ones if there are ones. */
  readonly live: Int32Array
  /** [d + 1] the place of a column in `live`, −1 where it does not count. */
  readonly placeOf: Int32Array
  /** [places] entries[a][j] is component a of vector j < `count` at a pivot a, below 2⁵³, to be reduced mod p. */
  readonly entries: Float64Array[]
  /** [places] a random vector of the kernel, mod p. */
  readonly probe: Float64Array
  /** [count] the place that vector j is for. */
  readonly free: Int32Array
  /** [places] the j of a free place, −1 for a pivot. */
  readonly vectorOf: Int32Array
  /** Pivot places in the order in which they were found. */
  readonly pivots: number[]
  count: number
}

/** @param live ascending columns that count, column d (the ones) last if `ones` */
export function modularKernel(
  matrix: SparseRows,
  rows: Int32Array,
  live: Int32Array,
  ones: boolean,
): { vectors: KernelVector[]; exact: boolean } {
  // With ones, the offset changes no rank; without, only columns that have none can be worked sparsely.
  const sparse = ones ? live : live.filter((a) => matrix.offset[a] === 0)
  const kernel = newKernel(matrix.columns, sparse)
  const pivotRows = findPivots(matrix, rows, kernel, ones)
  const isFull = kernel.count === 0
  if (isFull) return { vectors: [], exact: sparse.length === live.length }
  const columns = Array.from(kernel.free.subarray(0, kernel.count), (place, j) => ({
    column: sparse[place]!,
    j,
  }))
  const isCounted = kernel.pivots.length === rows.length
  let solved: Float64Array[] | undefined
  const solution = (j: number): Float64Array => {
    solved ??= solvedKernel(matrix, pivotRows, kernel, ones)
    return solved[j]!
  }
  const vectors = isCounted
    ? columns.map(({ column, j }) => ({ column, vector: () => solution(j) }))
    : columns.flatMap(({ column, j }) => verified(matrix, rows, support(kernel, j), ones, column))
  return {
    vectors: vectors.map(({ column, vector }) => ({ column, vector: () => withOffset(vector(), matrix) })),
    exact: vectors.length === kernel.count && sparse.length === live.length,
  }
}

/** Columns in which vector j is not zero, ascending. */
function support({ live, free, pivots, entries }: Kernel, j: number): Int32Array {
  const places = pivots.filter((place) => modulo(entries[place]![j]!) !== 0)
  return Int32Array.from([free[j]!, ...places], (place) => live[place]!).sort()
}

/** The vector of the kernel in these columns alone, if there is one; the others are known to be independent. */
function verified(
  matrix: SparseRows,
  rows: Int32Array,
  columns: Int32Array,
  ones: boolean,
  column: number,
): KernelVector[] {
  if (columns.length > mostColumns) return []
  const isWanted = new Uint8Array(matrix.columns + 1)
  for (const a of columns) isWanted[a] = 1
  // Other rows are zero in these columns, if the ones are not among them.
  const met = isWanted[matrix.columns] === 1 ? rows : rowsStoring(matrix, rows, isWanted)
  const stored = { ...matrix, offset: new Float64Array(matrix.columns) }
  return integerKernel(stored, met, columns, ones).vectors.map(({ vector }) => ({ column, vector }))
}

/** Rows that store something in one of the columns. */
function rowsStoring(
  { rowStart, columnIndex }: SparseRows,
  rows: Int32Array,
  isWanted: Uint8Array,
): Int32Array {
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

function newKernel(columns: number, live: Int32Array): Kernel {
  const placeOf = new Int32Array(columns + 1).fill(-1)
  live.forEach((a, place) => {
    placeOf[a] = place
  })
  const free = Int32Array.from(live.keys())
  const random = seededRandom(1)
  return {
    live,
    placeOf,
    entries: Array.from(free, () => new Float64Array(0)),
    probe: Float64Array.from(free, () => random.integer(p)),
    free,
    vectorOf: free.slice(),
    pivots: [],
    count: free.length,
  }
}

/** Takes out as many vectors as there are independent rows. @returns those rows */
function findPivots(matrix: SparseRows, rows: Int32Array, kernel: Kernel, ones: boolean): number[] {
  const found: number[] = []
  const counts = new Int32Array(kernel.live.length).fill(rows.length)
  const first = firstRows(matrix, rows, kernel, counts)
  const products = new Float64Array(kernel.live.length)
  const isSeen = new Set<number>()
  const use = (row: number): void => {
    if (isSeen.has(row)) return
    isSeen.add(row)
    multiplyRow(matrix, row, kernel, ones, products)
    if (takeOut(kernel, products, counts)) found.push(row)
  }
  for (const row of first) use(row)
  for (let r = 0; r < rows.length && kernel.count > 0; r++) {
    if (probed(matrix, rows[r]!, kernel, ones) !== 0) use(rows[r]!)
  }
  return found
}

/** A row for each column, rare columns first; fills `counts` by place. */
function firstRows(
  { columnIndex, rowStart }: SparseRows,
  rows: Int32Array,
  { live, placeOf }: Kernel,
  counts: Int32Array,
): number[] {
  const firstOf = new Int32Array(live.length).fill(-1)
  const stored = new Int32Array(live.length)
  for (const row of rows) {
    for (let q = rowStart[row]!; q < rowStart[row + 1]!; q++) {
      const place = placeOf[columnIndex[q]!]!
      if (place < 0) continue
      if (stored[place]!++ === 0) firstOf[place] = row
    }
  }
  stored.forEach((count, place) => {
    if (count > 0) counts[place] = count
  })
  return [...live.keys()]
    .filter((place) => firstOf[place]! >= 0)
    .sort((a, b) => counts[a]! - counts[b]!)
    .map((place) => firstOf[place]!)
}

/** products[j] = x_row · k_j mod p. */
function multiplyRow(
  { rowStart, columnIndex, values, columns }: SparseRows,
  row: number,
  { entries, vectorOf: vectors, placeOf, count }: Kernel,
  ones: boolean,
  products: Float64Array,
): void {
  const residues = residuesOf(values)
  products.fill(0, 0, count)
  const add = (place: number, x: number): void => {
    if (place < 0) return
    const j = vectors[place]!
    if (j >= 0) {
      products[j]! += x
      return
    }
    const column = entries[place]!
    for (let i = 0; i < count; i++) {
      column[i] = modulo(column[i]!)
      products[i]! += x * column[i]!
    }
  }
  for (let q = rowStart[row]!; q < rowStart[row + 1]!; q++) {
    add(placeOf[columnIndex[q]!]!, residues[q]!)
    if ((q - rowStart[row]!) % mostProducts === mostProducts - 2) reduce(products, count)
  }
  if (ones) add(placeOf[columns]!, 1)
  reduce(products, count)
}

/** x_row · probe mod p. */
function probed(
  { rowStart, columnIndex, values, columns }: SparseRows,
  row: number,
  { probe, placeOf }: Kernel,
  ones: boolean,
): number {
  const residues = residuesOf(values)
  let sum = ones ? probe[placeOf[columns]!]! : 0
  for (let q = rowStart[row]!; q < rowStart[row + 1]!; q++) {
    const place = placeOf[columnIndex[q]!]!
    if (place >= 0) sum += residues[q]! * probe[place]!
    if ((q - rowStart[row]!) % mostProducts === mostProducts - 2) sum = modulo(sum)
  }
  return modulo(sum)
}

/** k_j ← k_j − (s_j / s_g)·k_g, and k_g leaves: that of the rarest column. @returns whether some s_j ≠ 0 */
function takeOut(kernel: Kernel, s: Float64Array, counts: Int32Array): boolean {
  const { entries, free, vectorOf: vectors, pivots, probe, count } = kernel
  let g = -1
  let probeProduct = 0
  for (let j = 0; j < count; j++) {
    if (s[j] === 0) continue
    if (g < 0 || counts[free[j]!]! < counts[free[g]!]!) g = j
    probeProduct = modulo(probeProduct + s[j]! * probe[free[j]!]!)
  }
  if (g < 0) return false
  const inverse = power(s[g]!, p - 2)
  const place = free[g]!
  const probeStep = p - modulo(probeProduct * inverse)
  for (let j = 0; j < count; j++) if (s[j] !== 0) s[j] = j === g ? 0 : p - modulo(s[j]! * inverse)
  entries[place] = new Float64Array(count)
  entries[place]![g] = 1
  pivots.push(place)
  for (const a of pivots) {
    const column = entries[a]!
    const factor = modulo(column[g]!)
    if (factor !== 0) {
      for (let j = 0; j < count; j++) column[j]! += s[j]! * factor
      probe[a] = modulo(probe[a]! + probeStep * factor)
    }
    if (pivots.length % mostProducts === 0) reduce(column, count)
    column[g] = column[count - 1]!
  }
  vectors[place] = -1
  kernel.count--
  if (g !== kernel.count) {
    const moved = free[kernel.count]!
    free[g] = moved
    vectors[moved] = g
  }
  return true
}

function reduce(x: Float64Array, count: number): void {
  for (let i = 0; i < count; i++) x[i] = modulo(x[i]!)
}

/** All vectors in float64, from the square system of pivot rows and columns by elimination with pivoting. */
function solvedKernel(
  { rowStart, columnIndex, values, columns }: SparseRows,
  rows: readonly number[],
  { placeOf, live, free, count, pivots }: Kernel,
  ones: boolean,
): Float64Array[] {
  const dense = rows.map((row) => {
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

/** Gauss-Jordan: row r becomes 1 in pivot column r and 0 in the others. In place. */
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

const knownResidues = new WeakMap<Float64Array, Int32Array>()

/** Of all stored values, kept as long as these are. */
function residuesOf(values: Float64Array): Int32Array {
  let residues = knownResidues.get(values)
  if (residues === undefined) {
    residues = new Int32Array(values.length)
    for (let q = 0; q < values.length; q++) residues[q] = residue(values[q]!)
    knownResidues.set(values, residues)
  }
  return residues
}

function residue(x: number): number {
  return modulo(modulo(mantissaOf(x)) * powerOfTwo(exponentOf(x)))
}

/** By exponent + 1075; 0 where not needed so far. */
const powersOfTwo = new Float64Array(2100)

function powerOfTwo(exponent: number): number {
  const place = exponent + 1075
  if (powersOfTwo[place] === 0) powersOfTwo[place] = power(exponent < 0 ? (p + 1) / 2 : 2, Math.abs(exponent))
  return powersOfTwo[place]!
}

function power(base: number, exponent: number): number {
  let result = 1
  for (let square = base, e = exponent; e > 0; e = Math.floor(e / 2)) {
    if (e % 2 === 1) result = modulo(result * square)
    square = modulo(square * square)
  }
  return result
}

const inverseOfP = 1 / p

/** x mod p in 0..p−1, for |x| < 2⁵³: the quotient is off by one at most. */
function modulo(x: number): number {
  const r = x - p * Math.floor(x * inverseOfP)
  return r < 0 ? r + p : r >= p ? r - p : r
}
