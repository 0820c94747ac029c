/** The report of one bench run: bench.json is this as it stands, bench.md its rendering. */
import type { GateResult } from './abbaGate.ts'
import type { MeasuredRow } from './measureGroup.ts'
import type { BenchMode, SkippedGate } from './suite.ts'

export interface BenchReport {
  readonly schema: 1
  readonly mode: BenchMode
  readonly node: string
  readonly platform: string
  readonly processors: string
  /** Load average of the last minute when the run began, its own work not included. */
  readonly load: number
  /** What writes this report again. */
  readonly command: string
  readonly elapsedMs: number
  readonly suites: readonly MeasuredSuite[]
  readonly controls: readonly DecidedControl[]
}

export interface MeasuredSuite {
  readonly title: string
  readonly rows: readonly MeasuredRow[]
  readonly gates: readonly DecidedGate[]
}

export type DecidedGate = GateResult | (SkippedGate & { readonly status: 'skipped' })

export interface DecidedControl {
  readonly status: 'upheld' | 'broken'
  readonly gate: GateResult
}

export interface BenchOutcome {
  readonly status: 'passed' | 'failed' | 'inconclusive' | 'void' | 'notJudged'
  readonly summary: string
  /** 1 for failed and void. An undecided gate fails nobody's build, but no summary calls it passed. */
  readonly exitCode: 0 | 1
}

export function benchOutcome({ mode, suites, controls }: BenchReport): BenchOutcome {
  const gates = suites.flatMap((suite) => suite.gates)
  const claims = (status: DecidedGate['status']): string[] =>
    gates.filter((gate) => gate.status === status).map(({ claim }) => claim)
  const broken = controls.filter(({ status }) => status === 'broken').map(({ gate }) => gate.claim)
  const undecided = claims('inconclusive')
  const ofAll = `of ${gates.length} gates`
  const also = undecided.length > 0 ? `; ${undecided.length} inconclusive: ${undecided.join('; ')}` : ''
  if (mode === 'smoke') {
    return { status: 'notJudged', summary: 'Smoke run: results are right, no time is judged', exitCode: 0 }
  }
  if (broken.length > 0) {
    return { status: 'void', summary: `No gate counts: control broken: ${broken.join('; ')}`, exitCode: 1 }
  }
  const failed = claims('failed')
  if (failed.length > 0) {
    const summary = `${failed.length} ${ofAll} failed: ${failed.join('; ')}${also}`
    return { status: 'failed', summary, exitCode: 1 }
  }
  const passed = `${claims('passed').length} ${ofAll} passed`
  const skipped = claims('skipped').length
  const summary = `${passed}${skipped > 0 ? `, ${skipped} skipped` : ''}${also}`
  return { status: undecided.length > 0 ? 'inconclusive' : 'passed', summary, exitCode: 0 }
}
