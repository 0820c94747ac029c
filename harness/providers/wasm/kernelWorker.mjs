/**
 * The program of one thread of a kernel team: calls the exported function that it is told to, with its share.
 *
 * Plain JavaScript, because a worker thread starts without the loader that would strip types.
 */
import { parentPort, workerData } from 'node:worker_threads'

const { module, memory, thread, threads, control } = workerData
const { exports } = new WebAssembly.Instance(module, { env: { memory } })

parentPort.on('message', ({ name, args }) => {
  parentPort.postMessage(exports[name](...args, thread, threads, control))
})
