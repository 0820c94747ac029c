/**
 * A basis of the kernel of sparse rows modulo a prime, and the rows and columns that determine it.
 *
 * Vector k_j is 1 in its free column and 0 in the other free ones; the other columns are pivots. The start is a
 * triangle: rows that end in different columns of the peeling order are independent, and what the free columns
 * imply for their last ones is found row after row. Every other row x either is orthogonal to all k_j, or
 * takes one of them out:
 *
 *     s_j = x·k_j;   k_j ← k_j − (s_j / s_g)·k_g,   k_g leaves, its column becomes a pivot.
 *
 * One random vector of the kernel shows which rows there are to use: a row that is independent of those before
 * meets it except with probability 1/p.
 */
import { peelingOrder } from './peelingOrder.ts'
import {
  addMultiple,
  modulo,
  mostProducts,
  negativeInverse,
  p,
  reduce,
  residuesOf,
  sparseProduct,
} from './primeField.ts'
import { seededRandom } from './random.ts'
import type { SparseRows } from './sparseRows.ts'

/** What the kernel is of. */
export interface ModularSystem {
  readonly matrix: SparseRows
  readonly rows: Int32Array
  /** The columns that count, ascending; the last stands for the ones if there are ones. */
  readonly live: Int32Array
  /** [d + 1] in how many of the rows something is stored. */
  readonly stored: Int32Array
  readonly ones: boolean
}

export interface ModularBasis {
  /** [d + 1] the place of a column in `live`, −1 where it does not count. */
  readonly placeOf: Int32Array
  /** [places] entries[a][j] is component a of vector j < `count` at a pivot a, mod p. */
  readonly entries: Float64Array[]
  /** [d + 1] a random vector of the kernel by column, mod p; 0 in columns that do not count. */
  readonly probe: Float64Array
  /** [count] the place that vector j is for. */
  readonly free: Int32Array
  /** [places] the j of a free place, −1 for a pivot. */
  readonly vectorOf: Int32Array
  /** Pivot places in the order in which they were found. */
  readonly pivots: number[]
  /** Independent rows, one for each pivot. */
  readonly pivotRows: number[]
  count: number
}

/** Up to the chance of 1/p for each row that one is overlooked: then the kernel is too large. */
export function modularBasis(system: ModularSystem): ModularBasis {
  const basis = triangle(system)
  const { rows } = system
  const products = new Float64Array(basis.count)
  for (let r = 0; r < rows.length && basis.count > 0; r++) {
    if (probed(system, rows[r]!, basis) === 0) continue
    multiplyRow(system, rows[r]!, basis, products)
    takeOut(system, basis, products)
    basis.pivotRows.push(rows[r]!)
  }
  return basis
}

/** The kernel of a row for each column that is the last of one. */
function triangle(system: ModularSystem): ModularBasis {
  const { matrix, rows, live } = system
  const { position, lastColumn } = peelingOrder(matrix)
  const placeOf = new Int32Array(matrix.columns + 1).fill(-1)
  live.forEach((a, place) => {
    placeOf[a] = place
  })
  const rowOf = new Int32Array(live.length).fill(-1)
  // Fewer rows than columns cost little, and may be solved in float64, for which long triangles are ill-conditioned.
  for (const row of rows.length > live.length ? rows : []) {
    const place = lastColumn[row]! < 0 ? -1 : placeOf[lastColumn[row]!]!
    if (place >= 0 && rowOf[place]! < 0) rowOf[place] = row
  }
  const isPivot = (place: number): boolean =>
    rowOf[place]! >= 0 && lastEntry(matrix, rowOf[place]!, live[place]!) !== 0
  const pivots = [...live.keys()]
    .filter(isPivot)
    .sort((one, other) => position[live[one]!]! - position[live[other]!]!)
  const isTaken = new Set(pivots)
  const free = Int32Array.from(live.keys()).filter((place) => !isTaken.has(place))
  const basis = startingBasis(placeOf, free, live)
  for (const place of pivots) solveLast(system, basis, place, rowOf[place]!)
  return basis
}

/** The residue of the row in its column a. */
function lastEntry({ rowStart, columnIndex, values }: SparseRows, row: number, a: number): number {
  return residuesOf(values)[columnIndex.indexOf(a, rowStart[row]!)]!
}

