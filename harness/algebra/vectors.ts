/** Vectors as Float64Array: the few operations that the harness shares. All check lengths once. */
import { ShapeError } from '../errors.ts'

/** Unit roundoff of float64, 2⁻⁵³: the largest relative error of one correctly rounded operation. */
export const unitRoundoff = 2 ** -53

/** x · y. @param x [n] @param y [n] */
export function dot(x: Float64Array, y: Float64Array): number {
  requireLength('dot', 'y', y, x.length)
  let sum = 0
  for (let i = 0; i < x.length; i++) sum += x[i]! * y[i]!
  return sum
}

/** Euclidean norm, scaled so that the squares neither overflow nor vanish. @param x [n] */
export function norm(x: Float64Array): number {
  let scale = 0
  for (let i = 0; i < x.length; i++) scale = Math.max(scale, Math.abs(x[i]!))
  if (scale === 0 || !Number.isFinite(scale)) return scale
  let sum = 0
  for (let i = 0; i < x.length; i++) sum += (x[i]! / scale) * (x[i]! / scale)
  return scale * Math.sqrt(sum)
}

/** x + factor · y, new. @param x [n] @param y [n] */
export function addScaled(x: Float64Array, factor: number, y: Float64Array): Float64Array {
  requireLength('addScaled', 'y', y, x.length)
  return x.map((value, i) => value + factor * y[i]!)
}

/** Throws ShapeError unless `x` has exactly `length` entries. */
export function requireLength(where: string, name: string, x: ArrayLike<number>, length: number): void {
  if (x.length !== length) throw new ShapeError(where, name, `of length ${length}`, `length ${x.length}`)
}

/** Index of the first entry that is NaN or infinite, -1 when all are finite. */
export function firstNonFinite(x: ArrayLike<number>): number {
  for (let i = 0; i < x.length; i++) if (!Number.isFinite(x[i]!)) return i
  return -1
}
