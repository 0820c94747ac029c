/**
 * The same Hessian and the same eigenvalues by others, side by side: jax-js and TensorFlow.js, and JAX and PyTorch
 * where a Python has them.
 *
 * Every peer gets the same network, data and theta and is held to our result before it is timed: entries within
 * twice the bound of our rounding (both sum the same terms in another order), scaled where its arithmetic is float32;
 * eigenvalues within the bounds of both matrices and solvers. A peer that fails this is shown with the difference and
 * not timed. All on the same number of threads, where they have threads.
 */
import {
  type AssembledHessian,
  HarnessError,
  InternalError,
  infinityNorm,
  type Provider,
  type ProviderFinding,
  unitRoundoff,
} from '../harness/index.ts'
import { digits } from './digits.ts'
import { jaxJsPeer, type NpmPeerFinding, tensorFlowPeer } from './npmPeers.ts'
import type { PartContext } from './parts.ts'
import { type NetworkChoice, type PeerProblem, peerProblem } from './peerProblem.ts'
import { findPython, type PythonModule, type PythonPeer, startPeer } from './pythonPeer.ts'
import type { BenchGroup, BenchMode, BenchRow, SkippedRow, Suite } from './suite.ts'

type Choices = Readonly<Record<'small' | 'squared' | 'random' | 'mnist', NetworkChoice>>

const choices: Readonly<Record<BenchMode, Choices>> = {
  full: {
    small: { layers: [6, 5, 3], activation: 'tanh', samples: 40, random: true },
    squared: { layers: [6, 5, 3], activation: 'relu', loss: 'squared-error', samples: 40, random: true },
    random: { layers: [20, 15, 10, 5], activation: 'tanh', samples: 500, random: true },
    mnist: { layers: [784, 2, 10], activation: 'relu', samples: 500 },
  },
  smoke: {
    small: { layers: [2, 2, 2], activation: 'tanh', samples: 4, random: true },
    squared: { layers: [2, 2, 2], activation: 'relu', loss: 'squared-error', samples: 4, random: true },
    random: { layers: [3, 2, 2], activation: 'tanh', samples: 4, random: true },
    mnist: { layers: [784, 1, 10], activation: 'relu', samples: 2 },
  },
}

/** What both sides computed, for both tables of one problem. */
interface Truth {
  readonly problem: PeerProblem
  readonly hessian: AssembledHessian
  readonly eigenvalues: Float64Array // [P]
  readonly eigenvalueBound: number
}

export async function peersSuite({ mode, findings, threads, say }: PartContext): Promise<Suite> {
  const running: PythonPeer[] = []
  const { small, squared, random, mnist } = choices[mode]
  const groups: BenchGroup[] = []
  for (const [choice, find] of [[small, jaxJsPeer] as const, [squared, tensorFlowPeer] as const]) {
    const truth = await truthOf(peerProblem(choice), findings)
    const finding = await find(truth.problem)
    groups.push(...(await npmGroups(truth, finding, findings, find === jaxJsPeer ? 'jax-js' : 'tfjs')))
  }
  for (const choice of [random, mnist]) {
    const truth = await truthOf(peerProblem(choice), findings)
    say(`peers: ${truth.problem.name}`)
    const peers = []
    for (const module of ['jax', 'torch'] as const) {
      peers.push(await pythonRows(module, truth, mode, threads, running))
    }
    groups.push(
      group('Hessian', truth, [...ourHessians(truth, findings), ...peers.map(({ hessian }) => hessian)]),
      group('Eigenvalues', truth, [
        ...ourEigenvalues(truth, findings),
        ...peers.map(({ eigenvalues }) => eigenvalues),
      ]),
    )
  }
  return {
    title: 'Peers',
    note: `Threads: ${threads} where they can be set. The first row of each instance is ours.`,
    groups,
    gates: [],
    close: () => {
      for (const peer of running) peer.close()
    },
  }
}

function group(what: string, { problem }: Truth, rows: (BenchRow | SkippedRow)[]): BenchGroup {
  return { instance: `${what} of ${problem.name}, ${problem.loss}`, rows }
}

async function truthOf(problem: PeerProblem, findings: readonly ProviderFinding[]): Promise<Truth> {
  const provider = findings.find((finding) => finding.available)
  if (!provider?.available) throw new InternalError('peersSuite', 'no provider')
  const hessian = await problem.objective.hessian(problem.theta, { provider: provider.provider })
  const result = await provider.provider.eigenvalues(hessian.matrix)
  if (result.status !== 'converged') throw new InternalError('peersSuite', result.message)
  const eigenvalueBound = hessian.errorBound + result.errorBound
  return { problem, hessian, eigenvalues: result.values, eigenvalueBound }
}

function ourHessians({ problem }: Truth, findings: readonly ProviderFinding[]): BenchRow[] {
  const { objective, theta } = problem
  return available(findings).map((provider) => ({
    name: `saddlecheck, ${provider.name}`,
    build: provider.version,
    workCount: `${objective.samples} sample passes`,
    run: () => objective.hessian(theta, { provider }),
  }))
}

