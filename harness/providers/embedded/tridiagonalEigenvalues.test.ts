import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { unitRoundoff } from '../../algebra/vectors.ts'
import { ShapeError } from '../../errors.ts'
import { assertProperty } from '../../properties/assertProperty.ts'
import { sturmCount } from './sturmCount.ts'
import { tridiagonalEigenvalues } from './tridiagonalEigenvalues.ts'
import type { Tridiagonal } from './tridiagonalize.ts'

/** A row of T: diagonal entry and coupling to the next row, dyadic and over 40 orders of magnitude. */
const entry = fc
  .record({ eighths: fc.integer({ min: -40, max: 40 }), exponent: fc.constantFrom(0, 0, 0, -20, -60, -130) })
  .map(({ eighths, exponent }) => (eighths / 8) * 2 ** exponent)
const rows = fc.array(fc.tuple(entry, entry), { minLength: 1, maxLength: 40 })

function tridiagonal(entries: readonly (readonly [number, number])[]): Tridiagonal {
  return {
    diagonal: Float64Array.from(entries, ([d]) => d),
    offDiagonal: Float64Array.from(entries.slice(1), ([, e]) => e),
  }
}

async function eigenvalues(matrix: Tridiagonal): Promise<Float64Array> {
  const result = await tridiagonalEigenvalues(matrix)
  if ('status' in result) throw new Error(result.message)
  return result.values
}

/** As in checkedProvider.ts, with an absolute floor for matrices of subnormal numbers. */
function errorBound({ diagonal, offDiagonal }: Tridiagonal): number {
  const norm = Math.hypot(...diagonal, ...offDiagonal, ...offDiagonal)
  return 4 * diagonal.length * unitRoundoff * norm + Number.MIN_VALUE * 2 ** 10
}

/** Sturm counts say that value k is eigenvalue k, up to the bound. */
function certified(matrix: Tridiagonal, values: Float64Array): boolean {
  const bound = errorBound(matrix)
  return values.every((value, k) => {
    return sturmCount(matrix, value - bound) <= k && sturmCount(matrix, value + bound) > k
  })
}

describe('tridiagonalEigenvalues', () => {
  it('agrees with Sturm counts', async () => {
    await assertProperty(
      fc.asyncProperty(rows, async (entries) => {
        const matrix = tridiagonal(entries)
        return certified(matrix, await eigenvalues(matrix))
      }),
      { numRuns: 300, seed: 1 },
    )
  })

  it('does not change its argument', async () => {
    const matrix = tridiagonal([
      [1, 0],
      [2, 3],
      [4, 5],
    ])
    const copy = structuredClone(matrix)
    await eigenvalues(matrix)
    expect(matrix).toEqual(copy)
  })

  it.each([
    ['zero', new Array(5).fill([0, 0]), [0, 0, 0, 0, 0]],
    ['of order 1', [[-7, 0]], [-7]],
    ['diagonal', [3, -1, 2].map((d) => [d, 0]), [-1, 2, 3]],
    ['without a diagonal', new Array(2).fill([0, 1e-200]), [-1e-200, 1e-200]],
  ] as [string, [number, number][], number[]][])('is exact when T is %s', async (_, entries, expected) => {
    expect(Array.from(await eigenvalues(tridiagonal(entries)))).toEqual(expected)
  })

  it('keeps the small eigenvalues of a graded matrix, whichever end is large', async () => {
    // d ≈ 4⁻ⁱ and e² ≈ d d'/4, down to 4⁻⁴⁴: without turning round, small eigenvalues are wrong by a factor of 8.
    const graded = Array.from({ length: 45 }, (_, i): [number, number] => [
      4 ** -i * (1 + ((7 * i) % 5) / 8),
      2 * 4 ** -i,
    ])
    for (const matrix of [tridiagonal(graded), reversed(tridiagonal(graded))]) {
      for (const [k, value] of (await eigenvalues(matrix)).entries()) {
        const margin = 2 ** -40 * Math.abs(value)
        expect(sturmCount(matrix, value - margin)).toBe(k)
        expect(sturmCount(matrix, value + margin)).toBe(k + 1)
      }
    }
  })

  it('splits a block in which the bulge vanishes by underflow', async () => {
    const least = Number.MIN_VALUE
    const diagonal = Float64Array.of(2 * least, least, 0, least, least)
    const matrix = { diagonal, offDiagonal: Float64Array.of(5 * least, 2 * least, 2 * least, least) }
    // With entries of 1 to 3 bits nothing is accurate, but the values must be numbers of that size.
    expect(await eigenvalues(matrix)).toBeWithin(new Float64Array(5), 20 * least)
  })

  it('gives up after 30 sweeps per eigenvalue, as a status', async () => {
    const matrix = { diagonal: Float64Array.of(Number.NaN, 1, 2), offDiagonal: Float64Array.of(1, 1) }
    expect(await tridiagonalEigenvalues(matrix)).toEqual({
      status: 'notConverged',
      message: 'QL found 0 of 3 eigenvalues in 90 sweeps',
    })
  })

  it('refuses an off-diagonal of the wrong length', async () => {
    const matrix = { diagonal: new Float64Array(3), offDiagonal: new Float64Array(3) }
    await expect(tridiagonalEigenvalues(matrix)).rejects.toThrow(ShapeError)
    expect(() => sturmCount(matrix, 0)).toThrow(ShapeError)
  })
})

describe('sturmCount', () => {
  it('counts a pivot that is exactly zero', () => {
    const exchange = tridiagonal([
      [0, 0],
      [0, 1],
    ])
    expect([-1.5, -0.5, 0, 0.5, 1.5].map((x) => sturmCount(exchange, x))).toEqual([0, 1, 1, 1, 2])
  })

  it('goes on behind an exact eigenvalue of an uncoupled block', () => {
    const diagonal = tridiagonal([1, -3, -4, 5].map((d) => [d, 0]))
    expect(sturmCount(diagonal, 1)).toBe(3)
  })

  it('counts the eigenvalues 2 − 2 cos(kπ/(n + 1)) of the second difference', () => {
    const n = 30
    const matrix = tridiagonal(new Array(n).fill([2, -1]))
    for (let k = 1; k < n; k++) {
      const between = 2 - 2 * Math.cos(((k + 0.5) * Math.PI) / (n + 1))
      expect(sturmCount(matrix, between)).toBe(k)
    }
  })

  it('rejects values that are not eigenvalues', () => {
    const matrix = tridiagonal(new Array(9).fill([2, -1]))
    expect(certified(matrix, new Float64Array(9).fill(2))).toBe(false)
  })
})

function reversed({ diagonal, offDiagonal }: Tridiagonal): Tridiagonal {
  return { diagonal: diagonal.slice().reverse(), offDiagonal: offDiagonal.slice().reverse() }
}
