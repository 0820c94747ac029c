import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dot, unitRoundoff } from '../algebra/vectors.ts'
import { assertProperty } from '../properties/assertProperty.ts'
import { quartic, quarticCriticalPoint, quarticGradientFlatPoints } from './quartic.ts'

const u = unitRoundoff
const root2 = Math.SQRT2

describe('quartic', () => {
  it('has its minimum at (-3, 0), all in exact arithmetic', async () => {
    const theta = Float64Array.from(quarticCriticalPoint)
    expect([...theta]).toEqual([-3, 0])
    expect(quartic.loss(theta)).toBe(6.25)
    expect(quartic.gradient(theta)).toBeWithin([0, 0], 0)
    expect((await quartic.hessian(theta)).matrix.entries).toBeWithin([21, 0, 0, 10], 0)
  })

  it('has no other critical point: ∂f/∂x = (x + 3)(x² − 3x + 3), and ∂f/∂y has the sign of y', () => {
    const coordinate = fc.double({ min: -10, max: 10, noNaN: true })
    assertProperty(
      fc.property(coordinate, coordinate, (x, y) => {
        const gradient = quartic.gradient(Float64Array.of(x, y))
        // Both forms: at most eight roundings of terms that add up to |x|³ + 6|x|² + 12|x| + 9 at most.
        const terms = Math.abs(x) ** 3 + 6 * x * x + 12 * Math.abs(x) + 9
        expect(gradient[0]!).toBeWithin((x + 3) * (x * x - 3 * x + 3), 16 * u * terms)
        expect(Math.sign(gradient[1]!)).toBe(Math.sign(y))
      }),
    )
  })

  it('has a local minimum of the gradient norm at √2, where it is not critical', () => {
    const theta = Float64Array.from(quarticGradientFlatPoints.minimum)
    expect([...theta]).toEqual([root2, 0])
    // Terms 1 + 6 + 12.7 + 40 with eight roundings, and the slope 3.4 times the rounding of √2.
    expect(quartic.loss(theta)).toBeWithin(35 + 9 * root2, 600 * u)
    // g = 9 − 4√2 within 4u·(2√2 + 6√2 + 9) < 84u, so g² within 2·3.35·84u and its own rounding.
    expect(squaredGradientNorm(theta)).toBeWithin(113 - 72 * root2, 600 * u)
  })

  it('has a saddle of the gradient norm at −√2', () => {
    const theta = Float64Array.from(quarticGradientFlatPoints.saddle)
    expect([...theta]).toEqual([-root2, 0])
    expect(quartic.loss(theta)).toBeWithin(35 - 9 * root2, 600 * u)
    // As above with g = 9 + 4√2 < 14.7.
    expect(squaredGradientNorm(theta)).toBeWithin(113 + 72 * root2, 3000 * u)
  })

  it.each(Object.values(quarticGradientFlatPoints))(
    'has its gradient in the kernel of H at (%d, %d)',
    (x, y) => {
      const theta = Float64Array.of(x, y)
      const gradient = quartic.gradient(theta)
      expect(Math.abs(gradient[0]!)).toBeGreaterThan(3)
      // 3x² − 6 is 12u off by the rounding of √2 and 48u by its own; |g| < 14.7.
      expect(quartic.hvp(theta, gradient)).toBeWithin([0, 0], 14.7 * 60 * u)
    },
  )

  it('has more gradient all around √2, and both more and less around −√2', () => {
    const offset = fc
      .tuple(fc.double({ min: 1e-3, max: 0.5, noNaN: true }), fc.constantFrom(-1, 1))
      .map(([size, sign]) => sign * size)
    const atMinimum = squaredGradientNorm(Float64Array.of(root2, 0))
    const atSaddle = squaredGradientNorm(Float64Array.of(-root2, 0))
    assertProperty(
      fc.property(offset, offset, (dx, dy) => {
        expect(squaredGradientNorm(Float64Array.of(root2 + dx, dy))).toBeGreaterThan(atMinimum)
        expect(squaredGradientNorm(Float64Array.of(-root2 + dx, 0))).toBeLessThan(atSaddle)
        expect(squaredGradientNorm(Float64Array.of(-root2, dy))).toBeGreaterThan(atSaddle)
      }),
    )
  })
})

function squaredGradientNorm(theta: Float64Array): number {
  const gradient = quartic.gradient(theta)
  return dot(gradient, gradient)
}
