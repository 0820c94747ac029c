/**
 * The Jonckheere-Terpstra test for a trend over ordered groups that are independent of one another.
 *
 *     J = Σ_{g<h} #{(x, y) : x in group g, y in group h, x < y} + ½ #{x = y}
 *
 * Where all N!/Πn_g! ways to hand the observations out to the groups can be counted, the null distribution is
 * exact, ties included: distinct values are handed out from the smallest on, ways counted by how many each group
 * has and what J is so far. Else the normal approximation with the ties in the variance. With groups of one it is
 * Kendall's test.
 *
 * Source: Jonckheere, "A distribution-free k-sample test against ordered alternatives", Biometrika 41, 1954;
 * Hollander, Wolfe and Chicken, "Nonparametric statistical methods", 2014, §6.2, Eq. 6.19 (variance with ties).
 */
import { ArgumentError } from '../errors.ts'
import { requireFinite } from './requireFinite.ts'
import { normalTrend, type TrendTest } from './trendTest.ts'

/** Numbers that the count holds at a time. */
const mostCells = 1e6

/** @param groups [k][n_g] in the order of the hypothesis; k ≥ 2, n_g ≥ 1 */
export function jonckheereTest(groups: readonly (readonly number[])[]): TrendTest {
  if (groups.length < 2) {
    throw new ArgumentError('jonckheereTest', 'groups', 'at least two', String(groups.length))
  }
  groups.forEach((group, g) => {
    requireFinite('jonckheereTest', `groups[${g}]`, group, 1)
  })
  const sizes = groups.map((group) => group.length)
  const classes = tieClasses(groups.flat())
  const pairs = pairsBetween(sizes)
  const statistic = inOrder(groups)
  const deviation = Math.sqrt(nullVariance(sizes, classes))
  const approximate = normalTrend(statistic, pairs / 2, deviation)
  const states = sizes.reduce((count, size) => count * (size + 1), 1)
  if (states * (2 * pairs + 1) > mostCells) return approximate
  return { ...approximate, ...exactTails(sizes, classes, 2 * statistic), method: 'exact' }
}

function inOrder(groups: readonly (readonly number[])[]): number {
  let sum = 0
  groups.forEach((later, h) => {
    for (const x of groups.slice(0, h).flat()) {
      for (const y of later) sum += x < y ? 1 : x === y ? 0.5 : 0
    }
  })
  return sum
}

/** How often each distinct value stands there, from the smallest on. */
function tieClasses(values: readonly number[]): number[] {
  const counts = new Map<number, number>()
  // −0 and 0 are one value, to a Map as well.
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].sort(([a], [b]) => a - b).map(([, count]) => count)
}

/** Pairs of observations of different groups. */
function pairsBetween(sizes: readonly number[]): number {
  const all = total(sizes)
  return (all ** 2 - total(sizes.map((size) => size ** 2))) / 2
}

function nullVariance(sizes: readonly number[], classes: readonly number[]): number {
  const n = total(sizes)
  const cubic = (m: number): number => m * (m - 1) * (2 * m + 5)
  const triples = (m: number): number => m * (m - 1) * (m - 2)
  const doubles = (m: number): number => m * (m - 1)
  const over = (f: (m: number) => number, counts: readonly number[]): number => total(counts.map(f))
  const main = (cubic(n) - over(cubic, sizes) - over(cubic, classes)) / 72
  const threes = n > 2 ? (over(triples, sizes) * over(triples, classes)) / (36 * triples(n)) : 0
  const twos = (over(doubles, sizes) * over(doubles, classes)) / (8 * doubles(n))
  // Where all values are one, nothing is left but rounding.
  return classes.length === 1 ? 0 : main + threes + twos
}

/** @param observed 2J */
function exactTails(
  sizes: readonly number[],
  classes: readonly number[],
  observed: number,
): Pick<TrendTest, 'pRising' | 'pFalling'> {
  const counts = handedOut(sizes, classes)
  const ways = total(counts)
  return {
    pRising: Math.min(1, total(counts.subarray(observed)) / ways),
    pFalling: Math.min(1, total(counts.subarray(0, observed + 1)) / ways),
  }
}

/** @returns [2·pairs + 1] in how many ways 2J is 0, 1, …; sums of products of positive numbers */
function handedOut(sizes: readonly number[], classes: readonly number[]): Float64Array {
  const length = 2 * pairsBetween(sizes) + 1
  let states = new Map([['', { used: sizes.map(() => 0), counts: new Float64Array(length) }]])
  states.get('')!.counts[0] = 1
  for (const size of classes) {
    const next: typeof states = new Map()
    for (const { used, counts } of states.values()) {
      for (const { taken, ways } of shared(
        size,
        sizes.map((most, g) => most - used[g]!),
      )) {
        const after = used.map((count, g) => count + taken[g]!)
        const key = after.join(' ')
        const state = next.get(key) ?? { used: after, counts: new Float64Array(length) }
        next.set(key, state)
        const shift = gained(used, taken)
        for (let t = 0; t + shift < length; t++) state.counts[t + shift]! += ways * counts[t]!
      }
    }
    states = next
  }
  return [...states.values()][0]!.counts
}

/** What 2J gains when the groups, which have `used`, get `taken` of the next larger value. */
function gained(used: readonly number[], taken: readonly number[]): number {
  let before = 0
  let gain = 0
  taken.forEach((count, h) => {
    gain += count * before
    before += 2 * used[h]! + count
  })
  return gain
}

interface Share {
  /** [k] how many observations each group gets */
  readonly taken: readonly number[]
  /** In how many ways. */
  readonly ways: number
}

/** All ways to give `count` observations to groups with so much room. */
function shared(count: number, room: readonly number[]): Share[] {
  if (room.length === 0) return count === 0 ? [{ taken: [], ways: 1 }] : []
  const [first, ...others] = room as [number, ...number[]]
  const shares: Share[] = []
  let chosen = 1
  for (let mine = 0; mine <= Math.min(first, count); mine++) {
    for (const { taken, ways } of shared(count - mine, others)) {
      shares.push({ taken: [mine, ...taken], ways: chosen * ways })
    }
    chosen = (chosen * (count - mine)) / (mine + 1)
  }
  return shares
}

function total(x: readonly number[] | Float64Array): number {
  let sum = 0
  for (const value of x) sum += value
  return sum
}
