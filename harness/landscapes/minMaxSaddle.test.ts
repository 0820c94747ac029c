import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ArgumentError } from '../errors.ts'
import { assertProperty } from '../properties/assertProperty.ts'
import { minMaxSaddle } from './minMaxSaddle.ts'

const count = fc.nat({ max: 4 })
const signature = fc
  .record({ negative: count, zero: count, positive: count })
  .filter(({ negative, zero, positive }) => negative + zero + positive > 0)

describe('minMaxSaddle', () => {
  it('has the signature that was asked for, everywhere and exactly', async () => {
    await assertProperty(
      fc.asyncProperty(signature, fc.integer({ min: -5, max: 5 }), async (wanted, x) => {
        const saddle = minMaxSaddle(wanted)
        const theta = new Float64Array(saddle.dimension).fill(x)
        const { matrix, errorBound } = await saddle.hessian(theta)
        const n = matrix.order
        const diagonal = Array.from({ length: n }, (_, i) => matrix.entries[i * n + i]!)
        const ones = (value: number, length: number) => Array.from({ length }, () => value)
        expect(diagonal).toEqual([
          ...ones(-1, wanted.negative),
          ...ones(0, wanted.zero),
          ...ones(1, wanted.positive),
        ])
        expect(matrix.entries.filter((a) => a !== 0).length).toBe(wanted.negative + wanted.positive)
        expect(errorBound).toBe(0)
      }),
    )
  })

  it('falls along negative, rises along positive and stays along zero coordinates', () => {
    const saddle = minMaxSaddle({ negative: 1, zero: 1, positive: 2 })
    expect(saddle.dimension).toBe(4)
    expect(saddle.loss(Float64Array.of(3, 0, 0, 0))).toBe(-4.5)
    expect(saddle.loss(Float64Array.of(0, 3, 0, 0))).toBe(0)
    expect(saddle.loss(Float64Array.of(0, 0, 3, 4))).toBe(12.5)
    expect(saddle.gradient(Float64Array.of(2, 3, 4, 5))).toBeWithin([-2, 0, 4, 5], 0)
  })

  it('counts no zeros unless asked', () => {
    expect(minMaxSaddle({ negative: 2, positive: 3 }).dimension).toBe(5)
  })

  it.each([
    { negative: -1, positive: 2 },
    { negative: 1.5, positive: 2 },
    { negative: 1, positive: Number.NaN },
    { negative: 1, zero: -1, positive: 1 },
    { negative: 0, zero: 0, positive: 0 },
  ])('refuses the signature %o', (wrong) => {
    expect(() => minMaxSaddle(wrong)).toThrow(ArgumentError)
  })
})
