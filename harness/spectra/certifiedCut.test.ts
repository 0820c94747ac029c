import { describe, expect, it } from 'vitest'
import { diagonalMatrix } from '../algebra/symmetricMatrix.ts'
import { ArgumentError } from '../errors.ts'
import { checkedProvider } from '../providers/checkedProvider.ts'
import { embeddedKernels } from '../providers/embedded/embeddedKernels.ts'
import { certifiedCut } from './certifiedCut.ts'

const provider = checkedProvider(embeddedKernels())
const matrix = diagonalMatrix([-2, 0, 0, 1])

describe('certifiedCut', () => {
  it('counts what is below the shift and what is not above it', async () => {
    expect(await certifiedCut(matrix, 0, 0, provider)).toMatchObject({ below: 1, notAbove: 3 })
    expect(await certifiedCut(matrix, 0, 0.5, provider)).toMatchObject({ below: 3, notAbove: 3 })
    expect(await certifiedCut(matrix, 0, -9, provider)).toMatchObject({ below: 0, notAbove: 0 })
  })

  it('is as blurred as assembly and factors make it, and no more', async () => {
    const cut = await certifiedCut(matrix, 0.25, 0.5, provider)
    if (cut.status !== 'counted') throw new Error(cut.message)
    expect(cut.from).toBeWithin(0.25, 1e-12)
    expect(cut.to).toBeWithin(0.75, 1e-12)
    expect(cut.from).toBeLessThan(0.25)
    expect(cut.to).toBeGreaterThan(0.75)
  })

  it('passes on what the provider could not do, and has no bound beyond float64', async () => {
    const failure = { status: 'tooLarge', message: 'not enough memory' } as const
    const failing = { ...provider, inertia: async () => failure }
    expect(await certifiedCut(matrix, 0, 0, failing)).toBe(failure)
    expect(await certifiedCut(matrix, Number.POSITIVE_INFINITY, 0, provider)).toMatchObject({
      status: 'nonFinite',
    })
    await expect(certifiedCut(matrix, -1, 0, provider)).rejects.toThrow(ArgumentError)
    await expect(certifiedCut(matrix, 0, Number.NaN, provider)).rejects.toThrow(ArgumentError)
  })
})
