/**
 * Work whose peak memory is measured, in a process of its own: nothing else has been in its memory before.
 *
 * `peakBytes` is the largest resident set that the operating system saw of the whole process: Node, the program, the
 * data and the work. `peakBeforeBytes` is the same when everything was loaded and the work had not begun; where the
 * work is small the difference is what garbage V8 has let lie.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { InternalError } from '../harness/index.ts'
import type { NetworkChoice } from './peerProblem.ts'

export interface ProcessTask {
  readonly provider: 'lapack' | 'embedded'
  readonly threads: number
  readonly work: CellWork | InertiaWork
}

/** Exact Hessian of a network at its initial theta, and the certified three counts: what `signsAt` does. */
export interface CellWork extends NetworkChoice {
  readonly kind: 'cell'
  /** The Hessian alone where false. */
  readonly counts: boolean
}

/** Inertia of a Wigner matrix. */
export interface InertiaWork {
  readonly kind: 'inertia'
  readonly order: number
}

export interface ProcessMeasurement {
  readonly status: 'measured'
  /** The library and its version. */
  readonly build: string
  readonly elapsedMs: number
  readonly stages: readonly Stage[]
  /** "225 negative, 17,985 positive, …" */
  readonly outcome: string
  /** Of the matrix that the work is about: P, or n. */
  readonly order: number
  /** Of the matrix that is factored: without rows that are proved to be zero. */
  readonly factoredOrder: number
  readonly factorisations: number
  readonly peakBytes: number
  readonly peakBeforeBytes: number
}

export interface Stage {
  readonly name: string
  readonly elapsedMs: number
}

export interface ProcessFailure {
  readonly status: 'failed'
  readonly message: string
}

const program = fileURLToPath(new URL('./workProcess.ts', import.meta.url))

/** @throws InternalError when the process ends without an answer */
export function measuredProcess(task: ProcessTask): Promise<ProcessMeasurement | ProcessFailure> {
  const env = {
    ...process.env,
    SADDLECHECK_THREADS: String(task.threads),
    SADDLECHECK_PROVIDER: task.provider,
  }
  const child = fork(program, {
    execArgv: ['--import', 'tsx'],
    // With npm packages alone there is no native library to be found.
    env: task.provider === 'embedded' ? { ...env, SADDLECHECK_LAPACK: 'none' } : env,
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  child.send(task)
  return answerOf(child)
}

function answerOf(child: ChildProcess): Promise<ProcessMeasurement | ProcessFailure> {
  const end = (): void => {
    child.kill('SIGKILL')
  }
  process.once('exit', end)
  return new Promise<ProcessMeasurement | ProcessFailure>((resolve, reject) => {
    child.once('message', (message) => resolve(message as ProcessMeasurement | ProcessFailure))
    child.once('exit', (code, signal) =>
      reject(new InternalError('measuredProcess', `the process ended with ${signal ?? code} and no answer`)),
    )
  }).finally(() => process.off('exit', end))
}