function startingBasis(placeOf: Int32Array, free: Int32Array, live: Int32Array): ModularBasis {
  const random = seededRandom(1)
  const probe = new Float64Array(placeOf.length)
  const vectorOf = new Int32Array(live.length).fill(-1)
  free.forEach((place, j) => {
    probe[live[place]!] = random.integer(p)
    vectorOf[place] = j
  })
  const entries = Array.from(live, () => new Float64Array(0))
  return { placeOf, entries, probe, free, vectorOf, pivots: [], pivotRows: [], count: free.length }
}

/** Makes the vectors orthogonal to a row by their component at its last column, which is in no row before. */
function solveLast(system: ModularSystem, basis: ModularBasis, place: number, row: number): void {
  const { entries, probe, count } = basis
  const column = new Float64Array(count)
  const factor = negativeInverse(lastEntry(system.matrix, row, system.live[place]!))
  entries[place] = new Float64Array(count)
  multiplyRow(system, row, basis, column)
  for (let j = 0; j < count; j++) column[j] = modulo(column[j]! * factor)
  probe[system.live[place]!] = modulo(probed(system, row, basis) * factor)
  entries[place] = column
  basis.pivots.push(place)
  basis.pivotRows.push(row)
}

/** products[j] = x_row · k_j mod p. */
function multiplyRow(
  { matrix, ones }: ModularSystem,
  row: number,
  { entries, vectorOf, placeOf, count }: ModularBasis,
  products: Float64Array,
): void {
  const { rowStart, columnIndex, values, columns } = matrix
  const residues = residuesOf(values)
  products.fill(0, 0, count)
  const add = (place: number, x: number): void => {
    if (place < 0) return
    const j = vectorOf[place]!
    if (j >= 0) {
      products[j]! += x
      return
    }
    addMultiple(products, x, entries[place]!, count)
  }
  for (let q = rowStart[row]!; q < rowStart[row + 1]!; q++) {
    add(placeOf[columnIndex[q]!]!, residues[q]!)
    if ((q - rowStart[row]!) % mostProducts === mostProducts - 2) reduce(products, count)
  }
  if (ones) add(placeOf[columns]!, 1)
  reduce(products, count)
}

/** x_row · probe mod p. */
function probed({ matrix, ones }: ModularSystem, row: number, { probe }: ModularBasis): number {
  const { rowStart, columnIndex, values, columns } = matrix
  const sum = sparseProduct(residuesOf(values), columnIndex, rowStart[row]!, rowStart[row + 1]!, probe)
  return ones ? modulo(sum + probe[columns]!) : sum
}

/** k_j ← k_j − (s_j / s_g)·k_g, and k_g leaves: that of the rarest column with s_g ≠ 0, which there must be. */
function takeOut({ live, stored }: ModularSystem, basis: ModularBasis, s: Float64Array): void {
  const { entries, free, vectorOf, pivots, probe, count } = basis
  const rarity = (j: number): number => stored[live[free[j]!]!]!
  let g = -1
  let probeProduct = 0
  for (let j = 0; j < count; j++) {
    if (s[j] === 0) continue
    if (g < 0 || rarity(j) < rarity(g)) g = j
    probeProduct = modulo(probeProduct + s[j]! * probe[live[free[j]!]!]!)
  }
  const factor = negativeInverse(s[g]!)
  const place = free[g]!
  const probeStep = modulo(probeProduct * factor)
  for (let j = 0; j < count; j++) s[j] = j === g ? 0 : modulo(s[j]! * factor)
  entries[place] = new Float64Array(count)
  entries[place]![g] = 1
  pivots.push(place)
  for (const a of pivots) {
    const column = entries[a]!
    const component = column[g]!
    if (component !== 0) {
      addMultiple(column, component, s, count)
      reduce(column, count)
      probe[live[a]!] = modulo(probe[live[a]!]! + probeStep * component)
    }
    column[g] = column[count - 1]!
  }
  vectorOf[place] = -1
  basis.count--
  if (g === basis.count) return
  const moved = free[basis.count]!
  free[g] = moved
  vectorOf[moved] = g
}
