/** Networks without biases: against those with biases of 0, and against a closed form. Differences are in derivatives.test.ts. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sparseRows } from '../algebra/sparseRows.ts'
import { principalSubmatrix } from '../algebra/symmetricMatrix.ts'
import { norm, unitRoundoff } from '../algebra/vectors.ts'
import { expandNetwork } from '../arbitraries/expandNetwork.ts'
import { networks } from '../arbitraries/networks.ts'
import { ShapeError } from '../errors.ts'
import { assertProperty } from '../properties/assertProperty.ts'
import { checkedProvider } from '../providers/checkedProvider.ts'
import { embeddedKernels } from '../providers/embedded/embeddedKernels.ts'
import { accuracy } from './accuracy.ts'
import { networkObjective } from './networkObjective.ts'
import { thetaLayout } from './thetaLayout.ts'

const bare = networks({ biases: [false], depth: { min: 1, max: 4 } })

describe('a network without biases', () => {
  it('is the one with biases of 0, its derivatives those of the weights', async () => {
    await assertProperty(
      fc.asyncProperty(bare, async (recipe) => {
        const { objective, theta, options } = expandNetwork(recipe)
        const whole = networkObjective({ ...options, biases: true })
        const { kept, embed } = thetaLayout(objective.shape)
        const point = embed(theta)
        const weightsOf = (x: Float64Array): Float64Array => Float64Array.from(kept, (p) => x[p]!)
        const v = Float64Array.from(theta, (_, p) => ((7 * p) % 11) - 5)
        expect(objective.loss(theta)).toBe(whole.loss(point))
        expect(objective.gradient(theta)).toEqual(weightsOf(whole.gradient(point)))
        expect(objective.hvp(theta, v)).toEqual(weightsOf(whole.hvp(point, embed(v))))
        for (const part of ['hessian', 'gaussNewton'] as const) {
          const { matrix, errorBound } = await objective[part](theta)
          const expected = await whole[part](point)
          expect([...matrix.entries]).toEqual([...principalSubmatrix(expected.matrix, kept).entries])
          expect(matrix.order).toBe(theta.length)
          // The largest entry of a diagonal, which l2 rounds, may be a bias's.
          expect(errorBound).toBeLessThanOrEqual(expected.errorBound)
        }
      }),
    )
  })

  it('is classified like the one with biases of 0', () => {
    assertProperty(
      fc.property(bare, (recipe) => {
        const { objective, theta, options } = expandNetwork(recipe)
        const { full, embed } = thetaLayout(objective.shape)
        const labels = recipe.inputs.map(() => 0)
        const expected = accuracy(full, embed(theta), options.inputs, labels)
        expect(accuracy(objective.shape, theta, options.inputs, labels)).toBe(expected)
      }),
    )
  })

  it('is one on batches too', () => {
    assertProperty(
      fc.property(bare, (recipe) => {
        const { objective, theta } = expandNetwork(recipe)
        const batch = objective.onBatch([0])
        expect(batch.shape).toEqual(objective.shape)
        expect(batch.gradient(theta).length).toBe(theta.length)
      }),
    )
  })

  it('refuses a theta with biases', async () => {
    const objective = networkObjective({
      layers: [2, 3, 1],
      activation: 'tanh',
      loss: 'squared-error',
      biases: false,
      inputs: sparseRows([1, 2], 1, 2),
      targets: { labels: [0] },
    })
    const text = 'theta must be of length P = 9, got length 13'
    const withBiases = new Float64Array(13)
    expect(objective.dimension).toBe(9)
    expect(() => objective.loss(withBiases)).toThrow(ShapeError)
    for (const call of ['gradient', 'hessian', 'gaussNewton', 'structuralZeros'] as const)
      expect(() => objective[call](withBiases)).toThrow(text)
    expect(() => objective.hvp(new Float64Array(9), withBiases)).toThrow('v must be of length P = 9')
    const shape = objective.shape
    expect(() => accuracy(shape, withBiases, sparseRows([1, 2], 1, 2), [0])).toThrow(text)
  })
})

/**
 * Widths n-p-n, targets the inputs, second moment diag(λ): critical where the k units in use encode k of the axes.
 * With I the set of these axes: loss = (Σλ − Σ_I λ)/n, nullity = k(2p − k), and
 * index = (p − k)(n − k) + Σ_{i ∈ I} #{j ∉ I : λ_j > λ_i}.
 * Source: Baldi and Hornik, "Neural networks and principal component analysis", Neural Networks 2, 1989.
 */
describe.each([
  { n: 3, p: 1 },
  { n: 4, p: 2 },
])('a linear autoencoder $n-$p-$n at its critical points', ({ n, p }) => {
  const sizes = Array.from({ length: n }, (_, a) => a + 1)
  // Sample a is (a + 1)·e_a, so that λ_a = (a + 1)²/n.
  const rows = Float64Array.from({ length: n * n }, (_, k) => (k % (n + 1) === 0 ? sizes[k % n]! : 0))
  const objective = networkObjective({
    layers: [n, p, n],
    activation: 'linear',
    loss: 'squared-error',
    biases: false,
    inputs: sparseRows(rows, n, n),
    targets: { values: rows },
  })

  it.each(subsets(n, p))('that encode the axes %j', async ({ axes }) => {
    const theta = new Float64Array(2 * n * p)
    axes.forEach((axis, unit) => {
      theta[axis * p + unit] = 2
      theta[n * p + unit * n + axis] = 0.5
    })
    const others = sizes.filter((_, a) => !axes.includes(a))
    const lost = others.reduce((sum, size) => sum + size ** 2 / n, 0)
    expect(objective.loss(theta)).toBeWithin(lost / n, 16 * unitRoundoff * lost)
    // Every term is exactly 0: encoded axes have no residual, the others no code.
    expect(norm(objective.gradient(theta))).toBe(0)

    const { matrix, errorBound } = await objective.hessian(theta)
    const result = await checkedProvider(embeddedKernels()).eigenvalues(matrix)
    if (result.status !== 'converged') throw new Error(result.message)
    const bound = errorBound + result.errorBound
    const k = axes.length
    const larger = axes.map((axis) => others.filter((size) => size > sizes[axis]!).length)
    expect(result.values.filter((value) => Math.abs(value) <= bound).length).toBe(k * (2 * p - k))
    expect(result.values.filter((value) => value < -bound).length).toBe(
      larger.reduce((sum, count) => sum + count, (p - k) * (n - k)),
    )
  })
})

/** All sets of at most `most` of 0..n−1. */
function subsets(n: number, most: number): { axes: number[] }[] {
  return Array.from({ length: 2 ** n }, (_, mask) => ({
    axes: Array.from({ length: n }, (_, a) => a).filter((a) => (mask >> a) % 2 === 1),
  })).filter(({ axes }) => axes.length <= most)
}
