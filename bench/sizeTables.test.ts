import { describe, expect, test } from 'vitest'
import { findProviders } from '../harness/index.ts'
import { sizeTables } from './sizeTables.ts'

const findings = await findProviders({ SADDLECHECK_LAPACK: 'none' })

async function rowsWithin(budgetMs: number): Promise<readonly (readonly string[])[]> {
  const tables = await sizeTables({ mode: 'smoke', findings, threads: 1, say: () => {}, budgetMs })
  return tables.find(({ title }) => title === 'Sizes')!.rows
}

describe('sizeTables', () => {
  test('a row for every work, provider and order', async () => {
    const rows = await rowsWithin(60_000)
    expect(rows.map(([n, work, by]) => `${work} by ${by}, ${n}`).sort()).toEqual(
      ['8', '16']
        .flatMap((n) => [
          `product by embedded, ${n}`,
          `eigenvalues by embedded, ${n}`,
          `inertia by embedded, ${n}`,
          `product by ml-matrix, ${n}`,
          `eigenvalues by ml-matrix, ${n}`,
        ])
        .sort(),
    )
    for (const [, , , time] of rows) expect(time).toMatch(/s$/)
  })

  test('what exceeds the budget is left out visibly, with what it would take', async () => {
    const rows = await rowsWithin(1e-3)
    const skipped = rows.filter(([n]) => n === '16')
    expect(skipped).toHaveLength(5)
    for (const [, , , time] of skipped) expect(time).toMatch(/^skipped from here on: would take about .* ms/)
  })
})
