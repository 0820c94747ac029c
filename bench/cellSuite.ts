/**
 * The whole cell of the paper: MNIST 784-25-10, all 60,000 images, P = 19,885, exact Hessian and certified three
 * counts, from the loaded data to the counts.
 *
 * Each provider's cell runs once in a process of its own, with one dgemm of order 9,000 in this process before and
 * after it: two pairs. Peak memory is the whole process's (measuredProcess.ts) over 8·P² bytes.
 */
import type { Provider } from '../harness/index.ts'
import { type BarMeasurement, type BarPlan, durationMs } from './barGate.ts'
import { digits, duration } from './digits.ts'
import { findingOf } from './findingOf.ts'
import { type CellWork, measuredProcess, type ProcessMeasurement } from './measuredProcess.ts'
import type { PartContext } from './parts.ts'
import { dgemm, rateText } from './roofline.ts'
import type { BenchMode, SkippedGate, Suite } from './suite.ts'

const cells: Readonly<Record<BenchMode, CellWork>> = {
  full: { kind: 'cell', layers: [784, 25, 10], activation: 'relu', samples: 60_000, counts: true },
  smoke: { kind: 'cell', layers: [784, 1, 10], activation: 'relu', samples: 4, counts: true },
}
const productOrder = { full: 9000, smoke: 32 }

export async function cellSuite({ mode, findings, threads, say }: PartContext): Promise<Suite> {
  const lapack = findingOf(findings, 'lapack')
  const cellBy = remembered((provider: Provider['name']) => {
    say(`the cell by ${provider}`)
    return measureCell(provider, threads, mode)
  })
  const name = `${cells[mode].layers.join('-')}, N = ${cells[mode].samples}`
  const claims = {
    time: `whole cell, ${name}, lapack, against dgemm of order ${productOrder[mode]}`,
    memory: `peak memory of that cell, lapack`,
    embedded: `whole cell, ${name}, npm packages alone, against lapack`,
  }
  const gates: (BarPlan | SkippedGate)[] = lapack.available
    ? [
        timeBar(claims.time, lapack.provider, mode, () => cellBy('lapack')),
        memoryBar(claims.memory, () => cellBy('lapack')),
        embeddedBar(
          claims.embedded,
          () => cellBy('lapack'),
          () => cellBy('embedded'),
        ),
      ]
    : Object.values(claims).map((claim) => ({ claim, skipped: lapack.reason }))
  return { title: 'The whole cell', bars: true, groups: [], gates }
}

type Cell = () => Promise<ProcessMeasurement>

export async function measureCell(
  provider: Provider['name'],
  threads: number,
  mode: BenchMode,
): Promise<ProcessMeasurement> {
  const measurement = await measuredProcess({ provider, threads, work: cells[mode] })
  if (measurement.status === 'measured') return measurement
  throw new CellFailed(`${provider}: ${measurement.message}`)
}

/** A cell that does not finish is a gate that fails, not a bug of the benchmark. */
class CellFailed extends Error {}

function timeBar(claim: string, lapack: Provider, mode: BenchMode, cell: Cell): BarPlan {
  return {
    claim,
    threshold: { kind: 'atMost', ratio: 12 },
    unit: 'dgemms',
    note: 'the time of the process from loaded data to certified counts, over that of one dgemm before and one after it; at the initial theta (He)',
    measure: () =>
      finished(async () => {
        const before = await productMs(lapack, productOrder[mode])
        const measured = await cell()
        const after = await productMs(lapack, productOrder[mode])
        const rate = (2 * productOrder[mode] ** 3) / (Math.min(before, after) / 1000)
        const factoring = (measured.factorisations * measured.factoredOrder ** 3) / 3 / rate
        const limit = `dgemm at ${rateText(rate)}; the ${measured.factorisations} factorisations alone take ${duration(1000 * factoring)} at that rate`
        return {
          ratios: [before, after].map((ms) => measured.elapsedMs / ms),
          limit,
          details: [...describe(measured), `dgemm ${duration(before)} before, ${duration(after)} after`],
        }
      }),
  }
}

function memoryBar(claim: string, cell: Cell): BarPlan {
  return {
    claim,
    threshold: { kind: 'atMost', ratio: 1.3 },
    unit: 'times the matrix',
    note: 'peak resident memory of the whole process (Node, libraries, data and all) over 8·P² bytes; rows proved to be zero are not stored, so that the matrix in memory is smaller than that',
    measure: () =>
      finished(async () => {
        const measured = await cell()
        const matrix = 8 * measured.order ** 2
        const stored = (8 * measured.factoredOrder ** 2) / matrix
        return {
          ratios: [measured.peakBytes / matrix],
          limit: `${digits(stored)}: the rows that are not proved to be zero, nothing else`,
          details: [memoryText(measured)],
        }
      }),
  }
}

function embeddedBar(claim: string, lapackCell: Cell, embeddedCell: Cell): BarPlan {
  return {
    claim,
    threshold: { kind: 'atMost', ratio: 5 },
    unit: "times lapack's time",
    note: 'the same work with SADDLECHECK_PROVIDER=embedded and no native library to be found, against the cell of the first bar',
    measure: () =>
      finished(async () => {
        const [reference, measured] = [await lapackCell(), await embeddedCell()]
        return {
          ratios: [measured.elapsedMs / reference.elapsedMs],
          limit: "WebAssembly's vectors are of two numbers, the native library's of up to eight",
          details: [...describe(measured), memoryText(measured)],
        }
      }),
  }
}

/** What does not finish is as slow as JSON can say: it has no Infinity. */
async function finished(measure: () => Promise<BarMeasurement>): Promise<BarMeasurement> {
  try {
    return await measure()
  } catch (error) {
    if (!(error instanceof CellFailed)) throw error
    return { ratios: [Number.MAX_VALUE], limit: `did not finish: ${error.message}` }
  }
}

function describe({ build, elapsedMs, stages, outcome }: ProcessMeasurement): string[] {
  const parts = stages.map((stage) => `${stage.name} ${duration(stage.elapsedMs)}`)
  return [build, `${duration(elapsedMs)} in all`, ...parts, outcome]
}

function memoryText({ peakBytes, peakBeforeBytes, order }: ProcessMeasurement): string {
  const [peak, before, matrix] = [peakBytes, peakBeforeBytes, 8 * order ** 2].map((b) => (b / 1e9).toFixed(2))
  return `${peak} GB at most, ${before} GB of it before the work began; 8·P² is ${matrix} GB`
}

/** After one of the same order that is not timed: first touch. */
async function productMs(provider: Provider, order: number): Promise<number> {
  const product = dgemm(provider, order)
  try {
    await product.run()
    return await durationMs(() => product.run())
  } finally {
    product.release()
  }
}

/** Two bars speak about one cell. */
function remembered<K, T>(compute: (key: K) => Promise<T>): (key: K) => Promise<T> {
  const known = new Map<K, Promise<T>>()
  return (key) => {
    const value = known.get(key) ?? compute(key)
    known.set(key, value)
    return value
  }
}
