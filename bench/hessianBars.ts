/**
 * The bars for the exact Hessian of MNIST 784-25-10 at N = 10,000: against blocks of Hessian-vector products
 * on the same kernels, and against rows of torch.autograd.
 *
 * Both slow sides would take minutes to hours, so a known number of columns is measured and scaled by P over that
 * number: every column costs the same. The assembly is measured whole, into memory that was touched before.
 */
import { InternalError, type Provider } from '../harness/index.ts'
import { type BarPlan, type PairedTimes, pairedTimes } from './barGate.ts'
import { benchProviders } from './benchProviders.ts'
import { countingProvider } from './countingProvider.ts'
import { duration } from './digits.ts'
import { embeddedProvider, findingOf } from './findingOf.ts'
import type { PartContext } from './parts.ts'
import { type PeerProblem, peerProblem } from './peerProblem.ts'
import { findPython, startPeer } from './pythonPeer.ts'
import { dgemmRate, rateText } from './roofline.ts'
import type { BenchMode, SkippedGate, Suite } from './suite.ts'

const choices = {
  full: { layers: [784, 25, 10], activation: 'relu', samples: 10_000 },
  smoke: { layers: [784, 1, 10], activation: 'relu', samples: 4 },
}
/** Of columns of the Hessian that the slow sides compute. */
const blocks = { full: { width: 64, count: 4 }, smoke: { width: 4, count: 2 } }
const torchRows = { full: 8, smoke: 2 }
const rounds = { full: 2, smoke: 1 }
const dgemmOrder = { full: 4096, smoke: 32 }

export async function hessianBars({ mode, findings, threads }: PartContext): Promise<Suite> {
  const problem = peerProblem(choices[mode])
  const lapack = findingOf(findings, 'lapack')
  const provider = lapack.available ? lapack.provider : embeddedProvider(findings)
  return {
    title: 'Exact Hessian',
    bars: true,
    groups: [],
    gates: [blockBar(problem, provider, mode), torchBar(problem, mode, threads)],
  }
}

function blockBar(problem: PeerProblem, provider: Provider, mode: BenchMode): BarPlan {
  const { width, count } = blocks[mode]
  const { objective, theta } = problem
  const columns = width * count
  return {
    claim: `exact Hessian against blocks of HVPs, ${problem.name}, ${provider.name}`,
    threshold: { kind: 'atLeast', ratio: 20 },
    unit: 'times as fast',
    note: `${count} blocks of ${width} HVPs on the same kernels, times ${objective.dimension}/${columns}, against the whole assembly; ${provider.version}`,
    async measure() {
      const assembly = wholeAssembly(problem, provider)
      const directions = unitVectors(objective.dimension, columns)
      const block = (first: number) =>
        objective.hvps(
          theta,
          directions.subarray(first * objective.dimension, (first + width) * objective.dimension),
          { provider },
        )
      try {
        await assembly.run()
        const last = count - 1
        requireSameRows(problem, assembly, await block(last * width), {
          from: last * width,
          to: columns,
          of: columns,
        })
        const times = await pairedTimes({
          candidate: assembly.run,
          async reference() {
            for (let k = 0; k < count; k++) await block(k * width)
          },
          rounds: rounds[mode],
          scale: objective.dimension / columns,
        })
        return { ratios: times.ratios, ...(await explained(assembly, provider, times, mode)) }
      } finally {
        assembly.release()
      }
    },
  }
}

/** One thread each: ours and PyTorch's. */
function torchBar(problem: PeerProblem, mode: BenchMode, threads: number): BarPlan | SkippedGate {
  const claim = `exact Hessian against rows of torch.autograd, ${problem.name}, one thread each`
  const python = pythonFor(mode)
  if ('skipped' in python) return { claim, ...python }
  const rows = torchRows[mode]
  const { dimension } = problem.objective
  return {
    claim,
    threshold: { kind: 'atLeast', ratio: 20 },
    unit: 'times as fast',
    note: `${rows} rows in float64 on one processor, times ${dimension}/${rows}, against the whole assembly on one thread; torch ${python.version}`,
    async measure() {
      const single = await benchProviders(1)
      const lapack = findingOf(single, 'lapack')
      const provider = lapack.available ? lapack.provider : embeddedProvider(single)
      const assembly = wholeAssembly(problem, provider)
      const peer = await startPeer('torch', python.python, problem, 1)
      try {
        await assembly.run()
        await peer.ask(`rows ${rows}`)
        requireSameRows(problem, assembly, peer.read('rows'), { from: 0, to: rows, of: rows })
        const times = await pairedTimes({
          candidate: assembly.run,
          reference: () => peer.ask(`rows ${rows}`),
          rounds: rounds[mode],
          scale: dimension / rows,
        })
        return { ratios: times.ratios, ...(await explained(assembly, provider, times, mode)) }
      } finally {
        peer.close()
        assembly.release()
        await benchProviders(threads)
      }
    },
  }
}

