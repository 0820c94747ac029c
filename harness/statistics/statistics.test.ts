import { describe, expect, test } from 'vitest'
import { ArgumentError } from '../errors.ts'
import { binomialInterval, slopeInterval, wilsonInterval } from './statistics.ts'

/** P(X ≤ k) for X ~ Bin(n, p), summed term by term in logarithms. */
function binomialCdf(k: number, n: number, p: number): number {
  let logChoose = 0
  let sum = 0
  for (let i = 0; i <= k; i++) {
    if (i > 0) logChoose += Math.log((n - i + 1) / i)
    sum += Math.exp(logChoose + i * Math.log(p) + (n - i) * Math.log1p(-p))
  }
  return sum
}

describe('binomialInterval', () => {
  test.each([
    [3, 20],
    [17, 20],
    [250, 1000],
  ])('%d of %d: each end leaves half the error rate outside', (k, n) => {
    const { low, high } = binomialInterval(k, n, 0.05)
    expect(1 - binomialCdf(k - 1, n, low)).toBeWithin(0.025, 1e-8)
    expect(binomialCdf(k, n, high)).toBeWithin(0.025, 1e-8)
  })

  test('none and all have closed forms', () => {
    expect(binomialInterval(0, 3000, 0.01).low).toBe(0)
    expect(binomialInterval(0, 3000, 0.01).high).toBeWithin(1 - 0.005 ** (1 / 3000), 1e-9)
    expect(binomialInterval(5, 5, 0.01).high).toBe(1)
    expect(binomialInterval(5, 5, 0.01).low).toBeWithin(0.005 ** (1 / 5), 1e-9)
  })

  test('impossible counts and rates are refused', () => {
    expect(() => binomialInterval(1, 0, 0.01)).toThrow(ArgumentError)
    expect(() => binomialInterval(3, 2, 0.01)).toThrow(ArgumentError)
    expect(() => binomialInterval(1, 2, 1)).toThrow(ArgumentError)
  })
})

describe('slopeInterval', () => {
  test('agrees with the textbook formula', () => {
    const x = [0, 1, 2, 3]
    const y = [0.1, 0.9, 2.2, 2.8]
    // x̄ = 1.5, ȳ = 1.5, Sxx = 5, Sxy = 4.7: y = 0.09 + 0.94x, residuals 0.01, −0.13, 0.23, −0.11.
    const residualVariance = (0.01 ** 2 + 0.13 ** 2 + 0.23 ** 2 + 0.11 ** 2) / 2
    const { slope, low, high } = slopeInterval(x, y, 0.05)
    expect(slope).toBeWithin(4.7 / 5, 1e-12)
    const half = 4.30265272974946 * Math.sqrt(residualVariance / 5) // Student, 2 degrees of freedom, 0.975
    expect(high - slope).toBeWithin(slope - low, 1e-12)
    expect(high - slope).toBeWithin(half, 1e-9)
  })

  test('two points have no interval', () => {
    expect(() => slopeInterval([0, 1], [0, 1], 0.05)).toThrow(ArgumentError)
    expect(() => slopeInterval([0, 1, 2], [0, 1], 0.05)).toThrow(ArgumentError)
  })
})

describe('wilsonInterval', () => {
  test('has ends at which the score test is just rejected: |p̂ − p| = z·√(p(1 − p)/n)', () => {
    for (const [successes, trials, z] of [
      [3, 10, 1.96],
      [0, 50, 6.1],
      [50, 50, 6.1],
      [120, 1000, 3],
    ] as const) {
      for (const p of Object.values(wilsonInterval(successes, trials, z))) {
        // Squared, and multiplied by n: each side is a few roundings of numbers below z².
        const left = trials * (successes / trials - p) ** 2
        expect(left).toBeWithin(z * z * p * (1 - p), 1e-12)
      }
    }
  })

  test('refuses impossible counts', () => {
    expect(() => wilsonInterval(1, 0, 2)).toThrow(ArgumentError)
    expect(() => wilsonInterval(3, 2, 2)).toThrow(ArgumentError)
    expect(() => wilsonInterval(1, 2, Number.NaN)).toThrow(ArgumentError)
  })
})
