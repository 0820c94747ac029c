/**
 * One panel of Householder's reduction to tridiagonal form, on all threads.
 *
 *     H = I − u uᵀ/h,   p = A u/h,   q = p − (uᵀp/2h) u,   H A H = A − u qᵀ − q uᵀ
 *
 * Within a panel the matrix stays as it is: row i is brought up to date when its turn comes, and A u is corrected
 * for the k updates that are still owed,
 *
 *     A_k u = A u − Σ_j (u_j (q_jᵀu) + q_j (u_jᵀu)).
 *
 * Then the leading block is updated once, tile by tile, at the speed of a matrix product. So of the 4n³/3 flops one
 * half reads the triangle once a row and writes nothing, where an update of the matrix in each step would write it
 * as often.
 *
 * Nothing depends on the number of threads: A u is cut into slices of rows, as many as the order says, that are
 * summed in their order; everything else is cut by output entries.
 *
 * Source: Dongarra, Hammarling and Sorensen, "Block reduction of matrices to condensed forms for eigenvalue
 * computations", 1989 (LAPACK dsytrd, dlatrd).
 * Differs from the source:
 * 1. rows are eliminated from the last to the first, so that each is contiguous and the rest a leading block;
 * 2. a row is divided by its largest entry first: see `reflect`;
 * 3. a row that is already zero left of its off-diagonal entry is not reflected, so that a tridiagonal matrix
 *    passes through without a rounding.
 */
import { barrier, stoppedAtBarrier } from './barrier'
import { multiplyAdd, subtractProduct } from './simd'

/** Slices of A u: 2, 3, 4, 6 or 8 threads have equal shares. The host reserves as many rows of `products`. */
const mostSlices: i32 = 24
/** Fewer rows are not worth a slice of their own. */
const rowsPerSlice: i32 = 48
/** What a thread takes at a time. The first is a multiple of 8, the second of 4. */
const columnsAtOnce: i32 = 128
const rowsAtOnce: i32 = 32

// This thread's view of the panel: addresses, and distances in bytes.
let a: usize = 0
let stride: usize = 0
/** u_j and q_j of the panel, `step` bytes apart. */
let us: usize = 0
let qs: usize = 0
let step: usize = 0
/** Pairs in the panel so far. */
let k: i32 = 0
/** Slices of A u, `step` apart. */
let products: usize = 0
/** Four rows of the k pairs, pair after pair: u_j[r … r + 3], q_j[r … r + 3]. */
let packed: usize = 0
/** u_jᵀu and q_jᵀu for each j. */
let dots: usize = 0
/** Where the pieces are counted, and how many the phases had that are over. */
let counter: usize = 0
let taken: i32 = 0

/**
 * Eliminates rows from `from` down until `width` of them were reflected, and updates what is left.
 *
 * @param matrix [n, n] with rows `lda` apart; row i becomes u left of its diagonal, then zeros up to column i + 3
 * @param pieces i32, pieces of work handed out in this run: 0 before and after
 * @param work u [width, ld], q [width, ld], products [24, ld], packed [2·width, ld], dots [2·width];
 *   ld ≥ n a multiple of 8, better an odd one: u_j[i] then lie in different sets of the cache
 * @param out [3, n] diagonal, off-diagonal (from the first row on) and h; h = 0 where nothing was reflected
 * @returns the next row, −1 when there is none
 */
export function tridiagonalizePanel(
  matrix: usize,
  lda: i32,
  n: i32,
  from: i32,
  width: i32,
  pieces: usize,
  work: usize,
  ld: i32,
  out: usize,
  thread: i32,
  threads: i32,
  control: usize,
): i32 {
  a = matrix
  stride = (<usize>lda) << 3
  step = (<usize>ld) << 3
  counter = pieces
  us = work
  qs = us + <usize>width * step
  products = qs + <usize>width * step
  packed = products + <usize>mostSlices * step
  dots = packed + <usize>(2 * width) * step
  const diagonal = out
  const offDiagonal = diagonal + ((<usize>n) << 3)
  const hs = offDiagonal + ((<usize>n) << 3)
  taken = 0
  k = 0
  let i = from
  for (; i >= 0 && k < width; i--) {
    const row = a + <usize>i * stride
    const place = (<usize>i) << 3
    if (k > 0) {
      updateColumns(row, i, threads)
      barrier(control, threads)
    }
    const u = us + <usize>k * step
    if (thread === 0) {
      store<f64>(diagonal + place, load<f64>(row + place))
      if (i === 0) store<f64>(hs, 0)
      else reflect(row, i, u, offDiagonal + place - 8, hs + place)
      for (let c = i; c < min(n, i + 4); c++) store<f64>(row + ((<usize>c) << 3), 0)
    }
    barrier(control, threads)
    if (stoppedAtBarrier(control)) return -1
    if (load<f64>(hs + place) === 0) continue
    const q = qs + <usize>k * step
    multiply(i, u, threads)
    barrier(control, threads)
    sumColumns(i, q, threads)
    barrier(control, threads)
    if (thread === 0) secondVector(i, u, q, load<f64>(hs + place))
    barrier(control, threads)
    k++
  }
  if (i >= 0) {
    pack(i + 1, threads)
    barrier(control, threads)
    updateTriangle(i + 1, threads)
    barrier(control, threads)
  }
  if (thread === 0) store<i32>(counter, 0)
  return i
}

