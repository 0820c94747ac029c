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
 * On several threads each one has its share of the columns; what is decided is decided by all of them from the
 * same numbers, and every number is computed in the same way whatever the shares.
 *
 * Source: Ashcraft, Grimes and Lewis, "Accurate symmetric indefinite linear equation solvers", 1998 (bounded
 * Bunch-Kaufman); LAPACK dlasyf_rook for the panels.
 * Differs from the source: 2 × 2 solves divide by the off-diagonal entry last, so that a tiny pivot block does
 * not overflow. Interchanges reach the finished columns of L at the very end, row by row of the array.
 */
import { barrier, stoppedAtBarrier, tellProgress } from './barrier'
import { subtractProduct } from './simd'
import { edgeTileBytes, packStrips, tileSide, tileUpdate } from './tiles'

/** What ldltMemory.ts lays out. Addresses are in bytes. */
@unmanaged
class Factorisation {
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
  /** From so many rows on the threads share the search for pivots: below, they would mostly wait for one another. */
  sharedRows: i32
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
  /** f64 [depth + 1], rounded up to whole cache lines, for each thread */
  multipliers: usize
  /** 64 bytes for each thread and 64 more, twice: what it found in its columns, and the diagonal entry. */
  findings: usize
  /** f64 [⌈n / 4⌉ · 4 · (depth + 1)] L and the pivot rows in strips of four columns. */
  packedLeft: usize
  packedRight: usize
  /** edgeTileBytes for each thread */
  tiles: usize
}

/** Where this thread's columns of the current row begin and end. */
let from: i32 = 0
let to: i32 = 0
/** Which candidates the rows are; they change places. */
let row: usize = 0
let other: usize = 0
let spare: usize = 0
/** Which row stands in `spare`, without the last pivot block; −1: none. */
let spareAt: i32 = -1
/** The pivot block: `pivotAt` and, if its order is 2, `pivotOther` become rows next and next + 1. */
let pivotSize: i32 = 0
let pivotAt: i32 = 0
let pivotOther: i32 = 0
/** What the search for the largest entry found, on all threads together. */
let largest: f64 = 0
let largestAt: i32 = 0
let diagonalEntry: f64 = 0
/** Findings of two rounds must not meet. */
let round: i32 = 0
let next: i32 = 0
let first: i32 = 0

/** Factors the whole matrix; progress is told in flops. @returns how many pivots were found before it was stopped */
export function ldltFactor(work: usize, thread: i32, threads: i32, control: usize): i32 {
  const f = changetype<Factorisation>(work)
  // Not f.next: another thread may have begun, and found a panel already.
  next = 0
  while (next < f.n) {
    findPanel(f, thread, threads, control)
    if (stoppedAtBarrier(control)) return next
    subtractPanel(f, thread, threads, control)
    tellProgress(control, thread, flops(f.n) - flops(f.n - next))
  }
  return f.n
}

/** The next panel, without the update that it implies; for one thread. @returns the next pivot */
export function ldltPanel(work: usize, thread: i32, threads: i32, control: usize): i32 {
  const f = changetype<Factorisation>(work)
  next = f.next
  findPanel(f, thread, threads, control)
  return next
}

/** After the last panel: brings the finished rows into the final order, each row once, within the cache. */
export function ldltReorder(work: usize, thread: i32, threads: i32, _control: usize): void {
  const f = changetype<Factorisation>(work)
  for (let m = thread; m < f.n; m += threads) {
    const x = entry(f, m, 0)
    for (let k = panelEnd(f, m); k < f.n; k++) swap(at(x, k), at(x, partner(f, k)))
  }
}

/**
 * ‖|L||D||Lᵀ|‖_∞ of factors that were not brought into the final order: the sums are led back through the exchanges
 * from the last row to the first, and so always have the order of the row that is added. @param sums f64 [n], zeros
 */
