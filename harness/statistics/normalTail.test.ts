import { describe, expect, it } from 'vitest'
import { normalTail } from './normalTail.ts'

describe('normalTail', () => {
  it.each([
    // Abramowitz and Stegun 1964, Tables 26.1 (to z = 2) and 26.2 (−log10 of the tail, five places).
    [0, 0.5, 0],
    [1, 0.158655253931457, 1e-15],
    [2, 0.022750131948179, 1e-15],
    [5, 10 ** -6.54265, 2e-5 * 10 ** -6.54265],
    [10, 10 ** -23.11805, 2e-5 * 10 ** -23.11805],
    [30, 10 ** -197.30921, 2e-5 * 10 ** -197.30921],
  ])('at %d is what the table says', (z, expected, bound) => {
    expect(normalTail(z)).toBeWithin(expected, bound)
    expect(normalTail(-z)).toBeWithin(1 - expected, Math.max(bound, 2 ** -52))
  })

  it('has one value where series and fraction meet, and falls everywhere', () => {
    // The slope there is −0.018, the step 2⁻⁵⁰; the series loses 3 digits against a half.
    expect(normalTail(2.5 - 2 ** -50)).toBeWithin(normalTail(2.5), 2 ** -50)
    for (let z = -8; z < 37; z += 0.25) expect(normalTail(z + 0.25)).toBeLessThan(normalTail(z))
  })

  it('ends at 0 and 1', () => {
    expect(normalTail(Number.POSITIVE_INFINITY)).toBe(0)
    expect(normalTail(Number.NEGATIVE_INFINITY)).toBe(1)
    expect(normalTail(Number.NaN)).toBeNaN()
  })
})
