/** The pairs that are still owed to one row: A_k's row from A's. */
import { subtractProduct } from './simd'
import { columnsAtOnce, endPhase, k, nextPiece, qs, step, us } from './tridiagonalPanel'

/** Brings row i up to date, diagonal included. */
export function updateColumns(row: usize, i: i32, threads: i32): void {
  const pieces = i / columnsAtOnce + 1
  for (let piece = nextPiece(); piece < pieces; piece = nextPiece()) {
    updateRow(row, i, piece * columnsAtOnce, min(i + 1, (piece + 1) * columnsAtOnce))
  }
  endPhase(pieces, threads)
}

/** row[c] −= Σ_j u_j[i] q_j[c] + q_j[i] u_j[c] for from ≤ c < to; `from` is a multiple of 8. */
export function updateRow(row: usize, i: i32, from: i32, to: i32): void {
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
