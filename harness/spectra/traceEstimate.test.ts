import { describe, expect, it } from 'vitest'
import { wishartMatrix } from '../algebra/randomMatrices.ts'
import { diagonalMatrix } from '../algebra/symmetricMatrix.ts'
import { ArgumentError, ShapeError } from '../errors.ts'
import { diagonalEstimate } from './diagonalEstimate.ts'
import { matrixOperator } from './linearOperator.ts'
import { traceEstimate } from './traceEstimate.ts'

const operator = matrixOperator(wishartMatrix(20, 40, 1))
const options = { samples: 50, seed: 1 }

describe.each([
  { name: 'traceEstimate', estimate: traceEstimate },
  { name: 'diagonalEstimate', estimate: diagonalEstimate },
])('$name', ({ estimate }) => {
  it('repeats itself for a seed, and not for another', async () => {
    const one = await estimate(operator, options)
    expect(await estimate(operator, options)).toEqual(one)
    expect(await estimate(operator, { ...options, seed: 2 })).not.toEqual(one)
    expect(await estimate(operator, { ...options, probes: 'gaussian' })).not.toEqual(one)
  })

  it('takes as many samples as accuracy needs, and says when it is not reached', async () => {
    const loose = await estimate(operator, { ...options, samples: 500, stop: { rtol: 0.5, atol: 0 } })
    const tight = await estimate(operator, { ...options, samples: 500, stop: { rtol: 0.1, atol: 0 } })
    const never = await estimate(operator, { ...options, stop: { rtol: 1e-9, atol: 0 } })
    expect([loose.status, tight.status, never.status]).toEqual(['converged', 'converged', 'notConverged'])
    expect(loose.steps).toBe(9)
    expect(tight.steps).toBeGreaterThanOrEqual(9)
    expect(never.steps).toBe(50)
  })

  it('ends at the absolute floor when the trace is 0', async () => {
    const zero = matrixOperator(diagonalMatrix([0, 0]))
    expect(await estimate(zero, { ...options, stop: { rtol: 0, atol: 1e-300 } })).toMatchObject({
      status: 'converged',
      steps: 9,
    })
  })

  it('refuses what makes no sense', async () => {
    for (const wrong of [
      { samples: 1 },
      { samples: 2.5 },
      { seed: -1 },
      { probes: 'sobol' as never },
      { probes: [Float64Array.from({ length: 20 }, () => 1)] },
      { stop: { rtol: -1, atol: 0 } },
      { stop: { rtol: Number.NaN, atol: 0 } },
      { stop: { rtol: 0.1, atol: Number.NaN } },
      { samples: 8, stop: { rtol: 0.1, atol: 0 } },
    ]) {
      await expect(estimate(operator, { ...options, ...wrong })).rejects.toThrow(ArgumentError)
    }
    const short = [new Float64Array(19).fill(1), new Float64Array(20).fill(1)]
    await expect(estimate(operator, { seed: 1, samples: 2, probes: short })).rejects.toThrow(ShapeError)
  })

  it('calls a spread that overflows not finite', async () => {
    const huge = { order: 2, apply: (v: Float64Array) => v.map((_, i) => 1.7e308 * v[1 - i]!) }
    expect(await estimate(huge, options)).toMatchObject({ status: 'nonFinite' })
  })

  it('stops on abort', async () => {
    const signal = AbortSignal.abort('enough')
    await expect(estimate(operator, { ...options, signal })).rejects.toBe('enough')
  })
})
