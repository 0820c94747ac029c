/**
 * Where the threads of one run meet, and how they learn that the run is to stop.
 *
 * The control block of a run, 64 bytes, all zero at its start:
 *   +0  i32  threads that have arrived at the barrier
 *   +4  i32  barriers passed
 *   +8  i32  1: the caller wants the run to stop
 *   +12 i32  the word at +8 as the last thread found it at the last barrier: the same for all threads
 *   +16 f64  work done so far, in the kernel's own unit; thread 0 writes it
 */

export { barrier } from './env'

/** Whether to give up, with the same answer on every thread between two barriers. */
export function stoppedAtBarrier(control: usize): bool {
  return atomic.load<i32>(control, 12) !== 0
}

/** Whether to give up, for kernels without barriers: each thread may see it at another point. */
export function stopped(control: usize): bool {
  return atomic.load<i32>(control, 8) !== 0
}

/** For the caller's progress display; thread 0 alone tells. */
export function tellProgress(control: usize, thread: i32, done: f64): void {
  if (thread === 0) store<f64>(control, done, 16)
}
