/** The two vectors of a step: u, which eliminates a row, and q, with which the matrix is updated. */
import { dot } from './dotProduct'
import { subtractProduct } from './simd'

/**
 * u and h of the reflector that maps row [length] to (0, …, 0, image); h = 0 when it is of that form already.
 *
 * Works on row / largest entry: squares then neither overflow nor vanish, and h lies in [1, 2·length]. The sign of
 * the image is chosen against cancellation in the last entry of u.
 */
export function reflect(row: usize, length: i32, u: usize, image: usize, h: usize): void {
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

/** Turns A u, in place, into q = p − (uᵀp/2h) u with p = A u/h. */
export function secondVector(length: i32, u: usize, product: usize, h: f64): void {
  const factor = f64x2.splat(dot(u, product, length) / h / (2 * h))
  const divisor = f64x2.splat(h)
  const end = (<usize>length) << 3
  for (let c: usize = 0; c < end; c += 16) {
    const p = f64x2.div(v128.load(product + c), divisor)
    v128.store(product + c, subtractProduct(factor, v128.load(u + c), p))
  }
}
