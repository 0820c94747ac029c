/**
 * Kills the specs with SIGKILL at seeded random moments, lets them finish, and compares with a run that
 * was left alone: every claim must come to the same verdict with the same evidence, every stage of an experiment
 * that was finished before a kill must not be computed again, and nothing but results may be left at the end.
 *
 * Usage: tsx scripts/killAndResume.ts [kills = 4] [seed = 1] [specs = specs]
 */
import { mkdtemp, readdir, readFile, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { $, sleep } from 'zx'
import { seededRandom } from '../harness/algebra/random.ts'
import { decodePlainData } from '../harness/data/plainData.ts'
import type { Report } from '../harness/reporting/report.ts'

const [kills = '4', seed = '1', specs = 'specs'] = process.argv.slice(2)
const random = seededRandom(Number(seed))
const folder = await mkdtemp(join(tmpdir(), 'saddlecheck-kill-'))

const reference = await finishedRun(join(folder, 'undisturbed'))
const evidence = join(folder, 'killed')
const finished = new Map<string, number>()
for (let k = 1; k <= Number(kills); k++) {
  const seconds = 5 + random.uniform() * 40
  const run = specRun(evidence).nothrow()
  await sleep(seconds * 1000)
  await run.kill('SIGKILL')
  await run
  await noteFinished()
  console.log(`kill ${k} after ${seconds.toFixed(1)} s: ${finished.size} results finished so far`)
}
const resumed = await finishedRun(evidence)
await noteFinished()

const left = (await readdir(evidence)).filter((name) => !name.endsWith('.json'))
for (const name of left) console.log(`left behind: ${name}`)

const differing = reference.filter((verdict, i) => verdict !== resumed[i])
for (const verdict of differing) console.log(`differs: ${verdict}`)
console.log(
  `${reference.length - differing.length} of ${reference.length} verdicts alike after ${kills} kills`,
)
process.exitCode = differing.length + left.length === 0 && reference.length > 0 ? 0 : 1

function specRun(store: string) {
  return $({ env: { ...process.env, SADDLECHECK_EVIDENCE: store }, quiet: true })`npx vitest run ${specs}`
}

/** Each claim's verdict and evidence as text; times are left out. */
async function finishedRun(store: string): Promise<string[]> {
  await specRun(store)
  const { claims } = decodePlainData(await readFile('reports/latest/report.json', 'utf8')) as Report
  return claims.map(({ id, verdict, controls }) => JSON.stringify({ id, verdict, controls }))
}

/** Stored results never change once they are there: another modification time is a second computation. */
async function noteFinished(): Promise<void> {
  for (const name of (await readdir(evidence).catch(() => [])).filter((file) => file.endsWith('.json'))) {
    const { mtimeMs } = await stat(join(evidence, name))
    if ((finished.get(name) ?? mtimeMs) !== mtimeMs) throw new Error(`${name} was computed twice`)
    finished.set(name, mtimeMs)
  }
}
