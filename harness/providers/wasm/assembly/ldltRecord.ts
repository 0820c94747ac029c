/** The record of a factorisation, which every LDLᵀ kernel takes, and where in memory its numbers lie. */

/** What ldltMemory.ts lays out. Addresses are in bytes. */
@unmanaged
export class Factorisation {
  n: i32
  /** Pivots of a panel; a block of order 2 at its end makes it one more. */
  depth: i32
  /** Numbers from one row of `pivotRows` to the next. */
  stride: i32
  /** The next pivot. */
  next: i32
  /** Where the panel began whose pivots end at `next`. */
  first: i32
  /** Tasks of the update that have been taken. */
  taken: i32
  /** f64 [n, n] */
  entries: usize
  /** i32 [n] 1 where a block of order 2 begins. */
  pairs: usize
  /** i32 [n] with which row, further down, row k was exchanged. */
  partners: usize
  /** i32 [n] the end of the panel in which row k became a pivot. */
  panelEnds: usize
  /** f64 [stride] the candidates for the rows of the pivot block, and one that was passed over */
  row: usize
  other: usize
  spare: usize
  /** f64 [depth + 1, stride] rows of the Schur complement as they were when they became pivots. */
  pivotRows: usize
  /** f64 [depth + 1] */
  multipliers: usize
  /** f64 [⌈n / 4⌉ · 4 · (depth + 1)] L and the pivot rows in strips of four columns. */
  packedLeft: usize
  packedRight: usize
  /** edgeTileBytes for each thread */
  tiles: usize
}

export function entry(f: Factorisation, i: i32, j: i32): usize {
  return f.entries + ((<usize>i * <usize>f.n + <usize>j) << 3)
}

export function pivotRow(f: Factorisation, m: i32): usize {
  return f.pivotRows + ((<usize>(m - f.first) * <usize>f.stride) << 3)
}

export function at(x: usize, j: i32): usize {
  return x + ((<usize>j) << 3)
}
