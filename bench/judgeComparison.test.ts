import { describe, expect, test } from 'vitest'
import type { Comparison } from './abbaComparison.ts'
import { judgeComparison } from './judgeComparison.ts'

/** A measurement with this interval; its median is out of it, so that using the median is seen. */
function measured(low: number, high: number, spread: number): Comparison {
  const control = { median: 1, low: Math.exp(-spread), high: Math.exp(spread) }
  const ratio = { median: 2, low, high }
  return { rounds: 16, ratio, control, spread, candidateMs: 1, referenceMs: 2 }
}

describe('judgeComparison', () => {
  // ln 2 ± 0.1 is ln 1.81 and ln 2.21.
  test.each([
    [2.01, 3, 0, 'passed'],
    [2.2, 3, 0.1, 'inconclusive'],
    [2.22, 3, 0.1, 'passed'],
    [1.99, 3, 0, 'inconclusive'],
    [1, 2.01, 0, 'inconclusive'],
    [1, 1.99, 0, 'failed'],
    [1, 1.82, 0.1, 'inconclusive'],
    [1, 1.8, 0.1, 'failed'],
    [1, 3, Number.NaN, 'inconclusive'],
    [Number.NaN, Number.NaN, 0, 'inconclusive'],
  ])('at least 2, interval [%d, %d], spread %d: %s', (low, high, spread, status) => {
    expect(judgeComparison(measured(low, high, spread), { kind: 'atLeast', ratio: 2 })).toBe(status)
  })

  // 1/1.05 is 0.952; exp(−3 · 0.1) is 0.741, exp(−3 · 0.01) is above 0.952.
  test.each([
    [0.96, 1.1, 0, 'passed'],
    [0.95, 1.1, 0, 'inconclusive'],
    [0.95, 1.1, 0.1, 'inconclusive'],
    [0.5, 0.95, 0.01, 'failed'],
    [0.5, 0.96, 0.01, 'inconclusive'],
    [0.5, 0.75, 0.1, 'inconclusive'],
    [0.5, 0.73, 0.1, 'failed'],
    [0.5, 0.75, Number.NaN, 'inconclusive'],
  ])('no slower, interval [%d, %d], spread %d: %s', (low, high, spread, status) => {
    expect(judgeComparison(measured(low, high, spread), { kind: 'noSlower' })).toBe(status)
  })
})
