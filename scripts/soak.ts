/**
 * `npm run soak -- --seeds 1000 [--first 1] [--out <folder>]`: all properties on the unmodified code, seed after seed.
 *
 * What a suite did at a seed is appended to .saddlecheck/soak/<suite>-<code>.jsonl: a killed run goes on where it
 * stopped, and a suite is held again only when a file that it imports has changed.
 *
 *     0    no false alarm
 *     1    a property broke
 *     2    the user's mistake
 */
import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { decodePlainData, encodePlainData } from '../harness/data/plainData.ts'
import { replaceFile } from '../harness/data/replaceFile.ts'
import { InternalError } from '../harness/errors.ts'
import { soakSeed, soakTargets } from '../harness/properties/soak.ts'
import { renderSoak, type SoakedSeed, soakReport, soakSummary } from '../harness/properties/soakReport.ts'
import { suites } from '../harness/properties/suites.ts'
import { terminalProgress } from '../harness/reporting/terminalProgress.ts'
import { closureDigest } from './importClosure.ts'
import { countOption, seedOption } from './numberOptions.ts'
import { runMain } from './runMain.ts'
import { runPieces, servePieces, workerFlag } from './runPieces.ts'

/** One seed takes seconds. */
const limitMs = 600_000

const folder = '.saddlecheck/soak'
const sources = relative('.', fileURLToPath(new URL('../harness/properties', import.meta.url)))

/** Where each suite's finished seeds are kept. */
const files = suites.map((suite) =>
  suite.use(({ name }) =>
    join(folder, `${name}-${closureDigest(join(sources, name, `${name}Suite.ts`))}.jsonl`),
  ),
)

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
    servePieces(soakPiece)
    return 0
  }
  const first = seedOption('soak', values.first)
  const seeds = Array.from({ length: countOption('soak', '--seeds', values.seeds) }, (_, k) => first + k)
  const soaked = await soakAll(seeds)
  const code = createHash('sha256').update(files.join(' ')).digest('hex').slice(0, 16)
  const report = soakReport(soaked, { node: process.version, codeVersion: code })
  mkdirSync(values.out, { recursive: true })
  const text = renderSoak(report, `npm run soak -- --seeds ${seeds.length} --first ${first}`)
  replaceFile(join(values.out, 'soak.md'), [Buffer.from(text)])
  replaceFile(join(values.out, 'soak.json'), [Buffer.from(`${encodePlainData(report, 2)}\n`)])
  process.stdout.write(`${text}\n${soakSummary(report)}\nWritten: ${values.out}/soak.md, soak.json\n`)
  return report.alarms === 0 ? 0 : 1
})

/** A piece is a seed and a suite: seed · suites + suite. */
async function soakPiece(piece: number): Promise<SoakedSeed> {
  const suite = suites[piece % suites.length]!
  const seed = Math.floor(piece / suites.length)
  return { seed, results: await soakSeed(await soakTargets([suite]), seed) }
}

async function soakAll(seeds: readonly number[]): Promise<SoakedSeed[]> {
  mkdirSync(folder, { recursive: true })
  const done = files.map(readFinished)
  const pieces = seeds.flatMap((seed) =>
    suites.map((_, k) => seed * suites.length + k).filter((_, k) => !done[k]!.has(seed)),
  )
  const progress = terminalProgress()
  let finished = 0
  await runPieces<SoakedSeed>({
    script: fileURLToPath(import.meta.url),
    pieces,
    limitMs,
    onResult(piece, result) {
      const suite = piece % suites.length
      appendFileSync(files[suite]!, `${encodePlainData(result)}\n`)
      done[suite]!.set(result.seed, result)
      progress.update('suites and seeds', ++finished, pieces.length)
    },
    onLost(piece, reason) {
      throw new InternalError('soak', `seed ${Math.floor(piece / suites.length)} did not return (${reason})`)
    },
  })
  progress.stop()
  return seeds.flatMap((seed) => done.map((results) => results.get(seed)!))
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
