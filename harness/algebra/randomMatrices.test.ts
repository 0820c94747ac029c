import { describe, expect, it } from 'vitest'
import { ArgumentError } from '../errors.ts'
import { checkedProvider } from '../providers/checkedProvider.ts'
import { embeddedKernels } from '../providers/embedded/embeddedKernels.ts'
import { wignerMatrix, wishartMatrix } from './randomMatrices.ts'
import type { SymmetricMatrix } from './symmetricMatrix.ts'

const provider = checkedProvider(embeddedKernels())

describe('wignerMatrix', () => {
  it('has variance 1/n off the diagonal and 2/n on it, mean 0', () => {
    const n = 200
    const above: number[] = []
    const diagonal: number[] = []
    for (let seed = 0; seed < 10; seed++) {
      const { entries } = wignerMatrix(n, seed)
      for (let i = 0; i < n; i++) {
        diagonal.push(entries[i * n + i]!)
        for (let j = i + 1; j < n; j++) above.push(entries[i * n + j]!)
      }
    }
    expectMoments(above, 1 / n)
    expectMoments(diagonal, 2 / n)
  })

  it('has a spectrum that fills [−2, 2]', async () => {
    const values = await eigenvalues(wignerMatrix(200, 1))
    // The largest eigenvalue is 2 + O(n^(−2/3)): 0.03 of deviation at n = 200.
    expect([values[0]!, values.at(-1)!]).toBeWithin([-2, 2], 0.25)
  })

  it('is the same for the same seed, another for another', () => {
    expect(wignerMatrix(5, 1)).toEqual(wignerMatrix(5, 1))
    expect(wignerMatrix(5, 1)).not.toEqual(wignerMatrix(5, 2))
  })
})

describe('wishartMatrix', () => {
  it('has rank min(n, k), exactly n − k eigenvalues at rounding level and none below', async () => {
    for (const [n, k] of [
      [30, 10],
      [30, 29],
      [10, 30],
    ] as const) {
      const values = await eigenvalues(wishartMatrix(n, k, 3))
      const tiny = 1e-12 * values.at(-1)!
      expect(values.filter((value) => value < -tiny).length).toBe(0)
      expect(values.filter((value) => Math.abs(value) <= tiny).length).toBe(Math.max(n - k, 0))
    }
  })

  it('has mean 1 on the diagonal and 0 off it', () => {
    const [n, k] = [20, 5000]
    const { entries } = wishartMatrix(n, k, 2)
    // Entries are means of k products with variance 2 on the diagonal, 1 off it; 210 of them: six deviations.
    const identity = entries.map((_, p) => (p % (n + 1) === 0 ? 1 : 0))
    expect(entries).toBeWithin(identity, 6 * Math.sqrt(2 / k))
  })
})

describe('their arguments', () => {
  it('must be positive integers', () => {
    for (const bad of [0, -1, 1.5, Number.NaN]) {
      expect(() => wignerMatrix(bad, 1)).toThrow(ArgumentError)
      expect(() => wishartMatrix(bad, 1, 1)).toThrow('order')
      expect(() => wishartMatrix(1, bad, 1)).toThrow('samples')
    }
  })
})

async function eigenvalues(matrix: SymmetricMatrix): Promise<Float64Array> {
  const result = await provider.eigenvalues(matrix)
  if (result.status !== 'converged') throw new Error(result.message)
  return result.values
}

/** Five standard errors of mean and variance of normal draws. */
function expectMoments(draws: readonly number[], variance: number): void {
  const n = draws.length
  const mean = draws.reduce((a, b) => a + b) / n
  expect(mean).toBeWithin(0, 5 * Math.sqrt(variance / n))
  const square = draws.reduce((sum, x) => sum + x * x, 0) / n
  expect(square).toBeWithin(variance, 5 * variance * Math.sqrt(2 / n))
}
