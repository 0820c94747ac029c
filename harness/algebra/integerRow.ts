/** Float64 numbers as the integers that they are, up to a power of two: no rounding takes place. */
import type { SparseRows } from './sparseRows.ts'

const word = new Float64Array(1)
const halves = new Uint32Array(word.buffer)
// Typed arrays have the machine's byte order.
const high = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 1 : 0

/** A finite x = mantissaOf(x) · 2^exponentOf(x). */
export function exponentOf(x: number): number {
  word[0] = x
  const biased = (halves[high]! >>> 20) & 0x7ff
  return Math.max(biased, 1) - 1075
}

/** An integer below 2⁵³ in size. */
export function mantissaOf(x: number): number {
  word[0] = x
  const upper = halves[high]!
  // A subnormal number lacks the leading 1.
  const leading = (upper & 0x7ff00000) === 0 ? 0 : 0x100000
  const size = ((upper & 0xfffff) | leading) * 2 ** 32 + halves[1 - high]!
  return x < 0 ? -size : size
}

/**
 * Row `row` of X in the columns `live`, times a power of two that makes it integral; X[row, d] is 1.
 *
 * @param live ascending columns in 0..d @param ones whether column d is meant to be there
 */
export function integerRow(matrix: SparseRows, row: number, live: Int32Array, ones: boolean): bigint[] {
  const { columns, rowStart, columnIndex, values, offset } = matrix
  const start = rowStart[row]!
  const stored = new Map<number, number>()
  for (let q = start; q < rowStart[row + 1]!; q++) stored.set(columnIndex[q]!, values[q]!)
  const terms = Array.from(live, (a) => {
    if (ones && a === columns) return [1]
    return [stored.get(a) ?? 0, -offset[a]!].filter((x) => x !== 0)
  })
  let least = Number.POSITIVE_INFINITY
  for (const x of terms.flat()) least = Math.min(least, exponentOf(x))
  return terms.map((parts) =>
    parts.reduce((sum, x) => sum + (BigInt(mantissaOf(x)) << BigInt(exponentOf(x) - least)), 0n),
  )
}

/** a / b for |a| ≤ |b| ≠ 0, to a unit in the last place; what is below 2⁻¹⁰²² may vanish. */
export function integerRatio(a: bigint, b: bigint): number {
  const shift = Math.max(0, bitLength(b) - bitLength(a)) + 64
  return Number((a << BigInt(shift)) / b) * 2 ** -shift
}

function bitLength(x: bigint): number {
  return 4 * (x < 0n ? -x : x).toString(16).length
}
