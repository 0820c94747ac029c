/**
 * How long products, eigenvalues and inertia take from n = 200 to 20,000, by every provider, with the limits measured.
 *
 * In order of n, and of what they will take, so that a budget that runs out cuts the large ones. A row is predicted
 * from the row before it by n³ and left out, visibly and with all larger orders, when it would take more than a third
 * of what is left, or more memory than is free.
 *
 * Rates count 2n³ flops for a product, 4n³/3 for eigenvalues (the reduction to tridiagonal form alone) and n³/3 for
 * inertia. The roof of a product and of inertia is dgemm's rate. Half of the reduction's flops are products of the
 * remaining matrix with a vector, which read its triangle, 4n³/3 bytes in all: its roof is the time of the other half
 * at dgemm's rate plus that of these bytes at the triad's bandwidth, for a matrix that no cache holds.
 */
import { freemem } from 'node:os'
import { type Provider, type SymmetricMatrix, wignerMatrix } from '../harness/index.ts'
import { durationMs } from './barGate.ts'
import type { ReportTable } from './benchReport.ts'
import { digits, duration } from './digits.ts'
import { embeddedProvider, findingOf } from './findingOf.ts'
import { mlEigenvalues, mlMatrixVersion, toMlMatrix } from './mlMatrix.ts'
import type { PartContext } from './parts.ts'
import { dgemm, dgemmRate, rateText, triadBandwidth } from './roofline.ts'

const orders = { full: [200, 500, 1000, 2000, 4000, 7000, 10_000, 14_000, 20_000], smoke: [8, 16] }
const dgemmOrder = { full: 4096, smoke: 32 }
const triadLength = { full: 2 ** 25, smoke: 2 ** 10 }
/** ml-matrix takes minutes beyond. */
const largestForMlMatrix = 1000
/** Short work is repeated for this long, at most so often; the median counts. */
const repeat = { ms: 500, times: 15 }

type Work = 'product' | 'eigenvalues' | 'inertia'

interface Method {
  readonly work: Work
  readonly by: string
  readonly largest: number
  /** n × n matrices of float64 that are alive at once. */
  readonly matrices: number
  /** What is to be timed, with what it needs made before. */
  prepare(matrix: SymmetricMatrix): Prepared
}

interface Prepared {
  run(): Promise<string | undefined>
  release?(): void
}

const flops: Readonly<Record<Work, (n: number) => number>> = {
  product: (n) => 2 * n ** 3,
  eigenvalues: (n) => (4 * n ** 3) / 3,
  inertia: (n) => n ** 3 / 3,
}

export async function sizeTables({ mode, findings, say, budgetMs }: PartContext): Promise<ReportTable[]> {
  const lapack = findingOf(findings, 'lapack')
  const embedded = embeddedProvider(findings)
  const best = lapack.available ? lapack.provider : embedded
  const rate = await dgemmRate(best, dgemmOrder[mode])
  const bandwidth = await triadBandwidth(triadLength[mode])
  const methods = [
    ...(lapack.available ? providerMethods(lapack.provider) : []),
    ...providerMethods(embedded),
    ...mlMatrixMethods(),
  ]
  const until = performance.now() + budgetMs
  const rows: string[][] = []
  const before = new Map<Method, { readonly n: number; readonly ms: number }>()
  let going: readonly Method[] = methods
  for (const n of orders[mode]) {
    const predicted = (method: Method): number | undefined => {
      const known = before.get(method)
      return known && known.ms * (n / known.n) ** 3
    }
    going = going
      .filter(({ largest }) => n <= largest)
      .sort((a, b) => (predicted(a) ?? 0) - (predicted(b) ?? 0))
      .filter((method) => {
        const reason = reasonToSkip(method, n, predicted(method), until - performance.now())
        if (reason !== undefined) rows.push(row(n, method, `skipped from here on: ${reason}`))
        return reason === undefined
      })
    if (going.length === 0) break
    const matrix = wignerMatrix(n, 1)
    const done: Method[] = []
    for (const method of going) {
      const reason = reasonToSkip(method, n, predicted(method), until - performance.now())
      say(`sizes: ${method.work} by ${method.by}, n = ${n}${reason ? ', skipped' : ''}`)
      const measured = reason ?? (await measure(method, matrix))
      if (typeof measured === 'string') {
        rows.push(row(n, method, `skipped from here on: ${measured}`))
        continue
      }
      done.push(method)
      before.set(method, { n, ms: measured.ms })
      rows.push(measuredRow(n, method, measured, { rate, bandwidth }))
    }
    going = done
  }
  return [
    roofTable(best, rate, bandwidth, mode),
    {
      title: 'Sizes',
      note: `Wigner matrices. Products of providers are C += AᵀB in their own memory; ml-matrix's eigenvalues include the vectors. Providers: ${findings.map((finding) => (finding.available ? `${finding.name} is ${finding.provider.version}` : `${finding.name}: ${finding.reason}`)).join('; ')}; ml-matrix is ${mlMatrixVersion()}.`,
      columns: ['n', 'work', 'by', 'median', 'rate', 'share of dgemm', 'share of its roof', 'samples'],
      rows,
    },
  ]
}

