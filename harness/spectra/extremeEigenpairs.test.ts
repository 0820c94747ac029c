import { describe, expect, it } from 'vitest'
import { wishartMatrix } from '../algebra/randomMatrices.ts'
import { diagonalMatrix } from '../algebra/symmetricMatrix.ts'
import { ArgumentError } from '../errors.ts'
import { quartic, quarticCriticalPoint } from '../landscapes/quartic.ts'
import { extremeEigenpairs } from './extremeEigenpairs.ts'
import { hessianOperator, matrixOperator } from './linearOperator.ts'

const options = { top: 1, bottom: 1, rtol: 1e-10, maxSteps: 400, seed: 1 }

async function search(...[operator, chosen]: Parameters<typeof extremeEigenpairs>) {
  const result = await extremeEigenpairs(operator, chosen)
  if (result.status === 'nonFinite') throw new Error(result.message)
  return result
}

describe('extremeEigenpairs', () => {
  it('reads curvature off Hessian-vector products', async () => {
    const operator = hessianOperator(quartic, Float64Array.from(quarticCriticalPoint))
    const { status, top, bottom } = await search(operator, options)
    expect(status).toBe('exhausted')
    expect(top[0]!.value).toBeWithin(21, 1e-13)
    expect(bottom[0]!.value).toBeWithin(10, 1e-13)
  })

  it('does not search a kernel of 190 dimensions through', async () => {
    const lowRank = matrixOperator(wishartMatrix(200, 10, 1))
    const { status, top, bottom, runs, steps } = await search(lowRank, { ...options, top: 3, bottom: 3 })
    expect(status).toBe('converged')
    expect(runs).toBeLessThanOrEqual(4)
    expect(steps).toBeLessThan(60)
    expect(top.every(({ value }) => value > 1)).toBe(true)
    for (const { value } of bottom) expect(value).toBeWithin(0, 1e-12)
  })

  it('takes the zero matrix for what it is', async () => {
    const zero = matrixOperator(diagonalMatrix([0, 0, 0, 0]))
    const { status, top, bottom, scale } = await search(zero, { ...options, top: 2, bottom: 2 })
    expect({ status, scale }).toEqual({ status: 'exhausted', scale: 0 })
    expect([...top, ...bottom].map(({ value, residual }) => value + residual)).toEqual([0, 0, 0, 0])
  })

  it('says when the steps ran out, and never makes more', async () => {
    const operator = matrixOperator(wishartMatrix(60, 100, 1))
    const { status, steps, top } = await search(operator, { ...options, maxSteps: 7 })
    expect(status).toBe('notConverged')
    expect(steps).toBe(7 + 2)
    expect(top[0]!.residual).toBeGreaterThan(1e-3)
  })

  it('refuses what makes no sense', async () => {
    const operator = matrixOperator(diagonalMatrix([1, 2, 3]))
    for (const wrong of [
      { top: 4, bottom: 0 },
      { top: 2, bottom: 2 },
      { top: 0, bottom: 0 },
      { top: -1 },
      { rtol: 0 },
      { rtol: 1 },
      { rtol: Number.NaN },
      { maxSteps: 0 },
      { seed: 0.5 },
    ]) {
      await expect(extremeEigenpairs(operator, { ...options, ...wrong })).rejects.toThrow(ArgumentError)
    }
  })

  it('stops on abort', async () => {
    const operator = matrixOperator(diagonalMatrix([1, 2, 3]))
    const signal = AbortSignal.abort('enough')
    await expect(extremeEigenpairs(operator, { ...options, signal })).rejects.toBe('enough')
  })
})
