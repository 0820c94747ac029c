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

/** Long enough for threads that are equally busy, short where one of them has lost its core. */
const spins: i32 = 4096

/** Returns when all threads of the run have called it. What they wrote before can be read afterwards. */
export function barrier(control: usize, threads: i32): void {
  const passed = atomic.load<i32>(control, 4)
  if (atomic.add<i32>(control, 1) === threads - 1) {
    atomic.store<i32>(control, 0)
    atomic.store<i32>(control, atomic.load<i32>(control, 8), 12)
    atomic.add<i32>(control, 1, 4)
    if (threads > 1) atomic.notify(control + 4, threads)
    return
  }
  for (let spin = 0; spin < spins; spin++) {
    if (atomic.load<i32>(control, 4) !== passed) return
  }
  while (atomic.load<i32>(control, 4) === passed) atomic.wait<i32>(control + 4, passed, -1)
}

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
