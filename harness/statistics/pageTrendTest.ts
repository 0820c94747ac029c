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
  if (blocks.length === 0) throw new ArgumentError('pageTrendTest', 'blocks', 'at least one row', 'none')
  const treatments = blocks[0]!.length
  blocks.forEach((block, b) => {
    requireFinite('pageTrendTest', `blocks[${b}]`, block, 2)
    if (block.length !== treatments) {
      const expected = `of ${treatments} values, as the first`
      throw new ArgumentError('pageTrendTest', `blocks[${b}]`, expected, String(block.length))
    }
  })
  const order = Array.from({ length: treatments }, (_, j) => j + 1)
  return linearRankTest(order, blocks.map(midranks))
}
