import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { forAll } from './forAll.ts'
import { testContext } from './testContext.fixture.ts'

const integers = fc.integer({ min: 0, max: 1000 })
const runs = { quick: 100, paper: 300 }

describe('forAll', () => {
  test('holds after exactly the runs of the scale, with the worst ratio', async () => {
    const check = forAll({ instances: integers, runs, check: (n) => ({ error: n, bound: 2000 }) })
    const quick = await check(await testContext())
    expect(quick).toMatchObject({ status: 'holds', runs: 100, seed: 1 })
    expect(quick.worstRatio).toBeGreaterThan(0.2)
    expect(quick.worstRatio).toBeLessThanOrEqual(0.5)
    expect(quick.summary).toMatch(
      /^none of 100 instances contradicts; the worst error is 0\.\d+ of its bound$/,
    )
    expect((await check(await testContext({ scale: 'paper' }))).runs).toBe(300)
  })

  test('refutes with the smallest counterexample, which its path replays at once', async () => {
    let calls = 0
    const check = forAll({
      instances: integers,
      runs,
      check: (n) => {
        calls++
        return { error: n, bound: 41 }
      },
    })
    const verdict = await check(await testContext())
    expect(verdict).toMatchObject({ status: 'refuted', counterexample: '42' })
    expect(verdict.worstRatio).toBeWithin(42 / 41, 1e-15)
    expect(verdict.summary).toMatch(
      /^error 42\.0 against a bound of 41\.0 \(instance \d+, reduced \d+ times to the smallest failing case\)$/,
    )
    calls = 0
    const path = /--path (\S+)/.exec(verdict.replay!)![1]!
    const replayed = await check(await testContext({ path }))
    expect(replayed).toMatchObject({ status: 'refuted', counterexample: '42' })
    expect(calls).toBeLessThan(5)
  })

  test('NaN refutes', async () => {
    for (const margin of [
      { error: Number.NaN, bound: 1 },
      { error: 0, bound: Number.NaN },
    ]) {
      const verdict = await forAll({ instances: integers, runs, check: () => margin })(await testContext())
      expect(verdict.status).toBe('refuted')
    }
  })

  test('instances outside the premise count neither way; none inside is vacuous', async () => {
    const even = forAll({
      instances: integers,
      runs,
      check: (n) => ({ error: n % 2, bound: 0, vacuous: n % 2 === 1 }),
    })
    const verdict = await even(await testContext())
    expect(verdict.status).toBe('holds')
    expect(verdict.runs).toBeGreaterThan(20)
    expect(verdict.runs).toBeLessThan(80)
    const none = forAll({ instances: integers, runs, check: () => ({ error: 9, bound: 0, vacuous: true }) })
    expect(await none(await testContext())).toMatchObject({ status: 'vacuous', runs: 0 })
  })

  test('a check that throws is a broken check, not a counterexample', async () => {
    const broken = forAll({
      instances: integers,
      runs,
      check: () => {
        throw new RangeError('broken')
      },
    })
    await expect(broken(await testContext())).rejects.toThrow(RangeError)
  })

  test('the seed decides what is drawn', async () => {
    const seen = async (seed: number): Promise<number[]> => {
      const drawn: number[] = []
      const check = forAll({
        instances: integers,
        runs,
        check: (n) => {
          drawn.push(n)
          return { error: 0, bound: 0 }
        },
      })
      await check(await testContext({ seed }))
      return drawn
    }
    expect(await seen(7)).toEqual(await seen(7))
    expect(await seen(7)).not.toEqual(await seen(8))
  })
})
