import { expect, test } from 'vitest'
import { findProviders } from '../harness/index.ts'
import { countGate } from './countGate.ts'
import { workCountSuite } from './workCountSuite.ts'

const findings = await findProviders({ SADDLECHECK_LAPACK: 'none' })

test('the method keeps its promises', async () => {
  const { counts = [] } = await workCountSuite('smoke', findings)
  expect(counts.length).toBeGreaterThan(2)
  for (const plan of counts) expect(await countGate(plan)).toMatchObject({ status: 'passed' })
})
