import { describe, expect, it } from 'vitest'
import { unitRoundoff } from '../algebra/vectors.ts'
import { ArgumentError } from '../errors.ts'
import { momentRadius, semicircleCdf, semicircleDistance } from './semicircle.ts'

const u = unitRoundoff

describe('semicircleCdf', () => {
  it.each([0.5, 2, 7])('is the integral of the density, radius %d', (radius) => {
    for (const share of [-1.5, -1, -0.9, -0.3, 0, 0.2, 0.75, 1, 1.2]) {
      // Midpoint rule over at most π with 2000 steps: π/24 · (π/2000)² · max|f''| = 4e-7.
      expect(semicircleCdf(share * radius, radius)).toBeWithin(integral(share), 1e-6)
    }
  })

  it('is 0 to the left, 1 to the right, 1/2 in the middle, and symmetric', () => {
    expect([semicircleCdf(-2), semicircleCdf(0), semicircleCdf(2)]).toEqual([0, 0.5, 1])
    expect([semicircleCdf(-2.1), semicircleCdf(9)]).toEqual([0, 1])
    for (const x of [0.1, 0.7, 1.9]) expect(semicircleCdf(x) + semicircleCdf(-x)).toBeWithin(1, 8 * u)
  })

  it('has radius 2 unless told', () => {
    expect(semicircleCdf(1)).toBe(semicircleCdf(1, 2))
    // ½ + (√3/4 + π/6)/π
    expect(semicircleCdf(1)).toBeWithin(0.5 + (Math.sqrt(3) / 4 + Math.PI / 6) / Math.PI, 8 * u)
  })
})

describe('semicircleDistance', () => {
  it.each([2, 5])('of the quantiles (k + ½)/n is 1/2n, radius %d', (radius) => {
    const n = 200
    const values = Float64Array.from({ length: n }, (_, k) => quantile((k + 0.5) / n, radius))
    expect(semicircleDistance(values, radius)).toBeWithin(1 / (2 * n), 1e-9)
  })

  it('sees a point mass, from either side of the jump', () => {
    expect(semicircleDistance(new Float64Array(10))).toBe(0.5)
    expect(semicircleDistance(new Float64Array(10).fill(2))).toBe(1)
    expect(semicircleDistance(new Float64Array(10).fill(-3))).toBe(1)
  })

  it('tells a uniform spectrum from the semicircle', () => {
    const uniform = Float64Array.from({ length: 1000 }, (_, k) => -2 + (4 * (k + 0.5)) / 1000)
    // sup |(x + 2)/4 − F(x)|: the densities cross at √(1 − (π/4)²) of the radius.
    const crossing = 2 * Math.sqrt(1 - (Math.PI / 4) ** 2)
    const expected = Math.abs((crossing + 2) / 4 - semicircleCdf(crossing))
    expect(semicircleDistance(uniform)).toBeWithin(expected, 1 / 1000)
    expect(expected).toBeGreaterThan(0.05)
  })

  it('refuses what is not ascending, not a number or has no radius', () => {
    expect(() => semicircleDistance(Float64Array.of(1, 0))).toThrow(ArgumentError)
    expect(() => semicircleDistance(Float64Array.of(0, Number.NaN))).toThrow('ascending, got NaN at 1')
    expect(() => semicircleDistance(Float64Array.of(Number.NaN, 0))).toThrow('ascending, got NaN at 0')
    for (const radius of [0, -1, Number.NaN])
      expect(() => semicircleDistance(Float64Array.of(0), radius)).toThrow('radius')
  })
})

describe('momentRadius', () => {
  it('is twice the root of the second moment, about 0', () => {
    expect(momentRadius(Float64Array.of(1, -1, 1, -1))).toBe(2)
    expect(momentRadius(Float64Array.of(3, 4, 5, 5))).toBeWithin(2 * Math.sqrt(75 / 4), 64 * u)
  })

  it.each([2, 5])('recovers the radius of exact quantiles, %d', (radius) => {
    const n = 2000
    const values = Float64Array.from({ length: n }, (_, k) => quantile((k + 0.5) / n, radius))
    // The midpoint rule in the probability, whose integrand x² has slopes of √-type at the ends: O(n^(−5/3)).
    expect(momentRadius(values)).toBeWithin(radius, 1e-4 * radius)
  })
})

/** ∫ 2√(1 − t²)/π dt from −1 to `share` with t = −cos φ: ∫ 2 sin²φ/π dφ, by midpoints. */
function integral(share: number): number {
  const end = Math.acos(-Math.min(1, Math.max(-1, share)))
  const steps = 2000
  let sum = 0
  for (let k = 0; k < steps; k++) sum += Math.sin((end * (k + 0.5)) / steps) ** 2
  return (2 * sum * end) / (steps * Math.PI)
}

/** x with F(x) = p, by bisection of the integral above in closed form. */
function quantile(p: number, radius: number): number {
  let [low, high] = [0, Math.PI]
  for (let k = 0; k < 60; k++) {
    const angle = (low + high) / 2
    if (angle - Math.sin(angle) * Math.cos(angle) < p * Math.PI) low = angle
    else high = angle
  }
  return -radius * Math.cos(low)
}
