/**
 * `npm run bench [-- <options>]`: measures, judges, writes bench.json and bench.md, adds a line to history.jsonl.
 *
 *     --smoke           every line of code at sizes that say nothing; judges nothing
 *     --only <parts>    some of gates, bars, peers, sizes, growth, cell, separated by commas; the others are kept
 *     --cell            the same as --only cell
 *     --budget <min>    what the tables of sizes and growth may take together; 25 unless told
 *     --out <folder>    instead of reports/bench
 *
 *     0    all gates that could be judged passed
 *     1    a gate failed (one of speed: twice), or a control was broken
 *     2    the user's mistake
 *     3    a gate is inconclusive
 *     70   a wrong result or another bug: the part in which it happened was not written
 */
import { execFileSync } from 'node:child_process'
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ArgumentError, replaceFile } from '../harness/index.ts'
import { runMain } from '../scripts/runMain.ts'
import { historyLine, parseHistory } from './benchHistory.ts'
import { allGates, type BenchReport, benchOutcome, mergedReport } from './benchReport.ts'
import { failureText } from './gateText.ts'
import { type PartName, partNames } from './parts.ts'
import { renderBench } from './renderBench.ts'
import { runBench } from './runBench.ts'

/** A smoke run's numbers mean nothing, so they do not replace those that do. */
const folders = { full: 'reports/bench', smoke: 'reports/latest/bench' } as const
const defaultBudgetMinutes = '25'

await runMain('bench', main)

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      smoke: { type: 'boolean' },
      cell: { type: 'boolean' },
      only: { type: 'string' },
      budget: { type: 'string', default: defaultBudgetMinutes },
      out: { type: 'string' },
    },
  })
  const mode = values.smoke ? 'smoke' : 'full'
  const folder = values.out ?? folders[mode]
  mkdirSync(folder, { recursive: true })
  const plan = {
    mode,
    parts: chosenParts(values.cell ? 'cell' : values.only),
    budgetMs: minutes(values.budget) * 60_000,
    say: (what: string) => process.stderr.write(`bench: ${what}\n`),
    now: () => new Date().toISOString(),
    commit: currentCommit(),
  } as const
  const report = await runBench(plan, (part) => store(folder, part))
  const line = historyLine(report)
  if (mode === 'full' && line) appendFileSync(join(folder, 'history.jsonl'), `${JSON.stringify(line)}\n`)
  const stored = store(folder, report)
  process.stdout.write(`${renderBench(report)}\nWritten: ${folder}/bench.md, bench.json\n`)
  if (stored.parts.length > report.parts.length) process.stdout.write(`${benchOutcome(stored).summary}\n`)
  return conclude(report)
}

/** Adds the parts to those that lie in the folder. */
function store(folder: string, report: BenchReport): BenchReport {
  const file = join(folder, 'bench.json')
  const merged = mergedReport(storedReport(file, report.mode), report, partNames)
  const historyFile = join(folder, 'history.jsonl')
  const history = existsSync(historyFile) ? parseHistory(readFileSync(historyFile, 'utf8')) : []
  replaceFile(file, [Buffer.from(`${JSON.stringify(merged, null, 2)}\n`)])
  replaceFile(join(folder, 'bench.md'), [Buffer.from(renderBench(merged, history))])
  return merged
}

/** A report of another schema or mode is replaced whole. */
function storedReport(file: string, mode: BenchReport['mode']): BenchReport | undefined {
  if (!existsSync(file)) return undefined
  try {
    const stored = JSON.parse(readFileSync(file, 'utf8')) as BenchReport
    return stored.schema === 2 && stored.mode === mode ? stored : undefined
  } catch {
    return undefined
  }
}

function chosenParts(only: string | undefined): readonly PartName[] {
  if (only === undefined) return partNames
  const names = only.split(',')
  const unknown = names.find((name) => !partNames.some((part) => part === name))
  if (unknown !== undefined)
    throw new ArgumentError('bench', '--only', `some of ${partNames.join(', ')}`, unknown)
  return partNames.filter((part) => names.includes(part))
}

function minutes(text: string): number {
  const value = Number(text)
  if (value > 0 && value < Number.POSITIVE_INFINITY) return value
  throw new ArgumentError('bench', '--budget', 'a positive number of minutes', text)
}

/** Outside a repository there is none. */
function currentCommit(): string {
  try {
    const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8', stdio: 'pipe' }).trim()
    const changed = git('status', '--porcelain', '--untracked-files=no', '--', 'harness', 'bench') !== ''
    return `${git('rev-parse', '--short', 'HEAD')}${changed ? '+' : ''}`
  } catch {
    return 'unknown'
  }
}

function conclude(report: BenchReport): number {
  const { exitCode, summary } = benchOutcome(report)
  process.stdout.write(`${summary}\n`)
  if (report.mode === 'smoke') return exitCode
  for (const gate of allGates(report)) {
    if (gate.status === 'failed') process.stderr.write(`bench: ${failureText(gate)}\n`)
  }
  for (const { gate, status } of report.parts.flatMap(({ controls }) => controls)) {
    if (status === 'broken') process.stderr.write(`bench: control ${gate.status}: ${failureText(gate)}\n`)
  }
  return exitCode
}
