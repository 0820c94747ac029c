/**
 * The symmetric orthogonal 2 × 2 matrix that maps (a, b) onto the first axis.
 *
 *     [c  s] [a]   [r]
 *     [s −c] [b] = [0],   r = √(a² + b²) ≥ 0
 *
 * Only the smaller of a and b is divided by the larger, so that nothing overflows, and what vanishes (the
 * square of a ratio) is far below one ulp of 1. So c² + s² = 1 to rounding for all finite a and b.
 *
 * Source: Choi, Paige and Saunders 2011, SymOrtho.
 *
 * Differs from the source: (0, 0) gives c = 1, not c = 0, so that the matrix is orthogonal there too.
 */

export interface Reflection {
  readonly c: number
  readonly s: number
  readonly r: number
}

/** Applied to (a, b) it is (−a, b): the reflection of a step at which there is nothing to rotate yet. */
export const idleReflection: Reflection = { c: -1, s: 0, r: 0 }

export function reflection(a: number, b: number): Reflection {
  if (b === 0) return { c: a < 0 ? -1 : 1, s: 0, r: Math.abs(a) }
  if (Math.abs(b) > Math.abs(a)) {
    const ratio = a / b
    const s = Math.sign(b) / Math.sqrt(1 + ratio * ratio)
    return { c: s * ratio, s, r: b / s }
  }
  const ratio = b / a
  const c = Math.sign(a) / Math.sqrt(1 + ratio * ratio)
  return { c, s: c * ratio, r: a / c }
}
