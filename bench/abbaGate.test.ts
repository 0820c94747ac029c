import { describe, expect, test } from 'vitest'
import { ArgumentError } from '../harness/index.ts'
import { abbaComparison } from './abbaComparison.ts'
import { abbaGate, type GateResult } from './abbaGate.ts'
import { type FakeMachineOptions, fakeMachine } from './fakeMachine.fixture.ts'
import type { Threshold } from './judgeComparison.ts'

const seeds = Array.from({ length: 20 }, (_, k) => k + 1)

const noSlower: Threshold = { kind: 'noSlower' }

function atLeast(ratio: number): Threshold {
  return { kind: 'atLeast', ratio }
}

/** The candidate takes 1 ms, the reference `trueRatio` ms. */
function gate(trueRatio: number, threshold: Threshold, options: FakeMachineOptions): Promise<GateResult> {
  const { clock, work } = fakeMachine(options)
  const [candidate, reference] = [work(1), work(trueRatio)]
  return abbaGate({ claim: 'a against b', candidate, reference, threshold, rounds: 15, clock })
}

describe('abbaGate', () => {
  test.each(seeds)('5 %% noise, seed %d: a true 2 passes 1.5 and fails 3', async (seed) => {
    expect(await gate(2, atLeast(1.5), { seed, noise: 0.05 })).toMatchObject({ status: 'passed' })
    const failed = await gate(2, atLeast(3), { seed, noise: 0.05 })
    expect(failed).toMatchObject({ status: 'failed', claim: 'a against b', threshold: atLeast(3) })
    expect(failed.attempts).toHaveLength(2)
  })

  test.each(seeds)('no difference is never green at 1.05 or 1, seed %d', async (seed) => {
    expect((await gate(1, atLeast(1.05), { seed, noise: 0.02 })).status).not.toBe('passed')
    expect((await gate(1, atLeast(1), { seed, noise: 0.02 })).status).not.toBe('passed')
  })

  test('a true ratio on the threshold is inconclusive', async () => {
    expect((await gate(2, atLeast(2), { noise: 0.05 })).status).toBe('inconclusive')
  })

  test('a tenth of all calls interrupted: still 2', async () => {
    const { status, attempts } = await gate(2, atLeast(1.5), { noise: 0.02, interruptions: 0.1 })
    expect(status).toBe('passed')
    expect(attempts[0]!.ratio.median).toBeWithin(2, 0.1)
  })

  test('the same code that never repeats itself within a factor of three is inconclusive', async () => {
    expect((await gate(1, atLeast(1.05), { noise: 1 })).status).toBe('inconclusive')
    expect((await gate(1, noSlower, { noise: 1 })).status).toBe('inconclusive')
  })

  test.each([
    [1, 'passed'],
    [0.95, 'inconclusive'],
    [0.8, 'failed'],
  ])('noSlower where the reference takes %d of the time: %s', async (trueRatio, status) => {
    expect((await gate(trueRatio, noSlower, { noise: 0.02 })).status).toBe(status)
  })

  test('noise may forbid to call a regression, not help to pass it', async () => {
    // 12 % slower; 30 % noise makes three spreads larger than that.
    expect((await gate(0.88, noSlower, { noise: 0.3 })).status).toBe('inconclusive')
  })

  test('a failure that does not come again is inconclusive, not passed', async () => {
    const { clock, work } = fakeMachine({ noise: 0.02 })
    const slow = work(4)
    const quick = work(1)
    let calls = 0
    // Of 15 rounds with 4 calls of a measured and 2 of a control candidate, and 2 of warm-up.
    const candidate = (): unknown => (calls++ < 15 * 6 + 2 ? slow() : quick())
    const plan = { candidate, reference: work(2), rounds: 15, clock }
    const result = await abbaGate({ ...plan, claim: 'slow at first', threshold: atLeast(1.5) })
    expect(result.status).toBe('inconclusive')
    expect(result.attempts.map(({ ratio }) => ratio.median > 1.5)).toEqual([false, true])
  })

  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('refuses the threshold %d', async (ratio) => {
    await expect(gate(2, atLeast(ratio), {})).rejects.toThrow(ArgumentError)
  })
})

