import { expect, test } from 'vitest'
import { digits, duration } from './digits.ts'

test.each([
  [2, '2'],
  [2.34567, '2.35'],
  [0.012345, '0.0123'],
  [0.00012345, '1.23e-4'],
  [1234.56, '1235'],
  [12_345_678, '1.23e+7'],
  [0, '0'],
  [Number.NaN, 'NaN'],
  [Number.POSITIVE_INFINITY, 'Infinity'],
])('%d is %s', (value, text) => {
  expect(digits(value)).toBe(text)
})

test.each([
  [12.3456, '12.3 ms'],
  [1500, '1.50 s'],
  [300_000, '5 min'],
])('%d ms is %s', (ms, text) => {
  expect(duration(ms)).toBe(text)
})
