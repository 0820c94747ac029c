import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../algebra/random.ts'
import { frobeniusNorm } from '../../algebra/symmetricMatrix.ts'
import { unitRoundoff } from '../../algebra/vectors.ts'
import { randomSymmetric, specimenNamed, tridiagonalMatrix } from '../laws/specimens.ts'
import { sturmCount } from './sturmCount.ts'
import { tridiagonalize } from './tridiagonalize.ts'

describe('tridiagonalize', () => {
  it.each(['distinct 4', 'distinct 5', 'repeated 33', 'graded 150', 'clustered 150', 'one large 16'])(
    'keeps the spectrum, by Sturm counts: %s',
    async (name) => {
      const { matrix, spectrum } = specimenNamed(name)
      const n = matrix.order
      const reduced = await tridiagonalize(matrix.entries.slice(), n)
      const bound = 4 * n * unitRoundoff * frobeniusNorm(matrix)
      spectrum.forEach((value, k) => {
        expect(sturmCount(reduced, value - bound)).toBeLessThanOrEqual(k)
        expect(sturmCount(reduced, value + bound)).toBeGreaterThan(k)
      })
    },
  )

  it('lets a tridiagonal matrix through without a rounding', async () => {
    const { normal } = seededRandom(3)
    const diagonal = Float64Array.from({ length: 11 }, normal)
    const offDiagonal = Float64Array.from({ length: 10 }, normal)
    const reduced = await tridiagonalize(tridiagonalMatrix(diagonal, offDiagonal).entries, 11)
    expect(reduced).toEqual({ diagonal, offDiagonal })
  })

  it('reads the lower triangle only', async () => {
    const n = 13
    const full = randomSymmetric(n).entries
    const lower = full.map((entry, p) => (p % n > Math.floor(p / n) ? Number.NaN : entry))
    expect(await tridiagonalize(lower, n)).toEqual(await tridiagonalize(full, n))
  })
})
