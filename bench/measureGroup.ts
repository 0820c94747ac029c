/**
 * Medians of a group's rows by tinybench, for reading.
 *
 * The rows run one after the other, so their ratio carries whatever the machine did meanwhile: 30 % and more
 * is seen. Nothing is decided by it; abbaGate.ts decides.
 */
import { Bench } from 'tinybench'
import { InternalError } from '../harness/index.ts'
import type { BenchGroup, BenchMode, BenchRow, SkippedRow } from './suite.ts'

export type MeasuredRow = MeasuredTime | MissingTime

export interface MeasuredTime {
  readonly status: 'measured'
  readonly instance: string
  readonly name: string
  readonly build: string
  readonly workCount: string
  readonly medianMs: number
  /** Median absolute deviation from the median. */
  readonly madMs: number
  readonly samples: number
  /** Median of the group's first row over this median; absent where the first row was skipped. */
  readonly ratio?: number
}

export interface MissingTime {
  readonly status: 'skipped'
  readonly instance: string
  readonly name: string
  readonly reason: string
}

/** At least this many samples, and more until the time is used up. */
const effort = { full: { iterations: 5, time: 300 }, smoke: { iterations: 1, time: 0 } }
/** Until V8 has optimized: twice at least, short work for longer. */
const warmup = { full: { warmupIterations: 2, warmupTime: 100 }, smoke: { warmup: false } }

export async function measureGroup({ instance, rows }: BenchGroup, mode: BenchMode): Promise<MeasuredRow[]> {
  const bench = new Bench({
    ...effort[mode],
    ...warmup[mode],
    throws: true,
    timestampProvider: 'performanceNow',
  })
  for (const row of rows) if (isTimed(row)) bench.add(row.name, row.run, { async: true })
  await bench.run()
  const first = rows[0] && isTimed(rows[0]) ? statisticsOf(bench, rows[0].name).p50 : undefined
  return rows.map((row) => {
    if (!isTimed(row)) return { status: 'skipped', instance, name: row.name, reason: row.skipped }
    const { name, build, workCount } = row
    const { p50, mad, samplesCount } = statisticsOf(bench, name)
    const time = { medianMs: p50, madMs: mad, samples: samplesCount }
    const ratio = first === undefined ? {} : { ratio: first / p50 }
    return { status: 'measured', instance, name, build, workCount, ...time, ...ratio }
  })
}

function isTimed(row: BenchRow | SkippedRow): row is BenchRow {
  return 'run' in row
}

function statisticsOf(bench: Bench, name: string): { p50: number; mad: number; samplesCount: number } {
  const result = bench.getTask(name)?.result
  if (result?.state !== 'completed') throw new InternalError('measureGroup', `${name} was not measured`)
  return result.latency
}
