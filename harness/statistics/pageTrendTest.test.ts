import { describe, expect, it } from 'vitest'
import { seededRandom } from '../algebra/random.ts'
import { ArgumentError } from '../errors.ts'
import { midranks } from './midranks.ts'
import { normalTail } from './normalTail.ts'
import { pageTrendTest } from './pageTrendTest.ts'

const u = 2 ** -53

describe('critical values of Page 1963', () => {
  it.each([
    [3, 4, 54, 0.05],
    [3, 7, 91, 0.05],
    [3, 10, 128, 0.05],
    [3, 15, 190, 0.05],
    [3, 20, 251, 0.05],
    [4, 6, 172, 0.001],
  ])('%d treatments, %d blocks: L = %d is the first beyond %d', (treatments, blocks, critical, errorRate) => {
    const [at, below] = [critical, critical - 1].map((L) => pageTrendTest(blocksOf(treatments, blocks, L)))
    expect(at!.statistic).toBe(critical)
    expect(at!.method).toBe('exact')
    expect(at!.pRising).toBeLessThanOrEqual(errorRate)
    expect(below!.pRising).toBeGreaterThan(errorRate)
  })
})

describe('the seminar example of the SciPy manual', () => {
  const ratings = [
    [3, 4, 3],
    [2, 2, 4],
    [3, 3, 5],
    [1, 3, 2],
    [2, 3, 2],
    [2, 4, 5],
    [1, 2, 4],
    [3, 4, 4],
    [2, 4, 5],
    [1, 3, 4],
  ]
  const page = pageTrendTest(ratings)

  it('has L = 133.5', () => {
    expect(page.statistic).toBe(133.5)
    expect(page.expected).toBe(120)
  })

  it('is less probable than SciPy says, which takes the ties for none: all orders counted', () => {
    const blocks = ratings.map(midranks)
    const { rising, falling } = countedTails(blocks)
    expect(page.pRising).toBeWithin(rising, 100 * u)
    expect(page.pFalling).toBeWithin(falling, 100 * u)
    expect(page.pRising).toBeLessThan(0.0018191161948127822)
  })
})

describe('the null distribution', () => {
  it('is that of all orders of the ranks within blocks, with ties and without', () => {
    const random = seededRandom(2)
    for (let draw = 0; draw < 40; draw++) {
      const [n, k] = [1 + random.integer(3), 2 + random.integer(3)]
      const values = 2 + random.integer(6)
      const blocks = Array.from({ length: n }, () => Array.from({ length: k }, () => random.integer(values)))
      const page = pageTrendTest(blocks)
      const counted = countedTails(blocks.map(midranks))
      expect(page.method).toBe('exact')
      // Sums of at most 3·19 positive numbers.
      expect(page.pRising).toBeWithin(counted.rising, 100 * u)
      expect(page.pFalling).toBeWithin(counted.falling, 100 * u)
      expect(page.expected).toBeWithin(counted.mean, 100 * u * 90)
      expect(page.deviation ** 2).toBeWithin(counted.variance, 1000 * u * 90 ** 2)
    }
  })

  it('is the normal one beyond ten treatments', () => {
    const rising = Array.from({ length: 11 }, (_, j) => j)
    const page = pageTrendTest([rising, rising.with(0, 1)])
    // L of 1..11 against itself is 506; the tie makes 1.5·(1 + 2) of 1·1 + 2·2.
    expect(page.statistic).toBe(506 + 505.5)
    expect(page.expected).toBe(2 * 11 * 6 * 6)
    const spread = 110
    expect(page.deviation).toBeWithin(
      Math.sqrt((spread * spread + spread * (spread - 0.5)) / 10),
      64 * u * 50,
    )
    expect(page.method).toBe('normal')
    expect(page.pRising).toBe(normalTail((page.statistic - page.expected) / page.deviation))
    expect(page.pFalling).toBe(normalTail((page.expected - page.statistic) / page.deviation))
  })

  it('is near the normal one at ten treatments and eight blocks, quickly', () => {
    const random = seededRandom(3)
    const blocks = Array.from({ length: 8 }, () => [...random.permutation(10)].map((rank, j) => rank + j / 4))
    const page = pageTrendTest(blocks)
    expect(page.method).toBe('exact')
    // Berry-Esseen does not say how near; a half step of L moves the normal tail by 0.01.
    const normal = normalTail((page.statistic - page.expected) / page.deviation)
    expect(page.pRising).toBeWithin(normal, 0.02)
    expect(page.pRising + page.pFalling).toBeGreaterThan(1)
  })
})

