import { expect, test } from 'vitest'
import { grouped, powerOfTen } from './numberText.ts'

test.each([
  [0, 0, '0'],
  [999, 0, '999'],
  [1000, 0, '1,000'],
  [-1234567.891, 2, '-1,234,567.89'],
  [0.12345, 4, '0.1235'],
])('grouped(%d, %d) is %s', (value, decimals, text) => {
  expect(grouped(value, decimals)).toBe(text)
})

test.each([
  [1, 1, '10⁰'],
  [1e-16, 1, '10⁻¹⁶'],
  [-1e3, 1, '−10³'],
  [-2.5e-10, 2, '−2.5·10⁻¹⁰'],
])('powerOfTen(%d, %d) is %s', (value, digits, text) => {
  expect(powerOfTen(value, digits)).toBe(text)
})
