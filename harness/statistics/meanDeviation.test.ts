import { describe, expect, it } from 'vitest'
import { ArgumentError } from '../errors.ts'
import { meanDeviation } from './meanDeviation.ts'

const u = 2 ** -53

describe('meanDeviation', () => {
  it('has n − 1 in the denominator', () => {
    expect(meanDeviation([2, 4, 4, 4, 5, 5, 7, 9])).toEqual({
      mean: 5,
      deviation: Math.sqrt(32 / 7),
      trials: 8,
    })
  })

  it('says nothing of the spread of one trial', () => {
    expect(meanDeviation([1625])).toEqual({ mean: 1625, trials: 1 })
    expect(meanDeviation([1625, 1625]).deviation).toBe(0)
  })

  it('loses nothing on a large offset', () => {
    // 1e9 + {4, 7, 13, 16}: mean 1e9 + 10, squares 36 + 9 + 9 + 36. The mean has four roundings of 1e9.
    const { mean, deviation } = meanDeviation([4, 7, 13, 16].map((x) => 1e9 + x))
    expect(mean).toBeWithin(1e9 + 10, 8 * u * 1e9)
    expect(deviation!).toBeWithin(Math.sqrt(30), 16 * u * Math.sqrt(30))
  })

  it('is not made of nothing, nor of what is not finite', () => {
    expect(() => meanDeviation([])).toThrow(ArgumentError)
    expect(() => meanDeviation([1, Number.NaN])).toThrow('values[1]')
  })
})
