/** Steps by hand. What holds in general is in harness/properties. */
import { describe, expect, it } from 'vitest'
import { ArgumentError, ShapeError } from '../errors.ts'
import { dampedSteps, dauphin2014Dampings } from './dampedSteps.ts'

/** diag(−1, 0, 3) */
const pairs = {
  values: Float64Array.of(-1, 0, 3),
  vectors: Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1),
}
const gradient = Float64Array.of(2, 4, 8)

describe('dampedSteps', () => {
  it('has a step for each damping, in their order', () => {
    expect(dampedSteps(pairs, gradient, [1, 5])).toEqual([
      { status: 'finite', damping: 1, step: Float64Array.of(-1, -4, -2), leftOut: 0 },
      { status: 'finite', damping: 5, step: Float64Array.of(-2 / 6, -4 / 5, -1), leftOut: 0 },
    ])
    expect(dampedSteps(pairs, gradient).map(({ damping }) => damping)).toEqual(dauphin2014Dampings)
    expect(dampedSteps(pairs, gradient, [])).toEqual([])
  })

  it('keeps the sign of λ where that is asked for', () => {
    const [step] = dampedSteps(pairs, gradient, [0.5], { curvature: 'signed' })
    expect(step!.step).toEqual(Float64Array.of(4, -8, -8 / 3.5))
  })

  it('leaves directions out at a cutoff, and refuses to divide by 0 without one', () => {
    const [step] = dampedSteps(pairs, gradient, [0], { cutoff: 0 })
    expect(step).toEqual({ status: 'finite', damping: 0, step: Float64Array.of(-2, 0, -8 / 3), leftOut: 1 })
    expect(dampedSteps(pairs, gradient, [0], { cutoff: 1 })[0]).toMatchObject({ leftOut: 2 })
    expect(() => dampedSteps(pairs, gradient, [0])).toThrow(ArgumentError)
    expect(() => dampedSteps(pairs, gradient, [1], { curvature: 'signed' })).toThrow('zero divisor')
  })

  it('says when a step leaves float64', () => {
    const tiny = { ...pairs, values: Float64Array.of(1, 1, 2 ** -1060) }
    expect(dampedSteps(tiny, gradient, [0])[0]).toMatchObject({ status: 'nonFinite' })
    expect(dampedSteps(tiny, gradient, [1])[0]).toMatchObject({ status: 'finite' })
  })

  it('refuses what makes no sense', () => {
    expect(() => dampedSteps(pairs, Float64Array.of(1), [1])).toThrow(ShapeError)
    expect(() => dampedSteps({ ...pairs, vectors: gradient }, gradient, [1])).toThrow(ShapeError)
    for (const damping of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => dampedSteps(pairs, gradient, [damping])).toThrow(ArgumentError)
    }
    for (const cutoff of [-1, Number.NaN]) {
      expect(() => dampedSteps(pairs, gradient, [1], { cutoff })).toThrow('cutoff')
    }
    const unknown = { ...pairs, values: Float64Array.of(1, Number.NaN, 1) }
    expect(() => dampedSteps(unknown, gradient, [1], { cutoff: 1 })).toThrow(ArgumentError)
  })
})
