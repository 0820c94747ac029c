/** What is proved on drawn matrices stands in properties/certificates; here are named ones, and how tight it is. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { diagonalMatrix, frobeniusNorm, type SymmetricMatrix } from '../algebra/symmetricMatrix.ts'
import { unitRoundoff } from '../algebra/vectors.ts'
import { expandSymmetricMatrix } from '../arbitraries/expandSymmetricMatrix.ts'
import { symmetricMatrices } from '../arbitraries/symmetricMatrices.ts'
import { ArgumentError } from '../errors.ts'
import { checkedProvider } from '../providers/checkedProvider.ts'
import { embeddedKernels } from '../providers/embedded/embeddedKernels.ts'
import { rescaledSpecimens, type Specimen, specimenNamed, specimens } from '../providers/laws/specimens.ts'
import type { Provider } from '../providers/provider.ts'
import { type CertifiedCounts, certifiedCounts } from './certifiedCounts.ts'

const provider = checkedProvider(embeddedKernels())
const small = specimens().filter(({ matrix }) => matrix.order <= 33)

describe('certifiedCounts', () => {
  it.each([...small, ...rescaledSpecimens()].map((specimen) => [specimen.name, specimen] as const))(
    'holds the exact spectrum of: %s',
    async (_, { matrix, spectrum, spectrumError }: Specimen) => {
      const { intervals, negative, undecided, positive } = await certified(matrix)
      const holders = intervals.flatMap((interval) => new Array(interval.multiplicity).fill(interval))
      expect(holders.length).toBe(matrix.order)
      holders.forEach(({ from, to }, k) => {
        expect(from - spectrumError).toBeLessThanOrEqual(spectrum[k]!)
        expect(to + spectrumError).toBeGreaterThanOrEqual(spectrum[k]!)
      })
      expect(negative + undecided + positive).toBe(matrix.order)
    },
  )

  it('finds multiple eigenvalues as one interval each, and a rank', async () => {
    const repeated = await certified(specimenNamed('repeated 33').matrix)
    expect(repeated.intervals.map(({ multiplicity }) => multiplicity)).toEqual([11, 11, 11])
    expect(repeated).toMatchObject({ negative: 11, undecided: 11, positive: 11 })
    const rankOne = await certified(specimenNamed('rank one 16').matrix)
    expect(rankOne.intervals.map(({ multiplicity }) => multiplicity)).toEqual([1, 15])
    const distinct = await certified(specimenNamed('distinct 33').matrix)
    expect(distinct.intervals.length).toBe(33)
    expect(distinct).toMatchObject({ negative: 11, undecided: 1, positive: 21 })
  })

  it('makes intervals as wide as the assembly leaves them, and merges those that touch', async () => {
    const matrix = diagonalMatrix([-4, -1, 1, 1.25, 6])
    const { intervals, ...signs } = await certified(matrix, 0.25)
    expect(intervals.map(({ multiplicity }) => multiplicity)).toEqual([1, 1, 2, 1])
    // The count at an end is moved out by 0.25, and so is the computed eigenvalue.
    expect(intervals[2]!.from).toBeWithin(0.75, 1e-12)
    expect(intervals[2]!.to).toBeWithin(1.5, 1e-12)
    expect(signs).toEqual({ status: 'certified', negative: 2, undecided: 0, positive: 3 })
    expect(await certified(matrix, 1)).toMatchObject({ negative: 1, undecided: 3, positive: 1 })
  })

  it('is tight: the median width of 700 intervals is some 100·n·u·‖A‖_F, the largest below 600', async () => {
    // At order 5 the bound of LDLᵀ, 64u·(1 + growth)·‖A − σI‖_∞ on either side, is ten times that of the solver. With
    // ‖A − σI‖_∞ ≤ 2√n·‖A‖_F and a growth of 2 it makes some 350·n·u·‖A‖_F, and less where A is not full.
    const widths: number[] = []
    for (const recipe of fc.sample(symmetricMatrices(), { seed: 1, numRuns: 250 })) {
      const { matrix } = expandSymmetricMatrix(recipe)
      const unit = matrix.order * unitRoundoff * frobeniusNorm(matrix)
      const { intervals } = await certified(matrix)
      if (unit === 0) continue
      for (const { from, to, multiplicity } of intervals) {
        if (multiplicity === 1) widths.push((to - from) / unit)
      }
    }
    widths.sort((a, b) => a - b)
    expect(widths.length).toBeGreaterThan(700)
    expect(widths[widths.length >> 1]).toBeLessThan(150)
    expect(widths.at(-1)).toBeLessThan(600)
  })

  it('says that it is undecided when counts contradict the solver', async () => {
    const wrong: Provider = {
      ...provider,
      eigenvalues: async () => ({
        status: 'converged',
        values: Float64Array.of(1, 2, 3),
        errorBound: 2 ** -40,
      }),
    }
    const result = await certifiedCounts(diagonalMatrix([1, 2.5, 3]), 0, wrong)
    expect(result).toMatchObject({ status: 'undecided' })
    expect(result).toHaveProperty('message', expect.stringContaining('eigenvalues 2 to 2, from 2 to 2'))
  })

  it('widens an end whose count is not certain at first', async () => {
    const hasty: Provider = {
      ...provider,
      eigenvalues: async () => ({
        status: 'converged',
        values: Float64Array.of(1, 2 + 1.5 * 2 ** -20, 3),
        errorBound: 2 ** -22,
      }),
    }
    const { intervals } = await certified(diagonalMatrix([1, 2, 3]), 0, hasty)
    expect(intervals.map(({ multiplicity }) => multiplicity)).toEqual([1, 1, 1])
    // The lower end is counted at 2⁻²², 2⁻²⁰ and 2⁻¹⁸ below the value, the upper one at 2⁻²² above it.
    expect(intervals[1]!.from).toBeWithin(2 + 1.5 * 2 ** -20 - 2 ** -18, 1e-12)
    expect(intervals[1]!.to).toBeWithin(2 + 1.5 * 2 ** -20 + 2 ** -22, 1e-12)
  })

  it('passes on what the provider could not do', async () => {
    const failure = { status: 'notConverged', message: 'after 30 sweeps' } as const
    const failing = [
      { ...provider, eigenvalues: async () => failure },
      { ...provider, inertia: async () => failure },
    ]
    for (const one of failing) expect(await certifiedCounts(diagonalMatrix([1]), 0, one)).toBe(failure)
  })

  it('has no certificate beyond float64, and refuses a negative bound', async () => {
    const largest = diagonalMatrix([Number.MAX_VALUE, 1])
    expect(await certifiedCounts(largest, 0, provider)).toMatchObject({ status: 'nonFinite' })
    expect(await certifiedCounts(diagonalMatrix([1]), Number.NaN, provider)).toMatchObject({
      status: 'nonFinite',
    })
    await expect(certifiedCounts(diagonalMatrix([1]), -1, provider)).rejects.toThrow(ArgumentError)
  })

  it('stops when it is told to', async () => {
    const controller = new AbortController()
    const onProgress = (done: number): void => {
      if (done === 1) controller.abort('enough')
    }
    const options = { signal: controller.signal, onProgress }
    const run = certifiedCounts(specimenNamed('distinct 33').matrix, 0, provider, options)
    await expect(run).rejects.toBe('enough')
  })
})

async function certified(
  matrix: SymmetricMatrix,
  error = 0,
  by: Provider = provider,
): Promise<CertifiedCounts> {
  const result = await certifiedCounts(matrix, error, by)
  if (result.status !== 'certified') throw new Error(result.message)
  return result
}
