import { describe, expect, it } from 'vitest'
import { InternalError } from '../../errors.ts'
import type { Provider } from '../provider.ts'
import { breaches, differingBits, type Law, largestDifference, type Ratio, withinBound } from './law.ts'

const nobody = {} as Provider
const lawThat = (check: Law['check']): Law => ({ name: 'a law', source: 'here', check })
const measuring = (value: number, limit: number) => lawThat(async () => [{ what: 'it', value, limit }])

describe('breaches', () => {
  it('are the measurements that are not below their limit', async () => {
    const ratios: Ratio[] = [
      { what: 'good', value: 0.5, limit: 1 },
      { what: 'bad', value: 1, limit: 1 },
    ]
    expect(
      await breaches(
        lawThat(async () => ratios),
        nobody,
      ),
    ).toEqual([ratios[1]])
  })

  it.each([
    [Number.NaN, 1],
    [0, Number.NaN],
    [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
  ])('include %d below %d', async (value, limit) => {
    expect(await breaches(measuring(value, limit), nobody)).toHaveLength(1)
  })

  it('include a law that measured nothing', async () => {
    expect(
      await breaches(
        lawThat(async () => []),
        nobody,
      ),
    ).toMatchObject([{ what: 'a law: nothing was measured' }])
  })

  it('include an error of the harness, and only that', async () => {
    const contradicting = lawThat(async () => {
      throw new InternalError('kernel', 'the values do not ascend')
    })
    expect((await breaches(contradicting, nobody))[0]?.what).toContain('do not ascend')
    const broken = lawThat(async () => {
      throw new TypeError('a bug in the law')
    })
    await expect(breaches(broken, nobody)).rejects.toThrow('a bug in the law')
  })
})

describe('measures', () => {
  it('allow an error of exactly the bound, and none beyond a bound of 0', async () => {
    const broken = async (error: number, bound: number) =>
      (
        await breaches(
          lawThat(async () => [withinBound('it', error, bound)]),
          nobody,
        )
      ).length
    expect(await broken(3, 3)).toBe(0)
    expect(await broken(0, 0)).toBe(0)
    expect(await broken(3.0001, 3)).toBe(1)
    expect(await broken(5e-324, 0)).toBe(1)
    expect(await broken(Number.NaN, 1)).toBe(1)
  })

  it('see signs of zero, NaN and missing entries', () => {
    expect(differingBits(Float64Array.of(0, 1, Number.NaN), Float64Array.of(-0, 1, Number.NaN))).toBe(1)
    expect(differingBits(new Float64Array(2), new Float64Array(0))).toBe(2)
    expect(largestDifference(Float64Array.of(1, 5), Float64Array.of(2, 3))).toBe(2)
    expect(largestDifference(Float64Array.of(1, Number.NaN, 0), Float64Array.of(1, 1, 1))).toBeNaN()
    expect(largestDifference(new Float64Array(2), new Float64Array(3))).toBeNaN()
  })
})
