/**
 * Worker threads that call one exported function together, each with its number.
 *
 * They start with the first call and stay, but a program that has nothing else to do ends. When one dies the others
 * may be waiting for it at a barrier: all are ended then, and the next call starts new ones.
 */
import { Worker } from 'node:worker_threads'
import { InternalError } from '../../errors.ts'
import type { KernelMemory, KernelModule } from './webAssembly.ts'

/** What kernelWorker.mjs is told at its start. */
export interface SharedByThreads {
  readonly module: KernelModule
  readonly memory: KernelMemory
  readonly threads: number
  /** Address of the control block, see assembly/barrier.ts. */
  readonly control: number
}

export interface KernelThreads {
  /**
   * One call at a time.
   *
   * @returns what thread 0 returned, when all threads have
   * @throws InternalError when a thread dies, after all have ended
   */
  call(name: string, args: readonly number[]): Promise<number>
}

interface Call {
  readonly name: string
  readonly values: (number | undefined)[]
  waitingFor: number
  readonly resolve: (value: number) => void
  readonly reject: (reason: unknown) => void
}

const program = new URL('./kernelWorker.mjs', import.meta.url)

export function kernelThreads(shared: SharedByThreads): KernelThreads {
  let workers: readonly Worker[] = []
  let current: Call | undefined

  function start(thread: number): Worker {
    // Loaders of the calling process, which would strip types, are not for plain JavaScript.
    const worker = new Worker(program, { workerData: { ...shared, thread }, execArgv: [] })
    worker.on('message', (value) => {
      if (workers.includes(worker)) finish(thread, value)
    })
    worker.on('error', (error) => endAll(error.message))
    worker.on('exit', (code) => {
      if (workers.includes(worker)) endAll(`it ended with code ${code}`)
    })
    worker.unref()
    return worker
  }

  function finish(thread: number, value: number | undefined): void {
    const call = current
    if (call === undefined) return
    call.values[thread] = value
    call.waitingFor--
    if (call.waitingFor > 0) return
    current = undefined
    call.resolve(call.values[0] ?? 0)
  }

  async function endAll(why: string): Promise<void> {
    const [call, ending] = [current, workers]
    current = undefined
    workers = []
    await Promise.all(ending.map((worker) => worker.terminate()))
    call?.reject(new InternalError(`kernel ${call.name}`, `a thread died: ${why}`))
  }

  return {
    call(name, args) {
      if (workers.length === 0) workers = Array.from({ length: shared.threads }, (_, thread) => start(thread))
      return new Promise((resolve, reject) => {
        current = { name, values: [], waitingFor: shared.threads, resolve, reject }
        for (const worker of workers) worker.postMessage({ name, args })
      })
    },
  }
}
