/** A machine whose time passes only in its work: seeded noise, and a slowdown that goes on with every call. */
import { seededRandom } from '../harness/index.ts'
import type { Work } from './abbaComparison.ts'

export interface FakeMachine {
  readonly clock: () => number
  /** A function that takes `ms` on this machine, noise and slowdown apart. */
  work(ms: number): Work
}

export interface FakeMachineOptions {
  readonly seed?: number
  /** Standard deviation of the logarithm of a duration. */
  readonly noise?: number
  /** Relative increase of all durations from one call to the next. */
  readonly slowdown?: number
  /** Share of calls that take ten times as long: another process had the core. */
  readonly interruptions?: number
}

export function fakeMachine(options: FakeMachineOptions = {}): FakeMachine {
  const { seed = 1, noise = 0, slowdown = 0, interruptions = 0 } = options
  const random = seededRandom(seed)
  let now = 0
  let pace = 1
  return {
    clock: () => now,
    work: (ms) => () => {
      const interrupted = random.uniform() < interruptions ? 10 : 1
      now += ms * pace * interrupted * Math.exp(noise * random.normal())
      pace *= 1 + slowdown
    },
  }
}