/** The next piece of a phase that nobody has. Each thread asks once in vain, then calls `endPhase`. */
function nextPiece(): i32 {
  return atomic.add<i32>(counter, 1) - taken
}

function endPhase(pieces: i32, threads: i32): void {
  taken += pieces + threads
}

/** Brings row i up to date, diagonal included. */
function updateColumns(row: usize, i: i32, threads: i32): void {
  const pieces = i / columnsAtOnce + 1
  for (let piece = nextPiece(); piece < pieces; piece = nextPiece()) {
    updateRow(row, i, piece * columnsAtOnce, min(i + 1, (piece + 1) * columnsAtOnce))
  }
  endPhase(pieces, threads)
}

/** row[c] −= Σ_j u_j[i] q_j[c] + q_j[i] u_j[c] for from ≤ c < to; `from` is a multiple of 8. */
function updateRow(row: usize, i: i32, from: i32, to: i32): void {
  const bytes = step
  const end = us + <usize>k * bytes
  const toQ = qs - us
  let c = from
  for (; c + 8 <= to; c += 8) {
    const at = row + ((<usize>c) << 3)
    let s0 = v128.load(at)
    let s1 = v128.load(at, 16)
    let s2 = v128.load(at, 32)
    let s3 = v128.load(at, 48)
    for (let u = us; u < end; u += bytes) {
      const uc = u + ((<usize>c) << 3)
      const qc = uc + toQ
      const ui = v128.load64_splat(u + ((<usize>i) << 3))
      s0 = subtractProduct(ui, v128.load(qc), s0)
      s1 = subtractProduct(ui, v128.load(qc, 16), s1)
      s2 = subtractProduct(ui, v128.load(qc, 32), s2)
      s3 = subtractProduct(ui, v128.load(qc, 48), s3)
      const qi = v128.load64_splat(u + toQ + ((<usize>i) << 3))
      s0 = subtractProduct(qi, v128.load(uc), s0)
      s1 = subtractProduct(qi, v128.load(uc, 16), s1)
      s2 = subtractProduct(qi, v128.load(uc, 32), s2)
      s3 = subtractProduct(qi, v128.load(uc, 48), s3)
    }
    v128.store(at, s0)
    v128.store(at, s1, 16)
    v128.store(at, s2, 32)
    v128.store(at, s3, 48)
  }
  for (; c < to; c++) {
    const at = row + ((<usize>c) << 3)
    let s = v128.load64_zero(at)
    for (let u = us; u < end; u += bytes) {
      const uc = u + ((<usize>c) << 3)
      s = subtractProduct(v128.load64_splat(u + ((<usize>i) << 3)), v128.load64_zero(uc + toQ), s)
      s = subtractProduct(v128.load64_splat(u + toQ + ((<usize>i) << 3)), v128.load64_zero(uc), s)
    }
    v128.store64_lane(at, s, 0)
  }
}

/**
 * u and h of the reflector that maps row [length] to (0, …, 0, image); h = 0 when it is of that form already.
 *
 * Works on row / largest entry: squares then neither overflow nor vanish, and h lies in [1, 2·length]. The sign of
 * the image is chosen against cancellation in the last entry of u.
 */
function reflect(row: usize, length: i32, u: usize, image: usize, h: usize): void {
  const bytes = (<usize>length) << 3
  const last = load<f64>(row + bytes - 8)
  let largest: f64 = 0
  for (let c: usize = 0; c < bytes - 8; c += 8) largest = max(largest, abs(load<f64>(row + c)))
  if (largest === 0) {
    store<f64>(image, last)
    store<f64>(h, 0)
    memory.fill(row, 0, bytes)
    return
  }
  largest = max(largest, abs(last))
  for (let c: usize = 0; c < bytes; c += 8) store<f64>(u + c, load<f64>(row + c) / largest)
  const squares = dot(u, u, length)
  const x = load<f64>(u + bytes - 8)
  const signedNorm = x < 0 ? -sqrt(squares) : sqrt(squares)
  store<f64>(u + bytes - 8, x + signedNorm)
  store<f64>(image, -signedNorm * largest)
  store<f64>(h, squares + x * signedNorm)
  memory.copy(row, u, bytes)
}

