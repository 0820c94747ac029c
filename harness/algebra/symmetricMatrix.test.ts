import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ArgumentError, ShapeError } from '../errors.ts'
import { assertProperty } from '../properties/assertProperty.ts'
import {
  diagonalMatrix,
  frobeniusNorm,
  infinityNorm,
  largestMagnitude,
  mirrorUpperTriangle,
  principalSubmatrix,
  symmetricMatrix,
} from './symmetricMatrix.ts'
import { unitRoundoff } from './vectors.ts'

const u = unitRoundoff
/** Entry (i, j) of a test matrix is told by its place alone. */
const numbered = (n: number): Float64Array =>
  Float64Array.from({ length: n * n }, (_, p) => {
    const [i, j] = [Math.floor(p / n), p % n]
    return Math.min(i, j) * 1000 + Math.max(i, j)
  })

describe('symmetricMatrix', () => {
  it('keeps the array it is given', () => {
    const entries = numbered(3)
    expect(symmetricMatrix(entries, 3).entries).toBe(entries)
    expect(symmetricMatrix(entries, 3).order).toBe(3)
  })

  it('refuses one ulp of asymmetry anywhere, and says where', () => {
    const place = fc.record({ i: fc.nat({ max: 4 }), j: fc.nat({ max: 4 }) })
    assertProperty(
      fc.property(place, ({ i, j }) => {
        fc.pre(i !== j)
        const entries = numbered(5).map((x) => x + 1)
        entries[i * 5 + j]! *= 1 + 2 * u
        const [row, column] = [Math.max(i, j), Math.min(i, j)]
        expect(() => symmetricMatrix(entries, 5)).toThrow(`entry [${row}, ${column}] must be equal to`)
      }),
    )
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    'refuses %d in any place',
    (bad) => {
      for (let p = 0; p < 9; p++) {
        const entries = numbered(3)
        entries[p] = bad
        expect(() => symmetricMatrix(entries, 3)).toThrow(ArgumentError)
      }
      const onBoth = Float64Array.of(1, bad, bad, 1)
      expect(() => symmetricMatrix(onBoth, 2)).toThrow('entry [1, 0] must be finite')
    },
  )

  it('refuses a length that is not n², and an order that is none', () => {
    expect(() => symmetricMatrix(new Float64Array(8), 3)).toThrow(ShapeError)
    for (const order of [0, -1, 1.5, Number.NaN])
      expect(() => symmetricMatrix(new Float64Array(0), order)).toThrow(ArgumentError)
  })
})

describe('mirrorUpperTriangle', () => {
  it.each([1, 2, 5, 63, 64, 65, 130])(
    'copies the upper triangle down, whole tiles and rests, n = %d',
    (n) => {
      const [entries, expected] = [numbered(n), numbered(n)]
      for (let i = 0; i < n; i++) entries.fill(-1, i * n, i * n + i)
      expect(mirrorUpperTriangle(entries, n).entries).toBe(entries)
      expect(entries.every((x, p) => x === expected[p])).toBe(true)
    },
  )

  it('takes each entry from the row of lower rank', () => {
    const ranks = Int32Array.of(1, 0, 2, 1)
    const entries = new Float64Array(16).fill(Number.NaN)
    // Row 1 is the first, row 2 the last; between rows 0 and 3, of one rank, the upper triangle counts.
    const summed = [
      [1, 0],
      [1, 1],
      [1, 2],
      [1, 3],
      [0, 0],
      [0, 2],
      [0, 3],
      [3, 2],
      [3, 3],
      [2, 2],
    ]
    for (const [i, j] of summed) entries[4 * i! + j!] = 10 * Math.min(i!, j!) + Math.max(i!, j!)
    const expected = [0, 1, 2, 3, 1, 11, 12, 13, 2, 12, 22, 23, 3, 13, 23, 33]
    expect([...mirrorUpperTriangle(entries, 4, ranks).entries]).toEqual(expected)
  })

  it('does not hide a NaN', () => {
    expect(() => mirrorUpperTriangle(Float64Array.of(1, Number.NaN, 0, 1), 2)).toThrow(ArgumentError)
  })
})

describe('principalSubmatrix', () => {
  const subsets = fc
    .uniqueArray(fc.nat({ max: 6 }), { minLength: 1 })
    .map((kept) => kept.sort((a, b) => a - b))

  it('takes rows and columns, and in place gives the same in the same buffer', () => {
    assertProperty(
      fc.property(subsets, (kept) => {
        const n = 7
        const whole = symmetricMatrix(numbered(n), n)
        const part = principalSubmatrix(whole, kept)
        const expected = kept.flatMap((i) => kept.map((j) => numbered(n)[i * n + j]!))
        expect([...part.entries]).toEqual(expected)
        expect([...whole.entries]).toEqual([...numbered(n)])
        const inPlace = principalSubmatrix(whole, kept, { inPlace: true })
        expect([...inPlace.entries]).toEqual(expected)
        expect(inPlace.entries.buffer).toBe(whole.entries.buffer)
        expect(inPlace.order).toBe(kept.length)
      }),
    )
  })

  it('refuses indices that do not ascend within the matrix', () => {
    const whole = diagonalMatrix([1, 2, 3])
    for (const kept of [[], [1, 1], [2, 1], [-1], [3], [0.5], [Number.NaN]])
      expect(() => principalSubmatrix(whole, kept)).toThrow(ArgumentError)
  })
})

describe('norms', () => {
  const matrix = symmetricMatrix(Float64Array.of(1, -2, 0, -2, 3, 4, 0, 4, -5), 3)

  it('of a small matrix', () => {
    expect(frobeniusNorm(matrix)).toBeWithin(Math.sqrt(75), 8 * u * 9)
    expect(infinityNorm(matrix)).toBe(9)
    expect(largestMagnitude(matrix.entries)).toBe(5)
  })

  it('of zero and of nothing', () => {
    expect(frobeniusNorm(diagonalMatrix([0, 0]))).toBe(0)
    expect(infinityNorm(diagonalMatrix([0, 0]))).toBe(0)
    expect(largestMagnitude(new Float64Array(0))).toBe(0)
  })

  it.each([1e-320, 1e-200, 1e200, 1e307])('neither overflow nor vanish at a scale of %d', (scale) => {
    const scaled = diagonalMatrix([3 * scale, -4 * scale])
    // Relative rounding, and half the smallest number on each side.
    expect(frobeniusNorm(scaled)).toBeWithin(5 * scale, 8 * u * 5 * scale + Number.MIN_VALUE * 8)
  })
})

describe('diagonalMatrix', () => {
  it('has its values on the diagonal', () => {
    expect([...diagonalMatrix([1, -2]).entries]).toEqual([1, 0, 0, -2])
    expect(() => diagonalMatrix([])).toThrow(ArgumentError)
    expect(() => diagonalMatrix([Number.NaN])).toThrow(ArgumentError)
  })
})
