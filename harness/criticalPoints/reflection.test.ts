import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { unitRoundoff } from '../algebra/vectors.ts'
import { assertProperty } from '../properties/assertProperty.ts'
import { reflection } from './reflection.ts'

const u = unitRoundoff

describe('reflection', () => {
  it.each([
    [3, 4, { c: 0.6, s: 0.8, r: 5 }],
    [-3, 4, { c: -0.6, s: 0.8, r: 5 }],
    [3, -4, { c: 0.6, s: -0.8, r: 5 }],
    [0, 2, { c: 0, s: 1, r: 2 }],
    [0, -2, { c: 0, s: -1, r: 2 }],
    [-2, 0, { c: -1, s: 0, r: 2 }],
    [0, 0, { c: 1, s: 0, r: 0 }],
  ])('of (%d, %d)', (a, b, expected) => {
    const got = reflection(a, b)
    expect([got.c, got.s, got.r / (expected.r || 1)]).toBeWithin(
      [expected.c, expected.s, expected.r === 0 ? 0 : 1],
      8 * u,
    )
  })

  it('is orthogonal and maps (a, b) to (r, 0) at any scale, subnormal numbers included', () => {
    const wide = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e307, max: 1e307 })
    assertProperty(
      fc.property(wide, wide, (a, b) => {
        const { c, s, r } = reflection(a, b)
        expect(c * c + s * s).toBeWithin(1, 8 * u)
        const size = Math.max(Math.abs(a), Math.abs(b))
        const bound = 8 * u * size + 4 * Number.MIN_VALUE
        expect(c * a + s * b).toBeWithin(r, bound)
        expect(s * a - c * b).toBeWithin(0, bound)
        expect(r).toBeGreaterThanOrEqual(0)
      }),
    )
  })
})
