/**
 * `npm run detect [-- --seed 1] [-- --out <folder>] [-- --save]`: holds every bug of the catalogue against the properties.
 *
 * With --save the smallest counterexample of each bug goes to fixtures/counterexamples: the tests try it first from
 * then on, so that a later generator need not find it again. Detection itself does not use what is saved.
 *
 *     0    every bug was caught, or is named as one that cannot be
 *     1    a bug was missed, or did not return
 *     2    the user's mistake
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { encodePlainData } from '../harness/data/plainData.ts'
import { replaceFile } from '../harness/data/replaceFile.ts'
import { trials } from '../harness/mutants/catalogue.ts'
import type { Detection } from '../harness/mutants/detect.ts'
import {
  type DetectionReport,
  detectionSummary,
  renderDetections,
} from '../harness/mutants/renderDetections.ts'
import { saveCounterexample } from '../harness/properties/savedCounterexamples.ts'
import { terminalProgress } from '../harness/reporting/terminalProgress.ts'
import { seedOption } from './numberOptions.ts'
import { runMain } from './runMain.ts'
import { runPieces, servePieces, workerFlag } from './runPieces.ts'

/** A bug that keeps the properties busy for so long does not return. */
const limitMs = 300_000

await runMain('detect', async () => {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      out: { type: 'string', default: 'reports/latest/detect' },
      save: { type: 'boolean', default: false },
      worker: { type: 'boolean' },
    },
  })
  const seed = seedOption('detect', values.seed)
  if (process.argv.includes(workerFlag)) {
    servePieces((piece) => trials[piece]!.detect(seed))
    return 0
  }
  const report = await detectAll(seed)
  if (values.save) report.detections.forEach(saveInstance)
  mkdirSync(values.out, { recursive: true })
  const text = renderDetections(report, `npm run detect -- --seed ${seed}`)
  replaceFile(join(values.out, 'detect.md'), [Buffer.from(text)])
  replaceFile(join(values.out, 'detect.json'), [Buffer.from(`${encodePlainData(report, 2)}\n`)])
  process.stdout.write(
    `${text}\n${detectionSummary(report)}\nWritten: ${values.out}/detect.md, detect.json\n`,
  )
  for (const { bug } of cleared(report))
    process.stdout.write(`named as one that cannot be caught, and caught: ${bug}\n`)
  const missed = report.detections.filter(({ status }) => status === 'missed')
  return missed.length + report.lost.length === 0 ? 0 : 1
})

async function detectAll(seed: number): Promise<DetectionReport> {
  const progress = terminalProgress()
  const found = new Map<number, Detection>()
  const lost: string[] = []
  await runPieces<Detection>({
    script: fileURLToPath(import.meta.url),
    pieces: trials.map((_, piece) => piece),
    limitMs,
    onResult(piece, detection) {
      found.set(piece, detection)
      progress.update('bugs', found.size + lost.length, trials.length)
    },
    onLost(piece, reason) {
      lost.push(`${trials[piece]!.suite}: ${trials[piece]!.bug} (${reason})`)
    },
  })
  progress.stop()
  const detections = [...found].sort(([a], [b]) => a - b).map(([, detection]) => detection)
  return { seed, node: process.version, detections, lost }
}

function saveInstance({ suite, property, broken, bug }: Detection): void {
  if (property === undefined || broken === undefined) return
  const { status: _, cases: _c, shrinks: _s, ...found } = broken
  saveCounterexample({ owner: suite, name: property }, { ...found, why: `caught: ${bug}` })
}

/** At another seed luck may do it; where it is no luck the reason in the catalogue is wrong. */
function cleared({ detections }: DetectionReport): Detection[] {
  const named = trials.filter(({ uncatchable }) => uncatchable).map(({ bug }) => bug)
  return detections.filter(({ status, bug }) => status === 'caught' && named.includes(bug))
}
