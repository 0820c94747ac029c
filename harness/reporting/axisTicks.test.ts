import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { PlotAxis } from '../claims/plot.ts'
import { assertProperty } from '../properties/assertProperty.ts'
import { axisTicks } from './axisTicks.ts'

const texts = (axis: Omit<PlotAxis, 'label'>, low: number, high: number, most = 9) =>
  axisTicks({ label: '', ...axis }, { low, high }, most).texts

describe('axisTicks', () => {
  test('linear: round numbers with thousands separators, as many decimals as tell them apart', () => {
    expect(texts({}, 0, 20_000, 5)).toEqual(['0', '5,000', '10,000', '15,000', '20,000'])
    expect(texts({}, -0.031, 0.034, 4)).toEqual(['−0.02', '0', '0.02'])
    expect(texts({}, 96.9, 98.1, 4)).toEqual(['97.0', '97.5', '98.0'])
    expect(texts({}, 0, 4.1e-9, 5)).toEqual(['0', '10⁻⁹', '2·10⁻⁹', '3·10⁻⁹', '4·10⁻⁹'])
  })

  test('log: powers of ten thinned evenly, 1-2-5 on short axes', () => {
    expect(texts({ scale: 'log' }, 1e-16, 1)).toEqual([
      '10⁻¹⁶',
      '10⁻¹⁴',
      '10⁻¹²',
      '10⁻¹⁰',
      '10⁻⁸',
      '10⁻⁶',
      '10⁻⁴',
      '10⁻²',
      '10⁰',
    ])
    expect(texts({ scale: 'log' }, 1, 1e5)).toEqual(['1', '10', '100', '1,000', '10,000', '100,000'])
    expect(texts({ scale: 'log' }, 15, 1200)).toEqual(['20', '50', '100', '200', '500', '1,000'])
    expect(texts({ scale: 'log' }, 0.004, 0.03)).toEqual(['0.005', '0.01', '0.02'])
  })

  test('symlog: zero, and powers of ten of the linear part on either side', () => {
    expect(texts({ scale: 'symlog', linearUpTo: 1e-6 }, -2e-5, 2e-3)).toEqual([
      '−10⁻⁵',
      '−10⁻⁶',
      '0',
      '10⁻⁶',
      '10⁻⁵',
      '10⁻⁴',
      '10⁻³',
    ])
    const wide = ['−10⁻³', '−10⁻⁶', '−10⁻⁹', '0', '10⁻⁹', '10⁻⁶', '10⁻³', '10⁰']
    expect(texts({ scale: 'symlog', linearUpTo: 1e-12 }, -1e-3, 1)).toEqual(wide)
  })

  test('names stand where they are counted', () => {
    expect(axisTicks({ label: '', names: ['a', 'b'] }, { low: -0.5, high: 1.5 }, 9)).toEqual({
      values: [0, 1],
      texts: ['a', 'b'],
    })
  })

  test('any domain: ticks within it, ascending, not many more than asked for, no two alike', () => {
    const domain = fc
      .tuple(fc.double({ min: -1e12, max: 1e12, noNaN: true }), fc.integer({ min: -12, max: 12 }))
      .map(([low, exponent]) => ({ low, high: low + Math.max(Math.abs(low) * 1e-6, 10 ** exponent) }))
    assertProperty(
      fc.property(
        domain,
        fc.constantFrom('linear', 'symlog', 'log'),
        fc.integer({ min: 4, max: 10 }),
        (given, scale, most) => {
          const { low, high } =
            scale === 'log'
              ? {
                  low: Math.abs(given.low) + 1e-12,
                  high: Math.abs(given.low) + given.high - given.low + 1e-12,
                }
              : given
          const ticks = axisTicks({ label: '', scale }, { low, high }, most)
          const room = (high - low) * 1e-9
          for (const value of ticks.values) expect(value >= low - room && value <= high + room).toBe(true)
          expect(ticks.values.length).toBeLessThanOrEqual(most + 3)
          expect([...ticks.values].sort((a, b) => a - b)).toEqual(ticks.values)
          expect(new Set(ticks.texts).size).toBe(ticks.texts.length)
        },
      ),
    )
  })
})
