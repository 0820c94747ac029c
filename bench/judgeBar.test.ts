import { describe, expect, test } from 'vitest'
import { judgeBar } from './judgeBar.ts'

describe('judgeBar', () => {
  test.each([
    [[21, 22], 'passed'],
    [[19, 22], 'inconclusive'],
    [[20, 22], 'inconclusive'],
    [[18, 19], 'failed'],
    [[Number.NaN, 22], 'inconclusive'],
    [[], 'inconclusive'],
  ])('at least 20, pairs %j: %s', (ratios, status) => {
    expect(judgeBar(ratios, { kind: 'atLeast', ratio: 20 })).toBe(status)
  })

  test.each([
    [[11, 11.5], 'passed'],
    [[11, 13], 'inconclusive'],
    [[13, 14], 'failed'],
    [[Number.NaN], 'inconclusive'],
  ])('at most 12, pairs %j: %s', (ratios, status) => {
    expect(judgeBar(ratios, { kind: 'atMost', ratio: 12 })).toBe(status)
  })
})
