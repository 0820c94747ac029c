import { describe, expect, it } from 'vitest'
import { norm } from '../algebra/vectors.ts'
import { steihaugToint, type TrustRegionModel } from './steihaugToint.ts'

/** diag(curvatures) and a gradient. */
function model(
  curvatures: readonly number[],
  gradient: readonly number[],
  options: Partial<TrustRegionModel> = {},
): TrustRegionModel {
  return {
    gradient: Float64Array.from(gradient),
    apply: (v) => v.map((x, i) => curvatures[i]! * x),
    radius: 100,
    tolerance: 1e-12,
    maxProducts: 50,
    ...options,
  }
}

describe('steihaugToint', () => {
  it('finds the Newton step in as many products as there are different curvatures', async () => {
    const found = await steihaugToint(model([1, 1, 4], [2, -3, 8]))
    expect(found).toMatchObject({ ended: 'interior', products: 2 })
    // −H⁻¹g; two steps of a dozen roundings each on numbers below 10.
    expect(found.step).toBeWithin(Float64Array.of(-2, 3, -2), 1e-13)
    expect(found.predicted).toBeWithin((4 + 9 + 16) / 2, 1e-12)
  })

  it('ends on the boundary where the Newton step is longer', async () => {
    const found = await steihaugToint(model([1, 1, 4], [2, -3, 8], { radius: 1 }))
    expect(found.ended).toBe('boundary')
    expect(found.length).toBeWithin(1, 1e-15 * 4)
    expect(found.length).toBe(norm(found.step))
    expect(found.predicted).toBeGreaterThan(0)
  })

  it('follows negative curvature to the boundary, and a flat direction too', async () => {
    for (const curvature of [-1, 0]) {
      const found = await steihaugToint(model([curvature, 2], [1, 0], { radius: 3 }))
      expect(found).toMatchObject({ ended: 'negativeCurvature', products: 1 })
      expect(found.step).toEqual(Float64Array.of(-3, 0))
      expect(found.predicted).toBe(3 - (curvature * 9) / 2)
    }
  })

  it('does no worse than the best step along −g, however few products it has', async () => {
    const found = await steihaugToint(model([1, 10], [1, 1], { maxProducts: 1 }))
    // t = g·g / g·Hg = 2/11.
    expect(found).toMatchObject({ ended: 'productLimit', products: 1 })
    expect(found.predicted).toBeWithin(2 / 11, 1e-15)
    const none = await steihaugToint(model([1, 10], [1, 1], { maxProducts: 0 }))
    expect(none).toMatchObject({ ended: 'productLimit', products: 0, length: 0 })
  })

  it('gives back what it had when a product is not finite', async () => {
    const found = await steihaugToint({ ...model([1, 1], [1, 2]), apply: (v) => v.map(() => Number.NaN) })
    expect(found).toMatchObject({ ended: 'nonFinite', length: 0 })
  })
})
