/** The table of `npm run detect`: every bug, whether it was caught, by which property, after how many cases. */
import fc from 'fast-check'
import { markdownTable } from 'markdown-table'
import type { Detection } from './detect.ts'

export interface DetectionReport {
  readonly seed: number
  readonly node: string
  readonly detections: readonly Detection[]
  /** Bugs that hung or brought their process down, which no property may do. */
  readonly lost: readonly string[]
}

/** In one line: "118 of 120 bugs caught, 1 cannot be caught, 1 missed". */
export function detectionSummary({ detections, lost }: DetectionReport): string {
  const count = (status: Detection['status']): number =>
    detections.filter((one) => one.status === status).length
  const parts = [`${count('caught')} of ${detections.length + lost.length} bugs caught`]
  if (count('uncatchable') > 0) parts.push(`${count('uncatchable')} cannot be caught`)
  if (count('missed') > 0) parts.push(`${count('missed')} missed`)
  if (lost.length > 0) parts.push(`${lost.length} did not return`)
  return parts.join(', ')
}

export function renderDetections(report: DetectionReport, command: string): string {
  const { detections, lost, seed, node } = report
  const rows = detections.map(({ suite, bug, origin, status, property, broken, reason }) => [
    suite,
    bug,
    origin,
    status,
    property ?? '',
    broken === undefined ? '' : String(broken.cases),
    broken === undefined ? '' : code(shortened(fc.stringify(broken.instance))),
    shortened(broken?.why ?? reason ?? ''),
  ])
  const head = [
    'suite',
    'bug',
    'origin',
    'status',
    'property',
    'cases',
    'smallest counterexample',
    'what it showed',
  ]
  return [
    '<!-- Written by a run; do not edit. -->',
    '# What the properties catch',
    `**${detectionSummary(report)}** (seed ${seed}, node ${node}).`,
    'Each bug is a small variant of a real function behind the same interface. Properties are tried in the order ' +
      'of their suite, each with its default number of cases; the first that breaks is named.',
    ...lost.map((bug) => `- did not return: ${bug}`),
    table([head, ...rows]),
    '## How many bugs each property is the first to catch',
    table([['suite', 'property', 'bugs'], ...catches(detections)]),
    `Regenerate: \`${command}\``,
    '',
  ].join('\n\n')
}

function table(rows: readonly (readonly string[])[]): string {
  return markdownTable(rows.map((row) => row.map((text) => text.replaceAll('|', '\\|'))))
}

function catches(detections: readonly Detection[]): string[][] {
  const counts = new Map<string, number>()
  for (const { suite, property } of detections) {
    if (property !== undefined)
      counts.set(`${suite}\0${property}`, (counts.get(`${suite}\0${property}`) ?? 0) + 1)
  }
  return [...counts].map(([key, count]) => [...key.split('\0'), String(count)])
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ')
  return line.length <= 160 ? line : `${line.slice(0, 159)}…`
}

function code(text: string): string {
  return text === '' ? '' : `\`${text.replaceAll('`', "'")}\``
}
