import fc from 'fast-check'
import { expect, it } from 'vitest'
import { none } from '../providers/laws/law.ts'
import { property } from './property.ts'
import { soakSeed, soakTargets } from './soak.ts'
import { renderSoak, soakReport, soakSummary } from './soakReport.ts'
import { anySuite, type Suite } from './suite.ts'

/** Right below 900, which some seeds do not reach in 20 cases. */
const mostlyRight = (x: number): number => (x < 900 ? x * x : 0)

const suite: Suite<(x: number) => number> = {
  name: 'squares',
  properties: [
    property<(x: number) => number, number>({
      name: 'squares |x|',
      source: 'definition',
      instances: fc.noBias(fc.nat({ max: 1000 })),
      cases: 20,
      check: (square, x) => [none('difference', Math.abs(square(x) - x * x))],
    }),
  ],
  subjects: async () => [
    { name: 'exact', code: (x) => x * x },
    { name: 'mostly', code: mostlyRight },
  ],
}

const run = { node: 'v20', codeVersion: 'abc' }

it('a soak names each alarm with seed, path and cause, and adds the cases up', async () => {
  const targets = await soakTargets([anySuite(suite)])
  expect(targets.map(({ subject }) => subject)).toEqual(['exact', 'mostly'])
  const soaked = await Promise.all(
    [1, 2, 3, 4, 5, 6].map(async (seed) => ({ seed, results: await soakSeed(targets, seed) })),
  )
  const report = soakReport(soaked, run)
  const [exact, mostly] = report.properties
  expect(exact).toMatchObject({ cases: 120, alarms: [], worstRatio: 0 })
  // 0.9^20: about one seed in eight stays below 900.
  expect(mostly!.alarms.length).toBeGreaterThan(2)
  expect(report).toMatchObject({ seeds: 6, firstSeed: 1, alarms: mostly!.alarms.length })
  const { seed, path = '' } = mostly!.alarms[0]!
  expect(await suite.properties[0]!.decide(mostlyRight, { seed, path })).toMatchObject({
    status: 'broken',
    instance: 900,
  })
  expect(soakSummary(report)).toMatch(/^6 seeds, \d+ cases, [3-6] FALSE ALARMS$/)
  expect(renderSoak(report, 'command')).toContain(`seed ${seed}, path ${path}`)
})

it('a soak without alarm says so', async () => {
  const sound = { ...suite, subjects: async () => [{ name: 'exact', code: (x: number) => x * x }] }
  const targets = await soakTargets([anySuite(sound)])
  const report = soakReport([{ seed: 8, results: await soakSeed(targets, 8) }], run)
  expect(soakSummary(report)).toBe('1 seeds, 20 cases, no false alarm')
  expect(renderSoak(report, 'command')).toContain('squares \\|x\\|')
})
