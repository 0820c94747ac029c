import { describe, expect, test } from 'vitest'
import { ArgumentError, seededRandom } from '../harness/index.ts'
import { powerFit } from './powerFit.ts'

const sizes = [100, 200, 400, 800, 1600]

describe('powerFit', () => {
  test.each([1, 2, 3])('finds the exponent %d of an exact power, whatever the unit', (power) => {
    const fit = powerFit(
      sizes,
      sizes.map((n) => 7 * n ** power),
    )
    // Logarithms below 30 and their squares in sums of 5: some 1000 roundings of 2⁻⁵³ over a spread of 4.
    expect(fit.exponent).toBeWithin(power, 1e-10)
    expect(fit.high - fit.low).toBeWithin(0, 1e-6)
    expect(fit).toMatchObject({ points: 5, from: 100, to: 1600 })
  })

  test('the interval covers the exponent as often as it says', () => {
    const random = seededRandom(3)
    let misses = 0
    for (let trial = 0; trial < 400; trial++) {
      const { low, high } = powerFit(
        sizes,
        sizes.map((n) => n ** 3 * Math.exp(0.2 * random.normal())),
        0.1,
      )
      if (!(low <= 3 && 3 <= high)) misses++
    }
    // 40 expected; P(Bin(400, 0.1) outside 18..66) < 1e-4.
    expect(misses).toBeGreaterThan(17)
    expect(misses).toBeLessThan(67)
  })

  test.each([0, -1, Number.NaN])('refuses a cost of %d', (cost) => {
    expect(() => powerFit([1, 2, 3], [1, 2, cost])).toThrow(ArgumentError)
  })

  test('refuses two points', () => {
    expect(() => powerFit([1, 2], [1, 2])).toThrow('3 at least')
  })
})
