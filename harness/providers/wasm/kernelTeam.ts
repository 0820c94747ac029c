/**
 * Threads that run one kernel together, each on its share, over one memory.
 *
 * A kernel is an exported function `name(…args, thread, threads, control)`; all threads call it at once and meet at
 * barriers (assembly/barrier.ts). Every share runs on a worker, also where there is only one, so that the calling
 * thread draws progress and hears an abort meanwhile; small work is done at once on the calling thread, which costs
 * a microsecond. Runs wait for one another.
 */
import type { RunOptions } from '../../algebra/runOptions.ts'
import { InternalError } from '../../errors.ts'
import { type KernelHeap, kernelHeap } from './kernelHeap.ts'
import { kernelThreads } from './kernelThreads.ts'
import { loadKernels } from './loadKernels.ts'
import { type KernelModule, lonelyInstance, Memory } from './webAssembly.ts'

export interface TeamRun extends RunOptions {
  /** The kernel's work in its own unit, best flops: below `smallWork` it is done on the calling thread. */
  readonly total: number
}

export interface KernelTeam {
  readonly threads: number
  readonly heap: KernelHeap
  /**
   * @param args numbers; addresses by heap.addressOf
   * @returns what thread 0 returned, when all threads have; 0 of a function without a result
   * @throws the signal's reason after an abort, when all threads have stopped
   */
  run(name: string, args: readonly number[], options: TeamRun): Promise<number>
  /** On the calling thread, which is the only one then: for work that is over in a moment. */
  runNow(name: string, args: readonly number[]): number
}

type KernelFunction = (...args: number[]) => number | undefined

/** Waking threads costs as much as this many flops. */
export const smallWork = 2e6
const pollMs = 100
const controlLength = 8
/** Places in the control block, see assembly/barrier.ts. */
const abortWord = 2
const workDone = 2

let heap: KernelHeap | undefined
const teams = new Map<number, KernelTeam>()

/** The memory of this process's kernels, for those who want their arrays in it. */
export function sharedKernelHeap(): KernelHeap {
  heap ??= kernelHeap(heapBase(loadKernels().module))
  return heap
}

/** One team for each number of threads; its workers start with its first large run. */
export function kernelTeam(threads: number): KernelTeam {
  const known = teams.get(threads) ?? newTeam(loadKernels().module, sharedKernelHeap(), threads)
  teams.set(threads, known)
  return known
}

function newTeam(module: KernelModule, heap: KernelHeap, threads: number): KernelTeam {
  const { exports } = lonelyInstance(module, heap.memory)
  const ownControl = heap.addressOf(heap.allocate(controlLength))
  const control = heap.allocate(controlLength)
  const workers = kernelThreads({ module, memory: heap.memory, threads, control: heap.addressOf(control) })
  let last: Promise<unknown> = Promise.resolve()

  function functionNamed(name: string): KernelFunction {
    const found = exports[name]
    if (typeof found !== 'function') throw new InternalError(`kernel ${name}`, 'there is no such function')
    return found as KernelFunction
  }

  function runNow(name: string, args: readonly number[]): number {
    return functionNamed(name)(...args, 0, 1, ownControl) ?? 0
  }

  return {
    threads,
    heap,
    runNow,
    async run(name, args, options) {
      functionNamed(name)
      options.signal?.throwIfAborted()
      if (options.total < smallWork) return runNow(name, args)
      const run = last.then(() => watched(control, options, () => workers.call(name, args)))
      last = run.catch(() => {})
      return run
    },
  }
}

/** Draws progress while the threads work, and passes on an abort. @param control the control block of the run */
async function watched(
  control: Float64Array,
  { signal, onProgress, total }: TeamRun,
  call: () => Promise<number>,
): Promise<number> {
  signal?.throwIfAborted()
  onProgress?.(0, total)
  control.fill(0)
  const words = new Int32Array(control.buffer, control.byteOffset, 2 * controlLength)
  const stop = () => Atomics.store(words, abortWord, 1)
  let listenerFailed: { error: unknown } | undefined
  function tell(): void {
    try {
      // Thread 0 guesses the share of the others from its own.
      onProgress?.(Math.min(control[workDone]!, total), total)
    } catch (error) {
      listenerFailed = { error }
      stop()
    }
  }
  // The timer also keeps the process alive, which the workers do not.
  const timer = setInterval(tell, pollMs)
  signal?.addEventListener('abort', stop)
  try {
    const value = await call()
    tell()
    if (listenerFailed !== undefined) throw listenerFailed.error
    signal?.throwIfAborted()
    return value
  } finally {
    clearInterval(timer)
    signal?.removeEventListener('abort', stop)
  }
}

/** Where the constants of the kernels end. */
function heapBase(module: KernelModule): number {
  const memory = new Memory({ initial: 1, maximum: 1, shared: true })
  const { heapBase } = lonelyInstance(module, memory).exports
  return (heapBase as () => number)()
}
