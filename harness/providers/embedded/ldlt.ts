/**
 * P A Pᵀ = L D Lᵀ of a symmetric indefinite matrix with bounded (rook) Bunch-Kaufman pivoting, in panels.
 *
 * Rook pivoting searches until the pivot dominates both its row and its column; it bounds |L| ≤ 2.78, where
 * the partial search leaves L unbounded, for about one more row per step.
 *
 * Both triangles are equal on entry and the upper one is worked on, so that every row of a Schur complement
 * is contiguous. A panel of 32 pivots is found first: the rows it needs are brought up to date one by one
 * (left-looking), then the rest of the matrix is updated with all 32 at once by packed tiles.
 *
 * Source: Ashcraft, Grimes and Lewis, "Accurate symmetric indefinite linear equation solvers", 1998 (bounded
 * Bunch-Kaufman); LAPACK dlasyf_rook for the panels.
 * Differs from the source: interchanges are applied to the finished columns of L too, and 2 × 2 solves divide
 * by the off-diagonal entry last, so that a tiny pivot block does not overflow.
 */
import { breather, type RunOptions } from '../../algebra/runOptions.ts'
import { requireLength } from '../../algebra/vectors.ts'
import type { LdltFactors } from '../ldltFactors.ts'
import { addTile, packStrips, type Strips, tileColumns, tileRows } from './packedTiles.ts'

/** The ratio of growth of one 2 × 2 step to that of two 1 × 1 steps is 1 at this threshold. */
const alpha = (1 + Math.sqrt(17)) / 8
const panelWidth = 32
const rowsPerBreath = 64

/**
 * N of ldltFactors.ts: a product is summed with at most panelWidth others, each panel's sum is subtracted
 * once, and the panel in which an entry's own row is eliminated subtracts its products one by one.
 */
export function ldltRoundings(n: number): number {
  return Math.min(n + 1, 2 * (panelWidth + 2) + Math.ceil(n / panelWidth))
}

export function ldltFlops(n: number): number {
  return n ** 3 / 3
}

interface Elimination {
  readonly n: number
  /** [n, n] */
  readonly a: Float64Array
  /** [n] */
  readonly pairs: Uint8Array
  /** [panelWidth + 1, n] rows of the Schur complement as they were when they became pivots. */
  readonly pivotRows: Float64Array
  /** The first pivot of the panel. */
  first: number
  /** The next pivot. */
  k: number
  /** [n] the candidate for the first row of the pivot block. */
  row: Float64Array
  /** [n] the candidate for the second row. */
  other: Float64Array
}

/** Rows that are to become the pivot block, whose reduced rows stand in `row` and `other`. */
type Pivot =
  | { readonly size: 1; readonly at: number }
  | { readonly size: 2; at: number; readonly otherAt: number }

/** Progress is told in flops. @param a [n, n] row-major, symmetric; destroyed: the factors live in it */
export async function ldlt(a: Float64Array, n: number, options: RunOptions = {}): Promise<LdltFactors> {
  requireLength('ldlt', 'a', a, n * n)
  const breathe = breather(options)
  const state: Elimination = {
    n,
    a,
    pairs: new Uint8Array(n),
    pivotRows: new Float64Array((panelWidth + 1) * n),
    first: 0,
    k: 0,
    row: new Float64Array(n),
    other: new Float64Array(n),
  }
  const packed = new Float64Array((panelWidth + 1) * (n + tileColumns))
  while (state.k < n) {
    state.first = state.k
    while (state.k < n && state.k - state.first < panelWidth) eliminate(state)
    const done = ldltFlops(n) - ldltFlops(n - state.first)
    await subtractPanel(state, packed, (flops) => breathe(done + flops, ldltFlops(n)))
  }
  return { order: n, entries: a, pairs: state.pairs }
}

function eliminate(state: Elimination): void {
  const pivot = choosePivot(state)
  const { k } = state
  exchange(state, k, pivot.at)
  if (pivot.size === 2) {
    // The first exchange may have moved the other row of the block.
    exchange(state, k + 1, pivot.otherAt === k ? pivot.at : pivot.otherAt)
    eliminateTwo(state)
  } else eliminateOne(state)
}

function choosePivot(state: Elimination): Pivot {
  const { k } = state
  let at = k
  reducedRow(state, at, state.row)
  let { column, size } = largestBeside(state.row, k, at)
  if (Math.abs(state.row[at]!) >= alpha * size) return { size: 1, at }
  for (;;) {
    // `size` grows in every round, so the search ends.
    reducedRow(state, column, state.other)
    // One entry, computed twice in another order: where only rounding is left the two may differ in every bit, and a
    // block chosen by the one could be singular with the other.
    state.other[at] = state.row[column]!
    const next = largestBeside(state.other, k, column)
    if (Math.abs(state.other[column]!) >= alpha * next.size) {
      swapCandidates(state)
      return { size: 1, at: column }
    }
    if (next.column === at || next.size <= size) return { size: 2, at, otherAt: column }
    swapCandidates(state)
    at = column
    ;({ column, size } = next)
  }
}