/** Slices of A x, and the panel's products with x. */
function multiply(order: i32, x: usize, threads: i32): void {
  const slices = sliceCount(order)
  const pieces = slices + k
  for (let piece = nextPiece(); piece < pieces; piece = nextPiece()) {
    if (piece < slices) {
      multiplySlice(order, slices - 1 - piece, x)
    } else {
      const j = piece - slices
      const u = us + <usize>j * step
      store<f64>(dots + ((<usize>j) << 4), dot(u, x, order))
      store<f64>(dots + ((<usize>j) << 4), dot(u + (qs - us), x, order), 8)
    }
  }
  endPhase(pieces, threads)
}

function sliceCount(order: i32): i32 {
  return max(1, min(mostSlices, order / rowsPerSlice))
}

/** First row of a slice: equal areas of the triangle, at multiples of 4. */
function sliceStart(order: i32, slice: i32): i32 {
  const slices = sliceCount(order)
  if (slice === slices) return order
  return <i32>(<f64>order * sqrt(<f64>slice / <f64>slices)) & ~3
}

/** What the rows of a slice, and their mirror image, contribute to A x. Zeros follow, up to a whole piece. */
function multiplySlice(order: i32, slice: i32, x: usize): void {
  const product = products + <usize>slice * step
  const to = sliceStart(order, slice + 1)
  memory.fill(product, 0, min(step, (<usize>((to + columnsAtOnce - 1) & -columnsAtOnce)) << 3))
  let r = sliceStart(order, slice)
  for (; r + 4 <= to; r += 4) multiplyFourRows(r, x, product)
  for (; r < to; r++) multiplyRow(0, r, x, product)
}

/** Rows r … r + 3, r a multiple of 4: 16 multiply-adds of two numbers for 12 loads and 2 stores. */
function multiplyFourRows(r: i32, x: usize, product: usize): void {
  const row0 = a + <usize>r * stride
  const row1 = row0 + stride
  const row2 = row1 + stride
  const row3 = row2 + stride
  const bytes = (<usize>r) << 3
  const v0 = v128.load64_splat(x + bytes)
  const v1 = v128.load64_splat(x + bytes, 8)
  const v2 = v128.load64_splat(x + bytes, 16)
  const v3 = v128.load64_splat(x + bytes, 24)
  let sum0 = f64x2.splat(0)
  let sum1 = f64x2.splat(0)
  let sum2 = f64x2.splat(0)
  let sum3 = f64x2.splat(0)
  for (let c: usize = 0; c < bytes; c += 32) {
    let x0 = v128.load(row0 + c)
    let x1 = v128.load(row1 + c)
    let x2 = v128.load(row2 + c)
    let x3 = v128.load(row3 + c)
    let xc = v128.load(x + c)
    sum0 = multiplyAdd(x0, xc, sum0)
    sum1 = multiplyAdd(x1, xc, sum1)
    sum2 = multiplyAdd(x2, xc, sum2)
    sum3 = multiplyAdd(x3, xc, sum3)
    let left = multiplyAdd(x0, v0, v128.load(product + c))
    let right = f64x2.mul(x1, v1)
    left = multiplyAdd(x2, v2, left)
    right = multiplyAdd(x3, v3, right)
    v128.store(product + c, f64x2.add(left, right))
    x0 = v128.load(row0 + c, 16)
    x1 = v128.load(row1 + c, 16)
    x2 = v128.load(row2 + c, 16)
    x3 = v128.load(row3 + c, 16)
    xc = v128.load(x + c, 16)
    sum0 = multiplyAdd(x0, xc, sum0)
    sum1 = multiplyAdd(x1, xc, sum1)
    sum2 = multiplyAdd(x2, xc, sum2)
    sum3 = multiplyAdd(x3, xc, sum3)
    left = multiplyAdd(x0, v0, v128.load(product + c, 16))
    right = f64x2.mul(x1, v1)
    left = multiplyAdd(x2, v2, left)
    right = multiplyAdd(x3, v3, right)
    v128.store(product + c, f64x2.add(left, right), 16)
  }
  const at = product + bytes
  store<f64>(at, load<f64>(at) + laneSum(sum0))
  store<f64>(at, load<f64>(at, 8) + laneSum(sum1), 8)
  store<f64>(at, load<f64>(at, 16) + laneSum(sum2), 16)
  store<f64>(at, load<f64>(at, 24) + laneSum(sum3), 24)
  for (let row = r; row < r + 4; row++) multiplyRow(r, row, x, product)
}

