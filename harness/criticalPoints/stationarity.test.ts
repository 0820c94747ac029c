import { describe, expect, it } from 'vitest'
import { ArgumentError } from '../errors.ts'
import { frye2020GradientNormBound, frye2020LooseGradientNormBound, stationarity } from './stationarity.ts'

describe('stationarity', () => {
  it('has the bounds of the paper as norms, not squares', () => {
    expect(frye2020GradientNormBound).toBe(Math.sqrt(1e-10))
    expect(frye2020LooseGradientNormBound).toBe(Math.sqrt(1e-8))
  })

  it('is critical strictly below the bound', () => {
    expect(stationarity(0)).toEqual({ status: 'critical', gradientNorm: 0, bound: 1e-5, ratio: 0 })
    expect(stationarity(0.5, 2)).toEqual({ status: 'critical', gradientNorm: 0.5, bound: 2, ratio: 0.25 })
    expect(stationarity(9.99e-6).status).toBe('critical')
    expect(stationarity(1e-5)).toEqual({ status: 'notCritical', gradientNorm: 1e-5, bound: 1e-5, ratio: 1 })
  })

  it('says how far a point is from critical', () => {
    // The measured gradient norm of an MNIST network that its authors call a saddle.
    expect(stationarity(3.3e-2).status).toBe('notCritical')
    expect(stationarity(8, 2).ratio).toBe(4)
    expect(stationarity(Number.POSITIVE_INFINITY)).toMatchObject({
      status: 'notCritical',
      ratio: Number.POSITIVE_INFINITY,
    })
  })

  it('refuses a norm or a bound that is none', () => {
    expect(() => stationarity(Number.NaN)).toThrow(ArgumentError)
    expect(() => stationarity(-1)).toThrow(ArgumentError)
    for (const bad of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => stationarity(1, bad)).toThrow(ArgumentError)
    }
  })
})
