/** The problems of the authors' own tests, and one problem for every status. What holds in general is in harness/properties. */
import { describe, expect, it } from 'vitest'
import { diagonalMatrix } from '../algebra/symmetricMatrix.ts'
import { norm, unitRoundoff } from '../algebra/vectors.ts'
import { ArgumentError, ShapeError } from '../errors.ts'
import { type LinearOperator, matrixOperator } from '../spectra/linearOperator.ts'
import { minresQlp } from './minresQlp.ts'
import type { MinresQlpOptions } from './minresQlpOptions.ts'

const diagonal = (...values: readonly number[]) => matrixOperator(diagonalMatrix(values))
const ones = (n: number) => new Float64Array(n).fill(1)
const vectors = [1, 4, 1e7].map((transferCondition) => ({ transferCondition }))

describe.each(vectors)("the authors' test problems, transfer at %o", (options) => {
  it('diag(1, 2, 3, 0): singular, without a solution', async () => {
    const result = await minresQlp(diagonal(1, 2, 3, 0), Float64Array.of(1, 2, 3, 4), options)
    expect(result).toMatchObject({ status: 'leastSquares', steps: 4 })
    // Four steps whose rounding, 4·(4 + 4)·u, is multiplied by the condition number 3, squared.
    const rounding = 4 * 8 * 9 * unitRoundoff
    expect(result.x).toBeWithin([1, 1, 1, 0], rounding)
    expect(result.residualNorm).toBeWithin(4, 8 * rounding)
    expect(result.normalResidualNorm).toBeWithin(0, 3 * 8 * rounding)
    expect(result.solutionNorm).toBeWithin(Math.sqrt(3), 2 * rounding)
    expect(result.residualNorms.length).toBe(4)
    expect(result.residualNorms[0]).toBeWithin(Math.sqrt(30), 8 * unitRoundoff)
    expect(result.residualNorms[3]).toBeWithin(4, 8 * rounding)
    expect(result.operatorNorm).toBeLessThanOrEqual(3 * (1 + rounding))
  })

  it('diag(−10 … 10): singular, without a solution', async () => {
    const values = Array.from({ length: 21 }, (_, i) => i - 10)
    const result = await minresQlp(diagonal(...values), ones(21), options)
    expect(result.status).toBe('leastSquares')
    expect(result.steps).toBeLessThanOrEqual(2 * 21)
    // rtol·cond² of ‖b‖/1, as in harness/properties.
    const bound = 4 * 1e-10 * 100 * Math.sqrt(21)
    expect(result.x).toBeWithin(
      values.map((value) => (value === 0 ? 0 : 1 / value)),
      bound,
    )
    expect(result.residualNorm).toBeWithin(1, 10 * bound)
    expect(increases(result.residualNorms)).toBe(0)
  })

  it('tridiag(−2, 4, −2) of order 100', async () => {
    const operator = tridiagonal(100)
    const result = await minresQlp(operator, operator.apply(ones(100)), options)
    expect(result.status).toBe('solved')
    // ‖r‖ ≤ rtol(‖A‖‖x‖ + ‖b‖) with ‖A‖ < 8, ‖x‖ = 10; the least eigenvalue is 8 sin²(π/202).
    const least = 8 * Math.sin(Math.PI / 202) ** 2
    expect(result.residualNorm).toBeLessThan(1e-10 * 160 * 2)
    expect(result.x).toBeWithin(ones(100), (1e-10 * 160 * 2) / least)
    expect(increases(result.residualNorms)).toBe(0)
  })

  it('the block tridiagonal matrix of tridiag(1, 1, 1), 50 blocks: singular, with a solution', async () => {
    const operator = blockTridiagonal(50)
    const b = operator.apply(ones(2500))
    const result = await minresQlp(operator, b, { ...options, rtol: 1e-4 })
    expect(result.status).toBe('solved')
    expect(result.residualNorm).toBeLessThan(1e-4 * (9 * 50 + norm(b)) * 2)
    expect(result.solutionNorm).toBeLessThan(50 * (1 + 1e-2))
    expect(increases(result.residualNorms)).toBe(0)
  })
})

