import { describe, expect, it } from 'vitest'
import { diagonalMatrix } from '../algebra/symmetricMatrix.ts'
import { ArgumentError, ShapeError } from '../errors.ts'
import { lanczos } from './lanczos.ts'
import { type LinearOperator, matrixOperator } from './linearOperator.ts'

const three = matrixOperator(diagonalMatrix([1, 2, 3]))
const identity: LinearOperator = { order: 4, apply: (v) => v }

describe('lanczos', () => {
  it('needs one step for an operator that hands back its argument', async () => {
    const result = await lanczos(identity, Float64Array.of(2, 0, 0, 0), 4)
    expect(result).toEqual({
      status: 'breakdown',
      steps: 1,
      alphas: Float64Array.of(1),
      betas: new Float64Array(0),
      basis: Float64Array.of(1, 0, 0, 0),
      residual: 0,
      orthogonalityLoss: 0,
    })
  })

  it('leaves its start vector and the products alone', async () => {
    const start = Float64Array.of(1, 2, 3)
    const image = Float64Array.of(3, 0, 0)
    await lanczos({ order: 3, apply: () => image }, start, 2)
    expect(start).toEqual(Float64Array.of(1, 2, 3))
    expect(image).toEqual(Float64Array.of(3, 0, 0))
  })

  it('gives the same bits from a start vector of any length', async () => {
    const one = await lanczos(three, Float64Array.of(1, 1, 1), 3)
    expect(await lanczos(three, Float64Array.of(2 ** 900, 2 ** 900, 2 ** 900), 3)).toEqual(one)
    expect(await lanczos(three, Float64Array.of(2 ** -900, 2 ** -900, 2 ** -900), 3)).toEqual(one)
  })

  it('refuses a start vector that is none', async () => {
    await expect(lanczos(three, new Float64Array(3), 1)).rejects.toThrow(
      'lanczos: start must be a vector other than 0, got only zeros',
    )
    await expect(lanczos(three, Float64Array.of(1, Number.NaN, 0), 1)).rejects.toThrow(ArgumentError)
    await expect(lanczos(three, new Float64Array(2).fill(1), 1)).rejects.toThrow(ShapeError)
  })

  it('refuses steps and operators that make no sense', async () => {
    const start = Float64Array.of(1, 1, 1)
    for (const steps of [0, 4, 1.5, Number.NaN]) {
      await expect(lanczos(three, start, steps)).rejects.toThrow('steps must be an integer in 1..3')
    }
    await expect(lanczos({ ...three, order: 0 }, start, 1)).rejects.toThrow(ArgumentError)
    const short = { order: 3, apply: () => new Float64Array(2) }
    await expect(lanczos(short, start, 1)).rejects.toThrow('the product of the operator must be of length 3')
  })

  it('says which product was not finite', async () => {
    let made = 0
    const breaking = {
      order: 3,
      apply: (v: Float64Array) => three.apply(v).fill(++made > 1 ? Number.NaN : 1),
    }
    expect(await lanczos(breaking, Float64Array.of(1, 0, 0), 3)).toMatchObject({
      status: 'nonFinite',
      steps: 1,
      message: expect.stringContaining('the product of step 2 is not finite'),
    })
  })

  it('calls a T that overflows not finite', async () => {
    const huge = matrixOperator(diagonalMatrix([Number.MAX_VALUE, -Number.MAX_VALUE]))
    // alpha and beta are 0.8 and 0.6 of the largest number: each is one, the norm of T is not.
    expect(await lanczos(huge, Float64Array.of(1, 3), 2)).toMatchObject({ status: 'nonFinite', steps: 0 })
  })

  it('stops on abort', async () => {
    const signal = AbortSignal.abort('enough')
    await expect(lanczos(three, Float64Array.of(1, 1, 1), 3, { signal })).rejects.toBe('enough')
  })
})
