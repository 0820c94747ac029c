import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decadeTolerances, degeneracyCurve } from './degeneracyCurve.ts'

const spectra = fc.array(
  fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -16, max: 0 })).map(([m, e]) => m * 10 ** e),
)

describe('degeneracyCurve', () => {
  it('counts more zeros and fewer negatives as the tolerance grows', () => {
    fc.assert(
      fc.property(spectra, fc.nat({ max: 9 }), (values, zeroRows) => {
        const curve = degeneracyCurve(Float64Array.from(values), zeroRows)
        expect(curve.map((point) => point.tolerance)).toEqual(decadeTolerances)
        for (let k = 1; k < curve.length; k++) {
          expect(curve[k]!.zeros).toBeGreaterThanOrEqual(curve[k - 1]!.zeros)
          expect(curve[k]!.negative).toBeLessThanOrEqual(curve[k - 1]!.negative)
        }
      }),
    )
  })

  it('counts zeros, negatives and what is left to the whole, at every tolerance', () => {
    fc.assert(
      fc.property(spectra, fc.nat({ max: 9 }), (values, zeroRows) => {
        for (const { tolerance, zeros, negative } of degeneracyCurve(Float64Array.from(values), zeroRows)) {
          const positive = values.filter((value) => value > tolerance).length
          expect(zeros + negative + positive).toBe(values.length + zeroRows)
        }
      }),
    )
  })

  it('takes the tolerance itself as zero', () => {
    const values = Float64Array.of(-2, -1, 0, 1, 2)
    expect(degeneracyCurve(values, 3, [0, 1, 2])).toEqual([
      { tolerance: 0, zeros: 4, negative: 2 },
      { tolerance: 1, zeros: 6, negative: 1 },
      { tolerance: 2, zeros: 8, negative: 0 },
    ])
  })
})
