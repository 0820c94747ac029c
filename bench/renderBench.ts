/** The benchmarks as Markdown: the bars first, then part by part gates, controls and tables, then the history. */
import { markdownTable } from 'markdown-table'
import type { Comparison } from './abbaComparison.ts'
import { type HistoryLine, machineName, type Step, stepsOf } from './benchHistory.ts'
import {
  type BenchReport,
  benchOutcome,
  type DecidedControl,
  type DecidedGate,
  type PartReport,
  type ReportTable,
} from './benchReport.ts'
import { digits } from './digits.ts'
import { gateRatio, metText, requirementText } from './gateText.ts'
import type { MeasuredRow } from './measureGroup.ts'

const barColumns = ['work', 'required', 'measured', 'pairs', 'outcome', 'the limit']
const gateColumns = ['gate', 'required', 'status', 'measured', '99 % interval', 'A/A spread', 'rounds']
const rowColumns = ['instance', 'what', 'median ms', 'MAD', 'samples', 'times as fast', 'work', 'build']
/** How many levels of a ratio are shown, the newest ones. */
const shownSteps = 5

export function renderBench(report: BenchReport, history: readonly HistoryLine[] = []): string {
  const smoke = report.mode === 'smoke'
  return [
    '<!-- Written by a run; do not edit. -->',
    '# Benchmarks',
    `**${benchOutcome(report).summary}.**`,
    ...barSection(report, smoke),
    ...report.parts.flatMap((part) => partSection(part, smoke)),
    ...historySection(report, history),
    '',
  ].join('\n\n')
}

/** Work of seconds to minutes, of which a few pairs are measured: the bars. */
function barSection({ parts }: BenchReport, smoke: boolean): string[] {
  const gates = parts.flatMap(({ suites }) =>
    suites.filter(({ bars }) => bars).flatMap((suite) => suite.gates),
  )
  if (gates.length === 0) return []
  const notes = gates.flatMap((gate) => ('ratios' in gate ? [noteText(gate)] : []))
  return [
    '## The bars',
    'Each a ratio of two times (or bytes) of one run. Met when every pair of neighbouring measurements is beyond the bar, missed when every pair is short of it, inconclusive otherwise.',
    markdownTable([barColumns, ...gates.map((gate) => barRow(gate, smoke))]),
    'What was measured:',
    notes.join('\n'),
  ]
}

function barRow(gate: DecidedGate, smoke: boolean): string[] {
  const outcome = smoke && gate.status !== 'skipped' ? 'not judged' : metText(gate)
  if (!('ratios' in gate))
    return [gate.claim, requirementText(gate), measuredText(gate), '', oneLine(outcome), '']
  const spread = gate.ratios.map(digits).join(', ')
  return [gate.claim, requirementText(gate), measuredText(gate), spread, outcome, oneLine(gate.limit)]
}

function noteText(
  gate: DecidedGate & { readonly note: string; readonly details?: readonly string[] },
): string {
  const details = gate.details && gate.details.length > 0 ? ` (${gate.details.join('; ')})` : ''
  return `- ${gate.claim}: ${gate.note}${details}`
}

function partSection(part: PartReport, smoke: boolean): string[] {
  const { title, date, commit, node, platform, processors, load, elapsedMs, command, suites } = part
  const gates = suites.filter(({ bars }) => !bars).flatMap((suite) => suite.gates)
  return [
    `## ${title}`,
    `${date.slice(0, 10)}, commit ${commit}, node ${node}, ${platform}, ${processors}, load ${load.toFixed(1)} before the run, ${(elapsedMs / 1000).toFixed(0)} s: \`${command}\``,
    ...(gates.length > 0
      ? [markdownTable([gateColumns, ...gates.flatMap((gate) => gateRows(gate, judged(gate.status, smoke)))])]
      : []),
    ...controlSection(part.controls, smoke),
    ...suites.filter(({ rows }) => rows.length > 0).flatMap(suiteSection),
    ...(part.tables ?? []).flatMap(tableSection),
  ]
}

function suiteSection({ title, note, rows }: PartReport['suites'][number]): string[] {
  return [
    `### ${title}`,
    ...(note ? [note] : []),
    markdownTable([rowColumns, ...rows.map(cells)]),
    'Times as fast: than the first row of the instance, by medians taken one after the other; only gates, interleaved, decide.',
  ]
}

function controlSection(controls: readonly DecidedControl[], smoke: boolean): string[] {
  if (controls.length === 0) return []
  return [
    'Controls, which tell whether the gates can be believed:',
    markdownTable([
      gateColumns,
      ...controls.flatMap(({ gate, status }) => gateRows(gate, judged(`${status} (${gate.status})`, smoke))),
    ]),
  ]
}

function tableSection({ title, note, columns, rows }: ReportTable): string[] {
  return [`### ${title}`, note, markdownTable([[...columns], ...rows.map((row) => row.map(oneLine))])]
}

/** One row an attempt. */
function gateRows(gate: DecidedGate, status: string): string[][] {
  if (gate.status === 'skipped')
    return [[gate.claim, '', `skipped: ${oneLine(gate.skipped)}`, '', '', '', '']]
  const required = requirementText(gate)
  if (!('attempts' in gate)) return [[gate.claim, required, status, measuredText(gate), '', '', '']]
  return gate.attempts.map((attempt, k) => [
    k === 0 ? gate.claim : 'measured again',
    k === 0 ? required : '',
    k === gate.attempts.length - 1 ? status : '',
    ...comparisonCells(attempt),
  ])
}

function comparisonCells({ ratio, spread, rounds }: Comparison): string[] {
  const interval = `[${digits(ratio.low)}, ${digits(ratio.high)}]`
  return [digits(ratio.median), interval, digits(spread), String(rounds)]
}

function measuredText(gate: DecidedGate): string {
  const ratio = gateRatio(gate)
  return ratio === undefined ? '' : digits(ratio)
}

function judged(status: string, smoke: boolean): string {
  return smoke ? 'not judged' : status
}

function cells(row: MeasuredRow): string[] {
  if (row.status === 'skipped')
    return [row.instance, row.name, `skipped: ${oneLine(row.reason)}`, '', '', '', '', '']
  const { instance, name, medianMs, madMs, samples, ratio, workCount, build } = row
  const ratioText = ratio === undefined ? '' : digits(ratio)
  return [instance, name, digits(medianMs), digits(madMs), String(samples), ratioText, workCount, build]
}

/** The levels of every gate on this machine; a gate that never changed its level has one. */
function historySection(report: BenchReport, history: readonly HistoryLine[]): string[] {
  const last = report.parts[0]
  if (last === undefined || history.length === 0) return []
  const machine = machineName(last)
  const claims = [...new Set(history.flatMap(({ ratios }) => Object.keys(ratios)))]
  const rows = claims.flatMap((claim) => {
    const steps = stepsOf(history, claim, machine)
    return steps.length === 0 ? [] : [[claim, steps.slice(-shownSteps).map(stepText).join(' → ')]]
  })
  const runs = history.filter((line) => line.machine === machine).length
  return [
    '## History',
    `${runs} runs on ${machine}: history.jsonl. A level is the median of consecutive runs that agree within a quarter; only its change is news.`,
    markdownTable([['gate', 'levels'], ...rows]),
  ]
}

function stepText({ ratio, runs, since }: Step): string {
  return `${digits(ratio)} (${runs} ${runs === 1 ? 'run' : 'runs'} since ${since.date.slice(0, 10)}, ${since.commit})`
}

function oneLine(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ')
}
