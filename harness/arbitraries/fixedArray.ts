/** Arrays of one length, so that what shrinks is their entries. */
import fc from 'fast-check'

export function fixedArray<T>(item: fc.Arbitrary<T>, length: number): fc.Arbitrary<T[]> {
  return fc.array(item, { minLength: length, maxLength: length })
}
