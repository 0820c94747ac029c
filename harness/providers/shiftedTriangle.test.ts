import { describe, expect, it } from 'vitest'
import { diagonalMatrix, symmetricMatrix } from '../algebra/symmetricMatrix.ts'
import { checkedProvider } from './checkedProvider.ts'
import { embeddedKernels } from './embedded/embeddedKernels.ts'
import { randomSymmetric, rotated, scaledSpecimen } from './laws/specimens.ts'
import { foundProviders } from './registry.ts'
import { restoreTriangle, shiftedTriangle, writeShifted } from './shiftedTriangle.ts'

const providers = await foundProviders()

function overwritten(a: Float64Array, n: number, shift: number) {
  const triangle = shiftedTriangle(a, n, shift)!
  writeShifted(triangle, a, a)
  return triangle
}

describe('shiftedTriangle', () => {
  it('scales the difference, not the matrix, and leaves what is below the diagonal', () => {
    const a = Float64Array.of(8, 0.5, 0.5, 9)
    const { exponent, shiftError, diagonal } = overwritten(a, 2, 8)
    expect([...a]).toEqual([0, 0.5 * 2 ** -exponent, 0.5, 2 ** -exponent])
    expect(exponent).toBe(0)
    expect([...diagonal]).toEqual([8, 9])
    expect(shiftError).toBeWithin(2 ** -52, 2 ** -1000)
    restoreTriangle(a, 2, diagonal)
    expect([...a]).toEqual([8, 0.5, 0.5, 9])
  })

  it.each([-310, -150, 0, 150, 300])('is undone to the bit at 1e%i', (decade) => {
    const n = 67
    const a = randomSymmetric(n).entries.map((entry) => entry * 10 ** decade)
    const before = a.slice()
    const { diagonal } = overwritten(a, n, 0.3 * 10 ** decade)
    for (let i = 0; i < n; i++) a.fill(Number.NaN, i * n + i, (i + 1) * n)
    restoreTriangle(a, n, diagonal)
    expect(a.every((entry, p) => Object.is(entry, before[p]))).toBe(true)
  })

  it.each([-200, 0, 200])('is the same in another array, to the bit, at 1e%i', (decade) => {
    const n = 23
    const a = randomSymmetric(n).entries.map((entry) => entry * 10 ** decade)
    for (const shift of [0, 0.3 * 10 ** decade]) {
      const [before, copy] = [a.slice(), new Float64Array(n * n)]
      writeShifted(shiftedTriangle(a, n, shift)!, a, copy)
      expect(a).toEqual(before)
      overwritten(before, n, shift)
      const upper = before.map((entry, p) => (p % n < Math.floor(p / n) ? 0 : entry))
      expect(copy.every((entry, p) => Object.is(entry, upper[p]))).toBe(true)
    }
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    'refuses %d wherever it is read',
    (value) => {
      const n = 7
      for (let i = 0; i < n; i++) {
        for (let j = i; j < n; j++) {
          const { entries } = randomSymmetric(n)
          entries[i * n + j] = value
          expect(shiftedTriangle(entries, n, 0)).toBeUndefined()
        }
      }
    },
  )
})

describe('a matrix that may be consumed', () => {
  const provider = checkedProvider(embeddedKernels())

  it.each(providers)('is counted at many shifts in one buffer by $name', async (provider) => {
    const spectrum = Array.from({ length: 40 }, (_, k) => k - 20)
    for (const place of [new Float64Array(1600), provider.allocate(1600)]) {
      for (const exponent of [-500, 0, 500]) {
        const { matrix } = scaledSpecimen(rotated('integers', spectrum), exponent)
        place.set(matrix.entries)
        const kept = symmetricMatrix(place, 40)
        for (const shift of [-25, -3.5, 0.5, 12.5, 30]) {
          const result = await provider.inertia(kept, shift * 2 ** exponent, { consume: true })
          const negative = spectrum.filter((value) => value < shift).length
          expect(result).toMatchObject({ status: 'factored', negative, positive: 40 - negative })
          expect(place.every((entry, p) => Object.is(entry, matrix.entries[p]))).toBe(true)
        }
      }
    }
  })

  it('comes back after an abort, too', async () => {
    const matrix = randomSymmetric(30)
    const before = matrix.entries.slice()
    const options = { consume: true, signal: AbortSignal.abort(new Error('enough')) }
    await expect(provider.inertia(matrix, 1, options)).rejects.toThrow('enough')
    expect(matrix.entries).toEqual(before)
  })

  it('may be zero, and of order 1', async () => {
    const zero = diagonalMatrix([0, 0, 0])
    expect(await provider.inertia(zero, 0, { consume: true })).toMatchObject({ zero: 3 })
    expect(await provider.inertia(zero, 1e-310, { consume: true })).toMatchObject({ negative: 3 })
    expect(await provider.inertia(diagonalMatrix([-5]), -5, { consume: true })).toMatchObject({ zero: 1 })
    expect([...zero.entries]).toEqual(new Array(9).fill(0))
  })
})
