import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { none } from '../providers/laws/law.ts'
import { brokenText } from './brokenText.ts'
import { property } from './property.ts'

/** The subject is a function that should square. */
type Square = (x: number) => number
const text = { name: 'squares', source: 'definition' }
const instances = fc.integer({ min: -1000, max: 1000 })
const squares = property<Square, number>({
  ...text,
  instances,
  check: (square, x) => [none(`square of ${x}`, Math.abs(square(x) - x * x))],
})

describe('a property', () => {
  it('is held by code that keeps it', async () => {
    const outcome = await squares.decide((x) => x * x, { seed: 1 })
    expect(outcome).toEqual({ status: 'held', cases: 100, worstRatio: 0 })
    expect(await squares.decide((x) => x * x, { seed: 1, cases: 7 })).toMatchObject({ cases: 7 })
  })

  it('is broken with the smallest instance, by a seed and path that show it again', async () => {
    const wrong: Square = (x) => (x > 37 ? x : x * x)
    const outcome = await squares.decide(wrong, { seed: 1 })
    expect(outcome).toMatchObject({
      status: 'broken',
      instance: 38,
      why: 'square of 38: 1406 against a limit of 1',
    })
    if (outcome.status !== 'broken') return
    const { seed, path = '' } = outcome
    const again = await squares.decide(wrong, { seed, path })
    expect(again).toMatchObject({ status: 'broken', instance: 38, cases: 1 })
    const printed = brokenText(outcome, { file: 'a.test.ts', testName: 'a > b' })
    expect(printed).toContain(
      `SADDLECHECK_SEED=1 SADDLECHECK_PATH=${path} npx vitest run --project harness a.test.ts -t 'a b'`,
    )
  })

  it('is broken by NaN, and by an error', async () => {
    expect(await squares.decide(() => Number.NaN, { seed: 1 })).toMatchObject({ status: 'broken', cases: 1 })
    const throwing: Square = () => {
      throw new TypeError('no')
    }
    expect(await squares.decide(throwing, { seed: 1 })).toMatchObject({
      status: 'broken',
      why: 'TypeError: no',
    })
  })

  it('tries the instances handed in first', async () => {
    const only: Square = (x) => (x === 123 ? 0 : x * x)
    const outcome = await squares.decide(only, { seed: 1, first: [5, 123] })
    expect(outcome).toMatchObject({ status: 'broken', cases: 2, instance: 123 })
    expect(await squares.decide((x) => x * x, { seed: 1, first: [5, 123] })).toMatchObject({ cases: 102 })
  })

  it('that measured nothing is not held', async () => {
    const empty = property<Square, number>({ ...text, instances, cases: 5, check: () => [] })
    expect(await empty.decide((x) => x, { seed: 1 })).toMatchObject({
      status: 'broken',
      why: 'no instance had anything to measure',
    })
  })

  it('waits for checks that take time', async () => {
    const slow = property<Square, number>({
      ...text,
      instances,
      check: async (square, x) => [none('', Math.abs((await Promise.resolve(square(x))) - x * x))],
    })
    expect(await slow.decide((x) => x, { seed: 1 })).toMatchObject({ status: 'broken' })
  })
})
