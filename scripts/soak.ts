/**
 * `npm run soak -- --seeds 1000 [--first 1] [--out <folder>]`: all properties on the unmodified code, seed after seed.
 *
 * Each finished seed is appended to .saddlecheck/soak/<code>.jsonl: a killed run goes on where it stopped, as long as
 * the code is the same.
 *
 *     0    no false alarm
 *     1    a property broke
 *     2    the user's mistake
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { codeVersion } from '../harness/claims/codeVersion.ts'
import { decodePlainData, encodePlainData } from '../harness/data/plainData.ts'
import { replaceFile } from '../harness/data/replaceFile.ts'
import { InternalError } from '../harness/errors.ts'
import { soakSeed, soakTargets } from '../harness/properties/soak.ts'
import { renderSoak, type SoakedSeed, soakReport, soakSummary } from '../harness/properties/soakReport.ts'
import { suites } from '../harness/properties/suites.ts'
import { terminalProgress } from '../harness/reporting/terminalProgress.ts'
import { countOption, seedOption } from './numberOptions.ts'
import { runMain } from './runMain.ts'
import { runPieces, servePieces, workerFlag } from './runPieces.ts'

/** One seed takes seconds. */
const limitMs = 600_000

/** What is under test, and the properties that it is held against. */
const rooms = [
  'algebra',
  'statistics',
  'providers',
  'spectra',
  'networks',
  'landscapes',
  'data',
  'optimizers',
  'criticalPoints',
  'arbitraries',
  'properties',
]

await runMain('soak', async () => {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '20' },
      first: { type: 'string', default: '1' },
      out: { type: 'string', default: 'reports/latest/soak' },
      worker: { type: 'boolean' },
    },
  })
  if (process.argv.includes(workerFlag)) {
    const targets = await soakTargets(suites)
    servePieces(async (seed): Promise<SoakedSeed> => ({ seed, results: await soakSeed(targets, seed) }))
    return 0
  }
  const first = seedOption('soak', values.first)
  const seeds = Array.from({ length: countOption('soak', '--seeds', values.seeds) }, (_, k) => first + k)
  const code = codeVersion(rooms)
  const report = soakReport(await soakAll(seeds, code), { node: process.version, codeVersion: code })
  mkdirSync(values.out, { recursive: true })
  const text = renderSoak(report, `npm run soak -- --seeds ${seeds.length} --first ${first}`)
  replaceFile(join(values.out, 'soak.md'), [Buffer.from(text)])
  replaceFile(join(values.out, 'soak.json'), [Buffer.from(`${encodePlainData(report, 2)}\n`)])
  process.stdout.write(`${text}\n${soakSummary(report)}\nWritten: ${values.out}/soak.md, soak.json\n`)
  return report.alarms === 0 ? 0 : 1
})

/** In the order of the seeds. */
async function soakAll(seeds: readonly number[], code: string): Promise<SoakedSeed[]> {
  const file = join('.saddlecheck/soak', `${code}.jsonl`)
  mkdirSync('.saddlecheck/soak', { recursive: true })
  const done = readFinished(file)
  const missing = seeds.filter((seed) => !done.has(seed))
  const progress = terminalProgress()
  let finished = 0
  await runPieces<SoakedSeed>({
    script: fileURLToPath(import.meta.url),
    pieces: missing,
    limitMs,
    onResult(seed, result) {
      appendFileSync(file, `${encodePlainData(result)}\n`)
      done.set(seed, result)
      progress.update('seeds', ++finished, missing.length)
    },
    onLost(seed, reason) {
      throw new InternalError('soak', `seed ${seed} did not return (${reason})`)
    },
  })
  progress.stop()
  return seeds.map((seed) => done.get(seed)!)
}

/** A line that a kill cut short is computed again. */
function readFinished(file: string): Map<number, SoakedSeed> {
  const done = new Map<number, SoakedSeed>()
  if (!existsSync(file)) return done
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (!line.endsWith('}')) continue
    try {
      const soaked = decodePlainData(line) as SoakedSeed
      done.set(soaked.seed, soaked)
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error
    }
  }
  return done
}
