/**
 * The report of the benchmarks: bench.json is this as it stands, bench.md its rendering.
 *
 * A report has parts, each measured in one process at one commit. A run replaces the parts that it measures and keeps
 * the others, so that hours can be spent in pieces; no ratio ever has its two sides in two parts.
 */
import type { GateResult } from './abbaGate.ts'
import type { BarResult } from './barGate.ts'
import type { CountResult } from './countGate.ts'
import type { MeasuredRow } from './measureGroup.ts'
import type { BenchMode, SkippedGate } from './suite.ts'

export interface BenchReport {
  readonly schema: 2
  readonly mode: BenchMode
  readonly parts: readonly PartReport[]
}

export interface PartReport {
  /** "gates", "bars", "cell", … */
  readonly part: string
  readonly title: string
  /** When it was measured: ISO 8601. */
  readonly date: string
  /** What was measured: "4f3c2a1", with "+" for changes that were not committed. */
  readonly commit: string
  readonly node: string
  readonly platform: string
  readonly processors: string
  /** Load average of the last minute when the run began, its own work not included. */
  readonly load: number
  /** What writes this part again. */
  readonly command: string
  readonly elapsedMs: number
  readonly suites: readonly MeasuredSuite[]
  readonly controls: readonly DecidedControl[]
  /** Tables that are not of times: sizes, growth, roofline. */
  readonly tables?: readonly ReportTable[]
}

export interface MeasuredSuite {
  readonly title: string
  readonly note?: string
  /** Its gates are bars: shown together at the top. */
  readonly bars?: boolean
  readonly rows: readonly MeasuredRow[]
  readonly gates: readonly DecidedGate[]
}

export interface ReportTable {
  readonly title: string
  readonly note: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

export type DecidedGate =
  | GateResult
  | BarResult
  | CountResult
  | (SkippedGate & { readonly status: 'skipped' })

export interface DecidedControl {
  readonly status: 'upheld' | 'broken'
  readonly gate: GateResult
}

export interface BenchOutcome {
  readonly status: 'passed' | 'failed' | 'inconclusive' | 'void' | 'notJudged'
  readonly summary: string
  /** 1 for failed and void; 3 for undecided, which is neither a failure nor ever green. */
  readonly exitCode: 0 | 1 | 3
}

/** The parts of `fresh` in place of those of the same name in `stored`, in the order of `order`. */
export function mergedReport(
  stored: BenchReport | undefined,
  fresh: BenchReport,
  order: readonly string[],
): BenchReport {
  const kept = (stored?.parts ?? []).filter(({ part }) => fresh.parts.every((other) => other.part !== part))
  const parts = [...kept, ...fresh.parts].sort((a, b) => order.indexOf(a.part) - order.indexOf(b.part))
  return { ...fresh, parts }
}

export function allGates({ parts }: BenchReport): DecidedGate[] {
  return parts.flatMap(({ suites }) => suites.flatMap(({ gates }) => gates))
}

export function benchOutcome(report: BenchReport): BenchOutcome {
  const gates = allGates(report)
  const claims = (status: DecidedGate['status']): string[] =>
    gates.filter((gate) => gate.status === status).map(({ claim }) => claim)
  const broken = report.parts
    .flatMap(({ controls }) => controls)
    .filter(({ status }) => status === 'broken')
    .map(({ gate }) => gate.claim)
  const undecided = claims('inconclusive')
  const ofAll = `of ${gates.length} gates`
  const also = undecided.length > 0 ? `; ${undecided.length} inconclusive: ${undecided.join('; ')}` : ''
  if (report.mode === 'smoke') {
    return { status: 'notJudged', summary: 'Smoke run: results are right, no time is judged', exitCode: 0 }
  }
  if (broken.length > 0) {
    return { status: 'void', summary: `No gate counts: control broken: ${broken.join('; ')}`, exitCode: 1 }
  }
  if (gates.length === 0) return { status: 'notJudged', summary: 'No gate was measured', exitCode: 0 }
  const failed = claims('failed')
  if (failed.length > 0) {
    const summary = `${failed.length} ${ofAll} failed: ${failed.join('; ')}${also}`
    return { status: 'failed', summary, exitCode: 1 }
  }
  const passed = `${claims('passed').length} ${ofAll} passed`
  const skipped = claims('skipped').length
  const summary = `${passed}${skipped > 0 ? `, ${skipped} skipped` : ''}${also}`
  const green = undecided.length === 0
  return { status: green ? 'passed' : 'inconclusive', summary, exitCode: green ? 0 : 3 }
}
