/**
 * The matrix that a kernel works on: the caller's times a power of two, largest entry in [1, 2).
 *
 * Scaling by a power of two is exact (entries more than 2⁻¹⁰²² below the largest lose bits or vanish, far
 * below any error bound). Kernels then never meet products that overflow or vanish, the condition under which
 * several public eigensolvers return wrong signs without a word. Every error bound is computed in the scaled
 * matrix and scaled back, so that it neither overflows before the result does nor vanishes.
 */
import { frobeniusNorm, largestMagnitude, type SymmetricMatrix } from '../algebra/symmetricMatrix.ts'
import { unitRoundoff } from '../algebra/vectors.ts'
import type { DecompositionOptions } from './provider.ts'

/** A matrix in a kernel's hands: 2^−exponent times the caller's, largest entry in [1, 2). */
export interface Scaled {
  /** [n, n] may be destroyed */
  readonly work: Float64Array
  readonly exponent: number
  /** Bound of the eigenvalues' error, in units of the scaled matrix. */
  readonly errorBound: number
}

/**
 * |λ̂ − λ| ≤ c·(n + m)·u·‖A‖_F with c = 4 and m = 16.
 *
 * Source: Higham, "Accuracy and stability of numerical algorithms", 2002, §19.3: n Householder
 * similarities are backward stable with ‖E‖_F ≤ γ_{c'n²}‖A‖_F in the worst case; the LAPACK users' guide
 * (§4.7) uses p(n)·u·‖A‖₂ with "p(n) a modestly growing function". We take n·‖A‖_F, which is n·‖A‖₂ or
 * more, by up to √rank, and c = 4; contract.ts checks it on matrices whose spectrum is known exactly.
 *
 * m is for what does not grow with n: one reflection and one rotation already err by some ten u·‖A‖_F each. Of
 * 3·10⁵ matrices of order 3 to 12 the worst eigenvalue was off by 24·u·‖A‖_F, and at order 3 by 21, where
 * c·n alone would allow 12.
 */
export function scaledCopy(matrix: SymmetricMatrix, { consume = false }: DecompositionOptions): Scaled {
  const work = consume ? matrix.entries : matrix.entries.slice()
  const exponent = binaryExponent(largestMagnitude(work))
  scaleAll(work, -exponent)
  const norm = frobeniusNorm({ ...matrix, entries: work })
  return { work, exponent, errorBound: 4 * (matrix.order + 16) * unitRoundoff * norm }
}

/**
 * A bound in the caller's units. The smallest positive number is added because scaling back may round both
 * the result and the bound itself, by half of it each.
 */
export function boundForCaller(bound: number, exponent: number): number {
  return scaleBy(bound, exponent) + Number.MIN_VALUE
}

/** e with magnitude / 2^e in [1, 2), up to the rounding of the logarithm; 0 for 0. */
export function binaryExponent(magnitude: number): number {
  return magnitude === 0 ? 0 : Math.floor(Math.log2(magnitude))
}

export function scaleAll(x: Float64Array, exponent: number): void {
  if (exponent === 0) return
  const [first, second] = powerFactors(exponent)
  for (let p = 0; p < x.length; p++) x[p] = x[p]! * first * second
}

export function scaleBy(value: number, exponent: number): number {
  const [first, second] = powerFactors(exponent)
  return value * first * second
}

/** 2^exponent in two factors: exponents down to −1074 and up to 1074 occur, and 2^1074 is not finite. */
export function powerFactors(exponent: number): [number, number] {
  const half = Math.trunc(exponent / 2)
  return [2 ** half, 2 ** (exponent - half)]
}
