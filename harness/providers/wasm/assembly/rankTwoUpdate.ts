/** The update of the leading block with all pairs of a panel, tile by tile from packed rows. */
import { multiplyAdd } from './simd'
import { a, columnsAtOnce, endPhase, k, nextPiece, packed, qs, step, stride, us } from './tridiagonalPanel'
import { updateRow } from './tridiagonalRow'

/** What a thread takes at a time; a multiple of 4. */
const rowsAtOnce: i32 = 32

export function pack(order: i32, threads: i32): void {
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
export function updateTriangle(order: i32, threads: i32): void {
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
