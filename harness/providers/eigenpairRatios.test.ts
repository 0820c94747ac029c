import { describe, expect, it } from 'vitest'
import { eigenpairRatioLimit, eigenpairRatios } from './eigenpairRatios.ts'

const ulp = 2 ** -52

describe('eigenpairRatios', () => {
  it('are 0 for pairs that are exact', async () => {
    const pairs = await eigenpairRatios(Float64Array.of(3, 0, 0, 5), 2, Float64Array.of(3, 5), identity())
    expect(pairs).toEqual({ residual: 0, orthogonality: 0 })
  })

  it('measure a wrong eigenvalue in units of n · ulp · norm', async () => {
    const values = Float64Array.of(3, 5 * (1 + 200 * ulp))
    const { residual } = await eigenpairRatios(Float64Array.of(3, 0, 0, 5), 2, values, identity())
    expect(residual).toBeWithin(100, 1)
    expect(residual).toBeGreaterThan(eigenpairRatioLimit)
  })

  it('see vectors that are not orthonormal even where the residual cannot', async () => {
    const zero = new Float64Array(4)
    const long = await eigenpairRatios(zero, 2, new Float64Array(2), Float64Array.of(1, 0, 0, 1 + 100 * ulp))
    expect(long).toEqual({ residual: 0, orthogonality: 100 })
    const slanted = await eigenpairRatios(zero, 2, new Float64Array(2), Float64Array.of(1, 1, 0, 0))
    expect(slanted).toMatchObject({ residual: 0, orthogonality: 0.5 / ulp })
  })

  it('are infinite or NaN, above every limit, when the zero matrix is not rebuilt or a number is missing', async () => {
    const zero = new Float64Array(4)
    const wrong = await eigenpairRatios(zero, 2, Float64Array.of(0, 1), identity())
    expect(wrong.residual).toBe(Number.POSITIVE_INFINITY)
    const missing = await eigenpairRatios(zero, 2, Float64Array.of(0, Number.NaN), identity())
    expect(missing.residual < eigenpairRatioLimit).toBe(false)
  })
})

function identity(): Float64Array {
  return Float64Array.of(1, 0, 0, 1)
}
