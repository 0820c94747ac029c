/**
 * LAPACK's 21 matrix types of the symmetric eigenvalue tests, by number, order and seed.
 *
 * `lapackMatrix(type, order, seed)` builds them. The seed stands for signs, reflections and random entries and does
 * not shrink to anything simpler; type and order do.
 */
import fc from 'fast-check'
import { ArgumentError } from '../errors.ts'
import { lapackTypeNumbers } from '../providers/laws/lapackMatrix.ts'

/** Plain data. */
export interface LapackTypeRecipe {
  /** 1 … 21 */
  readonly type: number
  readonly order: number
  readonly seed: number
}

export interface LapackTypeOptions {
  /** 1 when absent. */
  readonly minOrder?: number
  /** 12 when absent. */
  readonly maxOrder?: number
  /** All when absent. */
  readonly types?: readonly number[]
}

/** Types whose spectrum is prescribed. */
export const prescribedLapackTypes: readonly number[] = lapackTypeNumbers.filter(
  (type) => type < 13 || (type > 15 && type < 21),
)

/** @throws ArgumentError on options that no matrix can meet */
export function lapackTypes(options: LapackTypeOptions = {}): fc.Arbitrary<LapackTypeRecipe> {
  const { minOrder = 1, maxOrder = 12, types = lapackTypeNumbers } = options
  for (const [name, order] of Object.entries({ minOrder, maxOrder })) {
    if (!Number.isInteger(order) || order < 1)
      throw new ArgumentError('lapackTypes', name, 'a positive integer', String(order))
  }
  if (minOrder > maxOrder) {
    throw new ArgumentError('lapackTypes', 'minOrder', `at most maxOrder = ${maxOrder}`, String(minOrder))
  }
  const unknown = types.find((type) => !lapackTypeNumbers.includes(type))
  if (types.length === 0 || unknown !== undefined) {
    throw new ArgumentError('lapackTypes', 'types', 'numbers from 1 to 21', String(unknown ?? 'none'))
  }
  return fc.record({
    type: fc.constantFrom(...types),
    order: fc.integer({ min: minOrder, max: maxOrder }),
    seed: fc.nat({ max: 9999 }),
  })
}
