/**
 * The issue's bars for the providers' kernels: products, eigenvalues and inertia, on all threads.
 *
 * Each result is compared with another engine's before it is timed.
 */
import { InternalError, type Provider, panelDepth, seededRandom, wignerMatrix } from '../harness/index.ts'
import { type BarPlan, pairedTimes } from './barGate.ts'
import { duration } from './digits.ts'
import { requireSameEigenvalues } from './eigenvaluesSuite.ts'
import { embeddedProvider, findingOf } from './findingOf.ts'
import { requireSameCounts } from './inertiaSuite.ts'
import { mlEigenvalues, toMlMatrix } from './mlMatrix.ts'
import type { PartContext } from './parts.ts'
import { dgemm, dgemmRate, rateText } from './roofline.ts'
import type { BenchMode, SkippedGate, Suite } from './suite.ts'

const orders = {
  full: { product: 1024, eigenvalues: 1000, inertia: 2000, lapackInertia: 6685, dgemm: 4096, checked: 300 },
  smoke: { product: 32, eigenvalues: 16, inertia: 24, lapackInertia: 24, dgemm: 32, checked: 16 },
}
/** Of two pairs each. */
const rounds = { full: 2, smoke: 1 }

export async function kernelBars({ mode, findings }: PartContext): Promise<Suite> {
  const embedded = embeddedProvider(findings)
  const lapack = findingOf(findings, 'lapack')
  const best = lapack.available ? lapack.provider : embedded
  // Measured once, when the first bar asks for it.
  let rate: Promise<number> | undefined
  const peak = () => {
    rate ??= dgemmRate(best, orders[mode].dgemm)
    return rate
  }
  return {
    title: 'Kernels',
    bars: true,
    groups: [],
    gates: [
      productBar(embedded, mode, peak),
      eigenvalueBar(embedded, mode, peak),
      inertiaBar(embedded, mode, peak),
      lapack.available
        ? shareBar(lapack.provider, mode)
        : ({ claim: shareClaim(mode), skipped: lapack.reason } satisfies SkippedGate),
    ],
  }
}

type Peak = () => Promise<number>

function productBar(embedded: Provider, mode: BenchMode, peak: Peak): BarPlan {
  const n = orders[mode].product
  return {
    claim: `embedded product against ml-matrix, n = ${n}`,
    threshold: { kind: 'atLeast', ratio: 20 },
    unit: 'times as fast',
    note: `multiply with its checks against mmul, ${embedded.version}`,
    async measure() {
      const [a, b] = [uniformSquare(n, 1), uniformSquare(n, 2)]
      const [mlA, mlB] = [toMlMatrix(a, n), toMlMatrix(b, n)]
      requireSameProduct(await embedded.multiply(a, b, n, n, n), mlA.mmul(mlB).to1DArray(), n)
      const { ratios, candidateMs, referenceMs } = await pairedTimes({
        candidate: () => embedded.multiply(a, b, n, n, n),
        reference: () => mlA.mmul(mlB),
        rounds: rounds[mode],
      })
      const rate = (2 * n ** 3) / (candidateMs / 1000)
      return { ratios, limit: shareText(rate, await peak()), details: seconds(candidateMs, referenceMs) }
    },
  }
}

function eigenvalueBar(embedded: Provider, mode: BenchMode, peak: Peak): BarPlan {
  const n = orders[mode].eigenvalues
  return {
    claim: `embedded eigenvalues against ml-matrix, n = ${n}`,
    threshold: { kind: 'atLeast', ratio: 20 },
    unit: 'times as fast',
    note: `all eigenvalues of a Wigner matrix; ml-matrix cannot leave out the vectors; ${embedded.version}`,
    async measure() {
      const matrix = wignerMatrix(n, 1)
      const dense = toMlMatrix(matrix.entries, n)
      await requireSameEigenvalues(embedded, matrix, mlEigenvalues(dense))
      const { ratios, candidateMs, referenceMs } = await pairedTimes({
        candidate: () => embedded.eigenvalues(matrix),
        reference: () => mlEigenvalues(dense),
        rounds: rounds[mode],
      })
      const rate = (4 * n ** 3) / 3 / (candidateMs / 1000)
      const bound = 'half of the reduction is products of the matrix with a vector, bound by memory'
      const limit = `${shareText(rate, await peak())}; ${bound}`
      return { ratios, limit, details: seconds(candidateMs, referenceMs) }
    },
  }
}

