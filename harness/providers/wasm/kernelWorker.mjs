/**
 * The program of one thread of a kernel team: calls the exported function that it is told to, with its share.
 *
 * Plain JavaScript, because a worker thread starts without the loader that would strip types.
 */
import { parentPort, workerData } from 'node:worker_threads'

const { module, memory, thread, threads, control } = workerData
/** The control block: its words are named in assembly/barrier.ts. */
const words = new Int32Array(memory.buffer, control, 16)
const [arrived, passed, stop, stopAtBarrier] = [0, 1, 2, 3]
/** Long enough for threads that are equally busy, short where one of them has lost its core. */
const spins = 4096

function barrier() {
  const round = Atomics.load(words, passed)
  if (Atomics.add(words, arrived, 1) === threads - 1) {
    Atomics.store(words, arrived, 0)
    Atomics.store(words, stopAtBarrier, Atomics.load(words, stop))
    Atomics.add(words, passed, 1)
    Atomics.notify(words, passed)
    return
  }
  for (let spin = 0; spin < spins; spin++) {
    if (Atomics.load(words, passed) !== round) return
  }
  while (Atomics.load(words, passed) === round) Atomics.wait(words, passed, round)
}

const { exports } = new WebAssembly.Instance(module, { env: { memory, barrier } })

parentPort.on('message', ({ name, args }) => {
  parentPort.postMessage(exports[name](...args, thread, threads, control))
})
