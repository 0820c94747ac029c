import { describe, expect, it } from 'vitest'
import { breaches, contractLaws } from './contract.ts'
import { findProviders } from './registry.ts'

/** Laws that must be there: a contract that lost one would pass everything. */
const leastLaws = 23

it(`has at least ${leastLaws} laws, each with a name of its own and a source`, () => {
  expect(new Set(contractLaws.map(({ name }) => name)).size).toBe(contractLaws.length)
  expect(contractLaws.length).toBeGreaterThanOrEqual(leastLaws)
  expect(contractLaws.filter(({ source }) => source === '')).toEqual([])
})

for (const finding of await findProviders()) {
  const title = finding.available
    ? `${finding.name} (${finding.provider.version}) keeps the contract:`
    : `${finding.name}: skipped, ${finding.reason}`
  describe.skipIf(!finding.available)(title, () => {
    it.each(contractLaws.map((law) => [law.name, law] as const))('%s', async (_, law) => {
      if (finding.available) expect(await breaches(law, finding.provider)).toEqual([])
    })
  })
}
