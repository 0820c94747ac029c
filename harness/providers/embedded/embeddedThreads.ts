/**
 * How many threads the embedded kernels run on: SADDLECHECK_THREADS, else SADDLECHECK_EMBEDDED_THREADS, else one for
 * each core, up to 8. Their results do not depend on it.
 */
import { availableParallelism } from 'node:os'
import { type Environment, requestedThreads } from '../requestedThreads.ts'

/** Beyond this the memory is the limit, not the cores. */
const mostByDefault = 8

/** @throws ArgumentError unless either variable is unset, empty or a positive integer */
export function embeddedThreads(env: Environment): number {
  const asked = requestedThreads(env) ?? requestedThreads(env, 'SADDLECHECK_EMBEDDED_THREADS')
  return asked ?? Math.min(availableParallelism(), mostByDefault)
}