export function ldltProductNorm(work: usize, sums: usize, _thread: i32, _threads: i32, _control: usize): f64 {
  const f = changetype<Factorisation>(work)
  let applied = f.n
  for (let k = f.n - 1; k >= 0; k--) {
    while (applied > panelEnd(f, k)) {
      applied--
      swap(at(sums, applied), at(sums, partner(f, applied)))
    }
    if (k > 0 && load<i32>(f.pairs + ((<usize>(k - 1)) << 2)) === 1) {
      k--
      addPairSums(f, k, sums)
    } else addSums(f, k, k + 1, abs(load<f64>(entry(f, k, k))) * multiplierSum(f, k, k + 1), sums)
  }
  let largestSum: f64 = 0
  // max keeps a NaN.
  for (let j = 0; j < f.n; j++) largestSum = max(largestSum, load<f64>(at(sums, j)))
  return largestSum
}

/** ‖A‖_∞ from the upper triangle. @param sums f64 [n], zeros */
export function triangleNorm(
  entries: usize,
  n: i32,
  sums: usize,
  _thread: i32,
  _threads: i32,
  _control: usize,
): f64 {
  let norm: f64 = 0
  for (let i = 0; i < n; i++) {
    const x = entries + ((<usize>i * <usize>n) << 3)
    const beside = addMagnitudes(x, i + 1, n, 1, sums)
    norm = max(norm, load<f64>(at(sums, i)) + abs(load<f64>(at(x, i))) + beside)
  }
  return norm
}

function panelEnd(f: Factorisation, m: i32): i32 {
  return load<i32>(f.panelEnds + ((<usize>m) << 2))
}

function partner(f: Factorisation, k: i32): i32 {
  return load<i32>(f.partners + ((<usize>k) << 2))
}

function addPairSums(f: Factorisation, k: i32, sums: usize): void {
  const pivot = abs(load<f64>(entry(f, k, k)))
  const coupling = abs(load<f64>(entry(f, k, k + 1)))
  const below = abs(load<f64>(entry(f, k + 1, k + 1)))
  const sum = multiplierSum(f, k, k + 2)
  const otherSum = multiplierSum(f, k + 1, k + 2)
  addSums(f, k, k + 2, pivot * sum + coupling * otherSum, sums)
  addSums(f, k + 1, k + 2, coupling * sum + below * otherSum, sums)
}

/** Column sum of |L|, its unit diagonal included. */
function multiplierSum(f: Factorisation, k: i32, begin: i32): f64 {
  return 1 + addMagnitudes(entry(f, k, 0), begin, f.n, 0, 0)
}

/** sums += |column of L| · weight. */
function addSums(f: Factorisation, k: i32, begin: i32, weight: f64, sums: usize): void {
  store<f64>(at(sums, k), load<f64>(at(sums, k)) + weight)
  addMagnitudes(entry(f, k, 0), begin, f.n, weight, sums)
}

/** Adds weight·|x[j]| to sums[j], begin ≤ j < n, unless the weight is 0. @returns Σ |x[j]| */
function addMagnitudes(x: usize, begin: i32, n: i32, weight: f64, sums: usize): f64 {
  const factor = f64x2.splat(weight)
  let j = begin
  let total = f64x2.splat(0)
  let otherTotal = total
  for (; j + 4 <= n; j += 4) {
    const p = at(x, j)
    const a = f64x2.abs(v128.load(p))
    const b = f64x2.abs(v128.load(p, 16))
    total = f64x2.add(total, a)
    otherTotal = f64x2.add(otherTotal, b)
    if (weight !== 0) {
      const s = at(sums, j)
      v128.store(s, f64x2.add(v128.load(s), f64x2.mul(a, factor)))
      v128.store(s, f64x2.add(v128.load(s, 16), f64x2.mul(b, factor)), 16)
    }
  }
  total = f64x2.add(total, otherTotal)
  let rest: f64 = 0
  for (; j < n; j++) {
    const a = abs(load<f64>(at(x, j)))
    rest += a
    if (weight !== 0) store<f64>(at(sums, j), load<f64>(at(sums, j)) + a * weight)
  }
  return rest + f64x2.extract_lane(total, 0) + f64x2.extract_lane(total, 1)
}

