/** A number given on the command line of a script. */
import { ArgumentError } from '../harness/errors.ts'

/** @throws ArgumentError unless the text is an integer in 0..2³² − 1 */
export function seedOption(where: string, text: string): number {
  const seed = Number(text)
  if (text !== '' && Number.isInteger(seed) && seed >= 0 && seed <= 0xffffffff) return seed
  throw new ArgumentError(where, '--seed', 'an integer in 0..4294967295', `'${text}'`)
}
