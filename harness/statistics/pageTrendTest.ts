/**
 * Page's test for a trend over ordered treatments, each of which every block (trial) has had.
 *
 *     L = Σ_j j·R_j,   R_j the sum over blocks of the rank of treatment j within its block
 *
 * Ties within a block share their mean rank. Exact for up to ten treatments, given the ties, else by the normal
 * approximation with the ties in the variance. What a trial did before may well decide what it does next, as long
 * as trials are independent of one another: under the null hypothesis the treatments of a trial are exchangeable.
 *
 * Source: Page, "Ordered hypotheses for multiple treatments: a significance test for linear ranks", JASA 58, 1963.
 * Differs from the source: 1. mean ranks and their variance for ties, which it breaks; 2. exact where its tables
 * for many blocks are the normal approximation's.
 */
import { ArgumentError } from '../errors.ts'
import { linearRankTest } from './linearRankTest.ts'
import { midranks } from './midranks.ts'
import { requireFinite } from './requireFinite.ts'
import type { TrendTest } from './trendTest.ts'

/** @param blocks [n][k] one row a trial, treatments in the order of the hypothesis; n ≥ 1, k ≥ 2 */
export function pageTrendTest(blocks: readonly (readonly number[])[]): TrendTest {
  requireBlocks('pageTrendTest', blocks)
  const order = blocks[0]!.map((_, j) => j + 1)
  return linearRankTest(order, blocks.map(midranks))
}

/** @throws ArgumentError unless there are rows, of one length, of finite numbers */
export function requireBlocks(operation: string, blocks: readonly (readonly number[])[]): void {
  if (blocks.length === 0) throw new ArgumentError(operation, 'blocks', 'at least one row', 'none')
  const length = blocks[0]!.length
  blocks.forEach((block, b) => {
    requireFinite(operation, `blocks[${b}]`, block, 2)
    if (block.length !== length) {
      const expected = `of ${length} values, as the first`
      throw new ArgumentError(operation, `blocks[${b}]`, expected, String(block.length))
    }
  })
}
