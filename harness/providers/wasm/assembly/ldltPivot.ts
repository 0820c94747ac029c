/**
 * The rook pivot search: which row becomes the next pivot, or which two the next block of order 2.
 *
 * It moves between three rows that it has brought up to date: two candidates, and one that it passed over.
 */
import { at, Factorisation } from './ldltRecord'
import { chunk, reducedRow, subtractEliminated } from './ldltReducedRow'

/** Which candidates the rows are; they change places. */
export let row: usize = 0
export let other: usize = 0
export let spare: usize = 0
/** Which row stands in `spare`, without the last pivot block; −1: none. */
let spareAt: i32 = -1
/** The pivot block: `pivotAt` and, if its order is 2, `pivotOther` become rows next and next + 1. */
export let pivotSize: i32 = 0
export let pivotAt: i32 = 0
export let pivotOther: i32 = 0
/** What the search for the largest entry found. */
let largest: f64 = 0
let largestAt: i32 = 0

/** Before the first search of a panel. */
export function openSearch(f: Factorisation): void {
  row = f.row
  other = f.other
  spare = f.spare
  spareAt = -1
}

/** Finds the next pivot block. */
export function choosePivot(f: Factorisation): void {
  search(f)
  // Rounding may lead the search back to a row that it had passed over.
  if (spareAt === pivotAt || (pivotSize === 2 && spareAt === pivotOther)) spareAt = -1
}

/** Rows s and t change places, and the row that was passed over may be one of them. */
export function followExchange(s: i32, t: i32): void {
  spareAt = spareAt === s ? t : spareAt === t ? s : spareAt
}

function search(f: Factorisation): void {
  const alpha = (1 + sqrt<f64>(17)) / 8
  let passedOver: i32 = -1
  startSearch(f)
  pivotSize = 1
  findLargest(f, row, pivotAt)
  if (!(largest > 0) || abs(load<f64>(at(row, pivotAt))) >= alpha * largest) return
  for (;;) {
    const column = largestAt
    const size = largest
    if (passedOver >= 0) exchangeSpare(passedOver)
    reducedRow(f, column, other)
    // One entry, computed twice in another order: where only rounding is left the two may differ in every bit, and a
    // block chosen by the one could be singular with the other.
    store<f64>(at(other, pivotAt), load<f64>(at(row, column)))
    findLargest(f, other, column)
    if (abs(load<f64>(at(other, column))) >= alpha * largest) {
      exchangeCandidates()
      exchangeSpare(pivotAt)
      pivotAt = column
      return
    }
    // `size` grows in every round, so the search ends.
    if (largestAt === pivotAt || !(largest > size)) {
      pivotSize = 2
      pivotOther = column
      return
    }
    exchangeCandidates()
    passedOver = pivotAt
    pivotAt = column
  }
}

/** A row that was passed over is as good a start as any, and lacks one pivot block where others lack the whole panel. */
function startSearch(f: Factorisation): void {
  if (spareAt < 0) {
    pivotAt = f.next
    reducedRow(f, pivotAt, row)
    return
  }
  pivotAt = spareAt
  spareAt = -1
  const held = row
  row = spare
  spare = held
  subtractEliminated(f, pivotAt, row, f.next - pivotSize)
}

/** Keeps what stands in `other`, row c, for the next search. */
function exchangeSpare(c: i32): void {
  const held = other
  other = spare
  spare = held
  spareAt = c
}

function exchangeCandidates(): void {
  const held = row
  row = other
  other = held
}

/** The largest magnitude in x[f.next …] outside the diagonal entry and, of several, the first place; NaN counts as none. */
function findLargest(f: Factorisation, x: usize, diagonal: i32): void {
  const kept = load<f64>(at(x, diagonal))
  store<f64>(at(x, diagonal), 0)
  largest = 0
  largestAt = f.next
  for (let start = f.next; start < f.n; start += chunk) {
    const size = largestIn(x, start, min(start + chunk, f.n))
    if (size > largest) {
      largest = size
      largestAt = start
    }
  }
  if (largest > 0) while (abs(load<f64>(at(x, largestAt))) !== largest) largestAt++
  store<f64>(at(x, diagonal), kept)
}

function largestIn(x: usize, start: i32, end: i32): f64 {
  let j = start
  let a = f64x2.splat(0)
  let b = a
  // pmax(a, b) is a unless a < b: a NaN in b is passed over.
  for (; j + 4 <= end; j += 4) {
    a = f64x2.pmax(a, f64x2.abs(v128.load(at(x, j))))
    b = f64x2.pmax(b, f64x2.abs(v128.load(at(x, j), 16)))
  }
  a = f64x2.pmax(a, b)
  let size = max(f64x2.extract_lane(a, 0), f64x2.extract_lane(a, 1))
  for (; j < end; j++) {
    const magnitude = abs(load<f64>(at(x, j)))
    if (magnitude > size) size = magnitude
  }
  return size
}
