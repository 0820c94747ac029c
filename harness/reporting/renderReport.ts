/** A report as Markdown, and its verdict table alone, as it stands in the README and on the terminal. */
import { markdownTable } from 'markdown-table'
import type { Plot } from '../claims/plot.ts'
import type { DecidedClaim, DecidedControl } from '../claims/runClaim.ts'
import type { EvidenceTable, Verdict } from '../claims/verdict.ts'
import { figureFile } from './figureFiles.ts'
import { grouped } from './numberText.ts'
import type { Report, ReportedClaim } from './report.ts'

/** @param missing figures that could not be drawn, by their file, and why */
export function renderReport(report: Report, missing: ReadonlyMap<string, string> = new Map()): string {
  const surprising = report.claims.filter(({ passed }) => !passed)
  const outcome =
    surprising.length === 0
      ? 'Every verdict is the pinned one and every control came out as expected.'
      : `**${surprising.length} of ${report.claims.length} claims came out otherwise than pinned.**`
  return [
    '<!-- Written by a run; do not edit. -->',
    '# Verdicts',
    renderRuns(report),
    outcome,
    'All numbers of this page, and those of its figures, stand in [report.json](report.json).',
    renderContents(report.claims),
    verdictMeanings,
    ...report.claims.map((claim) => renderClaim(claim, missing)),
    '',
  ].join('\n\n')
}

const verdictMeanings =
  '**holds**: no instance contradicts the claim. **refuted**: one does, beyond every error bound. **vacuous**: none ' +
  'meets its premise. **inconclusive**: tested, but not decided. Rules and expected verdicts were fixed before the runs.'

/** One run as one line; the commands of several one by one. */
function renderRuns({ tool, node, platform, claims }: Report): string {
  const commands = [...new Set(claims.map(({ run }) => run.command))]
  if (commands.length === 1) return `${tool}, node ${node}, ${platform}. Regenerate: \`${commands[0]}\``
  const list = commands.map((command) => `- \`${command}\``).join('\n')
  return `Decided in ${commands.length} runs, the last with ${tool}, node ${node}, ${platform}:\n\n${list}`
}

/** Claim, verdict, evidence: one row a claim, each leading to its section. */
function renderContents(claims: readonly DecidedClaim[]): string {
  return markdownTable([
    ['claim', 'verdict', 'evidence'],
    ...claims.map(({ id, verdict, passed }) => [
      `[${id}](#${anchor(id)})`,
      verdictMark(verdict, passed),
      cell(verdict.summary),
    ]),
  ])
}

/** Of a row that is to be read at a glance; the report has the whole. */
const longestEvidence = 160

/** Claim, what it says, verdict, evidence as far as a row has room: one row a claim. */
export function verdictTable(claims: readonly DecidedClaim[]): string {
  return markdownTable([
    ['claim', 'statement', 'verdict', 'evidence'],
    ...claims.map(({ id, statement, verdict, passed }) => [
      id,
      cell(statement),
      verdictMark(verdict, passed),
      cell(beginning(verdict.summary)),
    ]),
  ])
}

/** Whole where it fits, else up to the last clause or word that does. */
function beginning(text: string): string {
  if (text.length <= longestEvidence) return text
  const room = text.slice(0, longestEvidence)
  const clause = room.lastIndexOf('; ')
  const end = clause > longestEvidence / 2 ? clause : room.lastIndexOf(' ')
  return `${room.slice(0, end)} …`
}

