import { describe, expect, test } from 'vitest'
import { barGate, pairedTimes } from './barGate.ts'
import { fakeMachine } from './fakeMachine.fixture.ts'

describe('pairedTimes', () => {
  test('two pairs a round, scaled', async () => {
    const { clock, work } = fakeMachine()
    const { ratios, candidateMs, referenceMs } = await pairedTimes({
      candidate: work(2),
      reference: work(6),
      rounds: 2,
      scale: 10,
      clock,
    })
    // Sums and quotients of numbers below 100: some 10 roundings of 100 · 2⁻⁵³ each.
    expect(ratios).toHaveLength(4)
    for (const ratio of ratios) expect(ratio).toBeWithin(30, 1e-12)
    expect(candidateMs).toBeWithin(2, 1e-12)
    expect(referenceMs).toBeWithin(6, 1e-12)
  })

  test('a machine that slows down: neighbours are compared, in both orders', async () => {
    const { clock, work } = fakeMachine({ slowdown: 0.1 })
    const { ratios } = await pairedTimes({ candidate: work(1), reference: work(1), rounds: 1, clock })
    expect(ratios[0]).toBeWithin(1.1, 1e-12)
    expect(ratios[1]).toBeWithin(1 / 1.1, 1e-12)
  })
})

describe('barGate', () => {
  test('hands on what was measured, with the judgement', async () => {
    const measure = async () => ({ ratios: [3, 4], limit: 'none', details: ['a'] })
    const plan = { claim: 'c', threshold: { kind: 'atLeast', ratio: 2 }, unit: 'times', note: 'n' } as const
    expect(await barGate({ ...plan, measure })).toEqual({
      status: 'passed',
      ...plan,
      ratios: [3, 4],
      limit: 'none',
      details: ['a'],
    })
  })
})
