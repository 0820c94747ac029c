import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ArgumentError } from '../errors.ts'
import { assertProperty } from '../properties/assertProperty.ts'
import { canonicalText, decodePlainData, encodePlainData } from './plainData.ts'

describe('plain data', () => {
  test('a round trip loses no number, not even NaN, the infinities and −0', () => {
    assertProperty(
      fc.property(fc.array(fc.double()), fc.float64Array(), (numbers, array) => {
        const back = decodePlainData(encodePlainData({ numbers, array: array.slice() }))
        const { numbers: gotNumbers, array: gotArray } = back as { numbers: number[]; array: Float64Array }
        expect(gotNumbers.length).toBe(numbers.length)
        for (const [i, value] of numbers.entries()) expect(Object.is(gotNumbers[i], value)).toBe(true)
        expect(Buffer.from(gotArray.buffer).equals(Buffer.from(array.slice().buffer))).toBe(true)
      }),
    )
  })

  test('a view of a larger buffer keeps only its own numbers', () => {
    const view = Float64Array.of(1, 2, 3, 4).subarray(1, 3)
    expect(decodePlainData(encodePlainData(view))).toEqual(Float64Array.of(2, 3))
  })

  test('other arrays are refused with their place, because JSON would turn them into objects', () => {
    expect(() => encodePlainData({ counts: new Int32Array(2) })).toThrow(ArgumentError)
    expect(() => encodePlainData({ counts: new Int32Array(2) })).toThrow(/counts/)
  })

  test('canonical text does not depend on the order of fields, and does on every value', () => {
    expect(canonicalText({ a: 1, b: { c: [1, 2], d: null } })).toBe(
      canonicalText({ b: { d: null, c: [1, 2] }, a: 1 }),
    )
    expect(canonicalText({ a: [1, 2] })).not.toBe(canonicalText({ a: [2, 1] }))
    expect(canonicalText({ a: Number.NaN })).not.toBe(canonicalText({ a: null }))
  })
})
