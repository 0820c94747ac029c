/** A report as Markdown, and its verdict table alone, as it stands in the README and on the terminal. */
import { markdownTable } from 'markdown-table'
import type { Plot } from '../claims/plot.ts'
import type { DecidedClaim, DecidedControl } from '../claims/runClaim.ts'
import { type EvidenceTable, type Verdict, verdictStatuses } from '../claims/verdict.ts'
import { figureFile } from './figureFiles.ts'
import { renderTerms, termsOf } from './glossary.ts'
import { grouped } from './numberText.ts'
import type { Report, ReportedClaim } from './report.ts'

/** @param missing figures that could not be drawn, by their file, and why */
export function renderReport(report: Report, missing: ReadonlyMap<string, string> = new Map()): string {
  const claims = inOrderOfSources(report.claims)
  return [
    '<!-- Written by a run; do not edit. -->',
    '# Verdicts',
    renderRuns(report),
    outcomeText(claims),
    ...missingClaims(report),
    'All numbers of this page, and those of its figures, stand in [report.json](report.json).',
    contentsTable(claims),
    verdictMeanings,
    `<a id="terms"></a>\n\n## Terms`,
    renderTerms(termsOf(claims)),
    ...claims.map((claim) => renderClaim(claim, missing)),
    '',
  ].join('\n\n')
}

const verdictMeanings =
  '**holds**: no instance contradicts the claim. **refuted**: one does, beyond every error bound. **vacuous**: none ' +
  'meets its premise. **inconclusive**: tested, but not decided. A rule is fixed before the run that it decides. The ' +
  '**pinned** verdict is the one that the test suite expects of this version: a claim that comes out otherwise says so.'

/** As a reader of the sources meets them: by work and page, those without a page last. */
function inOrderOfSources<T extends DecidedClaim>(claims: readonly T[]): readonly T[] {
  const page = ({ source }: T) => source.page ?? Number.POSITIVE_INFINITY
  const compare = <V>(a: V, b: V) => (a < b ? -1 : a > b ? 1 : 0)
  return [...claims].sort(
    (a, b) => compare(a.source.work, b.source.work) || compare(page(a), page(b)) || compare(a.id, b.id),
  )
}

/** Nothing where all are there. */
export function missingClaims({ missing = [] }: Report): readonly string[] {
  if (missing.length === 0) return []
  return [`**Not decided here yet, ${missing.length} beside these**: ${missing.join(', ')}.`]
}

/** At which scale, with which verdicts, and whether they are the pinned ones. */
export function outcomeText(claims: readonly DecidedClaim[]): string {
  const surprising = claims.filter(({ passed }) => !passed).length
  const scales = [...new Set(claims.map(({ scale }) => scale))].join(' and ')
  const counts = verdictStatuses
    .map((status) => ({ status, count: claims.filter(({ verdict }) => verdict.status === status).length }))
    .filter(({ count }) => count > 0)
    .map(({ status, count }) => `${count} ${status}`)
  const expected =
    surprising === 0
      ? 'Every verdict is the pinned one and every control came out as expected.'
      : `**${surprising} of ${claims.length} claims came out otherwise than pinned.**`
  return `Scale ${scales}: ${claims.length} ${claims.length === 1 ? 'claim' : 'claims'}, ${counts.join(', ')}. ${expected}`
}

/** One run as one line; the commands of several one by one. */
function renderRuns({ tool, node, platform, claims }: Report): string {
  const commands = [...new Set(claims.map(({ run }) => run.command))]
  if (commands.length === 1) return `${tool}, node ${node}, ${platform}. Regenerate: \`${commands[0]}\``
  const list = commands.map((command) => `- \`${command}\``).join('\n')
  return `Decided in ${commands.length} runs, the last with ${tool}, node ${node}, ${platform}:\n\n${list}`
}

/**
 * Source, claim, verdict, evidence: one row a claim, each leading to its section.
 *
 * @param page where the report is, seen from elsewhere; there, evidence is shown as far as a row has room
 */
export function contentsTable(claims: readonly DecidedClaim[], page?: string): string {
  return markdownTable([
    ['in the source', 'claim', 'verdict', 'evidence'],
    ...inOrderOfSources(claims).map(({ id, source, verdict, passed }) => [
      cell(source.item),
      `[${id}](${page ?? ''}#${anchor(id)})`,
      verdictMark(verdict, passed),
      cell(page === undefined ? verdict.summary : beginning(verdict.summary)),
    ]),
  ])
}

/** Of a row that is to be read at a glance; the report has the whole. */
const longestEvidence = 160

/** Claim, what it says, verdict, evidence as far as a row has room: one row a claim. */
export function verdictTable(claims: readonly DecidedClaim[]): string {
  return markdownTable([
    ['claim', 'statement', 'verdict', 'evidence'],
    ...inOrderOfSources(claims).map(({ id, statement, verdict, passed }) => [
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
      ...renderTermLinks(claim),
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

function renderTermLinks({ terms = [] }: ReportedClaim): string[] {
  return terms.length === 0
    ? []
    : [`- **Terms**: ${terms.map(({ name }) => `[${name}](#terms)`).join(', ')}.`]
}

/** How near the worst instance comes to its bound; the counterexample tells how far one is beyond. */
function renderEvidence({ status, runs, seed, worstRatio, counterexample, replay }: Verdict): string[] {
  const near = worstRatio !== undefined && status !== 'refuted'
  const tested = [
    `${showValue(runs)} ${runs === 1 ? 'instance' : 'instances'}`,
    ...(seed === undefined ? [] : [`seed ${seed}`]),
    ...(near ? [`worst error / bound ${showValue(worstRatio)}`] : []),
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