/** Row r from column `from` to the diagonal. */
function multiplyRow(from: i32, r: i32, x: usize, product: usize): void {
  const row = a + <usize>r * stride
  const end = (<usize>r) << 3
  const xr = load<f64>(x + end)
  let sum = load<f64>(row + end) * xr
  for (let c = (<usize>from) << 3; c < end; c += 8) {
    const entry = load<f64>(row + c)
    sum += entry * load<f64>(x + c)
    store<f64>(product + c, load<f64>(product + c) + entry * xr)
  }
  store<f64>(product + end, load<f64>(product + end) + sum)
}

/** sum = the slices' sum less what the panel's pairs owe: A_k u. */
function sumColumns(order: i32, sum: usize, threads: i32): void {
  const pieces = (order - 1) / columnsAtOnce + 1
  for (let piece = nextPiece(); piece < pieces; piece = nextPiece()) {
    const from = piece * columnsAtOnce
    let slice: i32 = 0
    while (sliceStart(order, slice + 1) <= from) slice++
    // Whole groups of 8: what lies beyond the order is never read.
    const to = min((order + 7) & ~7, from + columnsAtOnce)
    for (let c = from; c < to; c += 8) sumEight(c, slice, sliceCount(order), sum)
  }
  endPhase(pieces, threads)
}

function sumEight(c: i32, firstSlice: i32, slices: i32, sum: usize): void {
  const column = (<usize>c) << 3
  let s0 = f64x2.splat(0)
  let s1 = f64x2.splat(0)
  let s2 = f64x2.splat(0)
  let s3 = f64x2.splat(0)
  for (let slice = firstSlice; slice < slices; slice++) {
    const at = products + <usize>slice * step + column
    s0 = f64x2.add(s0, v128.load(at))
    s1 = f64x2.add(s1, v128.load(at, 16))
    s2 = f64x2.add(s2, v128.load(at, 32))
    s3 = f64x2.add(s3, v128.load(at, 48))
  }
  for (let j = 0; j < k; j++) {
    const uc = us + <usize>j * step + column
    const qc = uc + (qs - us)
    const ux = v128.load64_splat(dots + ((<usize>j) << 4))
    s0 = subtractProduct(ux, v128.load(qc), s0)
    s1 = subtractProduct(ux, v128.load(qc, 16), s1)
    s2 = subtractProduct(ux, v128.load(qc, 32), s2)
    s3 = subtractProduct(ux, v128.load(qc, 48), s3)
    const qx = v128.load64_splat(dots + ((<usize>j) << 4), 8)
    s0 = subtractProduct(qx, v128.load(uc), s0)
    s1 = subtractProduct(qx, v128.load(uc, 16), s1)
    s2 = subtractProduct(qx, v128.load(uc, 32), s2)
    s3 = subtractProduct(qx, v128.load(uc, 48), s3)
  }
  const at = sum + column
  v128.store(at, s0)
  v128.store(at, s1, 16)
  v128.store(at, s2, 32)
  v128.store(at, s3, 48)
}

/** Turns A u, in place, into q = p − (uᵀp/2h) u with p = A u/h. */
function secondVector(length: i32, u: usize, product: usize, h: f64): void {
  const factor = f64x2.splat(dot(u, product, length) / h / (2 * h))
  const divisor = f64x2.splat(h)
  const end = (<usize>length) << 3
  for (let c: usize = 0; c < end; c += 16) {
    const p = f64x2.div(v128.load(product + c), divisor)
    v128.store(product + c, subtractProduct(factor, v128.load(u + c), p))
  }
}

export function dot(x: usize, y: usize, length: i32): f64 {
  let s0 = f64x2.splat(0)
  let s1 = f64x2.splat(0)
  let s2 = f64x2.splat(0)
  let s3 = f64x2.splat(0)
  const bytes = (<usize>length) << 3
  let c: usize = 0
  for (; c + 64 <= bytes; c += 64) {
    s0 = multiplyAdd(v128.load(x + c), v128.load(y + c), s0)
    s1 = multiplyAdd(v128.load(x + c, 16), v128.load(y + c, 16), s1)
    s2 = multiplyAdd(v128.load(x + c, 32), v128.load(y + c, 32), s2)
    s3 = multiplyAdd(v128.load(x + c, 48), v128.load(y + c, 48), s3)
  }
  let sum = laneSum(f64x2.add(f64x2.add(s0, s1), f64x2.add(s2, s3)))
  for (; c < bytes; c += 8) sum += load<f64>(x + c) * load<f64>(y + c)
  return sum
}

