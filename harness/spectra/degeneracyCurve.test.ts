/** That it counts, adds up and is monotone stands in properties/certificates. */
import { describe, expect, it } from 'vitest'
import { decadeTolerances, degeneracyCurve } from './degeneracyCurve.ts'

describe('degeneracyCurve', () => {
  it('takes the tolerance itself as zero', () => {
    const values = Float64Array.of(-2, -1, 0, 1, 2)
    expect(degeneracyCurve(values, 3, [0, 1, 2])).toEqual([
      { tolerance: 0, zeros: 4, negative: 2 },
      { tolerance: 1, zeros: 6, negative: 1 },
      { tolerance: 2, zeros: 8, negative: 0 },
    ])
  })

  it('has a point for every second decade when no tolerances are given', () => {
    const curve = degeneracyCurve(Float64Array.of(1e-7, -1), 0)
    expect(curve.map(({ tolerance }) => tolerance)).toEqual(decadeTolerances)
    expect(curve.map(({ zeros }) => zeros)).toEqual([0, 0, 0, 0, 1, 1, 1])
  })
})