describe('every status', () => {
  it.each<[string, LinearOperator, readonly number[], MinresQlpOptions, readonly number[]]>([
    ['zeroRightHandSide', diagonal(1, 2), [0, 0], {}, [0, 0]],
    ['rightHandSideIsNullVector', diagonal(1, 0), [0, 3], {}, [0, 0]],
    ['rightHandSideIsEigenvector', diagonal(2, 4), [0, 8], {}, [0, 2]],
    ['solved', diagonal(1, 2), [1, 2], {}, [1, 1]],
    ['solvedToPrecision', diagonal(1, -1), [1, 2], { rtol: 0 }, [1, -2]],
    ['leastSquares', diagonal(1, 2, 0), [1, 2, 1], {}, [1, 1, 0]],
    ['leastSquaresToPrecision', diagonal(1, 2, 3, 0), [1, 2, 3, 4], { rtol: 0 }, [1, 1, 1, 0]],
    ['maxNorm', diagonal(1, 2), [4, 4], { maxNorm: 1 }, []],
    ['conditionLimit', diagonal(1, 2 ** -10), [1, 1], { conditionLimit: 100 }, []],
    ['conditionLimit', diagonal(1, 2 ** -51), [1, 100], { rtol: 0 }, []],
    ['rankDeficient', diagonal(2 ** -1040, 2 ** -1041), [1, 1], {}, [0, 0]],
    ['stepLimit', diagonal(1, 2), [1, 2], { maxSteps: 0 }, [0, 0]],
    ['nonFinite', { order: 1, apply: () => Float64Array.of(Number.NaN) }, [1], {}, [0]],
    ['nonFinite', diagonal(2 ** -600), [2 ** 600], {}, [0]],
  ])('%s', async (status, operator, b, options, x) => {
    const result = await minresQlp(operator, Float64Array.from(b), options)
    expect(result.status).toBe(status)
    expect(result.x.every(Number.isFinite)).toBe(true)
    if (x.length > 0) expect(result.x).toBeWithin(x, 32 * unitRoundoff * norm(Float64Array.from(x)))
  })

  it('convergedToEigenvector', async () => {
    // ‖A r₁‖/‖r₁‖ = 100·2⁻⁵³, more than precision, and x = (1, 100·2⁵³).
    const options = { rtol: 0, conditionLimit: Number.POSITIVE_INFINITY }
    const { status, x } = await minresQlp(diagonal(1, 2 ** -53), Float64Array.of(1, 100), options)
    expect(status).toBe('convergedToEigenvector')
    expect(Math.abs(x[0]!)).toBeLessThan(2 ** -45 * Math.abs(x[1]!))
  })
})

