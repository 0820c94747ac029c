/**
 * The implicit QL algorithm with Wilkinson's shift, sweep by sweep, for whoever wants eigenvalues of a symmetric
 * tridiagonal matrix, or eigenvectors too.
 *
 * Source: Dubrulle, Martin and Wilkinson, "The implicit QL algorithm", 1968 (imtql1, imtql2).
 * Differs from the source:
 * 1. a block whose large entries come first is turned round before it is iterated, as LAPACK dsteqr chooses
 *    between QL and QR: rotations then run from the large entries to the small ones and keep the small ones;
 * 2. a coupling is dropped at u·√|dᵢdᵢ₊₁|, or at the absolute floor u²·‖T‖;
 * 3. the square root of a sum of squares is taken without squaring anything that could vanish.
 */
import { largestMagnitude } from '../../algebra/symmetricMatrix.ts'
import { unitRoundoff } from '../../algebra/vectors.ts'

/** What happens to T, and must happen to the rows of Zᵀ. */
export interface QlStep {
  /**
   * `sweep`: rotation i, for i = last − 1 down to first, makes row i + 1 of Zᵀ s·row i + c·row i + 1 and row i
   * c·row i − s·row i + 1. `turn`: rows first … last change places. `notConverged`: this is the end, unreached.
   */
  readonly kind: 'sweep' | 'turn' | 'notConverged'
  readonly first: number
  readonly last: number
  /** Eigenvalues found so far. */
  readonly found: number
}

/** Cosines and sines of the last sweep: those of rotation i at [i]. */
export interface Rotations {
  /** [n] */
  readonly cosines: Float64Array
  /** [n] */
  readonly sines: Float64Array
}

/** Sweeps allowed per eigenvalue, on average. LAPACK's value; about 1.7 are needed. */
export const sweepsPerEigenvalue = 30

/**
 * Dropping couplings of at most δ each moves no eigenvalue by more than 2δ in all, because the dropped parts
 * together are a tridiagonal matrix of norm at most 2δ. The relative test needs the absolute floor where the
 * diagonal is zero: in the block [[0, e], [e, 0]] no e is small beside its neighbours.
 *
 * Entries should be far from the subnormal numbers: among those no rotation is orthogonal and QL may not end.
 *
 * @param d [n] the diagonal; at the end the eigenvalues, in no order
 * @param e [n] the couplings of each row to the next, the last entry 0; destroyed
 * @param rotations told before each step; they are overwritten by the next
 */
export function* implicitQl(d: Float64Array, e: Float64Array, rotations: Rotations): Generator<QlStep> {
  const n = d.length
  const floor = unitRoundoff ** 2 * Math.max(largestMagnitude(d), largestMagnitude(e))
  let sweeps = 0
  for (let found = 0; found < n; found++) {
    let previousLast = -1
    for (;;) {
      const last = blockEnd(d, e, floor, found)
      if (last === found) break
      if (sweeps++ === sweepsPerEigenvalue * n) {
        yield { kind: 'notConverged', first: found, last, found }
        return
      }
      if (last !== previousLast && Math.abs(d[last]!) < Math.abs(d[found]!)) {
        turnRound(d, e, found, last)
        yield { kind: 'turn', first: found, last, found }
      }
      previousLast = last
      yield { kind: 'sweep', first: sweep(d, e, rotations, found, last), last, found }
    }
  }
}

/** The last index of the unreduced block that begins at `first`. */
function blockEnd(d: Float64Array, e: Float64Array, floor: number, first: number): number {
  let last = first
  while (last < d.length - 1) {
    const relative = unitRoundoff * Math.sqrt(Math.abs(d[last]!)) * Math.sqrt(Math.abs(d[last + 1]!))
    if (Math.abs(e[last]!) <= Math.max(relative, floor)) break
    last++
  }
  return last
}

/** One sweep over the block first … last. @returns the last rotation that was made, which is the lowest */
function sweep(
  d: Float64Array,
  e: Float64Array,
  { cosines, sines }: Rotations,
  first: number,
  last: number,
): number {
  let g = d[last]! - wilkinsonShift(d[first]!, d[first + 1]!, e[first]!)
  let sine = 1
  let cosine = 1
  let p = 0
  for (let i = last - 1; i >= first; i--) {
    const f = sine * e[i]!
    const b = cosine * e[i]!
    const r = hypotenuse(f, g)
    e[i + 1] = r
    if (r === 0) {
      // The bulge has vanished: the block splits here, and what was rotated so far is complete.
      d[i + 1]! -= p
      e[last] = 0
      return i + 1
    }
    sine = f / r
    cosine = g / r
    sines[i] = sine
    cosines[i] = cosine
    g = d[i + 1]! - p
    const t = (d[i]! - g) * sine + 2 * cosine * b
    p = sine * t
    d[i + 1] = g + p
    g = cosine * t - b
  }
  d[first]! -= p
  e[first] = g
  e[last] = 0
  return first
}

/** The eigenvalue of [[a, coupling], [coupling, b]] that is nearer to a. */
function wilkinsonShift(a: number, b: number, coupling: number): number {
  const g = (b - a) / (2 * coupling)
  const r = hypotenuse(g, 1)
  return a - coupling / (g + (g < 0 ? -r : r))
}

/**
 * √(x² + y²); Math.hypot is some ten times slower here. Scaled by a power of two where squares would leave the range,
 * so that T times a power of four has the same bits.
 */
function hypotenuse(x: number, y: number): number {
  const squares = x * x + y * y
  // What vanishes in such a sum is negligible beside it.
  if (squares > 1e-280 && squares < 1e280) return Math.sqrt(squares)
  const larger = Math.max(Math.abs(x), Math.abs(y))
  if (larger === 0 || larger === Number.POSITIVE_INFINITY) return larger
  const scale = larger < 1 ? 2 ** 600 : 2 ** -600
  const [a, b] = [x * scale, y * scale]
  return Math.sqrt(a * a + b * b) / scale
}

function turnRound(d: Float64Array, e: Float64Array, first: number, last: number): void {
  d.subarray(first, last + 1).reverse()
  e.subarray(first, last).reverse()
}
