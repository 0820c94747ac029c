/** Runs the controls, then suite after suite: rows, then gates. Says on stderr what is being measured. */
import { cpus, loadavg } from 'node:os'
import { abbaGate } from './abbaGate.ts'
import { benchProviders } from './benchProviders.ts'
import type { BenchReport, DecidedControl, DecidedGate, MeasuredSuite } from './benchReport.ts'
import { eigenvaluesSuite } from './eigenvaluesSuite.ts'
import { exactHessianSuite } from './exactHessianSuite.ts'
import { type GateControl, gateControls } from './gateControls.ts'
import { inertiaSuite } from './inertiaSuite.ts'
import { type MeasuredRow, measureGroup } from './measureGroup.ts'
import type { BenchMode, Suite } from './suite.ts'

/** @param say told what is being measured, before each measurement */
export async function runBench(mode: BenchMode, say: (what: string) => void): Promise<BenchReport> {
  const start = performance.now()
  const load = loadavg()[0]!
  const findings = await benchProviders()
  const controls: DecidedControl[] = []
  for (const control of gateControls(mode)) controls.push(await decideControl(control, say))
  const suites: MeasuredSuite[] = []
  // Made one at a time, so that no suite's matrices are alive while another is measured.
  const makers = [
    () => exactHessianSuite(mode),
    () => eigenvaluesSuite(mode, findings),
    () => inertiaSuite(mode, findings),
  ]
  for (const make of makers) suites.push(await measureSuite(await make(), mode, say))
  return {
    schema: 1,
    mode,
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    processors: `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}`,
    load,
    command: mode === 'full' ? 'npm run bench' : 'npm run bench -- --smoke',
    elapsedMs: performance.now() - start,
    suites,
    controls,
  }
}

async function decideControl(
  { plan, forbidden }: GateControl,
  say: (what: string) => void,
): Promise<DecidedControl> {
  say(`control: ${plan.claim}`)
  const gate = await abbaGate(plan)
  return { status: gate.status === forbidden ? 'broken' : 'upheld', gate }
}

async function measureSuite(
  { title, groups, gates }: Suite,
  mode: BenchMode,
  say: (what: string) => void,
): Promise<MeasuredSuite> {
  const rows: MeasuredRow[] = []
  for (const group of groups) {
    say(`${title}: ${group.instance}`)
    rows.push(...(await measureGroup(group, mode)))
  }
  const decided: DecidedGate[] = []
  for (const plan of gates) {
    say(`gate: ${plan.claim}`)
    decided.push('skipped' in plan ? { ...plan, status: 'skipped' } : await abbaGate(plan))
  }
  return { title, rows, gates: decided }
}