describe('minresQlp', () => {
  it('leaves a direction out that the condition limit forbids', async () => {
    const result = await minresQlp(diagonal(1, 2 ** -10), ones(2), { conditionLimit: 100 })
    expect(result.condition).toBeLessThan(100)
    // The solution is (1, 1024).
    expect(norm(result.x)).toBeLessThan(2)
    expect(result.residualNorm).toBeLessThanOrEqual(result.residualNorms.at(-1)! * (1 + 1e-10))
  })

  it('stops at maxNorm with an x that is no longer, and at maxSteps after as many', async () => {
    const operator = tridiagonal(30)
    const b = operator.apply(ones(30))
    const short = await minresQlp(operator, b, { maxNorm: 2 })
    expect(short.status).toBe('maxNorm')
    expect(norm(short.x)).toBeLessThanOrEqual(2)
    expect(short.residualNorm).toBeLessThanOrEqual(norm(b))
    expect(await minresQlp(operator, b, { maxSteps: 3 })).toMatchObject({ status: 'stepLimit', steps: 3 })
  })

  it('needs no vectors of a well conditioned problem but those of MINRES, and agrees with them', async () => {
    const operator = tridiagonal(30)
    const b = operator.apply(ones(30))
    const [first, second] = [
      await minresQlp(operator, b, { transferCondition: 1 }),
      await minresQlp(operator, b, { transferCondition: Number.POSITIVE_INFINITY }),
    ]
    expect(first.steps).toBe(second.steps)
    // ‖r‖ ≤ 1e-10·(8·√30 + ‖b‖) of both, over the least eigenvalue.
    const bound = (4 * 1e-10 * 8 * Math.sqrt(30)) / (8 * Math.sin(Math.PI / 62) ** 2)
    expect(first.x).toBeWithin(second.x, bound)
  })

  it('keeps x of the last step when a later product is not finite', async () => {
    const sound = tridiagonal(10)
    let products = 0
    const apply = (v: Float64Array) => (++products > 2 ? sound.apply(v).fill(Number.NaN) : sound.apply(v))
    const b = Float64Array.from({ length: 10 }, (_, i) => i + 1)
    const broken = await minresQlp({ order: 10, apply }, b)
    const before = await minresQlp(sound, b, { maxSteps: 2 })
    expect(broken).toMatchObject({ status: 'nonFinite', steps: 2, residualNorm: Number.NaN })
    expect(broken.x).toEqual(before.x)
    expect(broken.residualNorms).toEqual(before.residualNorms)
  })

  it('stops on abort, and changes neither b nor what it hands to the operator', async () => {
    const b = ones(10)
    await expect(minresQlp(tridiagonal(10), b, { signal: AbortSignal.abort() })).rejects.toThrow('abort')
    const seen: Float64Array[] = []
    const apply = (v: Float64Array) => {
      seen.push(v, v.slice())
      return tridiagonal(10).apply(v)
    }
    await minresQlp({ order: 10, apply }, b, { shift: 0.5 })
    expect(b).toEqual(ones(10))
    for (let i = 0; i < seen.length; i += 2) expect(seen[i]).toEqual(seen[i + 1])
  })

  it('takes an operator that hands back its own argument', async () => {
    const { status, x } = await minresQlp({ order: 3, apply: (v) => v }, ones(3))
    expect(status).toBe('rightHandSideIsEigenvector')
    expect(x).toBeWithin(ones(3), 8 * unitRoundoff)
  })

  it('refuses what makes no sense', async () => {
    const operator = diagonal(1, 2)
    await expect(minresQlp(operator, ones(3))).rejects.toThrow(ShapeError)
    await expect(minresQlp(operator, Float64Array.of(1, Number.NaN))).rejects.toThrow('b[1] must be finite')
    await expect(minresQlp({ order: 2, apply: () => ones(1) }, ones(2))).rejects.toThrow(ShapeError)
    const bad: readonly MinresQlpOptions[] = [
      { rtol: -1 },
      { rtol: 1 },
      { rtol: Number.NaN },
      { shift: Number.POSITIVE_INFINITY },
      { maxSteps: 1.5 },
      { maxSteps: -1 },
      { maxNorm: -1 },
      { maxNorm: Number.NaN },
      { conditionLimit: 0.5 },
      { transferCondition: Number.NaN },
    ]
    for (const options of bad) {
      const [name] = Object.keys(options)
      await expect(minresQlp(operator, ones(2), options)).rejects.toThrow(ArgumentError)
      await expect(minresQlp(operator, ones(2), options)).rejects.toThrow(`minresQlp: ${name} must be`)
    }
  })
})

/** tridiag(−2, 4, −2) */
function tridiagonal(order: number): LinearOperator {
  const apply = (v: Float64Array) => v.map((x, i) => 4 * x - 2 * ((v[i - 1] ?? 0) + (v[i + 1] ?? 0)))
  return { order, apply }
}

/** T ⊗ T with T = tridiag(1, 1, 1). */
function blockTridiagonal(blocks: number): LinearOperator {
  const along = (v: Float64Array, stride: number, place: (i: number) => number) =>
    v.map((x, i) => {
      const [low, high] = [place(i) > 0, place(i) < blocks - 1]
      return x + (low ? v[i - stride]! : 0) + (high ? v[i + stride]! : 0)
    })
  const apply = (v: Float64Array) =>
    along(
      along(v, 1, (i) => i % blocks),
      blocks,
      (i) => Math.floor(i / blocks),
    )
  return { order: blocks * blocks, apply }
}

function increases(residualNorms: Float64Array): number {
  return residualNorms.filter((value, k) => k > 0 && !(value <= residualNorms[k - 1]!)).length
}
