import { describe, expect, it } from 'vitest'
import { wignerMatrix } from '../algebra/randomMatrices.ts'
import { diagonalMatrix } from '../algebra/symmetricMatrix.ts'
import { ArgumentError } from '../errors.ts'
import { matrixOperator } from './linearOperator.ts'
import { semicircleCdf } from './semicircle.ts'
import { spectralDensity } from './spectralDensity.ts'
import { smoothedDensity, spectralCdf, spectralMoments } from './spectralMean.ts'

const small = matrixOperator(diagonalMatrix([1, 2, 3]))

async function density(...[operator, options]: Parameters<typeof spectralDensity>) {
  const result = await spectralDensity(operator, options)
  if (result.status !== 'complete') throw new Error(result.message)
  return result
}

describe('spectralDensity', () => {
  it('finds the semicircle of a Wigner matrix', async () => {
    const wigner = await density(matrixOperator(wignerMatrix(150, 1)), {
      samples: 8,
      lanczosSteps: 30,
      seed: 2,
    })
    expect(wigner.steps).toBe(240)
    for (const x of [-1.5, -0.5, 0, 0.5, 1.5]) {
      const { value, standardError, low, high } = spectralCdf(wigner, x)
      // Five standard errors, and the step that a rule of 30 nodes makes.
      expect(Math.abs(value - semicircleCdf(x))).toBeLessThan(5 * standardError + (high - low))
      expect(high - low).toBeLessThan(0.2)
    }
    const fourth = spectralMoments(wigner, 5)[4]!
    // The fourth moment of the semicircle of radius 2 is 2, and 1/n away for a matrix of order n.
    expect(Math.abs(fourth.value - 2)).toBeLessThan(5 * fourth.standardError + 10 / 150)
  })

  it('is exact for all functions once the Krylov spaces are invariant', async () => {
    const whole = await density(small, { samples: 4, lanczosSteps: 3, seed: 1 })
    expect(whole.quadratures.every(({ exact }) => exact)).toBe(true)
    const { value, low, high, standardError } = spectralCdf(whole, 2.5)
    // Signs meet every coordinate with the same weight.
    expect(value).toBeWithin(2 / 3, 1e-14)
    expect({ low, high }).toEqual({ low: value, high: value })
    expect(standardError).toBeLessThan(1e-14)
    expect(spectralCdf(whole, 0.5).value).toBe(0)
    expect(spectralCdf(whole, 3.5).value).toBeWithin(1, 1e-14)
  })

  it('has a smoothed density of integral 1', async () => {
    const half = await density(small, { samples: 3, lanczosSteps: 2, seed: 1, probes: 'gaussian' })
    const step = 1 / 64
    let integral = 0
    for (let x = -4; x <= 8; x += step) integral += step * smoothedDensity(half, x, 0.25).value
    // The trapezoidal rule is exact to e^(−2π²·16²) for a normal density that wide, and the tails are 12 widths off.
    expect(integral).toBeWithin(1, 1e-12)
  })

  it('refuses what makes no sense', async () => {
    const options = { samples: 2, lanczosSteps: 2, seed: 1 }
    await expect(spectralDensity(small, { ...options, lanczosSteps: 4 })).rejects.toThrow('in 1..3')
    await expect(spectralDensity(small, { ...options, samples: 1 })).rejects.toThrow('at least 2')
    await expect(spectralDensity(small, { ...options, seed: -1 })).rejects.toThrow(ArgumentError)
    await expect(spectralDensity(small, { ...options, probes: 'sobol' as never })).rejects.toThrow(
      ArgumentError,
    )
    const result = await density(small, options)
    expect(() => spectralCdf(result, Number.NaN)).toThrow(ArgumentError)
    expect(() => smoothedDensity(result, 0, 0)).toThrow(ArgumentError)
    expect(() => spectralMoments(result, 0)).toThrow(ArgumentError)
  })

  it('tells its progress in products, and stops on abort', async () => {
    const signal = AbortSignal.abort('enough')
    const options = { samples: 2, lanczosSteps: 2, seed: 1, signal }
    await expect(spectralDensity(small, options)).rejects.toBe('enough')
  })
})
