/** What many seeds of a soak come to: per property the cases, the alarms, and how near the worst came to its limit. */
import { markdownTable } from 'markdown-table'
import type { SoakedProperty } from './soak.ts'

export interface SoakedSeed {
  readonly seed: number
  readonly results: readonly SoakedProperty[]
}

export interface SoakReport {
  readonly seeds: number
  readonly firstSeed: number
  readonly node: string
  /** Digest of the source that was held against the properties. */
  readonly codeVersion: string
  readonly cases: number
  readonly alarms: number
  readonly properties: readonly SoakRow[]
}

export interface SoakRow extends Omit<SoakedProperty, 'outcome'> {
  readonly cases: number
  /** Seeds at which the property broke, with what broke. */
  readonly alarms: readonly { readonly seed: number; readonly path?: string; readonly why: string }[]
  /** Largest value / limit over all seeds. */
  readonly worstRatio: number
}

export function soakReport(
  soaked: readonly SoakedSeed[],
  run: Pick<SoakReport, 'node' | 'codeVersion'>,
): SoakReport {
  const rows = new Map<string, SoakRow>()
  for (const { results } of soaked) {
    for (const { outcome, ...target } of results) {
      const key = JSON.stringify(target)
      const row = rows.get(key) ?? { ...target, cases: 0, alarms: [], worstRatio: 0 }
      rows.set(key, withOutcome(row, outcome))
    }
  }
  const properties = [...rows.values()]
  return {
    ...run,
    seeds: new Set(soaked.map(({ seed }) => seed)).size,
    firstSeed: soaked.reduce((least, { seed }) => Math.min(least, seed), Number.POSITIVE_INFINITY),
    cases: properties.reduce((sum, { cases }) => sum + cases, 0),
    alarms: properties.reduce((sum, { alarms }) => sum + alarms.length, 0),
    properties,
  }
}

function withOutcome(row: SoakRow, outcome: SoakedProperty['outcome']): SoakRow {
  const cases = row.cases + outcome.cases
  if (outcome.status === 'held') {
    return { ...row, cases, worstRatio: Math.max(row.worstRatio, outcome.worstRatio) }
  }
  const { seed, path, why } = outcome
  return { ...row, cases, alarms: [...row.alarms, { seed, ...(path !== undefined && { path }), why }] }
}

/** "1000 seeds, 9,876,543 cases, no false alarm" */
export function soakSummary({ seeds, cases, alarms }: SoakReport): string {
  const alarm = alarms === 0 ? 'no false alarm' : `${alarms} FALSE ALARMS`
  return `${seeds} seeds, ${cases.toLocaleString('en-US')} cases, ${alarm}`
}

export function renderSoak(report: SoakReport, command: string): string {
  const { node, codeVersion, firstSeed, seeds, properties } = report
  const rows = properties.map(({ suite, subject, property, cases, alarms, worstRatio }) => [
    suite,
    subject,
    property.replaceAll('|', '\\|'),
    String(cases),
    String(alarms.length),
    worstRatio.toPrecision(2),
  ])
  const alarms = properties.flatMap((row) =>
    row.alarms.map(
      ({ seed, path, why }) =>
        `- ${row.suite}, ${row.subject}: ${row.property}: seed ${seed}, path ${path}: ${why}`,
    ),
  )
  return [
    '<!-- Written by a run; do not edit. -->',
    '# The unmodified code under many seeds',
    `**${soakSummary(report)}** (seeds ${firstSeed} to ${firstSeed + seeds - 1}, node ${node}, code ${codeVersion}).`,
    ...alarms,
    markdownTable([['suite', 'code', 'property', 'cases', 'alarms', 'worst value/limit'], ...rows]),
    `Regenerate: \`${command}\``,
    '',
  ].join('\n\n')
}
