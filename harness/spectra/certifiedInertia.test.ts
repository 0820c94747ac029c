import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ArgumentError, InternalError } from '../errors.ts'
import { certifiedInertia } from './certifiedInertia.ts'

const value = fc.integer({ min: -20, max: 20 }).map((k) => k / 8)
const spectra = fc.array(value, { maxLength: 12 })
const bounds = fc.nat({ max: 8 }).map((k) => k / 8)
const counts = fc.nat({ max: 5 })

describe('certifiedInertia', () => {
  it('adds up to the order, zero rows included', () => {
    fc.assert(
      fc.property(spectra, bounds, counts, counts, (values, bound, zeroRows, wanted) => {
        const small = values.filter((x) => Math.abs(x) <= bound).length
        const invariances = Math.min(wanted, small)
        const inertia = certifiedInertia(Float64Array.from(values), bound, { zeroRows, invariances })
        const { structural, negative, undecided, positive } = inertia
        expect(structural + negative + undecided + positive).toBe(values.length + zeroRows)
        expect(inertia).toEqual({
          structural: zeroRows + invariances,
          negative: values.filter((x) => x < -bound).length,
          undecided: small - invariances,
          positive: values.filter((x) => x > bound).length,
        })
      }),
    )
  })

  it('states no sign that an error within the bound could change', () => {
    const errors = fc.array(fc.integer({ min: -8, max: 8 }), { minLength: 12, maxLength: 12 })
    const none = { zeroRows: 0, invariances: 0 }
    fc.assert(
      fc.property(spectra, bounds, errors, (exact, bound, pool) => {
        // Every number is a multiple of 1/64: nothing rounds.
        const computed = Float64Array.from(exact, (x, k) => x + (pool[k]! * bound) / 8)
        const { negative, positive } = certifiedInertia(computed, bound, none)
        expect(negative).toBeLessThanOrEqual(exact.filter((x) => x < 0).length)
        expect(positive).toBeLessThanOrEqual(exact.filter((x) => x > 0).length)
      }),
    )
  })

  it('leaves an eigenvalue at the bound undecided, and 0 with a bound of 0', () => {
    const none = { zeroRows: 0, invariances: 0 }
    const at = Float64Array.of(-1, 1, 0)
    expect(certifiedInertia(at, 1, none)).toMatchObject({ negative: 0, undecided: 3, positive: 0 })
    expect(certifiedInertia(at, 0, none)).toMatchObject({ negative: 1, undecided: 1, positive: 1 })
  })

  it('calls it a bug when more null directions are proved than eigenvalues are small', () => {
    const run = () => certifiedInertia(Float64Array.of(-1, 0.5, 2), 0.5, { zeroRows: 4, invariances: 2 })
    expect(run).toThrow(InternalError)
    expect(run).toThrow('2 null directions are proved, yet only 1 eigenvalues lie within ±0.5')
  })

  it('refuses a bound that is none', () => {
    for (const bound of [-1, Number.NaN]) {
      const run = () => certifiedInertia(Float64Array.of(1), bound, { zeroRows: 0, invariances: 0 })
      expect(run).toThrow(ArgumentError)
    }
  })
})
