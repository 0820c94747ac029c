import { describe, expect, it } from 'vitest'
import { ShapeError } from '../errors.ts'
import { addScaled, dot, firstNonFinite, norm, requireLength, unitRoundoff } from './vectors.ts'

describe('vectors', () => {
  const x = Float64Array.of(1, -2, 3)
  const y = Float64Array.of(4, 5, -6)

  it('have an inner product', () => {
    expect(dot(x, y)).toBe(-24)
    expect(dot(new Float64Array(0), new Float64Array(0))).toBe(0)
  })

  it('are added into a new one', () => {
    expect([...addScaled(x, -2, y)]).toEqual([-7, -12, 15])
    expect([...x]).toEqual([1, -2, 3])
  })

  it('must be of one length', () => {
    const short = y.subarray(1)
    expect(() => dot(x, short)).toThrow(ShapeError)
    expect(() => addScaled(x, 1, short)).toThrow(ShapeError)
    expect(() => requireLength('here', 'z', short, 3)).toThrow('here: z must be of length 3, got length 2')
  })

  it('have a norm, at every scale', () => {
    expect(norm(Float64Array.of(3, -4))).toBe(5)
    expect(norm(new Float64Array(3))).toBe(0)
    expect(norm(new Float64Array(0))).toBe(0)
    for (const scale of [2 ** -1060, 2 ** -600, 2 ** 600, 2 ** 1020])
      expect(norm(Float64Array.of(3 * scale, -4 * scale))).toBe(5 * scale)
  })

  it('of what is not finite have no finite norm', () => {
    expect(norm(Float64Array.of(1, Number.NaN, 2))).toBeNaN()
    expect(norm(Float64Array.of(1, Number.NEGATIVE_INFINITY))).toBe(Number.POSITIVE_INFINITY)
  })

  it('are searched for what is not finite', () => {
    expect(firstNonFinite([1, 0, -1])).toBe(-1)
    expect(firstNonFinite([1, Number.NaN, Number.POSITIVE_INFINITY])).toBe(1)
    expect(firstNonFinite([Number.NEGATIVE_INFINITY])).toBe(0)
  })
})

describe('unitRoundoff', () => {
  it('is half the distance from 1 to the next number', () => {
    expect(1 + unitRoundoff).toBe(1)
    expect(1 + unitRoundoff * (1 + 2 ** -52)).toBeGreaterThan(1)
  })
})
