/** A_k u: slices of rows of the triangle times u, each with its mirror image, and their sum in the slices' order. */
import { dot, laneSum } from './dotProduct'
import { multiplyAdd, subtractProduct } from './simd'
import {
  a,
  columnsAtOnce,
  dots,
  endPhase,
  k,
  mostSlices,
  nextPiece,
  products,
  qs,
  step,
  stride,
  us,
} from './tridiagonalPanel'

/** Fewer rows are not worth a slice of their own. */
const rowsPerSlice: i32 = 48

/** Slices of A x, and the panel's products with x. */
export function multiply(order: i32, x: usize, threads: i32): void {
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
export function sumColumns(order: i32, sum: usize, threads: i32): void {
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
