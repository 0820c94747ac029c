/**
 * P A Pᵀ = L D Lᵀ of a symmetric indefinite matrix with bounded (rook) Bunch-Kaufman pivoting, in panels.
 *
 * Rook pivoting searches until the pivot dominates both its row and its column; it bounds |L| ≤ 2.78, where
 * the partial search leaves L unbounded, for about one more row per step.
 *
 * Only the upper triangle is read and written, so that every row of a Schur complement is contiguous and what
 * stands below the diagonal survives. A panel of pivots is found first: the rows it needs are brought up to date
 * one by one (left-looking), then the rest of the matrix is updated with all of them at once.
 *
 * One thread finds the pivots, which is a matter of reading memory; all of them update the rest, tile by tile, and
 * take tasks from a common counter: an entry's bits do not depend on who computes it.
 *
 * Source: Ashcraft, Grimes and Lewis, "Accurate symmetric indefinite linear equation solvers", 1998 (bounded
 * Bunch-Kaufman); LAPACK dlasyf_rook for the panels.
 * Differs from the source: 2 × 2 solves divide by the off-diagonal entry last, so that a tiny pivot block does
 * not overflow. Interchanges reach the finished columns of L at the very end, row by row of the array.
 */
import { eliminateOne, eliminateTwo } from './ldltElimination'
import { exchange } from './ldltExchange'
import { choosePivot, openSearch, pivotAt, pivotOther, pivotSize } from './ldltPivot'
import { Factorisation } from './ldltRecord'
import { ldltSubtract, packPanel } from './ldltUpdate'

/** Factors a small matrix as a whole. */
export function ldltFactor(work: usize, thread: i32, threads: i32, control: usize): void {
  const f = changetype<Factorisation>(work)
  while (f.next < f.n) {
    findPanel(f)
    packPanel(f)
    ldltSubtract(work, thread, threads, control)
  }
}

/** The next panel, without the update that it implies. @returns the next pivot */
export function ldltPanel(work: usize, _thread: i32, _threads: i32, _control: usize): i32 {
  const f = changetype<Factorisation>(work)
  findPanel(f)
  return f.next
}

function findPanel(f: Factorisation): void {
  const first = f.next
  f.first = first
  openSearch(f)
  while (f.next < f.n && f.next - first < f.depth) {
    choosePivot(f)
    const k = f.next
    exchange(f, k, pivotAt)
    if (pivotSize === 2) {
      // The first exchange may have moved the other row of the block.
      exchange(f, k + 1, pivotOther === k ? pivotAt : pivotOther)
      eliminateTwo(f)
    } else eliminateOne(f)
    f.next = k + pivotSize
  }
  for (let m = first; m < f.next; m++) store<i32>(f.panelEnds + ((<usize>m) << 2), f.next)
}
