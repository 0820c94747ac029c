/**
 * Numbers modulo the prime p, in float64.
 *
 * A dyadic number m·2^e has a residue modulo any odd prime. p < 2²⁰, so that 2¹² products can be added before
 * the sum is reduced: 2¹² · 2⁴⁰ = 2⁵².
 */
import { exponentOf, mantissaOf } from './integerRow.ts'

/** The largest prime below 2²⁰. */
export const p = 1048573
/** How many products may be added to an entry before it is reduced. */
export const mostProducts = 4096
// Bound here: they are called for every entry, and a loader may make an import a getter.
const [mantissa, exponent] = [mantissaOf, exponentOf]

const inverseOfP = 1 / p

/** x mod p in 0..p−1, for |x| < 2⁵³: the quotient is off by one at most. */
export function modulo(x: number): number {
  const r = x - p * Math.floor(x * inverseOfP)
  return r < 0 ? r + p : r >= p ? r - p : r
}

/** The first `count` of them. In place. */
export function reduce(x: Float64Array, count: number): void {
  for (let i = 0; i < count; i++) x[i] = modulo(x[i]!)
}

/** y ← y + factor·x in the first `count` entries, of which y's are not reduced. In place. */
export function addMultiple(y: Float64Array, factor: number, x: Float64Array, count: number): void {
  for (let i = 0; i < count; i++) y[i]! += factor * x[i]!
}

/** Σ_q x_q·v[a_q] mod p over the entries from..to−1 of sparse rows. @param v reduced, one for each column */
export function sparseProduct(
  residues: Int32Array,
  columnIndex: Int32Array,
  from: number,
  to: number,
  v: Float64Array,
): number {
  let sum = 0
  for (let start = from; start < to; start += mostProducts - 1) {
    const end = Math.min(to, start + mostProducts - 1)
    for (let q = start; q < end; q++) sum += residues[q]! * v[columnIndex[q]!]!
    sum = modulo(sum)
  }
  return sum
}

/** −1/x, for x in 1..p−1: Fermat's x^(p−2) is 1/x. */
export function negativeInverse(x: number): number {
  return p - power(x, p - 2)
}

const knownResidues = new WeakMap<Float64Array, Int32Array>()

/** Of finite numbers; kept as long as these are. */
export function residuesOf(values: Float64Array): Int32Array {
  let residues = knownResidues.get(values)
  if (residues === undefined) {
    residues = new Int32Array(values.length)
    for (let q = 0; q < values.length; q++) residues[q] = residue(values[q]!)
    knownResidues.set(values, residues)
  }
  return residues
}

function residue(x: number): number {
  return modulo(modulo(mantissa(x)) * powerOfTwo(exponent(x)))
}

/** By exponent + 1075; 0 where not needed so far. */
const powersOfTwo = new Float64Array(2100)

function powerOfTwo(exponent: number): number {
  const place = exponent + 1075
  if (powersOfTwo[place] === 0) powersOfTwo[place] = power(exponent < 0 ? (p + 1) / 2 : 2, Math.abs(exponent))
  return powersOfTwo[place]!
}

function power(base: number, exponent: number): number {
  let result = 1
  for (let square = base, e = exponent; e > 0; e = Math.floor(e / 2)) {
    if (e % 2 === 1) result = modulo(result * square)
    square = modulo(square * square)
  }
  return result
}
