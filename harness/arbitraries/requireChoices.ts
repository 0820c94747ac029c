/** Refuses a list of choices for a generator that is empty or names what it does not know. */
import { ArgumentError } from '../errors.ts'

/** @param where the generator @param name of the option @throws ArgumentError */
export function requireChoices(
  where: string,
  name: string,
  given: readonly string[],
  known: readonly string[],
): void {
  if (given.length === 0) throw new ArgumentError(where, name, 'at least one value', 'none')
  const unknown = given.find((value) => !known.includes(value))
  if (unknown !== undefined) throw new ArgumentError(where, name, `of ${known.join(', ')}`, `'${unknown}'`)
}
