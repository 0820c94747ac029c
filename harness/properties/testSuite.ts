/**
 * Makes a vitest test of every property of a suite for every subject, and one that its instances are of the
 * kinds it needs. Saved counterexamples are tried first; a new one is saved.
 */
import { describe, expect, it } from 'vitest'
import { brokenText } from './brokenText.ts'
import { checkCoverage } from './checkCoverage.ts'
import { drawing } from './drawing.ts'
import type { Property } from './property.ts'
import { runningTest } from './runningTest.ts'
import { saveCounterexample, savedCounterexamples } from './savedCounterexamples.ts'
import type { Suite } from './suite.ts'

export async function testSuite<Subject>(suite: Suite<Subject>): Promise<void> {
  const named = suite.properties.map((one) => [one.name, one] as const)
  for (const { name, code } of await suite.subjects()) {
    describe(name, () => {
      it.each(named)('%s', (_, one) => requireHeld(suite.name, one, code))
    })
  }
  describe('instances', () => {
    it.each(named.filter(([, one]) => one.withInstances((_, labels) => Object.keys(labels).length > 0)))(
      'of: %s',
      (_, one) => requireCovered(one),
    )
  })
}

async function requireHeld<Subject>(owner: string, one: Property<Subject>, code: Subject): Promise<void> {
  const place = { owner, name: one.name }
  const first = savedCounterexamples(place).flatMap(({ instance }) =>
    instance === undefined ? [] : [instance],
  )
  const outcome = await one.decide(code, { ...drawing(), first })
  if (outcome.status === 'held') return
  const saved = saveCounterexample(place, outcome)
  expect.fail(`${brokenText(outcome, runningTest())}\n  saved: ${saved}`)
}

function requireCovered<Subject>(one: Property<Subject>): void {
  const { seed } = drawing()
  const coverage = one.withInstances((instances, labels) =>
    checkCoverage(instances, labels, { seed, cases: one.cases }),
  )
  expect(coverage.filter(({ status }) => status !== 'covered')).toEqual([])
}