function verdictMark({ status }: Verdict, passed: boolean): string {
  return passed ? `**${status}**` : `**${status}** (not as pinned)`
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

function renderClaim(claim: ReportedClaim, missing: ReadonlyMap<string, string>): string {
  const { id, statement, source, reported, rule, verdict, command, controls } = claim
  const page = source.page === undefined ? '' : `, p. ${source.page}`
  const again = `Regenerate: \`${command}\``
  return [
    `<a id="${anchor(id)}"></a>\n\n## ${id}: ${verdict.status}`,
    `> ${statement}`,
    [
      `- **Source**: ${sentence(`${source.work}, ${source.item}${page}`)}`,
      ...(reported === undefined ? [] : [`- **Reported there**: ${sentence(reported)}`]),
      `- **Rule, fixed before the run** (scale ${claim.scale}): ${sentence(rule)}`,
      `- **Verdict**: **${verdict.status}**. ${sentence(verdict.summary)}`,
      ...renderEvidence(verdict),
    ].join('\n'),
    ...claim.surprises.map((surprise) => `**Not as pinned.** ${surprise}`),
    ...(verdict.remarks ?? []).map(sentence),
    ...(verdict.tables ?? []).map((table, k) => `${renderTable(table, k + 1)}\n\n${again}`),
    ...(verdict.plots ?? []).map((plot, k) => `${renderFigure(id, plot, k + 1, missing)}\n\n${again}`),
    'Controls, the same check on statements whose truth is known:',
    controls.map(renderControl).join('\n'),
    `${renderRun(claim)} ${again}`,
  ].join('\n\n')
}

function renderEvidence({ runs, seed, worstRatio, counterexample, replay }: Verdict): string[] {
  const tested = [
    `${showValue(runs)} ${runs === 1 ? 'instance' : 'instances'}`,
    ...(seed === undefined ? [] : [`seed ${seed}`]),
    ...(worstRatio === undefined ? [] : [`worst error / bound ${showValue(worstRatio)}`]),
  ]
  return [
    `- **Tested**: ${tested.join(', ')}.`,
    ...(counterexample === undefined ? [] : [`- **Smallest counterexample**: \`${counterexample}\``]),
    ...(replay === undefined ? [] : [`- **Replay**: \`${replay}\``]),
  ]
}

/** More rows than this are folded. */
const mostRows = 25

function renderTable({ title, columns, rows }: EvidenceTable, number: number): string {
  const cells = [columns, ...rows.map((row) => row.map(showValue))].map((row) => row.map(cell))
  const align = columns.map((_, k) => (rows.every((row) => isNumeric(row[k])) ? 'r' : ''))
  const table = markdownTable(cells, { align })
  const heading = `**Table ${number}.** ${title}:`
  if (rows.length <= mostRows) return `${heading}\n\n${table}`
  return `${heading}\n\n<details>\n<summary>${rows.length} rows</summary>\n\n${table}\n\n</details>`
}

const numeral = String.raw`[-−]?\d[\d,]*(\.\d+)?(e[-+]?\d+)?`
const numericText = new RegExp(`^([<≤>≥] ?)?${numeral}( ± ${numeral}| %)?$|^[-–—]?$`)

/** Also 1,625 ± 2, and the dash of a number that is not there: digits line up on the right. */
function isNumeric(value: string | number = ''): boolean {
  return typeof value === 'number' || numericText.test(value)
}

function renderFigure(
  id: string,
  { name, title }: Plot,
  number: number,
  missing: ReadonlyMap<string, string>,
): string {
  const file = figureFile(id, name)
  const reason = missing.get(file)
  if (reason !== undefined) return `**Figure ${number}.** ${title}: not drawn. ${reason}`
  return `**Figure ${number}.** ${title}:\n\n![${title.replaceAll(/[[\]]/g, '\\$&')}](${file})`
}

function renderControl({ statement, expected, verdict }: DecidedControl): string {
  const outcome = verdict.status === expected ? 'as it must' : `but must be ${expected}`
  return `- ${statement}: **${verdict.status}**, ${outcome}. ${sentence(verdict.summary)}`
}

/** Evidence that was there already took no time in this run. */
function renderRun({ run, provider, elapsedMs }: ReportedClaim): string {
  const seconds = elapsedMs / 1000
  const time = `${grouped(seconds, seconds < 100 ? 1 : 0)} s, stored evidence not counted`
  const machine = `${run.tool}, node ${run.node}, ${run.platform}`
  return `Decided ${run.writtenAt.slice(0, 10)} by ${machine}, provider ${provider}, in ${time}.`
}

/** Integers whole, other numbers to three digits or one decimal; thousands are set apart from 10,000 on. */
export function showValue(value: string | number): string {
  if (typeof value === 'string') return value
  const size = Math.abs(value)
  // Digits beyond 2^53 are not the number's own.
  if (Number.isInteger(value) && size < 2 ** 53) return size < 1e4 ? String(value) : grouped(value)
  if (size >= 100 && size < 1e6) return size < 1e4 ? value.toFixed(1) : grouped(value, 1)
  return size >= 1e-2 && size < 100 ? value.toPrecision(3) : value.toExponential(2)
}

/** Of a claim's section. */
function anchor(id: string): string {
  return id.replaceAll('/', '-')
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`
}

/** A bar would end the cell. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ')
}
