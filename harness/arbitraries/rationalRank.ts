/**
 * The rank of a small matrix of float64 numbers, exact: elimination without fractions in whole numbers.
 *
 * Every row is multiplied by a power of two that makes it whole; then a_ij ← a_ij·a_kk − a_ik·a_kj, without
 * division, which is exact and doubles the digits at each step: for matrices of a few columns.
 *
 * A reference on purpose: it shares no line with the structural zeros' own search for dependent inputs.
 */
import { ShapeError } from '../errors.ts'

/** @param rows [n][k] finite */
export function rationalRank(rows: readonly (readonly number[])[]): number {
  const columns = rows[0]?.length ?? 0
  if (rows.some((row) => row.length !== columns)) {
    throw new ShapeError(
      'rationalRank',
      'rows',
      `of one length ${columns}`,
      rows.map((row) => row.length).join(),
    )
  }
  const left = rows.map((row) => wholeNumbers(row))
  let rank = 0
  for (let c = 0; c < columns; c++) {
    const pivot = left.findIndex((row, r) => r >= rank && row[c] !== 0n)
    if (pivot < 0) continue
    const chosen = left.splice(pivot, 1)[0]!
    left.splice(rank, 0, chosen)
    rank++
    for (let r = rank; r < left.length; r++) {
      const factor = left[r]![c]!
      if (factor === 0n) continue
      left[r] = left[r]!.map((x, k) => x * chosen[c]! - factor * chosen[k]!)
    }
  }
  return rank
}

/** A row times a power of two that makes it whole. */
function wholeNumbers(row: readonly number[]): bigint[] {
  const parts = row.map((x) => binary(x))
  const least = Math.min(...parts.filter(({ digits }) => digits !== 0n).map(({ exponent }) => exponent))
  return parts.map(({ digits, exponent }) => (digits === 0n ? 0n : digits << BigInt(exponent - least)))
}

/** x = digits · 2^(exponent − 1074), from the bits of a float64. */
function binary(x: number): { readonly digits: bigint; readonly exponent: number } {
  const bits = new BigUint64Array(Float64Array.of(Math.abs(x)).buffer)[0]!
  const field = Number(bits >> 52n)
  const fraction = bits & (2n ** 52n - 1n)
  const size = field === 0 ? fraction : fraction + 2n ** 52n
  return { digits: x < 0 ? -size : size, exponent: Math.max(field - 1, 0) }
}
