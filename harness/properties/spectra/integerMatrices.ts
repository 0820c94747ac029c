/** Small symmetric matrices and vectors of whole numbers, whose moments qᵀAʲq are known exactly. */
import fc from 'fast-check'
import { type SymmetricMatrix, symmetricMatrix } from '../../algebra/symmetricMatrix.ts'
import { dot } from '../../algebra/vectors.ts'

export interface IntegerMatrix {
  /** n */
  readonly order: number
  /** Lower triangle row by row; longer than needed, so that it need not change when the order shrinks. */
  readonly triangle: readonly number[]
}

/** Entries within ±4. */
export function integerMatrices(minOrder: number, maxOrder: number): fc.Arbitrary<IntegerMatrix> {
  const length = (maxOrder * (maxOrder + 1)) / 2
  return fc.record({
    order: fc.integer({ min: minOrder, max: maxOrder }),
    triangle: fc.array(fc.integer({ min: -4, max: 4 }), { minLength: length, maxLength: length }),
  })
}

export function expandIntegerMatrix({ order, triangle }: IntegerMatrix): SymmetricMatrix {
  const entries = Float64Array.from({ length: order * order }, (_, p) => {
    const [i, j] = [Math.floor(p / order), p % order]
    return triangle[(Math.max(i, j) * (Math.max(i, j) + 1)) / 2 + Math.min(i, j)]!
  })
  return symmetricMatrix(entries, order)
}

/** Whole numbers within ±4, the first one not 0: cut to any length it is a direction. */
export function integerVectors(length: number): fc.Arbitrary<number[]> {
  const entry = fc.integer({ min: -4, max: 4 })
  return fc
    .tuple(
      fc.constantFrom(1, 2, 3, -1, -2),
      fc.array(entry, { minLength: length - 1, maxLength: length - 1 }),
    )
    .map(([first, others]) => [first, ...others])
}

/** qᵀAʲq for j = 0 … count − 1. */
export function exactMoments(matrix: SymmetricMatrix, q: Float64Array, count: number): bigint[] {
  const a = Array.from(matrix.entries, BigInt)
  const n = matrix.order
  const start = Array.from(q, BigInt)
  let power = start
  return Array.from({ length: count }, () => {
    const moment = power.reduce((sum, x, i) => sum + x * start[i]!, 0n)
    power = power.map((_, i) => power.reduce((sum, x, j) => sum + a[i * n + j]! * x, 0n))
    return moment
  })
}

/** All 2ⁿ vectors of signs. */
export function allSigns(n: number): Float64Array[] {
  return Array.from({ length: 2 ** n }, (_, bits) =>
    Float64Array.from({ length: n }, (_, i) => ((bits >> i) & 1 ? -1 : 1)),
  )
}

/** Mean and standard error of numbers, in two passes. */
export function directEstimate(samples: readonly number[]): { value: number; standardError: number } {
  const m = samples.length
  const value = samples.reduce((sum, x) => sum + x, 0) / m
  const deviations = Float64Array.from(samples, (x) => x - value)
  return { value, standardError: Math.sqrt(dot(deviations, deviations) / (m * (m - 1))) }
}
