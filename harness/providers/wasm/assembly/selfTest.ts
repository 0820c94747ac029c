/**
 * Work whose result is known, for the tests of the team: every thread adds its number to a counter, `rounds` times
 * with a barrier after each, and gives up when told to.
 */
import { barrier, stoppedAtBarrier, tellProgress } from './barrier'

/** @returns rounds done, or −1 when a thread found the counter wrong after a barrier */
export function countRounds(counter: usize, rounds: i32, thread: i32, threads: i32, control: usize): i32 {
  const once = (threads * (threads + 1)) / 2
  for (let round = 0; round < rounds; round++) {
    atomic.add<i32>(counter, thread + 1)
    barrier(control, threads)
    if (stoppedAtBarrier(control)) return round
    if (atomic.load<i32>(counter) !== (round + 1) * once) return -1
    tellProgress(control, thread, round + 1)
    barrier(control, threads)
    if (stoppedAtBarrier(control)) return round
  }
  return rounds
}

/** The last thread traps while the others wait for it. */
export function trapLast(thread: i32, threads: i32, control: usize): void {
  if (thread === threads - 1) unreachable()
  barrier(control, threads)
}
