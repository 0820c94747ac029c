/**
 * Eigenvalues of a small tridiagonal matrix and chosen rows of its eigenvectors, by implicit QL.
 *
 * Gauss quadrature needs the first row of the eigenvectors, the residuals of Ritz pairs the last one, Ritz
 * vectors all. Each row takes the rotations on its own, so one row costs O(k²) instead of O(k³).
 *
 * Source: Dubrulle, Martin and Wilkinson, "The implicit QL algorithm", 1968 (imtql2); Golub and Welsch,
 * "Calculation of Gauss quadrature rules", 1969 (the first row alone).
 * Differs from the source:
 * 1. a block whose large entries come first is turned round, eigenvectors with it, as LAPACK dsteqr does;
 * 2. a coupling is dropped at u·√|dᵢdᵢ₊₁| or at the floor u²·‖T‖, as in tridiagonalEigenvalues.ts.
 */
import { largestMagnitude } from '../algebra/symmetricMatrix.ts'
import { requireLength, unitRoundoff } from '../algebra/vectors.ts'
import type { Tridiagonal } from '../providers/embedded/tridiagonalize.ts'
import type { Failure } from '../providers/provider.ts'

export interface TridiagonalEigenpairs {
  readonly status: 'converged'
  /** [k] ascending */
  readonly values: Float64Array
  /** [r, k] row-major, column j belongs to values[j]; r = 1 or k. */
  readonly rows: Float64Array
}

/** Sweeps allowed per eigenvalue, on average. LAPACK's value; about 1.7 are needed. */
const sweepsPerEigenvalue = 30

/** @param wanted which rows of the matrix of eigenvectors */
export function tridiagonalEigenpairs(
  { diagonal, offDiagonal }: Tridiagonal,
  wanted: 'first' | 'last' | 'all',
): TridiagonalEigenpairs | Failure {
  const k = diagonal.length
  requireLength('tridiagonalEigenpairs', 'offDiagonal', offDiagonal, k - 1)
  const d = Float64Array.from(diagonal)
  const e = new Float64Array(k)
  e.set(offDiagonal)
  const z = startRows(k, wanted)
  const floor = unitRoundoff ** 2 * Math.max(largestMagnitude(d), largestMagnitude(e))
  let sweeps = 0
  for (let first = 0; first < k; first++) {
    let previousLast = -1
    for (;;) {
      const last = blockEnd(d, e, floor, first)
      if (last === first) break
      if (sweeps++ === sweepsPerEigenvalue * k) {
        const message = `QL found ${first} of ${k} eigenvalues in ${sweepsPerEigenvalue * k} sweeps`
        return { status: 'notConverged', message }
      }
      if (last !== previousLast && Math.abs(d[last]!) < Math.abs(d[first]!)) turnRound(d, e, z, first, last)
      previousLast = last
      sweep(d, e, z, first, last)
    }
  }
  return ascending(d, z)
}

/** Rows of the identity. */
function startRows(k: number, wanted: 'first' | 'last' | 'all'): Float64Array[] {
  const indices = wanted === 'all' ? Array.from({ length: k }, (_, i) => i) : [wanted === 'first' ? 0 : k - 1]
  return indices.map((index) => Float64Array.from({ length: k }, (_, j) => (j === index ? 1 : 0)))
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

/** One implicit QL sweep over the block first … last, from its last rotation to its first. */
function sweep(d: Float64Array, e: Float64Array, z: Float64Array[], first: number, last: number): void {
  let g = d[last]! - wilkinsonShift(d[first]!, d[first + 1]!, e[first]!)
  let sine = 1
  let cosine = 1
  let p = 0
  for (let i = last - 1; i >= first; i--) {
    const f = sine * e[i]!
    const b = cosine * e[i]!
    const r = Math.hypot(f, g)
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
    rotate(z, i, sine, cosine)
  }
  d[first]! -= p
  e[first] = g
  e[last] = 0
}

function rotate(z: Float64Array[], i: number, sine: number, cosine: number): void {
  for (const row of z) {
    const x = row[i]!
    const y = row[i + 1]!
    row[i + 1] = sine * x + cosine * y
    row[i] = cosine * x - sine * y
  }
}

/** The eigenvalue of [[a, coupling], [coupling, b]] that is nearer to a. */
function wilkinsonShift(a: number, b: number, coupling: number): number {
  const g = (b - a) / (2 * coupling)
  const r = Math.hypot(g, 1)
  return a - coupling / (g + (g < 0 ? -r : r))
}

function turnRound(d: Float64Array, e: Float64Array, z: Float64Array[], first: number, last: number): void {
  d.subarray(first, last + 1).reverse()
  e.subarray(first, last).reverse()
  for (const row of z) row.subarray(first, last + 1).reverse()
}

function ascending(d: Float64Array, z: readonly Float64Array[]): TridiagonalEigenpairs {
  const k = d.length
  const order = Array.from(d.keys()).sort((i, j) => d[i]! - d[j]!)
  const rows = new Float64Array(z.length * k)
  z.forEach((row, r) => {
    for (let j = 0; j < k; j++) rows[r * k + j] = row[order[j]!]!
  })
  return { status: 'converged', values: Float64Array.from(order, (i) => d[i]!), rows }
}
