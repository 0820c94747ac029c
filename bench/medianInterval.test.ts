import { describe, expect, test } from 'vitest'
import { ArgumentError, binomialInterval, seededRandom } from '../harness/index.ts'
import { medianInterval } from './medianInterval.ts'

/** P(Bin(n, ½) ≤ s), exact for n < 50. */
function tail(n: number, s: number): number {
  let choose = 1
  let sum = 0
  for (let i = 0; i <= s; i++) {
    sum += choose
    choose = (choose * (n - i)) / (i + 1)
  }
  return sum / 2 ** n
}

describe('medianInterval', () => {
  test.each([0.01, 0.05])('takes the innermost ranks that error rate %d allows, n = 8 to 45', (errorRate) => {
    for (let n = 8; n <= 45; n++) {
      const draws = Array.from({ length: n }, (_, i) => n - i) // n, …, 1: a draw is its own rank
      const { low, high } = medianInterval(draws, errorRate)
      expect(tail(n, low - 1), `n = ${n}`).toBeLessThanOrEqual(errorRate / 2)
      expect(tail(n, low), `n = ${n}`).toBeGreaterThan(errorRate / 2)
      expect(high, `n = ${n}`).toBe(n + 1 - low)
    }
  })

  test('covers the median of skewed draws as often as it says', () => {
    const random = seededRandom(7)
    const trials = 2000
    let misses = 0
    for (let t = 0; t < trials; t++) {
      const { low, high } = medianInterval(
        Array.from({ length: 15 }, () => Math.exp(2 * random.normal())),
        0.05,
      )
      if (!(low <= 1 && 1 <= high)) misses++
    }
    // Ranks are integers: n = 15 allows rank 4, whose error rate is 2 · 576 / 32768.
    const { low, high } = binomialInterval(misses, trials, 0.001)
    expect(low).toBeLessThan((2 * 576) / 32768)
    expect(high).toBeGreaterThan((2 * 576) / 32768)
  })

  test('an outlier costs a rank, not the interval', () => {
    const draws = Array.from({ length: 12 }, (_, i) => i)
    expect(medianInterval([...draws.slice(0, 11), 1e300], 0.01)).toEqual(medianInterval(draws, 0.01))
  })

  test('the median of an even number of draws lies half way', () => {
    expect(medianInterval([4, 1, 2, 8, 3, 7, 6, 5], 0.01)).toEqual({ median: 4.5, low: 1, high: 8 })
  })

  test('refuses too few draws and says how many it takes', () => {
    expect(() => medianInterval([1, 2, 3, 4, 5, 6, 7], 0.01)).toThrow(
      'must be 8 at least for error rate 0.01',
    )
    expect(() => medianInterval([], 0.01)).toThrow(ArgumentError)
  })

  test.each([Number.NaN, Number.NEGATIVE_INFINITY])('refuses %d', (bad) => {
    expect(() => medianInterval([1, 2, 3, bad, 5, 6, 7, 8], 0.01)).toThrow('draws[3]')
  })
})
