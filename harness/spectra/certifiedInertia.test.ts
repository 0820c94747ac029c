/** That it adds up and states no sign wrongly stands in properties/certificates. */
import { describe, expect, it } from 'vitest'
import { ArgumentError, InternalError } from '../errors.ts'
import { certifiedInertia } from './certifiedInertia.ts'

describe('certifiedInertia', () => {
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