describe('abbaComparison', () => {
  test('a machine that slows down by a tenth with every call shifts nothing', async () => {
    const { clock, work } = fakeMachine({ slowdown: 0.1 })
    const plan = { candidate: work(1), reference: work(1), rounds: 15, clock }
    const { ratio, control, spread } = await abbaComparison(plan)
    // In the order ABAB the ratio would be 1.1. The clock reads up to ten times a duration, so that their difference
    // is good to some 10 units of roundoff; 1e-12 is above that.
    for (const { median, low, high } of [ratio, control]) {
      expect(median).toBeWithin(1, 1e-12)
      expect(low).toBeWithin(1 / 1.1, 1e-12)
      expect(high).toBeWithin(1.1, 1e-12)
    }
    expect(spread).toBeWithin(Math.log(1.1), 1e-12)
  })

  test.each(seeds)('nor do the slowdown and noise together, seed %d', async (seed) => {
    const options = { seed, slowdown: 0.1, noise: 0.02 }
    expect((await gate(1, atLeast(1.05), options)).status).not.toBe('passed')
    expect((await gate(1, noSlower, options)).status).not.toBe('failed')
    expect((await gate(2, atLeast(1.5), options)).status).toBe('passed')
  })

  test('says what it measured', async () => {
    const { clock, work } = fakeMachine()
    const comparison = await abbaComparison({ candidate: work(2), reference: work(6), rounds: 9, clock })
    expect(comparison.rounds).toBe(9)
    expect(comparison.candidateMs).toBeWithin(2, 1e-9)
    expect(comparison.referenceMs).toBeWithin(6, 1e-9)
    expect(comparison.ratio.median).toBeWithin(3, 1e-9)
    expect(comparison.control.median).toBeWithin(1, 1e-9)
  })

  test('waits for asynchronous work', async () => {
    const { clock, work } = fakeMachine()
    const later = (ms: number) => {
      const run = work(ms)
      return async (): Promise<void> => {
        await new Promise((resolve) => setImmediate(resolve))
        run()
      }
    }
    const comparison = await abbaComparison({ candidate: later(1), reference: later(2), rounds: 8, clock })
    expect(comparison.ratio.median).toBeWithin(2, 1e-9)
  })

  test('warms both functions up before the first timing', async () => {
    const { clock, work } = fakeMachine()
    const first = (cold: () => unknown, warm: () => unknown) => {
      let calls = 0
      return (): unknown => (calls++ < 3 ? cold() : warm())
    }
    // No time at all would be refused if it were timed.
    const candidate = first(work(0), work(1))
    const reference = first(work(0), work(2))
    const { ratio } = await abbaComparison({ candidate, reference, rounds: 8, warmups: 3, clock })
    expect(ratio.low).toBeWithin(2, 1e-9)
    expect(ratio.high).toBeWithin(2, 1e-9)
  })

  test.each([
    ['zero', () => 0],
    ['NaN', () => Number.NaN],
    ['negative', countDown()],
  ])('refuses durations that are %s', async (_, clock) => {
    const work = (): void => {}
    const measuring = abbaComparison({ candidate: work, reference: work, rounds: 8, clock })
    await expect(measuring).rejects.toThrow(ArgumentError)
    await expect(measuring).rejects.toThrow('a duration must be positive and finite')
  })

  test('an error in the work is not swallowed', async () => {
    const broken = (): never => {
      throw new RangeError('broken work')
    }
    const measuring = abbaComparison({ candidate: broken, reference: broken, rounds: 8 })
    await expect(measuring).rejects.toThrow('broken work')
  })
})

function countDown(): () => number {
  let now = 0
  return () => now--
}
