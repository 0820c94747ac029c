import { describe, expect, test } from 'vitest'
import { countGate } from './countGate.ts'

describe('countGate', () => {
  test.each([
    ['exactly', 2, 2, 'passed'],
    ['exactly', 2, 1, 'failed'],
    ['exactly', 2, 3, 'failed'],
    ['atMost', 2, 1, 'passed'],
    ['atMost', 2, 2, 'passed'],
    ['atMost', 2, 3, 'failed'],
    ['atMost', 2, Number.NaN, 'failed'],
  ] as const)('%s %d, counted %d: %s', async (kind, count, counted, status) => {
    const plan = { claim: 'c', unit: 'calls', required: { kind, count }, count: () => counted }
    expect(await countGate(plan)).toMatchObject({ status, counted })
  })
})