describe('pageTrendTest', () => {
  it('tells a rise from a fall', () => {
    const rising = pageTrendTest([
      [0.1, 0.2, 0.3],
      [5, 7, 9],
    ])
    expect(rising.pRising).toBeWithin(1 / 36, u)
    expect(rising.pFalling).toBe(1)
    const falling = pageTrendTest([
      [0.3, 0.2, 0.1],
      [9, 7, 5],
    ])
    expect(falling.pFalling).toBeWithin(1 / 36, u)
    expect(falling.pRising).toBe(1)
  })

  it('finds no trend where all is tied, at any size', () => {
    for (const treatments of [3, 30]) {
      const page = pageTrendTest([new Array(treatments).fill(1625), new Array(treatments).fill(1675)])
      expect(page).toMatchObject({ deviation: 0, pRising: 1, pFalling: 1 })
    }
  })

  it('refuses rows of different lengths, of one treatment, of NaN, and none', () => {
    expect(() => pageTrendTest([])).toThrow(ArgumentError)
    expect(() => pageTrendTest([[1], [2]])).toThrow(ArgumentError)
    expect(() =>
      pageTrendTest([
        [1, 2],
        [1, 2, 3],
      ]),
    ).toThrow('blocks[1]')
    expect(() => pageTrendTest([[1, Number.NaN]])).toThrow('blocks[0][1]')
  })
})

/** Blocks of untied ranks 1..k with this L: at each block the first order that leaves the rest attainable. */
function blocksOf(treatments: number, blocks: number, L: number): number[][] {
  const ranks = Array.from({ length: treatments }, (_, j) => j + 1)
  const orders = permutations(ranks).toSorted((a, b) => weighted(b) - weighted(a))
  const [most, least] = [weighted(orders[0]!), weighted(orders.at(-1)!)]
  let rest = L
  return Array.from({ length: blocks }, (_, b) => {
    const left = blocks - 1 - b
    const order = orders.find((one) => {
      const after = rest - weighted(one)
      // Between the extremes some L cannot be had by one block: two blocks from the ends are enough.
      return (
        after >= left * least &&
        after <= left * most &&
        (left !== 1 || orders.some((o) => weighted(o) === after))
      )
    })!
    rest -= weighted(order)
    return order
  })
}

/** Tails, mean and variance of L over all orders of all blocks: exact integer counts of exact halves. */
function countedTails(blocks: readonly (readonly number[])[]) {
  const observed = blocks.reduce((sum, block) => sum + weighted(block), 0)
  let counts = new Map([[0, 1]])
  for (const block of blocks) {
    const next = new Map<number, number>()
    for (const order of permutations(block)) {
      for (const [sum, count] of counts) {
        const L = sum + weighted(order)
        next.set(L, (next.get(L) ?? 0) + count)
      }
    }
    counts = next
  }
  const share = (of: (L: number) => number): number => {
    const all = [...counts].reduce((sum, [, count]) => sum + count, 0)
    return [...counts].reduce((sum, [L, count]) => sum + of(L) * count, 0) / all
  }
  const mean = share((L) => L)
  return {
    rising: share((L) => (L >= observed ? 1 : 0)),
    falling: share((L) => (L <= observed ? 1 : 0)),
    mean,
    variance: share((L) => (L - mean) ** 2),
  }
}

function weighted(ranks: readonly number[]): number {
  return ranks.reduce((sum, rank, j) => sum + (j + 1) * rank, 0)
}

function permutations(x: readonly number[]): number[][] {
  if (x.length === 0) return [[]]
  return x.flatMap((value, i) => permutations(x.toSpliced(i, 1)).map((rest) => [value, ...rest]))
}