function inertiaBar(embedded: Provider, mode: BenchMode, peak: Peak): BarPlan {
  const n = orders[mode].inertia
  return {
    claim: `embedded inertia against embedded eigenvalues, n = ${n}`,
    threshold: { kind: 'atLeast', ratio: 3 },
    unit: 'times as fast',
    note: `three counts of a Wigner matrix at shift 0 against all its eigenvalues; ${embedded.version}`,
    async measure() {
      const matrix = wignerMatrix(n, 1)
      await requireSameCounts(embedded, matrix)
      const { ratios, candidateMs, referenceMs } = await pairedTimes({
        candidate: () => embedded.inertia(matrix, 0),
        reference: () => embedded.eigenvalues(matrix),
        rounds: rounds[mode],
      })
      const rate = n ** 3 / 3 / (candidateMs / 1000)
      const limit = `${shareText(rate, await peak())}; n³/3 flops against 4n³/3: 4 at equal rates`
      return { ratios, limit, details: seconds(candidateMs, referenceMs) }
    },
  }
}

function shareClaim(mode: BenchMode): string {
  return `lapack inertia as a share of dgemm, n = ${orders[mode].lapackInertia}`
}

function shareBar(lapack: Provider, mode: BenchMode): BarPlan {
  const { lapackInertia: n, dgemm: order, checked } = orders[mode]
  return {
    claim: shareClaim(mode),
    threshold: { kind: 'atLeast', ratio: 0.5 },
    unit: "of dgemm's rate",
    note: `n³/3 flops a second of a factorisation with all that surrounds it (copy, scaling, error bound), over 2m³ of dgemm, m = ${order}; ${lapack.version}`,
    async measure() {
      await requireSameCounts(lapack, wignerMatrix(checked, 1))
      const matrix = wignerMatrix(n, 1)
      const product = dgemm(lapack, order)
      try {
        const { ratios, candidateMs, referenceMs } = await pairedTimes({
          candidate: () => requireCounts(lapack.inertia(matrix, 0)),
          reference: () => product.run(),
          rounds: rounds[mode],
          scale: n ** 3 / 3 / product.flops,
        })
        const rate = product.flops / (referenceMs / 1000)
        const limit = panelLimit(await dgemmRate(lapack, order, { depth: panelDepth }), rate)
        return { ratios, limit, details: seconds(candidateMs, referenceMs) }
      } finally {
        product.release()
      }
    },
  }
}

/** Each panel reads and writes all that is left of the matrix: its products are too shallow for dgemm's full rate. */
function panelLimit(shallowRate: number, rate: number): string {
  const share = (shallowRate / rate).toPrecision(3)
  return `${share}: the products behind a panel of ${panelDepth} pivots at ${rateText(shallowRate)} of dgemm's ${rateText(rate)}; the search for pivots, on one thread, comes on top`
}

async function requireCounts(result: ReturnType<Provider['inertia']>): Promise<void> {
  const counts = await result
  if (counts.status !== 'factored') throw new InternalError('kernelBars', counts.message)
}

/** @returns [n, n] in [−1, 1) */
function uniformSquare(n: number, seed: number): Float64Array {
  const random = seededRandom(seed)
  return Float64Array.from({ length: n * n }, () => 2 * random.uniform() - 1)
}

/** Two sums of n products of numbers below 1, each off by n·u·n at most. */
function requireSameProduct(ours: Float64Array, theirs: readonly number[], n: number): void {
  const bound = n * n * Number.EPSILON
  const wrong = ours.findIndex((value, p) => !(Math.abs(value - theirs[p]!) <= bound))
  if (wrong < 0) return
  throw new InternalError('kernelBars', `product entry ${wrong} is ${ours[wrong]} for ${theirs[wrong]}`)
}

function shareText(rate: number, peak: number): string {
  return `${rateText(rate)} of dgemm's ${rateText(peak)}`
}

function seconds(candidateMs: number, referenceMs: number): string[] {
  return [`${duration(candidateMs)} against ${duration(referenceMs)}`]
}
