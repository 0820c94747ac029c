/** Runs part after part: controls, then suite after suite (rows, counts, gates), then tables. */
import { cpus, loadavg } from 'node:os'
import { InternalError } from '../harness/index.ts'
import { abbaGate } from './abbaGate.ts'
import { barGate } from './barGate.ts'
import { benchProviders } from './benchProviders.ts'
import type { BenchReport, DecidedControl, DecidedGate, MeasuredSuite, PartReport } from './benchReport.ts'
import { countGate } from './countGate.ts'
import { type GateControl, gateControls } from './gateControls.ts'
import { type MeasuredRow, measureGroup } from './measureGroup.ts'
import { type PartContext, type PartName, parts } from './parts.ts'
import type { BenchMode, Suite } from './suite.ts'

export interface BenchPlan {
  readonly mode: BenchMode
  readonly parts: readonly PartName[]
  readonly budgetMs: number
  /** Told what is being measured, before each measurement. */
  readonly say: (what: string) => void
  /** The date of the report; ISO 8601. */
  readonly now: () => string
  readonly commit: string
}

/** @param onPart told after each part, so that what is measured is kept if a later one breaks */
export async function runBench(
  plan: BenchPlan,
  onPart?: (report: BenchReport) => void,
): Promise<BenchReport> {
  const measured: PartReport[] = []
  for (const name of plan.parts) {
    const part = await runPart(name, plan)
    measured.push(part)
    onPart?.({ schema: 2, mode: plan.mode, parts: [part] })
  }
  return { schema: 2, mode: plan.mode, parts: measured }
}

async function runPart(name: PartName, { mode, budgetMs, say, now, commit }: BenchPlan): Promise<PartReport> {
  const part = parts[name]
  const start = performance.now()
  const load = loadavg()[0]!
  const date = now()
  const findings = await benchProviders(part.threads)
  const context: PartContext = { mode, findings, threads: part.threads, say, budgetMs }
  const controls: DecidedControl[] = []
  if (part.controlled) {
    for (const control of gateControls(mode)) controls.push(await decideControl(control, say))
  }
  const suites: MeasuredSuite[] = []
  // Made one at a time, so that no suite's matrices are alive while another is measured.
  for (const make of part.suites) suites.push(await measureSuite(await make(context), mode, say))
  const tables = await part.tables?.(context)
  return {
    part: name,
    title: part.title,
    date,
    commit,
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    processors: `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}`,
    load,
    command: mode === 'full' ? `npm run bench -- --only ${name}` : 'npm run bench -- --smoke',
    elapsedMs: performance.now() - start,
    suites,
    controls,
    ...(tables && { tables }),
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
  { title, note, bars, groups, counts = [], gates, close }: Suite,
  mode: BenchMode,
  say: (what: string) => void,
): Promise<MeasuredSuite> {
  try {
    const decided: DecidedGate[] = []
    for (const plan of counts) decided.push(await countGate(plan))
    const rows: MeasuredRow[] = []
    for (const group of groups) {
      say(`${title}: ${group.instance}`)
      rows.push(...(await measureGroup(group, mode)))
    }
    for (const plan of gates) {
      say(`gate: ${plan.claim}`)
      decided.push(await decide(plan))
    }
    requireDistinct(decided)
    return { title, ...(note && { note }), ...(bars && { bars }), rows, gates: decided }
  } finally {
    close?.()
  }
}

function decide(plan: Suite['gates'][number]): Promise<DecidedGate> | DecidedGate {
  if ('skipped' in plan) return { ...plan, status: 'skipped' }
  return 'measure' in plan ? barGate(plan) : abbaGate(plan)
}

/** The history knows a gate by its claim. */
function requireDistinct(gates: readonly DecidedGate[]): void {
  const claims = gates.map(({ claim }) => claim)
  const twice = claims.find((claim, k) => claims.indexOf(claim) < k)
  if (twice !== undefined) throw new InternalError('runBench', `two gates claim "${twice}"`)
}
