import { describe, expect, it } from 'vitest'
import { ArgumentError, ShapeError } from '../errors.ts'
import { analyticObjective } from './analyticObjective.ts'
import { planarObjective } from './planarObjective.ts'

const tilted = analyticObjective({
  name: 'tilted',
  dimension: 3,
  loss: (theta) => theta[0]! + 2 * theta[1]! + 4 * theta[2]!,
  gradient: () => Float64Array.of(1, 2, 4),
  hessian: () => ({ entries: Float64Array.of(1, 2, 3, 2, 5, 7, 3, 7, 11), errorBound: 0.5 }),
})

describe('analyticObjective', () => {
  it('passes the closed forms on', async () => {
    const theta = Float64Array.of(1, 10, 100)
    expect(tilted.dimension).toBe(3)
    expect(tilted.loss(theta)).toBe(421)
    expect(tilted.gradient(theta)).toEqual(Float64Array.of(1, 2, 4))
    const { matrix, errorBound } = await tilted.hessian(theta)
    expect(matrix.order).toBe(3)
    expect(matrix.entries).toEqual(Float64Array.of(1, 2, 3, 2, 5, 7, 3, 7, 11))
    expect(errorBound).toBe(0.5)
  })

  it('multiplies the Hessian by v', () => {
    const v = Float64Array.of(1, 10, 100)
    expect(tilted.hvp(new Float64Array(3), v)).toEqual(Float64Array.of(321, 752, 1173))
    expect(v).toEqual(Float64Array.of(1, 10, 100))
  })

  it.each([2, 4])('refuses a theta of length %i', async (length) => {
    const wrong = new Float64Array(length)
    const right = new Float64Array(3)
    expect(() => tilted.loss(wrong)).toThrow(ShapeError)
    expect(() => tilted.gradient(wrong)).toThrow(ShapeError)
    expect(() => tilted.hvp(wrong, right)).toThrow(ShapeError)
    expect(() => tilted.hvp(right, wrong)).toThrow(ShapeError)
    await expect(tilted.hessian(wrong)).rejects.toThrow(ShapeError)
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('refuses %d in theta or v', async (bad) => {
    const wrong = Float64Array.of(0, bad, 0)
    const right = new Float64Array(3)
    expect(() => tilted.loss(wrong)).toThrow(`tilted.loss: theta[1] must be finite, got ${bad}`)
    expect(() => tilted.gradient(wrong)).toThrow(ArgumentError)
    expect(() => tilted.hvp(wrong, right)).toThrow(ArgumentError)
    expect(() => tilted.hvp(right, wrong)).toThrow('tilted.hvp: v[1]')
    await expect(tilted.hessian(wrong)).rejects.toThrow(ArgumentError)
  })

  it('gives up the Hessian when the signal is aborted', async () => {
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(tilted.hessian(new Float64Array(3), { signal })).rejects.toThrow('enough')
  })
})

describe('planarObjective', () => {
  it('lays x, y out as theta and both triangles as the Hessian', async () => {
    const planar = planarObjective({
      name: 'planar',
      loss: (x, y) => x + 10 * y,
      gradient: (x, y) => ({ x: 2 * x, y: 3 * y }),
      hessian: (x, y) => ({ xx: x, xy: 7, yy: y, errorBound: 0.25 }),
    })
    const theta = Float64Array.of(5, 6)
    expect(planar.dimension).toBe(2)
    expect(planar.loss(theta)).toBe(65)
    expect(planar.gradient(theta)).toEqual(Float64Array.of(10, 18))
    expect((await planar.hessian(theta)).matrix.entries).toEqual(Float64Array.of(5, 7, 7, 6))
    expect((await planar.hessian(theta)).errorBound).toBe(0.25)
    expect(() => planar.loss(Float64Array.of(1))).toThrow('planar.loss')
  })
})
