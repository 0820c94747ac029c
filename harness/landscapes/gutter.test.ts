import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { unitRoundoff } from '../algebra/vectors.ts'
import { assertProperty } from '../properties/assertProperty.ts'
import { gutter } from './gutter.ts'

const u = unitRoundoff
const angle = fc.double({ min: -3.2, max: 3.2, noNaN: true })

describe('gutter', () => {
  it('has a global minimum at every point of the unit circle, flat along and 2 across', () => {
    assertProperty(
      fc.property(angle, (phi) => {
        const [x, y] = [Math.cos(phi), Math.sin(phi)]
        const theta = Float64Array.of(x, y)
        // x² + y² − 1 is off by 4u from the coordinates and 3u from its own roundings.
        expect(gutter.loss(theta)).toBeWithin(0, (8 * u) ** 2)
        expect(gutter.gradient(theta)).toBeWithin([0, 0], 8 * u)
        // Entries off by 4·(3 + 1 + 1)u at most, and by 8u for the point's distance to the circle.
        expect(gutter.hvp(theta, Float64Array.of(-y, x))).toBeWithin([0, 0], 64 * u)
        expect(gutter.hvp(theta, theta)).toBeWithin([2 * x, 2 * y], 64 * u)
      }),
    )
  })

  it('is positive off the circle', () => {
    const coordinate = fc.double({ min: -3, max: 3, noNaN: true })
    assertProperty(
      fc.property(coordinate, coordinate, (x, y) => {
        fc.pre(Math.abs(x * x + y * y - 1) > 8 * u)
        expect(gutter.loss(Float64Array.of(x, y))).toBeGreaterThan(0)
      }),
    )
  })

  it('has its maximum inside at the origin, 1/4 with the Hessian −I', async () => {
    const origin = new Float64Array(2)
    expect(gutter.loss(origin)).toBe(0.25)
    expect(gutter.gradient(origin)).toBeWithin([0, 0], 0)
    expect((await gutter.hessian(origin)).matrix.entries).toBeWithin([-1, 0, 0, -1], 0)
  })
})