function row(n: number, { work, by }: Method, time: string, ...rest: readonly string[]): string[] {
  return [String(n), work, by, time, ...[0, 1, 2, 3].map((k) => rest[k] ?? '')]
}

function measuredRow(
  n: number,
  method: Method,
  { ms, samples }: { readonly ms: number; readonly samples: number },
  { rate, bandwidth }: { readonly rate: number; readonly bandwidth: number },
): string[] {
  const done = flops[method.work](n) / (ms / 1000)
  const leastSeconds =
    method.work === 'eigenvalues'
      ? flops.eigenvalues(n) / 2 / rate + (4 * n ** 3) / 3 / bandwidth
      : flops[method.work](n) / rate
  // A matrix that a cache holds is not read from memory.
  const roof = method.work === 'eigenvalues' && n < 2000 ? '' : percent((1000 * leastSeconds) / ms)
  return row(n, method, duration(ms), rateText(done), percent(done / rate), roof, String(samples))
}

function percent(share: number): string {
  return `${(100 * share).toPrecision(2)} %`
}

function roofTable(best: Provider, rate: number, bandwidth: number, mode: PartContext['mode']): ReportTable {
  const balance = digits(rate / bandwidth)
  return {
    title: 'Roofline',
    note: `Work of fewer than ${balance} flops a byte that it moves is bound by memory on this machine, of more by dgemm's rate.`,
    columns: ['limit', 'measured', 'how'],
    rows: [
      ["dgemm's rate", rateText(rate), `order ${dgemmOrder[mode]}, ${best.name} ${best.version}`],
      [
        'memory bandwidth',
        `${(bandwidth / 1e9).toPrecision(3)} GB/s`,
        `triad x = y + 2z of ${triadLength[mode]} numbers each, one thread of V8`,
      ],
    ],
  }
}

/** @param predictedMs undefined for the first order */
function reasonToSkip(
  { matrices }: Method,
  n: number,
  predictedMs: number | undefined,
  leftMs: number,
): string | undefined {
  // The matrix that all methods of this order are given is alive besides.
  const bytes = (matrices + 1) * 8 * n * n
  if (bytes > freemem()) {
    return `${(bytes / 1e9).toFixed(1)} GB wanted, ${(freemem() / 1e9).toFixed(1)} GB free`
  }
  if (predictedMs === undefined || predictedMs < leftMs / 3) return undefined
  const left = duration(Math.max(0, leftMs))
  return `would take about ${duration(predictedMs)}, and ${left} of the budget are left`
}

async function measure(
  method: Method,
  matrix: SymmetricMatrix,
): Promise<{ readonly ms: number; readonly samples: number } | string> {
  let prepared: Prepared | undefined
  try {
    prepared = method.prepare(matrix)
    const times: number[] = []
    let spent = 0
    do {
      let failure: string | undefined
      const ms = await durationMs(async () => {
        failure = await prepared!.run()
      })
      if (failure !== undefined) return failure
      times.push(ms)
      spent += ms
    } while (spent < repeat.ms && times.length < repeat.times)
    const sorted = times.sort((a, b) => a - b)
    return { ms: sorted[Math.floor(sorted.length / 2)]!, samples: times.length }
  } catch (error) {
    // Memory that the machine or WebAssembly does not have.
    if (error instanceof RangeError) return error.message
    throw error
  } finally {
    prepared?.release?.()
  }
}

function providerMethods(provider: Provider): Method[] {
  const by = provider.name
  const largest = Number.POSITIVE_INFINITY
  return [
    {
      work: 'product',
      by,
      largest,
      matrices: 3,
      prepare({ order }) {
        const product = dgemm(provider, order)
        const run = async () => {
          await product.run()
          return undefined
        }
        return { run, release: product.release }
      },
    },
    {
      work: 'eigenvalues',
      by,
      largest,
      matrices: 1,
      prepare: (matrix) => ({ run: async () => failureOf(await provider.eigenvalues(matrix)) }),
    },
    {
      work: 'inertia',
      by,
      largest,
      matrices: 1,
      prepare: (matrix) => ({ run: async () => failureOf(await provider.inertia(matrix, 0)) }),
    },
  ]
}

function failureOf(result: { readonly status: string; readonly message?: string }): string | undefined {
  return result.message
}

function mlMatrixMethods(): Method[] {
  const [by, largest] = ['ml-matrix', largestForMlMatrix]
  return [
    {
      work: 'product',
      by,
      largest,
      matrices: 2,
      prepare({ entries, order }) {
        const dense = toMlMatrix(entries, order)
        return {
          run: async () => {
            dense.mmul(dense)
            return undefined
          },
        }
      },
    },
    {
      work: 'eigenvalues',
      by,
      largest,
      matrices: 3,
      prepare({ entries, order }) {
        const dense = toMlMatrix(entries, order)
        return {
          run: async () => {
            mlEigenvalues(dense)
            return undefined
          },
        }
      },
    },
  ]
}
