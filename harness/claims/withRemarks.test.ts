import { expect, test } from 'vitest'
import { testContext } from './testContext.fixture.ts'
import { withRemarks } from './withRemarks.ts'

test('the verdict of the check, and the remarks', async () => {
  const seeds: number[] = []
  const check = withRemarks(
    async ({ seed }) => {
      seeds.push(seed)
      return { status: 'refuted', summary: 'so', runs: 3, counterexample: '2' }
    },
    ['One.', 'Two.'],
  )
  expect(await check(await testContext({ seed: 7 }))).toEqual({
    status: 'refuted',
    summary: 'so',
    runs: 3,
    counterexample: '2',
    remarks: ['One.', 'Two.'],
  })
  expect(seeds).toEqual([7])
})

test('a check that throws still throws', async () => {
  const broken = async () => {
    throw new Error('broken')
  }
  await expect(withRemarks(broken, [])(await testContext())).rejects.toThrow('broken')
})
