/** A report as Markdown, and its verdict table alone, as it stands in the README and on the terminal. */
import { markdownTable } from 'markdown-table'
import type { DecidedClaim, DecidedControl } from '../claims/runClaim.ts'
import type { EvidenceTable, Verdict } from '../claims/verdict.ts'
import type { Report } from './report.ts'

export function renderReport(report: Report): string {
  const surprising = report.claims.filter(({ passed }) => !passed)
  const outcome =
    surprising.length === 0
      ? 'Every verdict is the pinned one and every control came out as expected.'
      : `**${surprising.length} of ${report.claims.length} claims came out otherwise than pinned.**`
  return [
    '<!-- Written by a run; do not edit. -->',
    '# Verdicts',
    `${report.tool}, node ${report.node}, ${report.platform}. Regenerate: \`${report.command}\``,
    outcome,
    verdictTable(report.claims),
    ...report.claims.map(renderClaim),
    '',
  ].join('\n\n')
}

/** Claim, what it says, verdict, evidence: one row a claim. */
export function verdictTable(claims: readonly DecidedClaim[]): string {
  return markdownTable([
    ['claim', 'statement', 'verdict', 'evidence'],
    ...claims.map(({ id, statement, verdict, passed }) => [
      id,
      cell(statement),
      passed ? `**${verdict.status}**` : `**${verdict.status}** (not as pinned)`,
      cell(verdict.summary),
    ]),
  ])
}

/** For a terminal: id, verdict and summary, wrapped by nobody. */
export function terminalTable(claims: readonly DecidedClaim[]): string {
  const idWidth = Math.max(...claims.map(({ id }) => id.length))
  const lines = claims.map(({ id, verdict, passed }) => {
    const mark = passed ? '✓' : '✗'
    return `${mark} ${id.padEnd(idWidth)}  ${verdict.status.padEnd(12)}  ${verdict.summary}`
  })
  return lines.join('\n')
}

function renderClaim(claim: DecidedClaim): string {
  const { id, statement, source, reported, rule, verdict } = claim
  const page = source.page === undefined ? '' : `, p. ${source.page}`
  return [
    `## ${id}: ${verdict.status}`,
    `> ${statement}`,
    `Source: ${source.work}, ${source.item}${page}.${reported === undefined ? '' : ` Reported: ${reported}.`}`,
    `Rule, fixed before the run (scale ${claim.scale}): ${rule}`,
    `Verdict: **${verdict.status}**. ${verdict.summary}.`,
    ...claim.surprises.map((surprise) => `**Not as pinned.** ${surprise}`),
    ...renderEvidence(verdict),
    'Controls:',
    claim.controls.map(renderControl).join('\n'),
    `Provider ${claim.provider}, ${(claim.elapsedMs / 1000).toFixed(1)} s. Regenerate: \`${claim.command}\``,
  ].join('\n\n')
}

function renderEvidence({ counterexample, replay, tables = [] }: Verdict): string[] {
  return [
    ...(counterexample === undefined ? [] : [`Smallest counterexample: \`${counterexample}\``]),
    ...(replay === undefined ? [] : [`Replay: \`${replay}\``]),
    ...tables.map(renderTable),
  ]
}

function renderTable({ title, columns, rows }: EvidenceTable): string {
  return `${title}:\n\n${markdownTable([columns.map(cell), ...rows.map((row) => row.map((value) => cell(showValue(value))))])}`
}

function renderControl({ statement, expected, verdict }: DecidedControl): string {
  const outcome = verdict.status === expected ? 'as it must' : `but must be ${expected}`
  return `- ${statement}: ${verdict.status}, ${outcome}. ${verdict.summary}.`
}

/** Integers whole, other numbers to three digits. */
export function showValue(value: string | number): string {
  if (typeof value === 'string' || Number.isInteger(value)) return String(value)
  return Math.abs(value) >= 1e-2 && Math.abs(value) < 1e4 ? value.toPrecision(3) : value.toExponential(2)
}

/** A bar would end the cell. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ')
}
