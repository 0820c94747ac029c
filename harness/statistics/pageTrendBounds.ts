/**
 * Page's test of values that are known to lie within intervals: what it comes to at most, whatever they are.
 *
 *     L = Σ_j j·r_j = Σ_j j + Σ_{i<j} (i + (j − i)·w_ij)   within a block, w_ij = 1 where x_i < x_j, ½ for a tie, else 0
 *
 * so that no L is less than with the least w_ij that each pair may have. No values need be so at once: pairs that
 * are open may contradict one another, and then the bound is not reached.
 *
 * Which ties there are is open, too, and so is the null distribution, but P(L ≥ l) with ties is at most twice that
 * without: of the orders that break a set of ties, one and its reverse turn L by as much up as down, so that at least
 * half of them have no smaller L. Where every value is known the test itself is the bound.
 */
import { ArgumentError } from '../errors.ts'
import { linearRankTest } from './linearRankTest.ts'
import { pageTrendTest, requireBlocks } from './pageTrendTest.ts'

/** least ≤ most */
export interface Interval {
  readonly least: number
  readonly most: number
}

export interface TrendBounds {
  /** No less than the exact probability for any values within the intervals. */
  readonly pRising: number
  readonly pFalling: number
  /** Blocks in which more pairs rise for certain than may fall, or the reverse; where only a tie or a rise can be is neither. */
  readonly risingBlocks: number
  readonly fallingBlocks: number
}

/**
 * @param blocks [n][k] one row a trial, treatments in the order of the hypothesis; n ≥ 1, k ≥ 2
 * @throws ArgumentError for a number that is not finite, for rows of different lengths, and for least > most
 */
export function pageTrendBounds(blocks: readonly (readonly Interval[])[]): TrendBounds {
  const ends = (end: keyof Interval): number[][] => blocks.map((block) => block.map((value) => value[end]))
  for (const end of ['least', 'most'] as const) requireBlocks('pageTrendBounds', ends(end))
  const reversed = blocks.flat().find(({ least, most }) => least > most)
  if (reversed) {
    const { least, most } = reversed
    throw new ArgumentError('pageTrendBounds', 'least', 'at most `most`', `${least} > ${most}`)
  }
  const mirrored = blocks.map((block) => block.map(({ least, most }) => ({ least: -most, most: -least })))
  return {
    pRising: mostProbability(blocks),
    pFalling: mostProbability(mirrored),
    risingBlocks: blocks.filter(isRising).length,
    fallingBlocks: mirrored.filter(isRising).length,
  }
}

/** Of a rise. */
function mostProbability(blocks: readonly (readonly Interval[])[]): number {
  if (blocks.flat().every(isKnown))
    return pageTrendTest(blocks.map((block) => block.map(({ least }) => least))).pRising
  const order = blocks[0]!.map((_, j) => j + 1)
  const withoutTies = blocks.map(() => order)
  return Math.min(1, 2 * linearRankTest(order, withoutTies, blocks.map(ranksAgainstRise)).pRising)
}

/** 1 and the number of the others that each value exceeds; a later one of an open pair exceeds no earlier one. */
function ranksAgainstRise(block: readonly Interval[]): number[] {
  return block.map((_, j) => {
    let rank = 1
    for (let i = 0; i < block.length; i++) {
      if (i < j) rank += certainty(block[i]!, block[j]!)
      if (i > j) rank += 1 - certainty(block[j]!, block[i]!)
    }
    return rank
  })
}

function isRising(block: readonly Interval[]): boolean {
  let excess = 0
  for (let j = 1; j < block.length; j++)
    for (let i = 0; i < j; i++) excess += 2 * certainty(block[i]!, block[j]!) - 1
  return excess > 0
}

/** The least that w_ij can be. */
function certainty(earlier: Interval, later: Interval): number {
  if (earlier.most < later.least) return 1
  return earlier.most === later.least ? 1 / 2 : 0
}

function isKnown({ least, most }: Interval): boolean {
  return least === most
}