/** entries[i, j] −= product[i − begin, j − begin] on and above the diagonal. @param product f64 [size, size] */
export function ldltSubtractTriangle(work: usize, product: usize, begin: i32, size: i32): void {
  const f = changetype<Factorisation>(work)
  for (let i = 0; i < size; i++) {
    const target = entry(f, begin + i, begin)
    const source = product + ((<usize>(i * size)) << 3)
    let j = i
    for (; j + 2 <= size; j += 2) {
      v128.store(at(target, j), f64x2.sub(v128.load(at(target, j)), v128.load(at(source, j))))
    }
    if (j < size) store<f64>(at(target, j), load<f64>(at(target, j)) - load<f64>(at(source, j)))
  }
}

function flops(n: i32): f64 {
  return (<f64>n * <f64>n * <f64>n) / 3
}

function entry(f: Factorisation, i: i32, j: i32): usize {
  return f.entries + ((<usize>i * <usize>f.n + <usize>j) << 3)
}

function pivotRow(f: Factorisation, m: i32): usize {
  return f.pivotRows + ((<usize>(m - first) * <usize>f.stride) << 3)
}

function at(x: usize, j: i32): usize {
  return x + ((<usize>j) << 3)
}

function findPanel(f: Factorisation, thread: i32, threads: i32, control: usize): void {
  const shared = f.n - next >= f.sharedRows
  if (shared) eliminatePanel(f, thread, threads, control)
  else if (thread === 0) eliminatePanel(f, 0, 1, control)
  if (thread === 0) {
    for (let m = first; m < next; m++) store<i32>(f.panelEnds + ((<usize>m) << 2), next)
    f.first = first
    f.next = next
    f.taken = 0
  }
  barrier(control, threads)
  first = f.first
  next = f.next
}

/** One thread alone must not touch the barrier, where the others wait already. */
function meet(control: usize, threads: i32): void {
  if (threads > 1) barrier(control, threads)
}

function eliminatePanel(f: Factorisation, thread: i32, threads: i32, control: usize): void {
  first = next
  row = f.row
  other = f.other
  spare = f.spare
  spareAt = -1
  while (next < f.n && next - first < f.depth) {
    share(f, thread, threads)
    choosePivot(f, thread, threads, control)
    const k = next
    // Rounding may lead the search back to a row that it had passed over.
    if (spareAt === pivotAt || (pivotSize === 2 && spareAt === pivotOther)) spareAt = -1
    let exchanged = exchange(f, k, pivotAt, thread, threads)
    if (pivotSize === 2) {
      // The first exchange may have moved the other row of the block.
      const second = pivotOther === k ? pivotAt : pivotOther
      if (exchanged) meet(control, threads)
      exchanged = exchange(f, k + 1, second, thread, threads) || exchanged
    }
    if (exchanged) meet(control, threads)
    if (pivotSize === 2) eliminateTwo(f, thread)
    else eliminateOne(f, thread)
    next = k + pivotSize
    meet(control, threads)
  }
}

/** This thread's columns from `next` on, in whole pieces of 8 so that no cache line is shared. */
function share(f: Factorisation, thread: i32, threads: i32): void {
  const begin = next >> 3
  const pieces = ((f.n + 7) >> 3) - begin
  from = max(next, (begin + (pieces * thread) / threads) << 3)
  to = min(f.n, (begin + (pieces * (thread + 1)) / threads) << 3)
}

