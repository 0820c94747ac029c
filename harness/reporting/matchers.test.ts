import { describe, expect, test } from 'vitest'

const failing = (assertion: () => void): string => {
  try {
    assertion()
  } catch (error) {
    return (error as Error).message
  }
  return 'passed'
}

describe('toBeWithin', () => {
  test('passes at the bound, fails beyond it with error, bound, ratio and place', () => {
    expect([1, 2, 3.5]).toBeWithin([1, 2, 3], 0.5)
    expect(failing(() => expect([1, 2, 3.5]).toBeWithin([1, 2, 3], 0.25))).toBe(
      'error 0.5 at index 2 (got 3.5, expected 3); bound 0.25, ratio 2',
    )
  })

  test('NaN fails wherever it stands', () => {
    for (const [got, expected, bound] of [
      [[Number.NaN, 5], [0, 0], 10],
      [[0], [Number.NaN], 10],
      [[0], [0], Number.NaN],
    ] as const) {
      expect(failing(() => expect(got).toBeWithin(expected, bound))).not.toBe('passed')
    }
  })

  test('nothing, or another length, is never within', () => {
    expect(failing(() => expect([]).toBeWithin([], 1))).toMatch(/nothing to compare/)
    expect(failing(() => expect([1]).toBeWithin([1, 1], 1))).toMatch(/lengths differ/)
  })

  test('its negation fails where it passes', () => {
    expect(failing(() => expect(1).not.toBeWithin(1, 0))).not.toBe('passed')
    expect(1).not.toBeWithin(2, 0.5)
  })
})
