/**
 * `npm run scoreboard [-- --smoke] [-- --out <folder>]`: holds the eigensolvers of npm to the laws and writes
 * scoreboard.json and scoreboard.md.
 *
 *     0    measured; how anybody does is the result, not an error
 *     1    a provider of our own broke a law
 *     2    the user's mistake
 *     70   a bug: nothing was written
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { renderScoreboard } from '../bench/scoreboard/renderScoreboard.ts'
import { runScoreboard } from '../bench/scoreboard/runScoreboard.ts'
import type { Scoreboard } from '../bench/scoreboard/scoreboard.ts'
import { replaceFile, terminalProgress } from '../harness/index.ts'
import { runMain } from './runMain.ts'

/** A smoke run's report does not replace the whole one. */
const folders = { full: 'reports/scoreboard', smoke: 'reports/latest/scoreboard' } as const

/** Ours promise to keep every law. */
const ours = ['embedded', 'lapack']

await runMain('scoreboard', main)

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { smoke: { type: 'boolean' }, out: { type: 'string' } } })
  const mode = values.smoke ? 'smoke' : 'full'
  const folder = values.out ?? folders[mode]
  const progress = terminalProgress()
  const onProgress = (done: number, total: number) => progress.update('eigensolvers', done, total)
  const board = await runScoreboard({ mode, onProgress })
  progress.stop()
  mkdirSync(folder, { recursive: true })
  replaceFile(join(folder, 'scoreboard.json'), [Buffer.from(`${JSON.stringify(board, null, 2)}\n`)])
  replaceFile(join(folder, 'scoreboard.md'), [Buffer.from(renderScoreboard(board))])
  process.stdout.write(`${renderScoreboard(board)}\nWritten: ${folder}/scoreboard.md, scoreboard.json\n`)
  return conclude(board)
}

function conclude({ rows, laws }: Scoreboard): number {
  const broken = rows.filter(
    (row) => row.status === 'measured' && ours.includes(row.name) && row.lawsKept < laws.length,
  )
  for (const { name } of broken) process.stderr.write(`scoreboard: our provider ${name} broke a law\n`)
  return broken.length > 0 ? 1 : 0
}
