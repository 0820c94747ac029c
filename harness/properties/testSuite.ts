/**
 * Makes a vitest test of every property of a suite, and one that its instances cover what it needs.
 *
 * Imported by test files only: it is the one place in this room that knows the test runner.
 */
import { describe, expect, it } from 'vitest'
import type { Suite } from './suite.ts'

export async function testSuite<Subject>(suite: Suite<Subject>): Promise<void> {
  for (const { name, code } of await suite.subjects()) {
    describe(name, () => {
      it.each(suite.properties.map((one) => [one.name, one] as const))('%s', async (_, one) => {
        const outcome = await one.decide(code, { seed: 1 })
        expect(outcome).toMatchObject({ status: 'held' })
      })
    })
  }
}
