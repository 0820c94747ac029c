import { describe, expect, it } from 'vitest'
import { diagonalMatrix, frobeniusNorm } from '../algebra/symmetricMatrix.ts'
import { unitRoundoff } from '../algebra/vectors.ts'
import { ArgumentError, InternalError } from '../errors.ts'
import { checkedProvider } from '../providers/checkedProvider.ts'
import { embeddedKernels } from '../providers/embedded/embeddedKernels.ts'
import { specimenNamed, specimens } from '../providers/laws/specimens.ts'
import type { Provider } from '../providers/provider.ts'
import { certifiedSigns } from './certifiedSigns.ts'

const provider = checkedProvider(embeddedKernels())

describe('certifiedSigns', () => {
  it('finds every sign that is not within 1000·n·u·‖A‖ of 0, nearly always by two factorisations', async () => {
    let factorisations = 0
    const counting: Provider = {
      ...provider,
      inertia: (...args) => {
        factorisations++
        return provider.inertia(...args)
      },
    }
    for (const { name, matrix, spectrum, spectrumError } of specimens()) {
      const signs = await certifiedSigns(matrix, 0, counting)
      const near = 1000 * matrix.order * unitRoundoff * frobeniusNorm(matrix) + spectrumError
      const beyond = (sign: number, limit: number) => spectrum.filter((x) => sign * x > limit).length
      if (signs.status !== 'certified') throw new Error(`${name}: ${signs.message}`)
      expect(signs.negative, name).toBeGreaterThanOrEqual(beyond(-1, near))
      expect(signs.positive, name).toBeGreaterThanOrEqual(beyond(1, near))
      expect(signs.negative, name).toBeLessThanOrEqual(beyond(-1, -spectrumError))
      expect(signs.positive, name).toBeLessThanOrEqual(beyond(1, -spectrumError))
    }
    expect(factorisations).toBeLessThan(2.2 * specimens().length)
  })

  it('leaves undecided what the assembly may have moved across 0', async () => {
    const signs = await certifiedSigns(diagonalMatrix([-3, -1, 0, 1, 3]), 2, provider)
    expect(signs).toMatchObject({ status: 'certified', negative: 1, undecided: 3, positive: 1 })
  })

  it('counts again when the slack was more than the first shift', async () => {
    const shifts: number[] = []
    const loose: Provider = {
      ...provider,
      async inertia(matrix, shift, options) {
        shifts.push(shift)
        const result = await provider.inertia(matrix, shift, options)
        return result.status === 'factored' ? { ...result, errorBound: 0.5 } : result
      },
    }
    const signs = await certifiedSigns(diagonalMatrix([-3, -1, 0.25, 3]), 0, loose)
    expect(signs).toMatchObject({ negative: 1, undecided: 2, positive: 1 })
    expect(shifts.length).toBe(3)
  })

  it('gives up when no shift clears the slack', async () => {
    const hopeless: Provider = {
      ...provider,
      async inertia(matrix, shift, options) {
        const result = await provider.inertia(matrix, shift, options)
        return result.status === 'factored' ? { ...result, errorBound: 2 * Math.abs(shift) } : result
      },
    }
    expect(await certifiedSigns(diagonalMatrix([1]), 0, hopeless)).toMatchObject({ status: 'undecided' })
  })

  it('has no certificate with a bound that is none', async () => {
    const matrix = specimenNamed('order 2').matrix
    for (const bound of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(await certifiedSigns(matrix, bound, provider)).toMatchObject({ status: 'nonFinite' })
    }
    await expect(certifiedSigns(matrix, -1, provider)).rejects.toThrow(ArgumentError)
  })

  it('calls it a bug when more signs are certain than there are eigenvalues', async () => {
    const impossible: Provider = {
      ...provider,
      inertia: async (_, shift) => ({
        status: 'factored',
        negative: shift < 0 ? 2 : 0,
        zero: 0,
        positive: shift < 0 ? 0 : 2,
        errorBound: 0,
      }),
    }
    await expect(certifiedSigns(diagonalMatrix([1, 2]), 0, impossible)).rejects.toThrow(InternalError)
  })
})