function swapCandidates(state: Elimination): void {
  ;[state.row, state.other] = [state.other, state.row]
}

/** The largest magnitude in row[k …] outside the diagonal entry. */
function largestBeside(row: Float64Array, k: number, diagonal: number): { column: number; size: number } {
  let column = -1
  let size = 0
  for (let j = k; j < row.length; j++) {
    const magnitude = Math.abs(row[j]!)
    if (magnitude > size && j !== diagonal) {
      column = j
      size = magnitude
    }
  }
  return { column, size }
}

/** Row c of the Schur complement, from column k on: the stored row minus what this panel has eliminated so far. */
function reducedRow({ n, a, pivotRows, first, k }: Elimination, c: number, out: Float64Array): void {
  for (let j = k; j < c; j++) out[j] = a[j * n + c]!
  for (let j = c; j < n; j++) out[j] = a[c * n + j]!
  for (let m = first; m < k; m++) {
    const multiplier = a[m * n + c]!
    if (multiplier === 0) continue
    const pivotRow = (m - first) * n
    for (let j = k; j < n; j++) out[j]! -= multiplier * pivotRows[pivotRow + j]!
  }
}

/** Exchanges rows and columns s ≤ t of everything: the matrix to come, the finished L, the panel, the candidates. */
function exchange({ n, a, pivotRows, first, k, row, other }: Elimination, s: number, t: number): void {
  if (s === t) return
  for (let m = 0; m < k; m++) swap(a, m * n + s, m * n + t)
  for (let m = 0; m < k - first; m++) swap(pivotRows, m * n + s, m * n + t)
  swap(row, s, t)
  swap(other, s, t)
  swap(a, s * n + s, t * n + t)
  for (let j = s + 1; j < t; j++) swap(a, s * n + j, j * n + t)
  for (let j = t + 1; j < n; j++) swap(a, s * n + j, t * n + j)
}

function swap(x: Float64Array, i: number, j: number): void {
  const held = x[i]!
  x[i] = x[j]!
  x[j] = held
}

function eliminateOne(state: Elimination): void {
  const { n, a, row, k } = state
  const pivot = row[k]!
  keepPivotRow(state, k, row)
  a[k * n + k] = pivot
  // A pivot is zero only when its whole row is: nothing to eliminate, and 0/0 is not asked for.
  for (let j = k + 1; j < n; j++) a[k * n + j] = pivot === 0 ? 0 : row[j]! / pivot
  state.k = k + 1
}

function eliminateTwo(state: Elimination): void {
  const { n, a, row, other, k } = state
  const coupling = row[k + 1]!
  const p = row[k]! / coupling
  const q = other[k + 1]! / coupling
  const determinant = p * q - 1
  keepPivotRow(state, k, row)
  keepPivotRow(state, k + 1, other)
  a[k * n + k] = row[k]!
  a[k * n + k + 1] = coupling
  a[(k + 1) * n + k + 1] = other[k + 1]!
  for (let j = k + 2; j < n; j++) {
    a[k * n + j] = (q * row[j]! - other[j]!) / determinant / coupling
    a[(k + 1) * n + j] = (p * other[j]! - row[j]!) / determinant / coupling
  }
  state.pairs[k] = 1
  state.k = k + 2
}

function keepPivotRow({ n, pivotRows, first, k }: Elimination, index: number, row: Float64Array): void {
  pivotRows.set(row.subarray(k), (index - first) * n + k)
}

/** A ← A − Lᵀ W on the upper triangle of what is left, with L and W the rows of this panel. */
async function subtractPanel(
  { n, a, pivotRows, first, k }: Elimination,
  packed: Float64Array,
  breathe: (flops: number) => Promise<void>,
): Promise<void> {
  const depth = k - first
  const left = n - k
  const w = { source: pivotRows, start: k, along: 1, deep: n }
  const right = packStrips(w, left, depth, tileColumns, packed)
  const packedRows = new Float64Array((panelWidth + 1) * tileRows)
  for (let i = 0; i < left; i += tileRows) {
    if (i % rowsPerBreath === 0) await breathe(depth * (left ** 2 - (left - i) ** 2))
    const rows = Math.min(tileRows, left - i)
    const l = { source: a, start: first * n + k + i, along: 1, deep: n }
    subtractStrip(a, n, k, i, rows, packStrips(l, rows, depth, tileRows, packedRows), right)
  }
}

/** Begins at the tile that holds the diagonal; what it writes left of that lies in the unused triangle. */
function subtractStrip(
  a: Float64Array,
  n: number,
  k: number,
  i: number,
  rows: number,
  left: Strips,
  right: Strips,
): void {
  for (let tile = Math.floor(i / tileColumns); k + tile * tileColumns < n; tile++) {
    const column = k + tile * tileColumns
    addTile(a, (k + i) * n + column, n, rows, n - column, left, 0, right, tile, -1)
  }
}
