/**
 * A solver in a process of its own, in which looping for ever, crashing and eating all memory are results.
 *
 * One process solves matrix after matrix. When it has to be killed, or dies, that is the answer for the matrix at
 * hand, and the next one gets a new process. SIGKILL needs no cooperation: a synchronous loop in JavaScript,
 * WebAssembly or C ends all the same.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { EigenProblem, Unanswered } from '../../harness/index.ts'
import type { CandidateModule } from './candidates.ts'
import { judge } from './judge.ts'
import { processCpuMs } from './processTime.ts'
import type { Absent, FromSolver, Judged, Loaded } from './solverMessages.ts'

export interface SolverLimits {
  /** CPU time for one matrix, asked twice. */
  readonly cpuMs: number
  /** Where CPU time is not to be had, or a promise never settles. */
  readonly wallMs: number
  /** Of the JavaScript heap. */
  readonly memoryMiB: number
  /** After so many matrices without an answer it is asked no more. */
  readonly hangs: number
}

export interface KillableSolver {
  /** Loads it, which no limit but a minute of wall-clock applies to. */
  start(): Promise<Loaded | Absent>
  ask(problem: EigenProblem): Promise<Judged>
  stop(): void
}

/** Ten seconds: the slowest solvers that do answer take one to six at order 33, and a limit among them would be chance. */
export const defaultLimits: SolverLimits = { cpuMs: 10_000, wallMs: 60_000, memoryMiB: 512, hangs: 5 }
const loadingLimits = { cpuMs: 60_000, wallMs: 60_000 }
const program = fileURLToPath(new URL('./solverProcess.ts', import.meta.url))

export function killableSolver(
  candidate: CandidateModule,
  limits: SolverLimits = defaultLimits,
): KillableSolver {
  let running: ChildProcess | undefined
  let hangs = 0

  async function start(): Promise<Loaded | Absent> {
    const child = fork(program, [candidate.url, candidate.exportName], {
      execArgv: ['--import', 'tsx', `--max-old-space-size=${limits.memoryMiB}`],
      // Structured clones, because JSON has no NaN.
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    child.once('exit', () => {
      if (running === child) running = undefined
    })
    const message = await messageOf(child, loadingLimits)
    if (message.kind === 'loaded') {
      running = child
      return message
    }
    child.kill('SIGKILL')
    if (message.kind === 'absent') return message
    const reason =
      'message' in message ? `${message.status} while loading: ${message.message}` : 'talks out of turn'
    return { kind: 'absent', reason, routine: '', note: undefined }
  }

  async function ask(problem: EigenProblem): Promise<Judged> {
    if (hangs >= limits.hangs) {
      return judged(problem, { status: 'notAsked', message: `it hung on ${hangs} matrices before` })
    }
    if (running === undefined) {
      const started = await start()
      if (started.kind === 'absent') return judged(problem, { status: 'crashed', message: started.reason })
    }
    const child = running!
    const answer = messageOf(child, limits)
    // A process that has just died cannot be sent to; its end is the answer.
    child.send({ name: problem.name }, () => {})
    const message = await answer
    if (message.kind === 'judged') return message
    stop()
    if ('status' in message && message.status === 'hung') hangs++
    return judged(problem, 'message' in message ? message : { status: 'crashed', message: 'it was reloaded' })
  }

  function stop(): void {
    running?.kill('SIGKILL')
    running = undefined
  }

  return { start, ask, stop }
}

interface Ended extends Unanswered {
  readonly kind: 'ended'
}

/** What the process says next, or how it ended. Beyond a limit it is killed. */
function messageOf(
  child: ChildProcess,
  { cpuMs, wallMs }: Pick<SolverLimits, 'cpuMs' | 'wallMs'>,
): Promise<FromSolver | Ended> {
  return new Promise((resolve) => {
    const startedMs = performance.now()
    const startedCpuMs = processCpuMs(child.pid ?? 0) ?? 0
    let complaint = ''
    const watch = setInterval(() => {
      const cpu = (processCpuMs(child.pid ?? 0) ?? 0) - startedCpuMs
      const wall = performance.now() - startedMs
      if (cpu < cpuMs && wall < wallMs) return
      const message =
        cpu < cpuMs ? `no answer within ${wallMs / 1000} s` : `no answer within ${cpuMs / 1000} s of CPU time`
      finish({ kind: 'ended', status: 'hung', message })
      child.kill('SIGKILL')
    }, 50)
    const listen = (text: Buffer) => {
      complaint = (complaint + text.toString()).slice(-2_000)
    }
    const exited = (code: number | null, signal: string | null) => {
      const memory = /heap out of memory|allocation failed/i.test(complaint)
      const how = signal === null ? `exit code ${code}` : `signal ${signal}`
      finish({ kind: 'ended', status: memory ? 'outOfMemory' : 'crashed', message: how })
    }
    const failed = ({ message }: Error) => finish({ kind: 'ended', status: 'crashed', message })
    child.stderr?.on('data', listen)
    child.on('message', finish)
    // `close` follows `exit` once stderr has been read to its end.
    child.on('close', exited)
    child.on('error', failed)
    // It ended before anybody listened.
    if (child.exitCode !== null || child.signalCode !== null) exited(child.exitCode, child.signalCode)

    function finish(message: FromSolver | Ended): void {
      clearInterval(watch)
      child.stderr?.off('data', listen)
      child.off('message', finish)
      child.off('close', exited)
      child.off('error', failed)
      resolve(message)
    }
  })
}

async function judged(problem: EigenProblem, answer: Unanswered): Promise<Judged> {
  return { kind: 'judged', status: answer.status, outcomes: await judge(problem, answer) }
}
