import { describe, expect, it } from 'vitest'
import { ArgumentError } from '../errors.ts'
import { gaussianSpectrum } from './gaussianSpectrum.ts'
import { momentRadius, semicircleDistance } from './semicircle.ts'

describe('gaussianSpectrum', () => {
  it('is ascending, as many as asked for, the same for the same seed', () => {
    const values = drawn(60, 4)
    expect(values.length).toBe(60)
    expect(values).toEqual(drawn(60, 4).sort())
    expect(values).not.toEqual(drawn(60, 5))
  })

  it('has the moments of a symmetric matrix with variance 1/n off the diagonal and 2/n on it', () => {
    const n = 12
    const draws = 4000
    let [trace, squares, determinant] = [0, 0, 0]
    for (let seed = 0; seed < draws; seed++) {
      const values = drawn(n, seed)
      trace += values.reduce((sum, value) => sum + value, 0) / draws
      squares += values.reduce((sum, value) => sum + value ** 2, 0) / draws
      determinant += drawn(2, seed).reduce((product, value) => product * value, 1) / draws
    }
    // tr M has mean 0 and variance 2; tr M² is 2/n times a χ² of n(n + 1)/2 degrees: mean n + 1, variance 4(n + 1)/n.
    const five = 5 / Math.sqrt(draws)
    expect(trace).toBeWithin(0, five * Math.sqrt(2))
    expect(squares).toBeWithin(n + 1, five * Math.sqrt((4 * (n + 1)) / n))
    // n = 2: E det = −E M₁₂² = −1/2; its variance is E(M₁₁M₂₂)² + Var M₁₂² = 1 + 1/2.
    expect(determinant).toBeWithin(-0.5, five * Math.sqrt(1.5))
  })

  it('comes near the semicircle of radius 2 at a large order', () => {
    const values = drawn(400, 1)
    // The distance is of the order log n / n, 0.015, where a uniform spectrum has 0.06.
    expect(semicircleDistance(values)).toBeLessThan(0.03)
    expect(momentRadius(values)).toBeWithin(2, 0.05)
  })

  it('refuses an order that is none', () => {
    for (const order of [0, -1, 1.5, Number.NaN])
      expect(() => gaussianSpectrum(order, 1)).toThrow(ArgumentError)
    expect(drawn(1, 1).length).toBe(1)
  })
})

function drawn(order: number, seed: number): Float64Array {
  const values = gaussianSpectrum(order, seed)
  if ('status' in values) throw new Error(values.message)
  return values
}
