import { describe, expect, it } from 'vitest'
import { seededRandom } from '../algebra/random.ts'
import { ArgumentError } from '../errors.ts'
import { jonckheereTest } from './jonckheereTest.ts'
import { normalTail } from './normalTail.ts'

const u = 2 ** -53

describe('worked examples', () => {
  const motivation = [
    [40, 35, 38, 43, 44, 41],
    [38, 40, 47, 44, 40, 42],
    [48, 40, 45, 43, 46, 44],
  ]

  it('Hollander and Wolfe 1999, Example 6.2: J = 79 of 54, variance 150.29, P = 0.0207 by the normal', () => {
    const test = jonckheereTest(motivation)
    expect(test.statistic).toBe(79)
    expect(test.expected).toBe(54)
    // Printed with two places, and four.
    expect(test.deviation ** 2).toBeWithin(150.29, 0.005)
    expect(normalTail((79 - 54) / test.deviation)).toBeWithin(0.0207, 0.00005)
    expect(test.method).toBe('exact')
    expect(test.pRising).toBeWithin(0.0207, 0.005)
  })

  it('Hollander and Wolfe 1999, coffee and tapping: J = 59, two-sided P = 0.01973', () => {
    const test = jonckheereTest([
      [447, 396, 383, 410],
      [438, 521, 468, 391, 504, 472],
      [513, 543, 506, 489, 407],
    ])
    expect(test.statistic).toBe(59)
    expect(test.method).toBe('exact')
    expect(2 * test.pRising).toBeWithin(0.01973, 0.000005)
  })
})

describe('the null distribution', () => {
  it('is that of all ways to hand the observations out, with ties and without', () => {
    const random = seededRandom(4)
    for (let draw = 0; draw < 40; draw++) {
      const groups = drawnGroups(random)
      const test = jonckheereTest(groups)
      const counted = countedTails(groups)
      expect(test.method).toBe('exact')
      expect(test.pRising).toBe(counted.rising)
      expect(test.pFalling).toBe(counted.falling)
      // Of at most 8! ways with J up to 28.
      expect(test.expected).toBeWithin(counted.mean, 16 * u * 28)
      expect(test.deviation ** 2).toBeWithin(counted.variance, 64 * u * 28 ** 2)
    }
  })

  it('is the normal one where there is too much to count', () => {
    const groups = [0, 5, 9].map((shift) => Array.from({ length: 40 }, (_, i) => ((7 * i) % 41) + shift))
    const test = jonckheereTest(groups)
    expect(test.method).toBe('normal')
    expect(test.pRising).toBe(normalTail((test.statistic - test.expected) / test.deviation))
    expect(test.pFalling).toBe(normalTail((test.expected - test.statistic) / test.deviation))
    expect(test.pRising).toBeLessThan(0.05)
  })

  it('of two groups is that of Mann and Whitney 1947, Table I: 4 and 4, U ≤ 2 has 0.057', () => {
    // The second group is 1, 2, 4 and 5 of eight: two pairs in order.
    const test = jonckheereTest([
      [3, 6, 7, 8],
      [1, 2, 4, 5],
    ])
    expect(test.statistic).toBe(2)
    expect(test.pFalling).toBe(4 / 70)
  })
})

describe('jonckheereTest', () => {
  it('tells a rise from a fall', () => {
    const rising = jonckheereTest([[1, 2], [3, 4], [5]])
    expect(rising).toMatchObject({ statistic: 8, pRising: 1 / 30, pFalling: 1 })
    expect(jonckheereTest([[5], [3, 4], [1, 2]])).toMatchObject({
      statistic: 0,
      pRising: 1,
      pFalling: 1 / 30,
    })
  })

  it('finds no trend where all is tied, at any size', () => {
    for (const size of [2, 60]) {
      const groups = [0, 1, 2].map(() => new Array<number>(size).fill(1625))
      expect(jonckheereTest(groups)).toMatchObject({ deviation: 0, pRising: 1, pFalling: 1 })
    }
  })

  it('refuses one group, an empty one, and NaN', () => {
    expect(() => jonckheereTest([[1, 2]])).toThrow(ArgumentError)
    expect(() => jonckheereTest([[1], []])).toThrow('groups[1]')
    expect(() => jonckheereTest([[1], [Number.NaN]])).toThrow('groups[1][0]')
  })
})

function drawnGroups(random: ReturnType<typeof seededRandom>): number[][] {
  const values = 2 + random.integer(9)
  const groups: number[][] = [0, 1].map(() => [random.integer(values)])
  if (random.integer(2) === 0) groups.push([random.integer(values)])
  for (let more = random.integer(6); more > 0; more--) {
    groups[random.integer(groups.length)]!.push(random.integer(values))
  }
  return groups
}

/** Over all orders of the observations, each cut into groups of these sizes: every way as often as every other. */
function countedTails(groups: readonly (readonly number[])[]) {
  const observed = statistic(groups)
  const Js = permutations(groups.flat()).map((order) => {
    const rest = [...order]
    return statistic(groups.map(({ length }) => rest.splice(0, length)))
  })
  const mean = average(Js)
  return {
    rising: Js.filter((J) => J >= observed).length / Js.length,
    falling: Js.filter((J) => J <= observed).length / Js.length,
    mean,
    variance: average(Js.map((J) => (J - mean) ** 2)),
  }
}

function statistic(groups: readonly (readonly number[])[]): number {
  const pairs = groups.flatMap((group, g) =>
    groups.slice(g + 1).flatMap((later) => group.flatMap((x) => later.map((y) => Math.sign(y - x)))),
  )
  return pairs.reduce((sum, sign) => sum + (1 + sign) / 2, 0)
}

function average(x: readonly number[]): number {
  return x.reduce((sum, value) => sum + value, 0) / x.length
}

function permutations(x: readonly number[]): number[][] {
  if (x.length === 0) return [[]]
  return x.flatMap((value, i) => permutations(x.toSpliced(i, 1)).map((rest) => [value, ...rest]))
}
