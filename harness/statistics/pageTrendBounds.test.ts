import { describe, expect, it } from 'vitest'
import { seededRandom } from '../algebra/random.ts'
import { ArgumentError } from '../errors.ts'
import { type Interval, pageTrendBounds } from './pageTrendBounds.ts'
import { pageTrendTest } from './pageTrendTest.ts'

const u = 2 ** -53
const exactly = (x: number): Interval => ({ least: x, most: x })

describe('of values that are known', () => {
  it('is what the test itself says', () => {
    const random = seededRandom(3)
    for (let draw = 0; draw < 40; draw++) {
      const [n, k] = [1 + random.integer(4), 2 + random.integer(4)]
      const blocks = Array.from({ length: n }, () => Array.from({ length: k }, () => random.integer(2 * k)))
      const { pRising, pFalling } = pageTrendTest(blocks)
      const bounds = pageTrendBounds(blocks.map((block) => block.map(exactly)))
      expect(bounds.pRising).toBe(pRising)
      expect(bounds.pFalling).toBeWithin(pFalling, 100 * u)
    }
  })

  it('counts the blocks by the direction of most of their pairs', () => {
    const [rising, falling, even] = [
      [1, 2, 3, 4],
      [4, 3, 1, 2],
      [2, 4, 1, 3],
    ].map((block) => block.map(exactly))
    const { risingBlocks, fallingBlocks } = pageTrendBounds([rising!, rising!, falling!, even!])
    expect([risingBlocks, fallingBlocks]).toEqual([2, 1])
  })
})

describe('of values within intervals', () => {
  it('no choice of them has a larger probability', () => {
    const random = seededRandom(4)
    let near = 0
    for (let draw = 0; draw < 20; draw++) {
      const [n, k] = [1 + random.integer(2), 2 + random.integer(3)]
      const blocks = Array.from({ length: n }, () =>
        Array.from({ length: k }, () => {
          const least = random.integer(5)
          return { least, most: least + random.integer(2) }
        }),
      )
      const bounds = pageTrendBounds(blocks)
      // Ties, and a little to either side of each whole number, another for each value.
      const choices = blocks.flat().map(({ least, most }, p) => {
        if (least === most) return [least]
        const apart = 2 ** -(p + 4)
        return [least, least + apart, most - apart, most]
      })
      let [rising, falling] = [0, 0]
      for (const values of product(choices)) {
        const chosen = blocks.map((_, b) => values.slice(b * k, (b + 1) * k))
        const { pRising, pFalling } = pageTrendTest(chosen)
        rising = Math.max(rising, pRising)
        falling = Math.max(falling, pFalling)
      }
      expect(bounds.pRising).toBeGreaterThanOrEqual(rising - 100 * u)
      expect(bounds.pFalling).toBeGreaterThanOrEqual(falling - 100 * u)
      if (bounds.pRising <= 2 * rising) near++
    }
    expect(near).toBeGreaterThan(10)
  })

  it('that say nothing prove nothing', () => {
    const open = Array.from({ length: 5 }, () => ({ least: 0, most: 1 }))
    expect(pageTrendBounds([open, open])).toEqual({
      pRising: 1,
      pFalling: 1,
      risingBlocks: 0,
      fallingBlocks: 0,
    })
  })

  it('leave ties out that are certain', () => {
    const tied = pageTrendBounds([[1, 1, 1].map(exactly)])
    expect(tied).toEqual({ pRising: 1, pFalling: 1, risingBlocks: 0, fallingBlocks: 0 })
    // Two pairs rise and three may fall; the tie counts for neither.
    const open = [exactly(1), exactly(1), exactly(2), { least: 0, most: 2.5 }]
    expect(pageTrendBounds([open])).toMatchObject({ risingBlocks: 0, fallingBlocks: 0 })
  })

  it('leave out pairs of which the later value is no less', () => {
    const { pRising, risingBlocks } = pageTrendBounds([[{ least: 5, most: 6 }, exactly(6), exactly(7)]])
    // The worst is the tie, with which two of the six orders have no smaller L.
    expect(pageTrendTest([[6, 6, 7]]).pRising).toBeWithin(1 / 3, u)
    expect(pRising).toBeWithin(1 / 3, u)
    expect(risingBlocks).toBe(1)
  })
})

it('refuses rows of different lengths and what is not finite', () => {
  expect(() => pageTrendBounds([])).toThrow(ArgumentError)
  expect(() => pageTrendBounds([[exactly(1), exactly(2)], [exactly(1)]])).toThrow(ArgumentError)
  expect(() => pageTrendBounds([[exactly(1), { least: 0, most: Number.NaN }]])).toThrow('pageTrendBounds')
  expect(() => pageTrendBounds([[{ least: 0, most: 1 }]])).toThrow(ArgumentError)
  expect(() => pageTrendBounds([[exactly(1), { least: 2, most: 1 }]])).toThrow('2 > 1')
})

/** All ways to take one number of each list. */
function* product(lists: readonly (readonly number[])[]): Generator<number[]> {
  const [first, ...rest] = lists
  if (first === undefined) {
    yield []
    return
  }
  for (const x of first) for (const others of product(rest)) yield [x, ...others]
}
