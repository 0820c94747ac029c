import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { diagonalMatrix, symmetricMatrix } from '../../algebra/symmetricMatrix.ts'
import { assertProperty } from '../assertProperty.ts'
import { exactCounts, exactInertia } from './exactInertia.ts'

const counts = (entries: number[], order: number, x = 0) =>
  Object.values(exactInertia(symmetricMatrix(Float64Array.from(entries), order), x))

describe('exactInertia', () => {
  it('needs no pivot on the diagonal', () => {
    expect(counts([0, 1, 1, 0], 2)).toEqual([1, 0, 1])
    expect(counts([0, 0, 1, 0, 0, 1, 1, 1, 0], 3)).toEqual([1, 1, 1])
    expect(counts(new Array(9).fill(0), 3)).toEqual([0, 3, 0])
    expect(counts(new Array(9).fill(1), 3)).toEqual([0, 2, 1])
  })

  it('knows the last bit: [[1, e], [e, 1]] at 1 − e', () => {
    const e = 2 ** -40
    expect(counts([1, e, e, 1], 2, 1 - e)).toEqual([0, 1, 1])
    expect(counts([1, e, e, 1], 2, 1 - e - 2 ** -53)).toEqual([0, 0, 2])
    expect(counts([1, e, e, 1], 2, 1 - e + 2 ** -52)).toEqual([1, 0, 1])
  })

  it('counts diagonal entries on either side, at any scale', () => {
    const values = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), {
      minLength: 1,
      maxLength: 5,
    })
    assertProperty(
      fc.property(values, fc.nat({ max: 4 }), (diagonal, at) => {
        const x = diagonal[at % diagonal.length]!
        expect(exactCounts(diagonalMatrix(diagonal), x)).toEqual({
          below: diagonal.filter((value) => value < x).length,
          upTo: diagonal.filter((value) => value <= x).length,
        })
      }),
    )
  })

  it('is that of D for M D Mᵀ with M unit lower triangular', () => {
    const entry = fc.integer({ min: -3, max: 3 })
    const instances = fc.record({
      d: fc.array(entry, { minLength: 1, maxLength: 6 }),
      below: fc.array(entry, { minLength: 36, maxLength: 36 }),
    })
    assertProperty(
      fc.property(instances, ({ d, below }) => {
        const n = d.length
        const m = (i: number, k: number) => (i === k ? 1 : i > k ? below[6 * i + k]! : 0)
        const at = (i: number, j: number) => d.reduce((sum, x, k) => sum + m(i, k) * x * m(j, k), 0)
        const entries = Array.from({ length: n * n }, (_, p) => at(Math.floor(p / n), p % n))
        const sign = (s: number) => d.filter((x) => Math.sign(x) === s).length
        expect(counts(entries, n)).toEqual([sign(-1), sign(0), sign(1)])
      }),
    )
  })
})
