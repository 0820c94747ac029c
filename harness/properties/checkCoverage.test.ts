import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ArgumentError } from '../errors.ts'
import { checkCoverage } from './checkCoverage.ts'

const digits = fc.noBias(fc.nat({ max: 9 }))
const one = { seed: 1, cases: 100 }
const zero = (share: number) => ({ zero: { share, applies: (digit: number) => digit === 0 } })

describe('checkCoverage', () => {
  it.each([1, 2, 3, 4, 5])('tells a share that is there from one that is not, seed %i', (seed) => {
    expect(checkCoverage(digits, zero(0.09), { seed, cases: 100 })).toMatchObject([
      { label: 'zero', status: 'covered' },
    ])
    expect(checkCoverage(digits, zero(0.13), { seed, cases: 100 })).toMatchObject([
      { label: 'zero', status: 'short' },
    ])
  })

  it('draws no more than it needs', () => {
    const never = { never: { share: 0.9, applies: () => false } }
    expect(checkCoverage(digits, never, one)).toEqual([
      { label: 'never', status: 'short', share: 0.9, applied: 0, drawn: 200 },
    ])
  })

  it('does not decide what it cannot', () => {
    const close = checkCoverage(digits, zero(0.107), one)[0]!
    expect(close).toMatchObject({ status: 'undecided', drawn: 25_600 })
  })

  it('draws in runs of the length that it is told', () => {
    const firsts = fc.nat({ max: 1000 })
    const small = { small: { share: 0.05, applies: (digit: number) => digit < 10 } }
    // Small numbers come more often than 1 in 100 where runs are short.
    expect(checkCoverage(firsts, small, { seed: 1, cases: 10 })).toMatchObject([{ status: 'covered' }])
    expect(checkCoverage(fc.noBias(firsts), small, { seed: 1, cases: 10 })).toMatchObject([
      { status: 'short' },
    ])
  })

  it('counts each draw once', () => {
    const all = checkCoverage(digits, { all: { share: 0.999, applies: () => true } }, one)[0]!
    expect(all.applied).toBe(all.drawn)
    expect(all.status).toBe('covered')
  })

  it.each([0, 1, -1, Number.NaN])('refuses the share %d', (share) => {
    expect(() => checkCoverage(digits, zero(share), one)).toThrow(ArgumentError)
  })

  it('has nothing to say without labels', () => {
    expect(checkCoverage(digits, {}, one)).toEqual([])
  })
})
