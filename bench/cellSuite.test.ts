import { expect, test } from 'vitest'
import { findProviders } from '../harness/index.ts'
import { cellSuite } from './cellSuite.ts'

test('without a native library every bar of the cell is a visible line with the reason', async () => {
  const findings = await findProviders({ SADDLECHECK_LAPACK: 'none' })
  const { gates } = await cellSuite({ mode: 'smoke', findings, threads: 1, say: () => {}, budgetMs: 1 })
  expect(gates).toHaveLength(3)
  for (const gate of gates) expect(gate).toMatchObject({ skipped: 'SADDLECHECK_LAPACK is none' })
})
