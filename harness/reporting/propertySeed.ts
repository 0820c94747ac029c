/**
 * The seed of a test run: SADDLECHECK_SEED, or 1, so that a run can be repeated.
 *
 * In continuous integration it must be said: a log that does not name its seed cannot be repeated by a reader who
 * does not know the default of that day.
 */
import { ArgumentError } from '../errors.ts'

const where = 'property seed'

/** @throws ArgumentError when the variable is no seed, or absent where CI is set */
export function propertySeed(env: NodeJS.ProcessEnv = process.env): number {
  const { SADDLECHECK_SEED: text, CI: integration } = env
  if (text === undefined || text === '') {
    if (!integration) return 1
    const hint = 'Set it where the run is started, for example SADDLECHECK_SEED=1 npm test'
    throw new ArgumentError(where, 'SADDLECHECK_SEED', 'set in continuous integration', 'nothing', hint)
  }
  const seed = Number(text)
  if (Number.isInteger(seed) && seed >= 0 && seed <= 0xffffffff) return seed
  throw new ArgumentError(where, 'SADDLECHECK_SEED', 'an integer in 0..4294967295', `'${text}'`)
}