function laneSum(sum: v128): f64 {
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1)
}

function pack(order: i32, threads: i32): void {
  const pieces = (order - 1) / columnsAtOnce + 1
  for (let piece = nextPiece(); piece < pieces; piece = nextPiece()) {
    const to = min(order & ~3, (piece + 1) * columnsAtOnce)
    for (let r = piece * columnsAtOnce; r < to; r += 4) {
      let at = packed + <usize>(r >> 2) * ((<usize>k) << 6)
      for (let j = 0; j < k; j++) {
        const u = us + <usize>j * step + ((<usize>r) << 3)
        const q = u + (qs - us)
        v128.store(at, v128.load(u))
        v128.store(at, v128.load(u, 16), 16)
        v128.store(at, v128.load(q), 32)
        v128.store(at, v128.load(q, 16), 48)
        at += 64
      }
    }
  }
  endPhase(pieces, threads)
}

/** A −= Σ_j u_j q_jᵀ + q_j u_jᵀ on the leading block; above the diagonal within its 4 × 4 tiles only. */
function updateTriangle(order: i32, threads: i32): void {
  const whole = order & ~3
  const pieces = (order - 1) / rowsAtOnce + 1
  const group = (<usize>k) << 6
  for (let piece = nextPiece(); piece < pieces; piece = nextPiece()) {
    // The longest rows first.
    const from = (pieces - 1 - piece) * rowsAtOnce
    const to = min(whole, from + rowsAtOnce)
    for (let c = 0; c < to; c += 4) {
      const columns = packed + <usize>(c >> 2) * group
      for (let r = max(from, c); r < to; r += 4) {
        updateTile(a + <usize>r * stride + ((<usize>c) << 3), packed + <usize>(r >> 2) * group, columns)
      }
    }
    for (let r = max(from, whole); r < min(order, from + rowsAtOnce); r++) {
      updateRow(a + <usize>r * stride, r, 0, r + 1)
    }
  }
  endPhase(pieces, threads)
}

/** 16 sums in 8 registers; rows and columns are read once, in their order. */
function updateTile(place: usize, rows: usize, columns: usize): void {
  let s00 = f64x2.splat(0)
  let s01 = f64x2.splat(0)
  let s10 = f64x2.splat(0)
  let s11 = f64x2.splat(0)
  let s20 = f64x2.splat(0)
  let s21 = f64x2.splat(0)
  let s30 = f64x2.splat(0)
  let s31 = f64x2.splat(0)
  const end = columns + ((<usize>k) << 6)
  while (columns < end) {
    let left = v128.load(columns, 32)
    let right = v128.load(columns, 48)
    let x = v128.load64_splat(rows)
    s00 = multiplyAdd(x, left, s00)
    s01 = multiplyAdd(x, right, s01)
    x = v128.load64_splat(rows, 8)
    s10 = multiplyAdd(x, left, s10)
    s11 = multiplyAdd(x, right, s11)
    x = v128.load64_splat(rows, 16)
    s20 = multiplyAdd(x, left, s20)
    s21 = multiplyAdd(x, right, s21)
    x = v128.load64_splat(rows, 24)
    s30 = multiplyAdd(x, left, s30)
    s31 = multiplyAdd(x, right, s31)
    left = v128.load(columns)
    right = v128.load(columns, 16)
    x = v128.load64_splat(rows, 32)
    s00 = multiplyAdd(x, left, s00)
    s01 = multiplyAdd(x, right, s01)
    x = v128.load64_splat(rows, 40)
    s10 = multiplyAdd(x, left, s10)
    s11 = multiplyAdd(x, right, s11)
    x = v128.load64_splat(rows, 48)
    s20 = multiplyAdd(x, left, s20)
    s21 = multiplyAdd(x, right, s21)
    x = v128.load64_splat(rows, 56)
    s30 = multiplyAdd(x, left, s30)
    s31 = multiplyAdd(x, right, s31)
    rows += 64
    columns += 64
  }
  subtract(place, s00, s01)
  subtract(place + stride, s10, s11)
  subtract(place + 2 * stride, s20, s21)
  subtract(place + 3 * stride, s30, s31)
}

function subtract(place: usize, left: v128, right: v128): void {
  v128.store(place, f64x2.sub(v128.load(place), left))
  v128.store(place, f64x2.sub(v128.load(place, 16), right), 16)
}
