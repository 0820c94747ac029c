import { EigenvalueDecomposition, Matrix } from 'ml-matrix'
import { describe, expect, it, vi } from 'vitest'
import { frobeniusNorm } from '../../algebra/symmetricMatrix.ts'
import { unitRoundoff } from '../../algebra/vectors.ts'
import { randomSymmetric, specimenNamed } from '../laws/specimens.ts'
import type { KernelPairs } from '../provider.ts'
import { kernelTeam } from '../wasm/kernelTeam.ts'
import { eigenpairs } from './eigenpairs.ts'
import { reflectedVectors } from './reflectedVectors.ts'

vi.mock('./reflectedVectors.ts', async (original) => {
  const module = await original<typeof import('./reflectedVectors.ts')>()
  return { ...module, reflectedVectors: vi.fn(module.reflectedVectors) }
})

const team = kernelTeam(1)

async function solved(a: Float64Array, n: number, threads = 1): Promise<KernelPairs> {
  const pairs = await eigenpairs(kernelTeam(threads), a, n)
  if ('status' in pairs) throw new Error(pairs.message)
  return pairs
}

describe('eigenpairs', () => {
  it('has the eigenvalues of ml-matrix', async () => {
    for (const name of ['distinct 4', 'distinct 5', 'repeated 33', 'graded 150', 'clustered 150']) {
      const { matrix } = specimenNamed(name)
      const n = matrix.order
      const rows = Array.from({ length: n }, (_, i) => matrix.entries.slice(i * n, (i + 1) * n))
      const reference = new EigenvalueDecomposition(new Matrix(rows), { assumeSymmetric: true })
      const { values } = await solved(matrix.entries, n)
      // Each of the two is within 4(n + 16)·u·‖A‖_F, see scaledCopy.ts.
      const bound = 8 * (n + 16) * unitRoundoff * frobeniusNorm(matrix)
      expect(values).toBeWithin(Float64Array.from(reference.realEigenvalues).sort(), bound)
    }
  })

  it.each([9, 100, 301])('gives the same bits on 1, 2 and 3 threads: order %i', async (n) => {
    const { entries } = randomSymmetric(n)
    const alone = await solved(entries, n)
    expect(await solved(entries, n, 2)).toEqual(alone)
    expect(await solved(entries, n, 3)).toEqual(alone)
  })

  it('keeps its argument, also in the memory of the kernels', async () => {
    const n = 12
    const { entries } = randomSymmetric(n)
    const given = team.heap.allocate(n * n)
    given.set(entries)
    expect(await solved(given, n)).toEqual(await solved(entries, n))
    expect(given.slice()).toEqual(entries)
    team.heap.release(given)
  })

  it('says so when QL does not end', async () => {
    expect(await eigenpairs(team, Float64Array.of(Number.NaN, 1, 1, 2), 2)).toEqual({
      status: 'notConverged',
      message: 'QL found 0 of 2 eigenvalues in 60 sweeps',
    })
  })

  it('needs more than one batch of rotations for an order above 200', async () => {
    const n = 260
    const { entries } = randomSymmetric(n)
    const run = vi.spyOn(team, 'run')
    await solved(entries, n)
    expect(run.mock.calls.filter(([name]) => name === 'rotateRows').length).toBeGreaterThan(1)
    run.mockRestore()
  })
})

describe('the check afterwards', () => {
  const half = Math.SQRT1_2
  /** Eigenvalues −1 and 1 of [[0, 1], [1, 0]]. */
  const exchange = Float64Array.of(0, 1, 1, 0)

  it.each([
    ['that belong to each other’s values', [half, half, half, -half]],
    ['of which one is not of unit length', [half, half, -half, 2]],
    ['that are the same vector twice', [half, half, half, half]],
    ['with a NaN', [half, half, -half, Number.NaN]],
  ])('finds vectors %s', async (_, vectors) => {
    vi.mocked(reflectedVectors).mockResolvedValueOnce(Float64Array.from(vectors))
    expect(await eigenpairs(team, exchange, 2)).toMatchObject({ status: 'notConverged' })
  })

  it('passes the right ones', async () => {
    vi.mocked(reflectedVectors).mockResolvedValueOnce(Float64Array.of(half, half, -half, half))
    expect(await eigenpairs(team, exchange, 2)).not.toHaveProperty('status')
  })
})