function ourEigenvalues({ hessian }: Truth, findings: readonly ProviderFinding[]): BenchRow[] {
  return available(findings).map((provider) => ({
    name: `saddlecheck, ${provider.name}`,
    build: provider.version,
    workCount: `order ${hessian.matrix.order}`,
    run: () => provider.eigenvalues(hessian.matrix),
  }))
}

function available(findings: readonly ProviderFinding[]): Provider[] {
  return findings.flatMap((finding) => (finding.available ? [finding.provider] : []))
}

async function npmGroups(
  truth: Truth,
  finding: NpmPeerFinding,
  findings: readonly ProviderFinding[],
  name: string,
): Promise<BenchGroup[]> {
  if ('skipped' in finding) {
    return [group('Hessian', truth, [...ourHessians(truth, findings), { name, skipped: finding.skipped }])]
  }
  const { peer } = finding
  const wrong = wrongHessian(truth, await peer.hessian(), peer.unitRoundoff)
  const row: BenchRow | SkippedRow = wrong
    ? { name, skipped: wrong }
    : { name, build: peer.build, workCount: '', run: () => peer.hessian() }
  const groups = [group('Hessian', truth, [...ourHessians(truth, findings), row])]
  const { eigenvalues } = peer
  if (eigenvalues === undefined) return groups
  const { entries } = truth.hessian.matrix
  const wrongValues = wrongEigenvalues(truth, await eigenvalues(entries))
  const valueRow: BenchRow | SkippedRow = wrongValues
    ? { name, skipped: wrongValues }
    : { name, build: peer.build, workCount: '', run: () => eigenvalues(entries) }
  return [...groups, group('Eigenvalues', truth, [...ourEigenvalues(truth, findings), valueRow])]
}

interface PeerRows {
  readonly hessian: BenchRow | SkippedRow
  readonly eigenvalues: BenchRow | SkippedRow
}

/** @param running where a process is put that must be closed */
async function pythonRows(
  module: PythonModule,
  truth: Truth,
  mode: BenchMode,
  threads: number,
  running: PythonPeer[],
): Promise<PeerRows> {
  const [hessian, eigenvalues] =
    module === 'jax'
      ? ['jax.hessian', 'jnp.linalg.eigvalsh']
      : ['torch.func.hessian', 'torch.linalg.eigvalsh']
  const skip = (skipped: string): PeerRows => ({
    hessian: { name: hessian, skipped },
    eigenvalues: { name: eigenvalues, skipped },
  })
  if (mode === 'smoke' && !process.env.SADDLECHECK_PYTHON) {
    return skip('in a smoke run a Python is started only if SADDLECHECK_PYTHON names it')
  }
  const finding = findPython(module)
  if (!finding.available) return skip(finding.reason)
  try {
    const peer = await startPeer(module, finding.python, truth.problem, threads)
    running.push(peer)
    await peer.ask('check')
    const wrong =
      wrongHessian(truth, peer.read('hessian'), unitRoundoff) ??
      wrongEigenvalues(truth, peer.read('eigenvalues'))
    if (wrong) return skip(wrong)
    const row = { build: peer.version, workCount: 'float64, cpu' }
    return {
      hessian: { ...row, name: hessian, run: () => peer.ask('hessian') },
      eigenvalues: { ...row, name: eigenvalues, run: () => peer.ask('eigenvalues') },
    }
  } catch (error) {
    // A peer that cannot do it (memory, a missing function) is a row that says so.
    if (error instanceof HarnessError && error.code === 'providerUnavailable') return skip(error.message)
    throw error
  }
}

/** errorBound bounds ‖·‖₂ and with it every entry; it is proportional to the unit roundoff. */
function wrongHessian({ hessian }: Truth, theirs: Float64Array, roundoff: number): string | undefined {
  const { entries } = hessian.matrix
  const bound = 2 * hessian.errorBound * (roundoff / unitRoundoff)
  return firstBeyond('Hessian entry', theirs, entries, bound)
}

/** Theirs are of their own matrix by their own solver: the bounds of ours twice, at least n·u·‖H‖ for each solver. */
function wrongEigenvalues(
  { hessian, eigenvalues, eigenvalueBound }: Truth,
  theirs: Float64Array,
): string | undefined {
  const { order } = hessian.matrix
  const solver = order * unitRoundoff * infinityNorm(hessian.matrix)
  return firstBeyond('eigenvalue', theirs, eigenvalues, 2 * (eigenvalueBound + solver))
}

function firstBeyond(
  what: string,
  theirs: Float64Array,
  ours: Float64Array,
  bound: number,
): string | undefined {
  if (theirs.length !== ours.length) return `wrong: ${theirs.length} numbers for ${ours.length}`
  const wrong = ours.findIndex((value, p) => !(Math.abs(value - theirs[p]!) <= bound))
  if (wrong < 0) return undefined
  return `wrong: ${what} ${wrong} is ${theirs[wrong]} for ${ours[wrong]}, bound ${digits(bound)}`
}
