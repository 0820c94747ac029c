/**
 * How time and memory grow: exponents fitted over a range of n, N, h and depth (powerFit.ts).
 *
 * Each point is a process of its own, so that its peak memory is its own. Memory is what the peak rose by from
 * before the work to its end; time is that of the stage named, after a small piece of work that is not timed. One run
 * a point: the interval shows the scatter.
 */
import type { Provider } from '../harness/index.ts'
import type { ReportTable } from './benchReport.ts'
import { digits, duration } from './digits.ts'
import { measuredProcess, type ProcessMeasurement, type ProcessTask } from './measuredProcess.ts'
import type { PartContext } from './parts.ts'
import { powerFit } from './powerFit.ts'
import type { BenchMode } from './suite.ts'

interface Sweep {
  /** "N", "h": what grows. */
  readonly variable: string
  readonly what: string
  /** The stage whose time is fitted. */
  readonly stage: string
  /** What theory says of the exponents of time and memory. */
  readonly expected: string
  readonly points: readonly { readonly size: number; readonly work: ProcessTask['work'] }[]
}

export async function growthTables({
  mode,
  findings,
  threads,
  say,
  budgetMs,
}: PartContext): Promise<ReportTable[]> {
  const until = performance.now() + budgetMs
  const fits: string[][] = []
  const points: string[][] = []
  for (const finding of findings) {
    for (const sweep of sweeps[mode]) {
      if (!finding.available) {
        fits.push([sweep.variable, sweep.what, finding.name, `skipped: ${finding.reason}`, '', '', ''])
        continue
      }
      const measured = await measureSweep(sweep, finding.name, threads, until, say)
      points.push(...measured.map((point) => pointRow(sweep, finding.name, point)))
      fits.push(fitRow(sweep, finding.name, measured))
    }
  }
  return [
    {
      title: 'Growth',
      note: 'Exponent p of cost ≈ c·sizeᵖ with its 95 % interval, over the range measured; a fixed cost beside the growing one makes p smaller than in the limit.',
      columns: [
        'of',
        'work',
        'by',
        'range',
        'exponent of time',
        'exponent of memory',
        'in theory (time; memory)',
      ],
      rows: fits,
    },
    {
      title: 'Points of growth',
      note: 'What the exponents are fitted to.',
      columns: ['of', 'size', 'work', 'by', 'time', 'memory', 'order'],
      rows: points,
    },
  ]
}

interface Point {
  readonly size: number
  readonly ms: number
  readonly bytes: number
  readonly order: number
}

async function measureSweep(
  { variable, stage, what, points }: Sweep,
  provider: Provider['name'],
  threads: number,
  until: number,
  say: (what: string) => void,
): Promise<Point[]> {
  const measured: Point[] = []
  for (const { size, work } of points) {
    if (performance.now() > until) break
    say(`growth: ${what} by ${provider}, ${variable} = ${size}`)
    const result = await measuredProcess({ provider, threads, work })
    if (result.status !== 'measured') break
    const { peakBytes, peakBeforeBytes, order } = result
    measured.push({ size, ms: stageMs(result, stage), bytes: peakBytes - peakBeforeBytes, order })
  }
  return measured
}

function stageMs({ stages, elapsedMs }: ProcessMeasurement, name: string): number {
  return stages.find((stage) => stage.name === name)?.elapsedMs ?? elapsedMs
}

function pointRow({ variable, what }: Sweep, by: string, { size, ms, bytes, order }: Point): string[] {
  return [variable, String(size), what, by, duration(ms), `${(bytes / 1e6).toFixed(0)} MB`, String(order)]
}

function fitRow({ variable, what, expected }: Sweep, by: string, points: readonly Point[]): string[] {
  const sizes = points.map(({ size }) => size)
  const range = sizes.length > 0 ? `${Math.min(...sizes)} to ${Math.max(...sizes)}` : ''
  const time = exponentText(
    sizes,
    points.map(({ ms }) => ms),
  )
  const memory = exponentText(
    sizes,
    points.map(({ bytes }) => bytes),
  )
  return [variable, what, by, range, time, memory, expected]
}

function exponentText(sizes: readonly number[], costs: readonly number[]): string {
  if (sizes.length < 3) return 'fewer than 3 points within the budget'
  if (costs.some((cost) => !(cost > 0))) return 'too little to be seen'
  const { exponent, low, high } = powerFit(sizes, costs)
  return `${digits(exponent)} [${digits(low)}, ${digits(high)}]`
}

function hessian(layers: readonly number[], samples: number, random = false): ProcessTask['work'] {
  return { kind: 'cell', layers, activation: 'relu', samples, random, counts: false }
}

const sweeps: Readonly<Record<BenchMode, readonly Sweep[]>> = {
  full: [
    {
      variable: 'n',
      what: 'inertia of a Wigner matrix',
      stage: 'inertia',
      expected: '3; 2',
      points: [2000, 3000, 4500, 7000].map((order) => ({ size: order, work: { kind: 'inertia', order } })),
    },
    {
      variable: 'N',
      what: 'exact Hessian, MNIST 784-10-10',
      stage: 'hessian',
      expected: '1; 0 once N exceeds a chunk',
      points: [5000, 10_000, 20_000, 40_000].map((N) => ({ size: N, work: hessian([784, 10, 10], N) })),
    },
    {
      variable: 'h',
      what: 'exact Hessian, MNIST 784-h-10, N = 5,000',
      stage: 'hessian',
      expected: '2; 2',
      points: [6, 9, 14, 20].map((h) => ({ size: h, work: hessian([784, h, 10], 5000) })),
    },
    {
      variable: 'depth',
      what: 'exact Hessian, random 60-30-…-30-10, N = 2,000',
      stage: 'hessian',
      expected: '2; 2',
      points: [2, 3, 5, 8].map((depth) => ({
        size: depth,
        work: hessian([60, ...Array.from({ length: depth - 1 }, () => 30), 10], 2000, true),
      })),
    },
  ],
  smoke: [
    {
      variable: 'n',
      what: 'inertia of a Wigner matrix',
      stage: 'inertia',
      expected: '3; 2',
      points: [{ size: 8, work: { kind: 'inertia', order: 8 } }],
    },
  ],
}
