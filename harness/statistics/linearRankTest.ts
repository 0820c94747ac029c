/**
 * Test of a trend within blocks: where there is none, all orders of a block's ranks are equally likely.
 *
 *     T = Σ_b Σ_j s_j r_bj,   E T = n k s̄ r̄,   Var T = Σ_b Σ_j (s_j − s̄)² · Σ_j (r_bj − r̄)² / (k − 1)
 *
 * Up to k = 10 the null distribution is exact, ties included: the k! orders of a block are counted by the set of
 * ranks that the first scores have taken, blocks are added by convolution. Sums of positive numbers throughout, so
 * that even the smallest probability has a relative error of n·m·2⁻⁵³ at most, m the number of values of a block.
 *
 * Source: Hájek, Šidák and Sen, "Theory of rank tests", 1999, §3.3.1 (moments); Odeh, "The exact distribution of
 * Page's L-statistic", 1977 (convolution of blocks).
 */
import { normalTrend, type TrendTest } from './trendTest.ts'

/** 2¹⁰ sets of ranks. */
const mostForExact = 10
/** Values that the sum over all blocks can have. */
const mostValues = 20_000

/**
 * @param scores [k] multiples of ½ @param blocks [n][k] ranks, multiples of ½, to be paired with the scores
 * @param observed [n][k] numbers of which T is to be compared with that of all orders of the ranks: multiples of ½, in
 *   each row of the same sum as the ranks. The ranks themselves when absent
 */
export function linearRankTest(
  scores: readonly number[],
  blocks: readonly (readonly number[])[],
  observed = blocks,
): TrendTest {
  const statistic = total(observed.map((numbers) => product(scores, numbers)))
  const means = blocks.map((ranks) => scores.length * mean(scores) * mean(ranks))
  const variances = blocks.map((ranks) => (spread(scores) * spread(ranks)) / (scores.length - 1))
  const approximate = normalTrend(statistic, total(means), Math.sqrt(total(variances)))
  if (scores.length > mostForExact) return approximate
  const gridScores = onGrid([scores])[0]!
  const grid = onGrid([...blocks, ...observed])
  const gridBlocks = grid.slice(0, blocks.length)
  const values = total(gridBlocks.map((ranks) => largest(gridScores, ranks) + 1))
  if (values > mostValues) return approximate
  return { ...approximate, ...exactTails(gridScores, gridBlocks, grid.slice(blocks.length)), method: 'exact' }
}

/** Shares of the values lowest, lowest + 1, … */
interface Distribution {
  readonly lowest: number
  readonly shares: Float64Array
}

function exactTails(
  scores: readonly number[],
  blocks: readonly (readonly number[])[],
  observed: readonly (readonly number[])[],
): Pick<TrendTest, 'pRising' | 'pFalling'> {
  const known = new Map<string, Distribution>()
  let sum: Distribution = { lowest: 0, shares: Float64Array.of(1) }
  for (const ranks of blocks) {
    const key = ranks.toSorted((a, b) => a - b).join(' ')
    const block = known.get(key) ?? ordersCounted(scores, ranks)
    known.set(key, block)
    sum = convolved(sum, block)
  }
  const at = total(observed.map((numbers) => product(scores, numbers))) - sum.lowest
  return {
    pRising: Math.min(1, total(sum.shares.subarray(Math.max(0, at)))),
    pFalling: Math.min(1, total(sum.shares.subarray(0, Math.max(0, at + 1)))),
  }
}

/** @param scores [k] and @param ranks [k] integers from 0 on */
function ordersCounted(scores: readonly number[], ranks: readonly number[]): Distribution {
  const k = scores.length
  const most = largest(scores, ranks)
  // counts[set][t]: orders in which the first scores take this set of ranks and have the sum t.
  const counts = new Map([[0, Float64Array.from({ length: most + 1 }, (_, t) => (t === 0 ? 1 : 0))]])
  const full = 2 ** k - 1
  for (let set = 0; set < full; set++) {
    const placed = counts.get(set)!
    const score = scores[size(set)]!
    for (let i = 0; i < k; i++) {
      if (set & (1 << i)) continue
      const next = counts.get(set | (1 << i)) ?? new Float64Array(most + 1)
      counts.set(set | (1 << i), next)
      const shift = score * ranks[i]!
      for (let t = 0; t + shift <= most; t++) next[t + shift]! += placed[t]!
    }
    counts.delete(set)
  }
  const all = counts.get(full)!
  const lowest = all.findIndex((count) => count > 0)
  const orders = total(all)
  return { lowest, shares: all.subarray(lowest).map((count) => count / orders) }
}

function convolved(a: Distribution, b: Distribution): Distribution {
  const shares = new Float64Array(a.shares.length + b.shares.length - 1)
  for (let i = 0; i < a.shares.length; i++) {
    for (let j = 0; j < b.shares.length; j++) shares[i + j]! += a.shares[i]! * b.shares[j]!
  }
  return { lowest: a.lowest + b.lowest, shares }
}

/** Integers from 0 on, as small as they can be with the same differences. @param rows multiples of ½ */
function onGrid(rows: readonly (readonly number[])[]): number[][] {
  const least = Math.min(...rows.flat())
  const halves = rows.map((row) => row.map((value) => 2 * (value - least)))
  const unit = halves.flat().reduce(greatestCommonDivisor, 0) || 1
  return halves.map((row) => row.map((value) => value / unit))
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b)
}

/** Largest sum of products: both in the same order. */
function largest(a: readonly number[], b: readonly number[]): number {
  const ascending = (x: readonly number[]): number[] => x.toSorted((p, q) => p - q)
  return product(ascending(a), ascending(b))
}

function size(set: number): number {
  return set === 0 ? 0 : 1 + size(set & (set - 1))
}

function product(a: readonly number[], b: readonly number[]): number {
  return total(a.map((value, j) => value * b[j]!))
}

function spread(x: readonly number[]): number {
  const centre = mean(x)
  return total(x.map((value) => (value - centre) ** 2))
}

function mean(x: readonly number[]): number {
  return total(x) / x.length
}

function total(x: readonly number[] | Float64Array): number {
  let sum = 0
  for (const value of x) sum += value
  return sum
}
