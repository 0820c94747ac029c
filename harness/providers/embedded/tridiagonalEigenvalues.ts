/**
 * All eigenvalues of a symmetric tridiagonal matrix by the implicit QL algorithm with Wilkinson's shift.
 *
 * Source: Dubrulle, Martin and Wilkinson, "The implicit QL algorithm", 1968 (imtql1).
 * Differs from the source:
 * 1. a block whose large entries come first is turned round before it is iterated, as LAPACK dsteqr chooses
 *    between QL and QR: rotations then run from the large entries to the small ones and keep the small ones;
 * 2. a coupling is dropped at u·√|dᵢdᵢ₊₁|, or at the absolute floor u²·‖T‖;
 * 3. the square root of a sum of squares is taken without squaring anything that could vanish.
 */
import { breather, type RunOptions } from '../../algebra/runOptions.ts'
import { largestMagnitude } from '../../algebra/symmetricMatrix.ts'
import { requireLength, unitRoundoff } from '../../algebra/vectors.ts'
import type { Failure, KernelValues } from '../provider.ts'
import type { Tridiagonal } from './tridiagonalize.ts'

/** Sweeps allowed per eigenvalue, on average. LAPACK's value; about 1.7 are needed. */
const sweepsPerEigenvalue = 30

interface Iteration {
  /** [n] */
  readonly d: Float64Array
  /** [n] the last entry is 0 */
  readonly e: Float64Array
  readonly floor: number
}

/**
 * Dropping couplings of at most δ each moves no eigenvalue by more than 2δ in all, because the dropped
 * parts together are a tridiagonal matrix of norm at most 2δ. The relative test needs the absolute floor
 * where the diagonal is zero: in the block [[0, e], [e, 0]] no e is small beside its neighbours.
 *
 * Entries should be far from the subnormal numbers: among those no rotation is orthogonal and QL may not end,
 * which is then a status.
 *
 * Progress is told in rotations, of which about 1.7 · n²/2 are needed.
 */
export async function tridiagonalEigenvalues(
  { diagonal, offDiagonal }: Tridiagonal,
  options: RunOptions = {},
): Promise<KernelValues | Failure> {
  const n = diagonal.length
  requireLength('tridiagonalEigenvalues', 'offDiagonal', offDiagonal, n - 1)
  const breathe = breather(options)
  const d = Float64Array.from(diagonal)
  const e = new Float64Array(n)
  e.set(offDiagonal)
  const floor = unitRoundoff ** 2 * Math.max(largestMagnitude(d), largestMagnitude(e))
  let sweeps = 0
  for (let first = 0; first < n; first++) {
    let previousLast = -1
    for (;;) {
      const last = blockEnd({ d, e, floor }, first)
      if (last === first) break
      if (sweeps++ === sweepsPerEigenvalue * n) return notConverged(n, n - first)
      await breathe(first * n - first ** 2 / 2, n ** 2 / 2)
      if (last !== previousLast && Math.abs(d[last]!) < Math.abs(d[first]!)) turnRound(d, e, first, last)
      previousLast = last
      sweep(d, e, first, last)
    }
  }
  return { values: d.sort() }
}

/** The last index of the unreduced block that begins at `first`. */
function blockEnd({ d, e, floor }: Iteration, first: number): number {
  let last = first
  while (last < d.length - 1) {
    const relative = unitRoundoff * Math.sqrt(Math.abs(d[last]!)) * Math.sqrt(Math.abs(d[last + 1]!))
    if (Math.abs(e[last]!) <= Math.max(relative, floor)) break
    last++
  }
  return last
}

/** One implicit QL sweep over the block first … last, from its last rotation to its first. */
function sweep(d: Float64Array, e: Float64Array, first: number, last: number): void {
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
      return
    }
    sine = f / r
    cosine = g / r
    g = d[i + 1]! - p
    const t = (d[i]! - g) * sine + 2 * cosine * b
    p = sine * t
    d[i + 1] = g + p
    g = cosine * t - b
  }
  d[first]! -= p
  e[first] = g
  e[last] = 0
}

/** The eigenvalue of [[a, coupling], [coupling, b]] that is nearer to a. */
function wilkinsonShift(a: number, b: number, coupling: number): number {
  const g = (b - a) / (2 * coupling)
  const r = hypotenuse(g, 1)
  return a - coupling / (g + (g < 0 ? -r : r))
}

/** √(x² + y²); Math.hypot is some ten times slower here. */
function hypotenuse(x: number, y: number): number {
  const [a, b] = [Math.abs(x), Math.abs(y)]
  const larger = Math.max(a, b)
  if (larger === 0 || larger === Number.POSITIVE_INFINITY) return larger
  const quotient = Math.min(a, b) / larger
  return larger * Math.sqrt(1 + quotient * quotient)
}

function turnRound(d: Float64Array, e: Float64Array, first: number, last: number): void {
  d.subarray(first, last + 1).reverse()
  e.subarray(first, last).reverse()
}

function notConverged(n: number, missing: number): Failure {
  return {
    status: 'notConverged',
    message: `QL found ${n - missing} of ${n} eigenvalues in ${sweepsPerEigenvalue * n} sweeps`,
  }
}
