import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assertProperty } from '../../properties/assertProperty.ts'
import { rotatedDiagonal } from './rotatedDiagonal.ts'

const order = 5
const bits = 60

const instances = fc.record({
  // Multiples of 2^-60, up to 2^8: far more bits than one float64 rotation keeps.
  diagonal: fc.array(
    fc.record({ size: fc.integer({ min: -2048, max: 2048 }), shift: fc.integer({ min: 3, max: bits }) }),
    { minLength: order, maxLength: order },
  ),
  reflections: fc.array(fc.array(fc.integer({ min: -3, max: 3 }), { minLength: order, maxLength: order }), {
    maxLength: 4,
  }),
})

/** S_r … S₁ diag(λ) S₁ … S_r times 2^bits · (s₁ … s_r)², in integers. */
function exactProduct(diagonal: readonly number[], reflections: readonly (readonly number[])[]) {
  const n = diagonal.length
  let a = diagonal.map((x, i) => diagonal.map((_, j) => (i === j ? fixedPoint(x) : 0n)))
  let denominator = 1n
  for (const v of reflections) {
    const s = v.reduce((sum, x) => sum + x * x, 0)
    if (s === 0) continue
    const mirror = v.map((x, i) => v.map((y, j) => BigInt((i === j ? s : 0) - 2 * x * y)))
    a = product(product(mirror, a, n), mirror, n)
    denominator *= BigInt(s * s)
  }
  return { numerators: a.flat(), denominator }
}

function product(a: bigint[][], b: bigint[][], n: number): bigint[][] {
  const range = Array.from({ length: n }, (_, k) => k)
  return range.map((i) => range.map((j) => range.reduce((sum, k) => sum + a[i]![k]! * b[k]![j]!, 0n)))
}

/** x · 2^bits for x · 2^bits below 2^1000 and whole, or rounded towards 0 by less than 1. */
function fixedPoint(x: number): bigint {
  return BigInt(Math.trunc(x * 2 ** bits))
}

describe('rotatedDiagonal', () => {
  it('is within its error of the exact product', () => {
    assertProperty(
      fc.property(instances, ({ diagonal, reflections }) => {
        const spectrum = diagonal.map(({ size, shift }) => size * 2 ** -shift)
        const { entries, error } = rotatedDiagonal(spectrum, reflections)
        const { numerators, denominator } = exactProduct(spectrum, reflections)
        let square = 0
        entries.forEach((entry, p) => {
          // 2^400 more places, so that entries of any size are whole.
          const difference =
            ((BigInt(entry * 2 ** 400) << BigInt(bits)) * denominator - (numerators[p]! << 400n)) /
            denominator
          square += (Number(difference) * 2 ** -(400 + bits)) ** 2
        })
        expect(Math.sqrt(square)).toBeLessThanOrEqual(error)
        const size = Math.max(...spectrum.map(Math.abs))
        expect(error).toBeLessThanOrEqual(1.1 * 2 ** -53 * order * size)
      }),
    )
  })

  it('rounds nothing where the product is representable', () => {
    // s = 4 three times: multiples of 1/64.
    const { entries, error } = rotatedDiagonal(
      [3, -1, 0, 5, 2],
      [
        [1, 1, -1, 1, 0],
        [0, 1, 1, 1, 1],
        [1, 0, -1, 1, 1],
      ],
    )
    expect(entries.every((entry) => Number.isInteger(64 * entry))).toBe(true)
    expect(error).toBeLessThan(2 ** -90)
  })
})
