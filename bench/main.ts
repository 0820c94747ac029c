/**
 * `npm run bench [-- --smoke] [-- --out <folder>]`: measures, judges, writes bench.json and bench.md.
 *
 *     0    no gate failed; an inconclusive one is named in the summary
 *     1    a gate failed twice, or a control was broken
 *     2    the user's mistake
 *     70   a wrong result or another bug: nothing was written
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { replaceFile } from '../harness/index.ts'
import { runMain } from '../scripts/runMain.ts'
import { type BenchReport, benchOutcome } from './benchReport.ts'
import { failureText, renderBench } from './renderBench.ts'
import { runBench } from './runBench.ts'

/** A smoke run's numbers mean nothing, so they do not replace those that do. */
const folders = { full: 'reports/bench', smoke: 'reports/latest/bench' } as const

await runMain('bench', main)

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { smoke: { type: 'boolean' }, out: { type: 'string' } } })
  const mode = values.smoke ? 'smoke' : 'full'
  const folder = values.out ?? folders[mode]
  const report = await runBench(mode, (what) => process.stderr.write(`bench: ${what}\n`))
  mkdirSync(folder, { recursive: true })
  replaceFile(join(folder, 'bench.json'), [Buffer.from(`${JSON.stringify(report, null, 2)}\n`)])
  replaceFile(join(folder, 'bench.md'), [Buffer.from(renderBench(report))])
  process.stdout.write(`${renderBench(report)}\nWritten: ${folder}/bench.md, bench.json\n`)
  return conclude(report)
}

function conclude(report: BenchReport): number {
  const { exitCode, summary } = benchOutcome(report)
  process.stdout.write(`${summary}\n`)
  if (exitCode === 0) return exitCode
  const gates = report.suites.flatMap((suite) => suite.gates)
  for (const gate of gates)
    if (gate.status === 'failed') process.stderr.write(`bench: ${failureText(gate)}\n`)
  for (const { gate, status } of report.controls) {
    if (status === 'broken') process.stderr.write(`bench: control ${gate.status}: ${failureText(gate)}\n`)
  }
  return exitCode
}
