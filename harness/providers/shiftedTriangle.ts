/**
 * The upper triangle of 2^−exponent·(A − shift·I), written over that of A or elsewhere; A's own is put back from the
 * lower one: several shifts are counted on one matrix without a copy of n² numbers.
 *
 * Scaled twice, because the difference may be far smaller than the matrix and the shift. Both powers of two are
 * applied to an entry one after the other, as if the difference had been stored between them.
 */
import { unitRoundoff } from '../algebra/vectors.ts'
import { binaryExponent, powerFactors, scaleBy } from './scaledCopy.ts'

export interface ShiftedTriangle {
  readonly order: number
  readonly exponent: number
  /**
   * Bound of ‖2^−exponent·(A − shift·I) − triangle‖₂. Subtracting the shift rounds each diagonal entry once, by at
   * most u times what is left of it, which is below 2; the first scaling may have cost each entry bits below 2⁻¹⁰⁷⁴.
   */
  readonly shiftError: number
  /** [n] A's, for `restoreTriangle`. */
  readonly diagonal: Float64Array
  /** [n] The triangle's. */
  readonly shifted: Float64Array
  /** The powers of two that are applied one after the other. */
  readonly scalings: readonly [number, number]
}

/**
 * @param a [n, n] symmetric; only its upper triangle and diagonal are read
 * @returns undefined when one of these entries is not finite
 */
export function shiftedTriangle(a: Float64Array, n: number, shift: number): ShiftedTriangle | undefined {
  const diagonal = new Float64Array(n)
  for (let i = 0; i < n; i++) diagonal[i] = a[i * n + i]!
  const beside = largestBeside(a, n)
  const largest = Math.max(beside, largestOf(diagonal))
  if (!(largest < Number.POSITIVE_INFINITY)) return undefined
  const first = binaryExponent(Math.max(largest, Math.abs(shift)))
  const scaledShift = scaleBy(shift, -first)
  const differences = diagonal.map((entry) => scaleBy(entry, -first) - scaledShift)
  const second = shift === 0 ? 0 : binaryExponent(Math.max(scaleBy(beside, -first), largestOf(differences)))
  return {
    order: n,
    exponent: first + second,
    shiftError: shift === 0 ? 0 : 2 * unitRoundoff + n * scaleBy(Number.MIN_VALUE, -second),
    diagonal,
    shifted: differences.map((entry) => scaleBy(entry, -second)),
    scalings: [-first, -second],
  }
}

/** @param a as it was given to `shiftedTriangle` @param target [n, n] `a` itself or another array */
export function writeShifted(triangle: ShiftedTriangle, a: Float64Array, target: Float64Array): void {
  const { order: n, shifted, scalings } = triangle
  const [first, second] = scalings
  copyScaled(a, target, n, first)
  if (second !== 0) copyScaled(target, target, n, second)
  for (let i = 0; i < n; i++) target[i * n + i] = shifted[i]!
}

/** Undoes whatever was written on and above the diagonal; a zero may come back with its mirror image's sign. */
export function restoreTriangle(a: Float64Array, n: number, diagonal: Float64Array): void {
  // Tiles of 64 keep both the row that is written and the column that is read in the first-level cache.
  const tile = 64
  for (let rows = 0; rows < n; rows += tile) {
    for (let columns = rows; columns < n; columns += tile) {
      const end = Math.min(columns + tile, n)
      for (let i = rows; i < Math.min(rows + tile, n); i++) {
        for (let j = Math.max(columns, i + 1); j < end; j++) a[i * n + j] = a[j * n + i]!
      }
    }
  }
  for (let i = 0; i < n; i++) a[i * n + i] = diagonal[i]!
}

/** Of what stands above the diagonal; NaN when one of them is. */
function largestBeside(a: Float64Array, n: number): number {
  let largest = 0
  for (let i = 0; i < n; i++) {
    for (let p = i * n + i + 1; p < (i + 1) * n; p++) {
      const magnitude = Math.abs(a[p]!)
      if (magnitude <= largest) continue
      if (Number.isNaN(magnitude)) return magnitude
      largest = magnitude
    }
  }
  return largest
}

function largestOf(x: Float64Array): number {
  return x.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0)
}

/** What stands above the diagonal, times a power of two. */
function copyScaled(source: Float64Array, target: Float64Array, n: number, exponent: number): void {
  const [first, second] = powerFactors(exponent)
  for (let i = 0; i < n; i++) {
    const begin = i * n + i + 1
    const end = (i + 1) * n
    if (exponent !== 0) for (let p = begin; p < end; p++) target[p] = source[p]! * first * second
    else if (source !== target) target.set(source.subarray(begin, end), begin)
  }
}