function choosePivot(f: Factorisation, thread: i32, threads: i32, control: usize): void {
  const alpha = (1 + sqrt<f64>(17)) / 8
  let passedOver: i32 = -1
  startSearch(f, thread)
  pivotSize = 1
  findLargest(f, row, pivotAt, thread, threads, control)
  if (!(largest > 0) || abs(diagonalEntry) >= alpha * largest) return
  for (;;) {
    const column = largestAt
    const size = largest
    if (passedOver >= 0) exchangeSpare(passedOver)
    reducedRow(f, column, other, thread)
    // One entry, computed twice in another order: where only rounding is left the two may differ in every bit, and a
    // block chosen by the one could be singular with the other.
    if (pivotAt >= from && pivotAt < to) store<f64>(at(other, pivotAt), load<f64>(at(row, column)))
    findLargest(f, other, column, thread, threads, control)
    if (abs(diagonalEntry) >= alpha * largest) {
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
function startSearch(f: Factorisation, thread: i32): void {
  if (spareAt < 0) {
    pivotAt = next
    reducedRow(f, next, row, thread)
    return
  }
  pivotAt = spareAt
  spareAt = -1
  const held = row
  row = spare
  spare = held
  subtractEliminated(f, pivotAt, row, next - pivotSize, thread)
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

/** Row c of the Schur complement, this thread's columns: the stored row minus what this panel has eliminated so far. */
function reducedRow(f: Factorisation, c: i32, out: usize, thread: i32): void {
  const rowLength = (<usize>f.n) << 3
  const beside = min(to, max(from, c))
  let source = entry(f, from, c)
  for (let j = from; j < beside; j++) {
    store<f64>(at(out, j), load<f64>(source))
    source += rowLength
  }
  memory.copy(at(out, beside), entry(f, c, beside), (<usize>(to - beside)) << 3)
  subtractEliminated(f, c, out, first, thread)
}

/** Numbers of a row that stay in the first-level cache while the pivot rows pass by. */
const chunk: i32 = 512

/** What pivots begin … next − 1 of the panel subtract from row c. */
function subtractEliminated(f: Factorisation, c: i32, out: usize, begin: i32, thread: i32): void {
  const multipliers = f.multipliers + ((<usize>thread * <usize>((f.depth + 8) & ~7)) << 3)
  const count = next - begin
  for (let m = 0; m < count; m++) store<f64>(at(multipliers, m), load<f64>(entry(f, begin + m, c)))
  const stride = (<usize>f.stride) << 3
  // Two columns at once: the one before and the one after may be written, and are not looked at.
  for (let start = from & ~1; start < to; start += chunk) {
    const end = at(out, min(start + chunk, to))
    let source = at(pivotRow(f, begin), start)
    let m = 0
    for (; m + 4 <= count; m += 4) {
      const l0 = v128.load64_splat(at(multipliers, m))
      const l1 = v128.load64_splat(at(multipliers, m), 8)
      const l2 = v128.load64_splat(at(multipliers, m), 16)
      const l3 = v128.load64_splat(at(multipliers, m), 24)
      let w0 = source
      let w2 = source + 2 * stride
      for (let p = at(out, start); p < end; p += 16) {
        let sum = v128.load(p)
        sum = subtractProduct(l0, v128.load(w0), sum)
        sum = subtractProduct(l1, v128.load(w0 + stride), sum)
        sum = subtractProduct(l2, v128.load(w2), sum)
        sum = subtractProduct(l3, v128.load(w2 + stride), sum)
        v128.store(p, sum)
        w0 += 16
        w2 += 16
      }
      source += 4 * stride
    }
    for (; m < count; m++) {
      const l0 = v128.load64_splat(at(multipliers, m))
      let w0 = source
      for (let p = at(out, start); p < end; p += 16) {
        v128.store(p, subtractProduct(l0, v128.load(w0), v128.load(p)))
        w0 += 16
      }
      source += stride
    }
  }
}

/** The largest magnitude in x[next …] outside the diagonal entry and, of several, the first place; NaN counts as none. */
function findLargest(
  f: Factorisation,
  x: usize,
  diagonal: i32,
  thread: i32,
  threads: i32,
  control: usize,
): void {
  const mine = diagonal >= from && diagonal < to
  diagonalEntry = load<f64>(at(x, diagonal))
  if (mine) store<f64>(at(x, diagonal), 0)
  findInShare(x)
  if (mine) store<f64>(at(x, diagonal), diagonalEntry)
  if (threads === 1) return
  round ^= 1
  const findings = f.findings + ((<usize>(round * (threads + 1))) << 6)
  // Behind the barrier a thread that is ahead may exchange entries of x already.
  if (mine) store<f64>(findings + ((<usize>threads) << 6), diagonalEntry)
  store<f64>(findings + ((<usize>thread) << 6), largest)
  store<i32>(findings + ((<usize>thread) << 6), largestAt, 8)
  barrier(control, threads)
  diagonalEntry = load<f64>(findings + ((<usize>threads) << 6))
  largest = 0
  largestAt = -1
  for (let t = 0; t < threads; t++) {
    const size = load<f64>(findings + ((<usize>t) << 6))
    if (size > largest) {
      largest = size
      largestAt = load<i32>(findings + ((<usize>t) << 6), 8)
    }
  }
}

function findInShare(x: usize): void {
  largest = 0
  largestAt = -1
  let best = from
  for (let start = from; start < to; start += chunk) {
    const size = largestIn(x, start, min(start + chunk, to))
    if (size > largest) {
      largest = size
      best = start
    }
  }
  if (largest === 0) return
  largestAt = best
  while (abs(load<f64>(at(x, largestAt))) !== largest) largestAt++
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

/**
 * Exchanges rows and columns s ≤ t of the matrix to come, the panel and the candidates: of the row parts this
 * thread's columns. @returns whether there was anything to do
 */
function exchange(f: Factorisation, s: i32, t: i32, thread: i32, threads: i32): bool {
  if (thread === 0) store<i32>(f.partners + ((<usize>s) << 2), t)
  if (s === t) return false
  spareAt = spareAt === s ? t : spareAt === t ? s : spareAt
  const rowLength = (<usize>f.n) << 3
  if (thread === threads - 1) {
    for (let m = first; m < next; m++) {
      swap(entry(f, m, s), entry(f, m, t))
      swap(at(pivotRow(f, m), s), at(pivotRow(f, m), t))
    }
    swap(at(row, s), at(row, t))
    swap(at(other, s), at(other, t))
    swap(at(spare, s), at(spare, t))
    swap(entry(f, s, s), entry(f, t, t))
  }
  let begin = max(from, s + 1)
  const middle = min(to, t)
  let below = entry(f, begin, t)
  for (let j = begin; j < middle; j++) {
    swap(entry(f, s, j), below)
    below += rowLength
  }
  begin = max(from, t + 1)
  for (let j = begin; j < to; j++) swap(entry(f, s, j), entry(f, t, j))
  return true
}

function swap(x: usize, y: usize): void {
  const held = load<f64>(x)
  store<f64>(x, load<f64>(y))
  store<f64>(y, held)
}

function eliminateOne(f: Factorisation, thread: i32): void {
  const k = next
  const pivot = load<f64>(at(row, k))
  const target = entry(f, k, 0)
  const kept = pivotRow(f, k)
  if (thread === 0) store<f64>(at(target, k), pivot)
  const begin = max(from, k + 1)
  memory.copy(at(kept, begin), at(row, begin), (<usize>max(to - begin, 0)) << 3)
  // A pivot is zero only when its whole row is: nothing to eliminate, and 0/0 is not asked for.
  const divisor = f64x2.splat(pivot === 0 ? 1 : pivot)
  let j = begin
  for (; j + 2 <= to; j += 2) v128.store(at(target, j), f64x2.div(v128.load(at(row, j)), divisor))
  if (j < to) store<f64>(at(target, j), load<f64>(at(row, j)) / (pivot === 0 ? 1 : pivot))
}

function eliminateTwo(f: Factorisation, thread: i32): void {
  const k = next
  const coupling = load<f64>(at(row, k + 1))
  const p = load<f64>(at(row, k)) / coupling
  const q = load<f64>(at(other, k + 1)) / coupling
  const determinant = p * q - 1
  const target = entry(f, k, 0)
  const below = entry(f, k + 1, 0)
  const begin = max(from, k + 2)
  const length = (<usize>max(to - begin, 0)) << 3
  memory.copy(at(pivotRow(f, k), begin), at(row, begin), length)
  memory.copy(at(pivotRow(f, k + 1), begin), at(other, begin), length)
  let j = begin
  for (; j + 2 <= to; j += 2) {
    const x = v128.load(at(row, j))
    const y = v128.load(at(other, j))
    const xy = f64x2.sub(f64x2.mul(f64x2.splat(q), x), y)
    const yx = f64x2.sub(f64x2.mul(f64x2.splat(p), y), x)
    v128.store(at(target, j), f64x2.div(f64x2.div(xy, f64x2.splat(determinant)), f64x2.splat(coupling)))
    v128.store(at(below, j), f64x2.div(f64x2.div(yx, f64x2.splat(determinant)), f64x2.splat(coupling)))
  }
  if (j < to) {
    const x = load<f64>(at(row, j))
    const y = load<f64>(at(other, j))
    store<f64>(at(target, j), (q * x - y) / determinant / coupling)
    store<f64>(at(below, j), (p * y - x) / determinant / coupling)
  }
  if (thread !== 0) return
  store<f64>(at(target, k), load<f64>(at(row, k)))
  store<f64>(at(target, k + 1), coupling)
  store<f64>(at(below, k + 1), load<f64>(at(other, k + 1)))
  store<i32>(f.pairs + ((<usize>k) << 2), 1)
}

/** Strips of rows in a task of the update. */
const taskStrips: i32 = 16
/** Strips of columns whose packed numbers stay in the second-level cache. */
const blockStrips: i32 = 64

/** A ← A − Lᵀ W on the upper triangle of what is left, with L and W the rows of this panel. */
function subtractPanel(f: Factorisation, thread: i32, threads: i32, control: usize): void {
  const strips = (f.n - next + tileSide - 1) / tileSide
  packShare(f, (strips * thread) / threads, (strips * (thread + 1)) / threads)
  barrier(control, threads)
  const tasks = (strips + taskStrips - 1) / taskStrips
  for (;;) {
    const task = atomic.add<i32>(changetype<usize>(f), 1, offsetof<Factorisation>('taken'))
    if (task >= tasks) break
    subtractRows(f, task * taskStrips, strips, thread)
  }
  barrier(control, threads)
}

/** Strips begin … end − 1 of L and W, the first of which is at column `next`. */
function packShare(f: Factorisation, begin: i32, end: i32): void {
  const depth = next - first
  const column = next + begin * tileSide
  const count = min(f.n - column, (end - begin) * tileSide)
  const rowBytes = (<usize>f.n) << 3
  packStrips(entry(f, first, column), 8, rowBytes, count, depth, packed(f.packedLeft, begin))
  const stride = (<usize>f.stride) << 3
  packStrips(at(f.pivotRows, column), 8, stride, count, depth, packed(f.packedRight, begin))
}

function packed(strips: usize, strip: i32): usize {
  return strips + ((<usize>strip * <usize>(next - first)) << 5)
}

/** One task: some strips of rows, from the diagonal to the right. */
function subtractRows(f: Factorisation, firstStrip: i32, strips: i32, thread: i32): void {
  const lastStrip = min(firstStrip + taskStrips, strips)
  const whole = (f.n - next) / tileSide
  const rowBytes = (<usize>f.n) << 3
  const depth = next - first
  for (let block = firstStrip; block < strips; block += blockStrips) {
    const blockEnd = min(block + blockStrips, strips)
    for (let strip = firstStrip; strip < lastStrip; strip++) {
      const left = packed(f.packedLeft, strip)
      for (let column = max(block, strip); column < blockEnd; column++) {
        if (column === strip || column >= whole) {
          subtractPart(f, strip, column, thread)
          continue
        }
        const target = entry(f, next + strip * tileSide, next + column * tileSide)
        tileUpdate(left, packed(f.packedRight, column), depth, target, rowBytes, -1)
      }
    }
  }
}

/** A tile on the diagonal or at the edge: only what lies in the upper triangle is written. */
function subtractPart(f: Factorisation, strip: i32, column: i32, thread: i32): void {
  const tile = f.tiles + <usize>thread * edgeTileBytes
  memory.fill(tile, 0, edgeTileBytes)
  tileUpdate(packed(f.packedLeft, strip), packed(f.packedRight, column), next - first, tile, 32, -1)
  const end = f.n - next
  for (let i = 0; i < tileSide && strip * tileSide + i < end; i++) {
    for (let j = 0; j < tileSide && column * tileSide + j < end; j++) {
      if (strip === column && j < i) continue
      const target = entry(f, next + strip * tileSide + i, next + column * tileSide + j)
      store<f64>(target, load<f64>(target) + load<f64>(tile + ((<usize>(4 * i + j)) << 3)))
    }
  }
}
