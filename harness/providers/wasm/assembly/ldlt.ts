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
import { stopped, tellProgress } from './barrier'
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
/** What the search for the largest entry found. */
let largest: f64 = 0
let largestAt: i32 = 0
let next: i32 = 0
let first: i32 = 0

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

/** Brings the panel into the order in which ldltSubtract reads it. */
export function ldltPack(work: usize, _thread: i32, _threads: i32, _control: usize): void {
  packPanel(changetype<Factorisation>(work))
}

/** A ← A − Lᵀ W on the upper triangle of what is left, with L and W the packed rows of the panel. */
export function ldltSubtract(work: usize, thread: i32, _threads: i32, control: usize): void {
  const f = changetype<Factorisation>(work)
  first = f.first
  next = f.next
  const strips = (f.n - next + tileSide - 1) / tileSide
  const tasks = (strips + taskStrips - 1) / taskStrips
  for (;;) {
    const task = atomic.add<i32>(work, 1, offsetof<Factorisation>('taken'))
    if (task >= tasks || stopped(control)) return
    subtractRows(f, task * taskStrips, strips, thread)
    tellProgress(control, thread, updateFlops(f, min(f.n - next, (task + 1) * taskStrips * tileSide)))
  }
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

/** Of the first rows of what is left. */
function updateFlops(f: Factorisation, rows: i32): f64 {
  const left = <f64>(f.n - next)
  const below = left - <f64>rows
  return <f64>(next - first) * (left * left - below * below)
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

function findPanel(f: Factorisation): void {
  first = next = f.next
  row = f.row
  other = f.other
  spare = f.spare
  spareAt = -1
  while (next < f.n && next - first < f.depth) {
    choosePivot(f)
    // Rounding may lead the search back to a row that it had passed over.
    if (spareAt === pivotAt || (pivotSize === 2 && spareAt === pivotOther)) spareAt = -1
    const k = next
    exchange(f, k, pivotAt)
    if (pivotSize === 2) {
      // The first exchange may have moved the other row of the block.
      exchange(f, k + 1, pivotOther === k ? pivotAt : pivotOther)
      eliminateTwo(f)
    } else eliminateOne(f)
    next = k + pivotSize
  }
  for (let m = first; m < next; m++) store<i32>(f.panelEnds + ((<usize>m) << 2), next)
  f.first = first
  f.next = next
}

function choosePivot(f: Factorisation): void {
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
    pivotAt = next
    reducedRow(f, next, row)
    return
  }
  pivotAt = spareAt
  spareAt = -1
  const held = row
  row = spare
  spare = held
  subtractEliminated(f, pivotAt, row, next - pivotSize)
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

/** Row c of the Schur complement: the stored row minus what this panel has eliminated so far. */
function reducedRow(f: Factorisation, c: i32, out: usize): void {
  const rowLength = (<usize>f.n) << 3
  let source = entry(f, next, c)
  for (let j = next; j < c; j++) {
    store<f64>(at(out, j), load<f64>(source))
    source += rowLength
  }
  memory.copy(at(out, c), entry(f, c, c), (<usize>(f.n - c)) << 3)
  subtractEliminated(f, c, out, first)
}

/** Numbers of a row that stay in the first-level cache while the pivot rows pass by. */
const chunk: i32 = 512

/** What pivots begin … next − 1 of the panel subtract from row c. */
function subtractEliminated(f: Factorisation, c: i32, out: usize, begin: i32): void {
  const multipliers = f.multipliers
  const count = next - begin
  for (let m = 0; m < count; m++) store<f64>(at(multipliers, m), load<f64>(entry(f, begin + m, c)))
  const stride = (<usize>f.stride) << 3
  // Two columns at once: the one before and the one after may be written, and are not looked at.
  for (let start = next & ~1; start < f.n; start += chunk) {
    const end = at(out, min(start + chunk, f.n))
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
function findLargest(f: Factorisation, x: usize, diagonal: i32): void {
  const kept = load<f64>(at(x, diagonal))
  store<f64>(at(x, diagonal), 0)
  largest = 0
  largestAt = next
  for (let start = next; start < f.n; start += chunk) {
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

/** Exchanges rows and columns s ≤ t of the matrix to come, the panel and the candidates. */
function exchange(f: Factorisation, s: i32, t: i32): void {
  store<i32>(f.partners + ((<usize>s) << 2), t)
  if (s === t) return
  spareAt = spareAt === s ? t : spareAt === t ? s : spareAt
  for (let m = first; m < next; m++) {
    swap(entry(f, m, s), entry(f, m, t))
    swap(at(pivotRow(f, m), s), at(pivotRow(f, m), t))
  }
  swap(at(row, s), at(row, t))
  swap(at(other, s), at(other, t))
  swap(at(spare, s), at(spare, t))
  swap(entry(f, s, s), entry(f, t, t))
  const rowLength = (<usize>f.n) << 3
  let below = entry(f, s + 1, t)
  for (let j = s + 1; j < t; j++) {
    swap(entry(f, s, j), below)
    below += rowLength
  }
  for (let j = t + 1; j < f.n; j++) swap(entry(f, s, j), entry(f, t, j))
}

function swap(x: usize, y: usize): void {
  const held = load<f64>(x)
  store<f64>(x, load<f64>(y))
  store<f64>(y, held)
}

function eliminateOne(f: Factorisation): void {
  const k = next
  const pivot = load<f64>(at(row, k))
  const target = entry(f, k, 0)
  store<f64>(at(target, k), pivot)
  keepPivotRow(f, k, row, k + 1)
  // A pivot is zero only when its whole row is: nothing to eliminate, and 0/0 is not asked for.
  const divisor = pivot === 0 ? 1 : pivot
  let j = k + 1
  for (; j + 2 <= f.n; j += 2) {
    v128.store(at(target, j), f64x2.div(v128.load(at(row, j)), f64x2.splat(divisor)))
  }
  if (j < f.n) store<f64>(at(target, j), load<f64>(at(row, j)) / divisor)
}

function eliminateTwo(f: Factorisation): void {
  const k = next
  const coupling = load<f64>(at(row, k + 1))
  const p = load<f64>(at(row, k)) / coupling
  const q = load<f64>(at(other, k + 1)) / coupling
  const determinant = p * q - 1
  const target = entry(f, k, 0)
  const below = entry(f, k + 1, 0)
  keepPivotRow(f, k, row, k + 2)
  keepPivotRow(f, k + 1, other, k + 2)
  store<f64>(at(target, k), load<f64>(at(row, k)))
  store<f64>(at(target, k + 1), coupling)
  store<f64>(at(below, k + 1), load<f64>(at(other, k + 1)))
  store<i32>(f.pairs + ((<usize>k) << 2), 1)
  let j = k + 2
  for (; j + 2 <= f.n; j += 2) {
    const x = v128.load(at(row, j))
    const y = v128.load(at(other, j))
    const xy = f64x2.sub(f64x2.mul(f64x2.splat(q), x), y)
    const yx = f64x2.sub(f64x2.mul(f64x2.splat(p), y), x)
    v128.store(at(target, j), f64x2.div(f64x2.div(xy, f64x2.splat(determinant)), f64x2.splat(coupling)))
    v128.store(at(below, j), f64x2.div(f64x2.div(yx, f64x2.splat(determinant)), f64x2.splat(coupling)))
  }
  if (j < f.n) {
    const x = load<f64>(at(row, j))
    const y = load<f64>(at(other, j))
    store<f64>(at(target, j), (q * x - y) / determinant / coupling)
    store<f64>(at(below, j), (p * y - x) / determinant / coupling)
  }
}

function keepPivotRow(f: Factorisation, m: i32, x: usize, begin: i32): void {
  memory.copy(at(pivotRow(f, m), begin), at(x, begin), (<usize>(f.n - begin)) << 3)
}

/** Strips of rows in a task of the update. */
const taskStrips: i32 = 16
/** Strips of columns whose packed numbers stay in the second-level cache. */
const blockStrips: i32 = 64

function packPanel(f: Factorisation): void {
  first = f.first
  next = f.next
  const depth = next - first
  const count = f.n - next
  packStrips(entry(f, first, next), 8, (<usize>f.n) << 3, count, depth, f.packedLeft)
  packStrips(at(f.pivotRows, next), 8, (<usize>f.stride) << 3, count, depth, f.packedRight)
  f.taken = 0
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
