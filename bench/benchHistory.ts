/**
 * One line of JSON a run: the ratios of its gates, so that a slow decay is seen that no single gate fails.
 *
 * Shown as steps, not as a trend: consecutive runs whose ratios agree within a quarter (tuned: what the same commit
 * shows from day to day on a busy machine) are one level, its value their median, and only a change of level is
 * news. Runs of different machines are not compared.
 *
 * Source: of the steps, change detection by levels instead of regression lines, as in benchmark dashboards.
 */
import { allGates, type BenchReport } from './benchReport.ts'
import { gateRatio } from './gateText.ts'

export interface HistoryLine {
  readonly date: string
  readonly commit: string
  readonly machine: string
  readonly parts: readonly string[]
  /** By the gate's claim. */
  readonly ratios: Readonly<Record<string, number>>
}

/** Consecutive runs on one level. */
export interface Step {
  /** Median of the level. */
  readonly ratio: number
  readonly runs: number
  /** The first run of the level. */
  readonly since: { readonly date: string; readonly commit: string }
}

const sameLevel = Math.log(1.25)

/** Undefined where no gate was measured. */
export function historyLine(report: BenchReport): HistoryLine | undefined {
  const first = report.parts[0]
  const ratios = allGates(report).flatMap((gate) => {
    const ratio = gateRatio(gate)
    return ratio === undefined ? [] : [[gate.claim, ratio] as const]
  })
  if (first === undefined || ratios.length === 0) return undefined
  return {
    date: first.date,
    commit: first.commit,
    machine: machineName(first),
    parts: report.parts.map(({ part }) => part),
    ratios: Object.fromEntries(ratios),
  }
}

export function machineName({
  processors,
  platform,
  node,
}: {
  readonly processors: string
  readonly platform: string
  readonly node: string
}): string {
  return `${processors}, ${platform}, node ${node.replace(/^v(\d+).*/, '$1')}`
}

/** Lines of JSON; one that is damaged is dropped, because a history is not worth a failed run. */
export function parseHistory(text: string): HistoryLine[] {
  return text.split('\n').flatMap((line) => {
    try {
      const parsed: unknown = JSON.parse(line)
      return isHistoryLine(parsed) ? [parsed] : []
    } catch {
      return []
    }
  })
}

function isHistoryLine(value: unknown): value is HistoryLine {
  if (typeof value !== 'object' || value === null) return false
  return 'date' in value && 'commit' in value && 'machine' in value && 'parts' in value && 'ratios' in value
}

/** The levels of one gate's ratio on one machine, oldest first. */
export function stepsOf(history: readonly HistoryLine[], claim: string, machine: string): Step[] {
  const steps: { ratios: number[]; since: HistoryLine }[] = []
  for (const line of history) {
    const ratio = line.ratios[claim]
    if (line.machine !== machine || typeof ratio !== 'number') continue
    const last = steps.at(-1)
    if (last && Math.abs(Math.log(ratio / middle(last.ratios))) < sameLevel) last.ratios.push(ratio)
    else steps.push({ ratios: [ratio], since: line })
  }
  return steps.map(({ ratios, since }) => ({
    ratio: middle(ratios),
    runs: ratios.length,
    since: { date: since.date, commit: since.commit },
  }))
}

function middle(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]!
}
