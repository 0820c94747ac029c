import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../algebra/random.ts'
import { frobeniusNorm } from '../../algebra/symmetricMatrix.ts'
import { unitRoundoff } from '../../algebra/vectors.ts'
import { randomSymmetric, specimenNamed, tridiagonalMatrix } from '../laws/specimens.ts'
import { kernelTeam } from '../wasm/kernelTeam.ts'
import { sturmCount } from './sturmCount.ts'
import { tridiagonalize } from './tridiagonalize.ts'

const team = kernelTeam(1)

describe('tridiagonalize', () => {
  it.each(['distinct 4', 'distinct 5', 'repeated 33', 'graded 150', 'clustered 150', 'one large 16'])(
    'keeps the spectrum, by Sturm counts: %s',
    async (name) => {
      const { matrix, spectrum } = specimenNamed(name)
      const n = matrix.order
      const reduced = await tridiagonalize(team, matrix.entries.slice(), n)
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
    const reduced = await tridiagonalize(team, tridiagonalMatrix(diagonal, offDiagonal).entries, 11)
    expect(reduced).toEqual({ diagonal, offDiagonal })
  })

  it('reads the lower triangle only', async () => {
    const n = 13
    const full = randomSymmetric(n).entries
    const lower = full.map((entry, p) => (p % n > Math.floor(p / n) ? Number.NaN : entry))
    expect(await tridiagonalize(team, lower, n)).toEqual(await tridiagonalize(team, full, n))
  })

  // Several panels; more rows than one thread would do alone; orders that are no multiple of 4 or 8.
  it.each([9, 70, 301])('gives the same bits on 1, 2 and 3 threads: order %i', async (n) => {
    const { entries } = randomSymmetric(n)
    const [alone, two, three] = await Promise.all(
      [1, 2, 3].map((threads) => tridiagonalize(kernelTeam(threads), entries, n)),
    )
    expect(two).toEqual(alone)
    expect(three).toEqual(alone)
  })

  it('keeps its argument, unless it lies in the memory of the kernels', async () => {
    const n = 40
    const { entries } = randomSymmetric(n)
    const copy = entries.slice()
    const reduced = await tridiagonalize(team, entries, n)
    expect(entries).toEqual(copy)
    const given = team.heap.allocate(n * n)
    given.set(entries)
    expect(await tridiagonalize(team, given, n)).toEqual(reduced)
    team.heap.release(given)
  })

  it('lets a tridiagonal block through that nothing couples to the rest', async () => {
    const n = 100
    const { entries } = randomSymmetric(n)
    const belongs = (i: number, j: number) => (i < 50 ? j < 50 && Math.abs(i - j) <= 1 : j >= 50)
    const blocks = entries.map((entry, p) => (belongs(Math.floor(p / n), p % n) ? entry : 0))
    const { diagonal, offDiagonal } = await tridiagonalize(team, blocks, n)
    expect(diagonal.slice(0, 50)).toEqual(entries.filter((_, p) => p < 50 * n && p % (n + 1) === 0))
    const couplings = entries.filter((_, p) => p < 49 * n && p % (n + 1) === 1)
    expect(offDiagonal.slice(0, 49)).toEqual(couplings)
    expect(Math.abs(offDiagonal[49]!)).toBe(0)
  })
})
