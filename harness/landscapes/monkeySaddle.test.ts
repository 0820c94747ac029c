import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { unitRoundoff } from '../algebra/vectors.ts'
import { assertProperty } from '../properties/assertProperty.ts'
import { monkeySaddle } from './monkeySaddle.ts'

const u = unitRoundoff
const radius = fc.double({ min: 1e-3, max: 10, noNaN: true })
const angle = fc.double({ min: -3.2, max: 3.2, noNaN: true })

describe('monkeySaddle', () => {
  it('has no gradient and no Hessian at the origin, exactly', async () => {
    const origin = new Float64Array(2)
    expect(monkeySaddle.loss(origin)).toBe(0)
    expect(monkeySaddle.gradient(origin)).toBeWithin([0, 0], 0)
    const { matrix, errorBound } = await monkeySaddle.hessian(origin)
    expect(matrix.entries).toBeWithin([0, 0, 0, 0], 0)
    expect(errorBound).toBe(0)
  })

  it('is r³ cos 3φ: three ways down and three up from the origin', () => {
    assertProperty(
      fc.property(radius, angle, (r, phi) => {
        const theta = Float64Array.of(r * Math.cos(phi), r * Math.sin(phi))
        // Terms of at most 4r³: 4 roundings in f, 3 of each coordinate cubed, and 3φ off by u·9.6.
        expect(monkeySaddle.loss(theta)).toBeWithin(r ** 3 * Math.cos(3 * phi), 64 * u * r ** 3)
      }),
    )
    expect(monkeySaddle.loss(Float64Array.of(1, 0))).toBe(1)
    expect(monkeySaddle.loss(Float64Array.of(-1, 0))).toBe(-1)
  })

  it('has the eigenvalues ±6r elsewhere', async () => {
    await assertProperty(
      fc.asyncProperty(radius, angle, async (r, phi) => {
        const theta = Float64Array.of(r * Math.cos(phi), r * Math.sin(phi))
        const [xx, xy, yx, yy] = [...(await monkeySaddle.hessian(theta)).matrix.entries] as [
          number,
          number,
          number,
          number,
        ]
        expect(xx + yy).toBe(0)
        expect(xx * yy - xy * yx).toBeWithin(-36 * r * r, 36 * r * r * 16 * u)
      }),
    )
  })
})
