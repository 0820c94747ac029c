/** Numbers given on the command line of a script. */
import { ArgumentError } from '../harness/errors.ts'

/** @throws ArgumentError unless the text is an integer in 0..2³² − 1 */
export function seedOption(where: string, text: string): number {
  const seed = Number(text)
  if (text !== '' && Number.isInteger(seed) && seed >= 0 && seed <= 0xffffffff) return seed
  throw new ArgumentError(where, '--seed', 'an integer in 0..4294967295', `'${text}'`)
}

/** @throws ArgumentError unless the text is a positive integer */
export function countOption(where: string, option: string, text: string): number {
  const count = Number(text)
  if (Number.isInteger(count) && count > 0) return count
  throw new ArgumentError(where, option, 'a positive integer', `'${text}'`)
}
