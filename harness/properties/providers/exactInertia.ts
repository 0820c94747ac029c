/**
 * How many eigenvalues of a small matrix lie below, at and above a number, in exact integer arithmetic.
 *
 * A float64 is an integer times a power of two, so A − xI is an integer matrix times one. Bareiss'
 * elimination keeps it whole: after k steps the entries are minors of order k + 1, and the pivots of LDLᵀ have
 * the signs of quotients of consecutive leading minors (Sylvester). Where no diagonal entry is left to divide by,
 * adding one row and column to another, which is a congruence, makes one.
 *
 * Source: Bareiss, "Sylvester's identity and multistep integer-preserving Gaussian elimination", 1968.
 */
import type { SymmetricMatrix } from '../../algebra/symmetricMatrix.ts'

export interface ExactInertia {
  readonly negative: number
  readonly zero: number
  readonly positive: number
}

/** @param x finite */
export function exactInertia({ order: n, entries }: SymmetricMatrix, x: number): ExactInertia {
  const exponent = Math.min(...Array.from(entries, lowestExponent), lowestExponent(x))
  const shift = integerAt(x, exponent)
  const a = Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_e, j) => integerAt(entries[i * n + j]!, exponent) - (i === j ? shift : 0n)),
  )
  let [negative, positive, previous] = [0, 0, 1n]
  for (let k = 0; k < n; k++) {
    if (!bringPivot(a, k)) return { negative, zero: n - k, positive }
    const pivot = a[k]![k]!
    if (pivot > 0n === previous > 0n) positive++
    else negative++
    for (let i = k + 1; i < n; i++) {
      for (let j = k + 1; j <= i; j++) {
        a[i]![j] = a[j]![i] = (pivot * a[i]![j]! - a[i]![k]! * a[k]![j]!) / previous
      }
      a[i]![k] = a[k]![i]!
    }
    previous = pivot
  }
  return { negative, zero: 0, positive }
}

/** Eigenvalues less than x, and at most x. */
export function exactCounts(
  matrix: SymmetricMatrix,
  x: number,
): { readonly below: number; readonly upTo: number } {
  const { negative, zero } = exactInertia(matrix, x)
  return { below: negative, upTo: negative + zero }
}

/** False when nothing but zeros is left. */
function bringPivot(a: bigint[][], k: number): boolean {
  const n = a.length
  let at = k
  while (at < n && a[at]![at] === 0n) at++
  if (at === n) {
    const pair = nonzeroEntry(a, k)
    if (pair === undefined) return false
    for (let j = k; j < n; j++) a[pair.row]![j]! += a[pair.column]![j]!
    for (let i = k; i < n; i++) a[i]![pair.row]! += a[i]![pair.column]!
    at = pair.row
  }
  for (const row of a) [row[k], row[at]] = [row[at]!, row[k]!]
  const held = a[k]!
  a[k] = a[at]!
  a[at] = held
  return true
}

function nonzeroEntry(a: bigint[][], k: number): { row: number; column: number } | undefined {
  for (let row = k; row < a.length; row++) {
    for (let column = k; column < row; column++) if (a[row]![column] !== 0n) return { row, column }
  }
  return undefined
}

const bits = new DataView(new ArrayBuffer(8))

/** An exponent e with x / 2^e whole; large for 0. */
function lowestExponent(x: number): number {
  if (x === 0) return 1024
  bits.setFloat64(0, x)
  const biased = (bits.getUint32(0) >>> 20) & 0x7ff
  return Math.max(biased, 1) - 1075
}

/** x / 2^exponent */
function integerAt(x: number, exponent: number): bigint {
  if (x === 0) return 0n
  const own = lowestExponent(x)
  const first = Math.trunc(own / 2)
  return BigInt(x / 2 ** first / 2 ** (own - first)) << BigInt(own - exponent)
}
