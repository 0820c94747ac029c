/**
 * Orthogonal reduction of a symmetric matrix to a tridiagonal one with the same eigenvalues.
 *
 *     H = I − u uᵀ/h,   p = A u/h,   q = p − (uᵀp/2h) u,   H A H = A − u qᵀ − q uᵀ
 *
 * Rows are eliminated from the last to the first, so that each reflector is read off one contiguous row
 * of the lower triangle and the part still to be reduced is always a leading block. The update of one
 * step and the product A u of the next are done in the same sweep: the block is read once per row, four
 * rows at a time, 8 flops an entry and 4n³/3 in all.
 *
 * Source: Wilkinson and Reinsch, "Handbook for automatic computation II: Linear algebra", 1971, II/2 (tred1).
 * Differs from the source:
 * 1. update and product are fused;
 * 2. a row that is already zero left of its off-diagonal entry is not reflected, so that a tridiagonal
 *    matrix passes through without a rounding.
 */
import { breather, type RunOptions } from '../../algebra/runOptions.ts'

/** T with T[i, i] = diagonal[i] and T[i, i + 1] = T[i + 1, i] = offDiagonal[i]. */
export interface Tridiagonal {
  /** [n] */
  readonly diagonal: Float64Array
  /** [n - 1] */
  readonly offDiagonal: Float64Array
}

/**
 * Backward stable: T is orthogonally similar to A + E with ‖E‖_F a modest multiple of n·u·‖A‖_F
 * (Higham, "Accuracy and stability of numerical algorithms", 2002, §19.3).
 *
 * Progress is told in flops.
 *
 * @param a [n, n] row-major, only the lower triangle is read; destroyed
 */
export async function tridiagonalize(
  a: Float64Array,
  n: number,
  options: RunOptions = {},
): Promise<Tridiagonal> {
  const breathe = breather(options)
  const diagonal = new Float64Array(n)
  const offDiagonal = new Float64Array(n - 1)
  // [n] each: u and q of the update that is still owed to the matrix, and the vectors of the next step.
  let u = new Float64Array(n)
  let q = new Float64Array(n)
  let nextU = new Float64Array(n)
  let nextQ = new Float64Array(n)
  for (let i = n - 1; i >= 0; i--) {
    await breathe(tridiagonalizationFlops(n) - tridiagonalizationFlops(i + 1), tridiagonalizationFlops(n))
    nextQ.fill(0, 0, i)
    updateRow(a, n, i, 0, u, q)
    diagonal[i] = a[i * n + i]!
    if (i === 0) break
    const { h, image } = reflector(a, i * n, i, nextU)
    offDiagonal[i - 1] = image
    updateAndMultiply(a, n, i, u, q, nextU, nextQ)
    secondVector(i, nextU, nextQ, h)
    ;[u, nextU] = [nextU, u]
    ;[q, nextQ] = [nextQ, q]
  }
  return { diagonal, offDiagonal }
}

/** Flops of reducing order n: 8 for each entry of the triangle in each of n sweeps. */
export function tridiagonalizationFlops(n: number): number {
  return (4 / 3) * n ** 3
}

/**
 * u and h of the reflector that maps row [length] to (0, …, 0, image).
 *
 * Works on row / largest entry: squares then neither overflow nor vanish, and h lies in [1, 2·length].
 * The sign of the image is chosen against cancellation in the last entry of u.
 */
function reflector(
  a: Float64Array,
  start: number,
  length: number,
  u: Float64Array,
): { h: number; image: number } {
  const last = a[start + length - 1]!
  let largest = 0
  for (let k = 0; k < length - 1; k++) largest = Math.max(largest, Math.abs(a[start + k]!))
  if (largest === 0) {
    u.fill(0, 0, length)
    return { h: 1, image: last }
  }
  largest = Math.max(largest, Math.abs(last))
  let squares = 0
  for (let k = 0; k < length; k++) {
    const x = a[start + k]! / largest
    u[k] = x
    squares += x * x
  }
  const end = u[length - 1]!
  const signedNorm = end < 0 ? -Math.sqrt(squares) : Math.sqrt(squares)
  u[length - 1] = end + signedNorm
  return { h: squares + end * signedNorm, image: -signedNorm * largest }
}

