/** How many threads a variable of the environment asks for. */
import { ArgumentError } from '../errors.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** @throws ArgumentError unless the variable is unset, empty or a positive integer */
export function requestedThreads(env: Environment, variable = 'SADDLECHECK_THREADS'): number | undefined {
  const text = env[variable]
  if (text === undefined || text === '') return undefined
  const threads = Number(text)
  if (Number.isInteger(threads) && threads >= 1 && threads <= 1024) return threads
  throw new ArgumentError('environment', variable, 'an integer in 1..1024', `"${text}"`)
}
