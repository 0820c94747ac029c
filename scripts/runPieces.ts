/**
 * Runs numbered pieces of work in child processes of the running script, one piece at a time in each. A piece that
 * takes longer than its limit is killed with its process, and so is one whose process dies: that is an outcome.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { InternalError } from '../harness/errors.ts'

export interface Pieces<Result> {
  /** The script, which calls `servePieces` when it is started with `workerFlag`. */
  readonly script: string
  readonly pieces: readonly number[]
  readonly limitMs: number
  /** As many processes as cores when absent. */
  readonly workers?: number
  /** For Node in the children, like that of the parent when absent. */
  readonly execArgv?: string[]
  onResult(piece: number, result: Result): void
  /** The piece did not return: it was killed at its limit, or its process ended. */
  onLost(piece: number, reason: 'timeLimit' | 'died'): void
}

export const workerFlag = '--worker'

export async function runPieces<Result>(work: Pieces<Result>): Promise<void> {
  const queue = [...work.pieces]
  const count = Math.min(work.workers ?? availableParallelism(), queue.length)
  await Promise.all(Array.from({ length: count }, () => serveQueue(work, queue)))
}

/** In the child: answers every piece until the parent hangs up. */
export function servePieces<Result>(compute: (piece: number) => Promise<Result>): void {
  process.on('message', (piece: number) => {
    void compute(piece).then((result) => process.send?.(result))
  })
  process.on('disconnect', () => process.exit(0))
  process.send?.('ready')
}

async function serveQueue<Result>(work: Pieces<Result>, queue: number[]): Promise<void> {
  let child: ChildProcess | undefined
  for (let piece = queue.shift(); piece !== undefined; piece = queue.shift()) {
    child ??= await startWorker(work)
    const answer = await ask<Result>(child, piece, work.limitMs)
    if (answer.status === 'done') work.onResult(piece, answer.result)
    else {
      child.kill('SIGKILL')
      child = undefined
      work.onLost(piece, answer.status)
    }
  }
  child?.disconnect()
}

/** Ready to be asked: loading the code does not count against the limit of a piece. */
async function startWorker<Result>({
  script,
  execArgv = process.execArgv,
}: Pieces<Result>): Promise<ChildProcess> {
  const child = fork(script, [...process.argv.slice(2), workerFlag], { serialization: 'advanced', execArgv })
  const ready = once(child, 'message').then(() => true)
  const started = await Promise.race([ready, once(child, 'exit').then(() => false)])
  if (!started) throw new InternalError('runPieces', `a process of ${script} ended before its first piece`)
  return child
}

type Answer<Result> =
  | { readonly status: 'done'; readonly result: Result }
  | { readonly status: 'timeLimit' | 'died' }

function ask<Result>(child: ChildProcess, piece: number, limitMs: number): Promise<Answer<Result>> {
  return new Promise((resolve) => {
    const settle = (answer: Answer<Result>): void => {
      clearTimeout(timer)
      child.removeAllListeners('message').removeAllListeners('exit')
      resolve(answer)
    }
    const timer = setTimeout(() => settle({ status: 'timeLimit' }), limitMs)
    child.once('message', (result) => settle({ status: 'done', result: result as Result }))
    child.once('exit', () => settle({ status: 'died' }))
    child.send(piece)
  })
}
