import { describe, expect, test } from 'vitest'
import { forEachOf } from './forEachOf.ts'
import { testContext } from './testContext.fixture.ts'

const decide = async (errors: readonly number[]) =>
  forEachOf({
    instances: errors,
    name: (e) => `instance ${e}`,
    check: (e) => ({ error: e, bound: 2, vacuous: e < 0 }),
  })(await testContext())

describe('forEachOf', () => {
  test('holds when every instance keeps its bound, with one row each', async () => {
    const verdict = await decide([0, 1, 2])
    expect(verdict).toMatchObject({ status: 'holds', runs: 3, worstRatio: 1 })
    expect(verdict.tables![0]!.rows).toHaveLength(3)
  })

  test('is refuted by the first instance that does not, and counts the others', async () => {
    const verdict = await decide([1, 5, 3, 0])
    expect(verdict).toMatchObject({ status: 'refuted', runs: 4, worstRatio: 2.5 })
    expect(verdict.counterexample).toMatch(/^instance 5/)
    expect(verdict.summary).toMatch(/^2 of 4 instances fail; the first: instance 5: error 5 /)
  })

  test('its sentence calls the instances what a reader calls them', async () => {
    const check = forEachOf({
      instances: [1, 2],
      noun: 'rows',
      name: String,
      check: () => ({ error: 0, bound: 0 }),
    })
    expect((await check(await testContext())).summary).toBe('2 of 2 rows hold')
  })

  test('of a single instance it says no share', async () => {
    expect((await decide([1])).summary).toBe('instance 1: holds')
    expect((await decide([3])).summary).toBe('instance 3: error 3 against a bound of 2')
  })

  test('NaN refutes; no instance inside the premise is vacuous', async () => {
    expect((await decide([1, Number.NaN])).status).toBe('refuted')
    expect(await decide([-1, -2])).toMatchObject({ status: 'vacuous', runs: 0 })
  })
})