function pythonFor(
  mode: BenchMode,
): { readonly python: string; readonly version: string } | { skipped: string } {
  if (mode === 'smoke' && !process.env.SADDLECHECK_PYTHON) {
    return { skipped: 'in a smoke run a Python is started only if SADDLECHECK_PYTHON names it' }
  }
  const finding = findPython('torch')
  return finding.available ? finding : { skipped: finding.reason }
}

interface WholeAssembly {
  run(): Promise<void>
  /** A run that is not timed. @returns flops of its products */
  countedFlops(): Promise<number>
  /** Of the last run. */
  matrix(): { readonly entries: Float64Array; readonly errorBound: number }
  release(): void
}

function wholeAssembly({ objective, theta }: PeerProblem, provider: Provider): WholeAssembly {
  const into = provider.allocate(objective.dimension ** 2)
  let errorBound = Number.NaN
  const runBy = async (by: Provider): Promise<void> => {
    errorBound = (await objective.hessian(theta, { provider: by, into })).errorBound
  }
  return {
    run: () => runBy(provider),
    async countedFlops() {
      const counting = countingProvider(provider)
      await runBy(counting.provider)
      return counting.counts.productFlops
    },
    matrix: () => ({ entries: into, errorBound }),
    release: () => provider.release(into),
  }
}

/** What the counted products would take at dgemm's rate. */
async function explained(
  assembly: WholeAssembly,
  provider: Provider,
  times: PairedTimes,
  mode: BenchMode,
): Promise<{ limit: string; details: string[] }> {
  const flops = await assembly.countedFlops()
  const rate = await dgemmRate(provider, dgemmOrder[mode])
  const leastMs = (1000 * flops) / rate
  const share = ((100 * leastMs) / times.candidateMs).toFixed(0)
  return {
    limit: `${flops.toExponential(2)} flops of products take ${duration(leastMs)} at dgemm's ${rateText(rate)}: ${share} % of the assembly's time`,
    details: [
      `the assembly ${duration(times.candidateMs)}`,
      `the measured part of the other side ${duration(times.referenceMs)}`,
    ],
  }
}

/** The k-th of `count` parameters spread over all P, so that every layer and live inputs are among them. */
function spread(k: number, count: number, dimension: number): number {
  return Math.floor(((2 * k + 1) * dimension) / (2 * count))
}

/** @returns [count, P] */
function unitVectors(dimension: number, count: number): Float64Array {
  const vectors = new Float64Array(count * dimension)
  for (let k = 0; k < count; k++) vectors[k * dimension + spread(k, count, dimension)] = 1
  return vectors
}

/**
 * Both sum the same terms in another order, so the other side's rounding is allowed what is proved of the assembly's.
 *
 * @param rows [to − from, P] rows `from`..`to` − 1 of `of` spread ones, by the other side
 */
function requireSameRows(
  { objective, name }: PeerProblem,
  assembly: WholeAssembly,
  rows: Float64Array,
  { from, to, of }: { readonly from: number; readonly to: number; readonly of: number },
): void {
  const { entries, errorBound } = assembly.matrix()
  const n = objective.dimension
  for (let k = from; k < to; k++) {
    const row = spread(k, of, n)
    for (let q = 0; q < n; q++) {
      const [theirs, ours] = [rows[(k - from) * n + q]!, entries[row * n + q]!]
      if (Math.abs(theirs - ours) <= 2 * errorBound) continue
      const got = `${theirs} for ${ours}, bound ${2 * errorBound}`
      throw new InternalError(`hessianBars, ${name}`, `entry [${row}, ${q}] is ${got}`)
    }
  }
}
