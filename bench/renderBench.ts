/** A bench report as Markdown: outcome, gates with their intervals, controls, one table of medians a suite. */
import { markdownTable } from 'markdown-table'
import type { Comparison } from './abbaComparison.ts'
import type { GateResult } from './abbaGate.ts'
import { type BenchReport, benchOutcome, type DecidedGate } from './benchReport.ts'
import type { Threshold } from './judgeComparison.ts'
import type { MeasuredRow } from './measureGroup.ts'

const gateColumns = ['gate', 'threshold', 'status', 'times as fast', '99 % interval', 'A/A spread', 'rounds']
const rowColumns = ['instance', 'what', 'median ms', 'MAD', 'samples', 'times as fast', 'work', 'build']

export function renderBench(report: BenchReport): string {
  const { node, platform, processors, load, elapsedMs, command, suites, controls, mode } = report
  const gates = suites.flatMap((suite) => suite.gates)
  const status = (text: string) => (mode === 'smoke' ? 'not judged' : text)
  return [
    '<!-- Written by a run; do not edit. -->',
    '# Benchmarks',
    `**${benchOutcome(report).summary}.**`,
    `node ${node}, ${platform}, ${processors}, load ${load.toFixed(1)} before the run, ${(elapsedMs / 1000).toFixed(0)} s.`,
    '## Gates',
    markdownTable([gateColumns, ...gates.flatMap((gate) => gateRows(gate, status(gate.status)))]),
    'Controls, which tell whether the gates can be believed:',
    markdownTable([
      gateColumns,
      ...controls.flatMap(({ gate, status: outcome }) =>
        gateRows(gate, status(`${outcome} (${gate.status})`)),
      ),
    ]),
    ...suites.flatMap(({ title, rows }) => [`## ${title}`, markdownTable([rowColumns, ...rows.map(cells)])]),
    'Times as fast: than the first row of the instance, by medians taken one after the other; only the gates above, interleaved, decide.',
    `Regenerate: \`${command}\``,
    '',
  ].join('\n\n')
}

/** One row an attempt. */
function gateRows(gate: DecidedGate, status: string): string[][] {
  if (gate.status === 'skipped')
    return [[gate.claim, '', `skipped: ${oneLine(gate.skipped)}`, '', '', '', '']]
  return gate.attempts.map((attempt, k) => [
    k === 0 ? gate.claim : 'measured again',
    k === 0 ? thresholdText(gate.threshold) : '',
    k === gate.attempts.length - 1 ? status : '',
    ...comparisonCells(attempt),
  ])
}

function comparisonCells({ ratio, spread, rounds }: Comparison): string[] {
  const interval = `[${digits(ratio.low)}, ${digits(ratio.high)}]`
  return [digits(ratio.median), interval, digits(spread), String(rounds)]
}

function thresholdText(threshold: Threshold): string {
  return threshold.kind === 'atLeast' ? `≥ ${threshold.ratio}` : 'no slower'
}

function cells(row: MeasuredRow): string[] {
  if (row.status === 'skipped')
    return [row.instance, row.name, `skipped: ${oneLine(row.reason)}`, '', '', '', '', '']
  const { instance, name, medianMs, madMs, samples, ratio, workCount, build } = row
  const ratioText = ratio === undefined ? '' : digits(ratio)
  return [instance, name, digits(medianMs), digits(madMs), String(samples), ratioText, workCount, build]
}

/** For a terminal or a log: why the run failed, with the numbers. */
export function failureText({ claim, threshold, attempts }: GateResult): string {
  const found = attempts.map(({ ratio, spread }) => {
    const interval = `99 % interval [${digits(ratio.low)}, ${digits(ratio.high)}]`
    return `${digits(ratio.median)} times as fast, ${interval}, A/A spread ${digits(spread)}`
  })
  return `${claim}: must be ${thresholdText(threshold)}, got ${found.join('; again: ')}`
}

function digits(value: number): string {
  return value >= 1000 ? value.toFixed(0) : value.toPrecision(3)
}

function oneLine(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ')
}