/** Turns A u, in place, into q = p − (uᵀp/2h) u with p = A u/h. @param product [length] */
function secondVector(length: number, u: Float64Array, product: Float64Array, h: number): void {
  let uDotP = 0
  for (let k = 0; k < length; k++) {
    product[k]! /= h
    uDotP += u[k]! * product[k]!
  }
  const factor = uDotP / (2 * h)
  for (let k = 0; k < length; k++) product[k]! -= factor * u[k]!
}

/** A ← A − u qᵀ − q uᵀ, then product ← product + A next, on the leading block of the given order. */
function updateAndMultiply(
  a: Float64Array,
  n: number,
  order: number,
  u: Float64Array,
  q: Float64Array,
  next: Float64Array,
  product: Float64Array,
): void {
  const ragged = order % 4
  for (let i = 0; i < ragged; i++) {
    updateRow(a, n, i, 0, u, q)
    multiplyRow(a, n, i, 0, next, product)
  }
  for (let i = ragged; i < order; i += 4) {
    fourRows(a, n, i, u, q, next, product)
    for (let r = i; r < i + 4; r++) {
      updateRow(a, n, r, i, u, q)
      multiplyRow(a, n, r, i, next, product)
    }
  }
}

/** Rows i … i + 3 left of column i: 32 flops for 8 loads and 5 stores, and all the scalars stay in registers. */
function fourRows(
  a: Float64Array,
  n: number,
  i: number,
  u: Float64Array,
  q: Float64Array,
  next: Float64Array,
  product: Float64Array,
): void {
  const [u0, u1, u2, u3] = [u[i]!, u[i + 1]!, u[i + 2]!, u[i + 3]!]
  const [q0, q1, q2, q3] = [q[i]!, q[i + 1]!, q[i + 2]!, q[i + 3]!]
  const [v0, v1, v2, v3] = [next[i]!, next[i + 1]!, next[i + 2]!, next[i + 3]!]
  const row0 = i * n
  const row1 = row0 + n
  const row2 = row1 + n
  const row3 = row2 + n
  let sum0 = 0
  let sum1 = 0
  let sum2 = 0
  let sum3 = 0
  for (let k = 0; k < i; k++) {
    const uk = u[k]!
    const qk = q[k]!
    const vk = next[k]!
    const x0 = a[row0 + k]! - (u0 * qk + q0 * uk)
    const x1 = a[row1 + k]! - (u1 * qk + q1 * uk)
    const x2 = a[row2 + k]! - (u2 * qk + q2 * uk)
    const x3 = a[row3 + k]! - (u3 * qk + q3 * uk)
    a[row0 + k] = x0
    a[row1 + k] = x1
    a[row2 + k] = x2
    a[row3 + k] = x3
    sum0 += x0 * vk
    sum1 += x1 * vk
    sum2 += x2 * vk
    sum3 += x3 * vk
    product[k]! += x0 * v0 + x1 * v1 + (x2 * v2 + x3 * v3)
  }
  product[i]! += sum0
  product[i + 1]! += sum1
  product[i + 2]! += sum2
  product[i + 3]! += sum3
}

/** The rank-two update of row i from column `from` to the diagonal. */
function updateRow(
  a: Float64Array,
  n: number,
  i: number,
  from: number,
  u: Float64Array,
  q: Float64Array,
): void {
  const ui = u[i]!
  const qi = q[i]!
  for (let k = from; k <= i; k++) a[i * n + k]! -= ui * q[k]! + qi * u[k]!
}

/** Adds what row i from column `from` to the diagonal, and its mirror image, contribute to A x. */
function multiplyRow(
  a: Float64Array,
  n: number,
  i: number,
  from: number,
  x: Float64Array,
  product: Float64Array,
): void {
  const xi = x[i]!
  let sum = a[i * n + i]! * xi
  for (let k = from; k < i; k++) {
    const entry = a[i * n + k]!
    sum += entry * x[k]!
    product[k]! += entry * xi
  }
  product[i]! += sum
}
