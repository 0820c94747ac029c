/** Symmetric matrices of small integers: what is added to them or multiplied with them stays exact. */
import fc from 'fast-check'
import { type SymmetricMatrix, symmetricMatrix } from '../../algebra/symmetricMatrix.ts'

/** The lower triangle, row after row; plain data. */
export type IntegerRecipe = readonly (readonly number[])[]

export function integerMatrices({
  minOrder = 1,
  maxOrder,
  largest,
}: {
  readonly minOrder?: number
  readonly maxOrder: number
  readonly largest: number
}): fc.Arbitrary<IntegerRecipe> {
  const length = (maxOrder * (maxOrder + 1)) / 2
  return fc
    .record({
      order: fc.integer({ min: minOrder, max: maxOrder }),
      pool: fc.array(fc.integer({ min: -largest, max: largest }), { minLength: length, maxLength: length }),
    })
    .map(({ order, pool }) =>
      Array.from({ length: order }, (_, i) => pool.slice((i * (i + 1)) / 2, ((i + 1) * (i + 2)) / 2)),
    )
}

/** @param added what comes on top of entry [i, j]; symmetric */
export function expandIntegers(
  rows: IntegerRecipe,
  added: (i: number, j: number) => number = () => 0,
): SymmetricMatrix {
  const n = rows.length
  const entry = (i: number, j: number) => rows[Math.max(i, j)]![Math.min(i, j)]! + added(i, j)
  return symmetricMatrix(
    Float64Array.from({ length: n * n }, (_, p) => entry(Math.floor(p / n), p % n)),
    n,
  )
}
