import { describe, expect, it } from 'vitest'
import { seededRandom } from '../algebra/random.ts'
import { wignerMatrix } from '../algebra/randomMatrices.ts'
import { sparseRows } from '../algebra/sparseRows.ts'
import type { SymmetricMatrix } from '../algebra/symmetricMatrix.ts'
import { dot, norm } from '../algebra/vectors.ts'
import { ArgumentError, ShapeError } from '../errors.ts'
import { minMaxSaddle } from '../landscapes/minMaxSaddle.ts'
import { networkObjective } from '../networks/networkObjective.ts'
import type { Objective } from '../networks/objective.ts'
import { embeddedProvider } from '../providers/embedded/embeddedProvider.ts'
import { matrixOperator } from '../spectra/linearOperator.ts'
import { dampedSteps } from './dampedSteps.ts'
import { krylovSaddleFreeNewton } from './krylovSaddleFreeNewton.ts'
import { krylovSaddleFreeSteps } from './krylovSaddleFreeStep.ts'
import { epochs, lossChange } from './stopRules.ts'

describe('krylovSaddleFreeSteps', () => {
  it('are the dense saddle-free steps where the subspace is the whole space', async () => {
    const { objective, matrix } = quadratic(8)
    const theta = randomVector(8, 3)
    const gradient = objective.gradient(theta)
    const pairs = await embeddedProvider().eigenpairs(matrix)
    if (pairs.status !== 'converged') throw new Error(pairs.message)
    const dense = dampedSteps(pairs, gradient, [1, 1e-3])
    for (const previous of [undefined, randomVector(8, 4)]) {
      const found = await krylovSaddleFreeSteps(objective, theta, previous, { dampings: [1, 1e-3] })
      if (found.status !== 'steps') throw new Error(found.status)
      expect(found).toMatchObject({ dimension: 8, products: 8 })
      // 8·eps·‖H‖ ≈ 4e-15 in H; a step moves by that over the least |λ| + μ, squared, times ‖g‖ < 10.
      const least = Math.min(...pairs.values.map(Math.abs))
      found.steps.forEach(({ step, damping }, j) => {
        expect(step).toBeWithin(dense[j]!.step, (4e-14 * 10) / (least + damping) ** 2)
      })
    }
  })

  it('are exact in a smaller space that is invariant: few different curvatures', async () => {
    // Three curvatures, so the Krylov space of any gradient has three dimensions.
    const curvatures = [-2, -2, 1, 1, 3, 3]
    const objective = diagonal(curvatures)
    const theta = Float64Array.of(1, 2, 3, -1, 2, 1)
    const found = await krylovSaddleFreeSteps(objective, theta, undefined, { dampings: [0.5] })
    if (found.status !== 'steps') throw new Error(found.status)
    expect(found).toMatchObject({ dimension: 3, products: 3 })
    expect(found.ritzValues).toBeWithin(Float64Array.of(-2, 1, 3), 1e-13)
    const expected = theta.map((x, i) => (-curvatures[i]! * x) / (Math.abs(curvatures[i]!) + 0.5))
    expect(found.steps[0]!.step).toBeWithin(expected, 1e-13)
  })

  it('take the previous step in as the last direction, whatever its length, unless it adds none', async () => {
    const objective = diagonal([-1, 2, 4, 8])
    const theta = Float64Array.of(1, 1, 0, 0)
    const options = { krylovDimension: 3, dampings: [1] }
    // g lies in the first two axes; the third comes of the step before, the fourth of nothing.
    const found = await krylovSaddleFreeSteps(objective, theta, Float64Array.of(5, -3, 1e-3, 0), options)
    if (found.status !== 'steps') throw new Error(found.status)
    expect(found.ritzValues).toBeWithin(Float64Array.of(-1, 2, 4), 1e-10)
    const inside = await krylovSaddleFreeSteps(objective, theta, Float64Array.of(5, -3, 0, 0), options)
    expect(inside).toMatchObject({ status: 'steps', dimension: 2 })
    const none = await krylovSaddleFreeSteps(objective, theta, new Float64Array(4), options)
    expect(none).toMatchObject({ status: 'steps', dimension: 2 })
  })

  it('go down whatever the curvature, with every damping', async () => {
    const { objective } = quadratic(12)
    const theta = randomVector(12, 5)
    const found = await krylovSaddleFreeSteps(objective, theta, randomVector(12, 6), { krylovDimension: 4 })
    if (found.status !== 'steps') throw new Error(found.status)
    expect(found.dimension).toBe(4)
    expect(found.steps).toHaveLength(6)
    const gradient = objective.gradient(theta)
    for (const { step } of found.steps) expect(dot(gradient, step)).toBeLessThan(0)
  })

  it('tell a gradient of zero and products that are not finite', async () => {
    const saddle = minMaxSaddle({ negative: 1, positive: 1 })
    expect(await krylovSaddleFreeSteps(saddle, new Float64Array(2), undefined)).toMatchObject({
      status: 'zeroGradient',
    })
    const broken = { ...saddle, hvp: () => Float64Array.of(Number.NaN, 0) }
    expect(await krylovSaddleFreeSteps(broken, Float64Array.of(1, 2), undefined)).toMatchObject({
      status: 'nonFinite',
    })
    await expect(
      krylovSaddleFreeSteps(saddle, Float64Array.of(1, 2), undefined, { krylovDimension: 3 }),
    ).rejects.toThrow('krylovDimension')
  })
})

describe('krylovSaddleFreeNewton', () => {
  it('leaves a saddle, to which the Newton step goes', async () => {
    const saddle = minMaxSaddle({ negative: 1, positive: 1 })
    const start = Float64Array.of(0.01, 1)
    const run = await krylovSaddleFreeNewton(saddle, start, { stop: epochs(5) })
    expect(run.status).toBe('stopped')
    expect(run.losses).toHaveLength(6)
    // With damping 1e-5 each step takes y to nearly 0 and doubles x, which is a step of |H|⁻¹g.
    expect(run.theta[0]!).toBeWithin(0.01 * 2 ** 5, 0.01 * 2 ** 5 * 1e-4)
    expect(run.dampings).toEqual([{ damping: 1e-5, uses: 5 }])
    const [newton] = dampedSteps(
      { values: Float64Array.of(-1, 1), vectors: Float64Array.of(1, 0, 0, 1) },
      saddle.gradient(start),
      [0],
      { curvature: 'signed' },
    )
    expect(norm(start.map((x, i) => x + newton!.step[i]!))).toBe(0)
  })

  it('takes an autoencoder below what its first components leave, full batch and in batches', async () => {
    const { objective, theta, leftByOne } = autoencoder()
    for (const batchSize of [undefined, 4]) {
      const run = await krylovSaddleFreeNewton(objective, theta, {
        stop: lossChange(1e-10, 60),
        batchSize,
        shuffleSeed: 1,
      })
      expect(run.losses.at(-1)!).toBeLessThan(leftByOne)
      for (let k = 1; k < run.losses.length; k++)
        expect(run.losses[k]!).toBeLessThanOrEqual(run.losses[k - 1]!)
      expect(run.losses.at(-1)).toBe(objective.loss(run.theta))
      expect(run.dampings.reduce((sum, { uses }) => sum + uses, 0)).toBe(run.steps)
    }
  })

  it('is the same to the last bit when it is paused after every epoch, full batch and in batches', async () => {
    const { objective, theta } = autoencoder()
    for (const batchSize of [undefined, 3]) {
      const options = { stop: epochs(6), batchSize, shuffleSeed: 1 }
      const whole = await krylovSaddleFreeNewton(objective, theta, options)
      let run = await krylovSaddleFreeNewton(objective, theta, { ...options, pauseAfter: 0 })
      for (let epoch = 1; run.status === 'paused'; epoch++) {
        expect(run).toMatchObject({ epochs: epoch - 1, because: `after ${epoch - 1} epochs, as asked` })
        const elsewhere = new Float64Array(theta.length)
        run = await krylovSaddleFreeNewton(objective, elsewhere, {
          ...options,
          resume: run,
          pauseAfter: epoch,
        })
      }
      expect(run).toEqual(whole)
    }
  })

  it('stalls where no damping lowers the loss, and stays there', async () => {
    const bowl = minMaxSaddle({ negative: 0, positive: 2 })
    const lying = { ...bowl, loss: () => 1 }
    const run = await krylovSaddleFreeNewton(lying, Float64Array.of(1, 2), { stop: epochs(3) })
    expect(run).toMatchObject({ status: 'stalled', steps: 0, epochs: 0, theta: Float64Array.of(1, 2) })
    expect(run.because).toContain('‖∇f‖')
    const top = await krylovSaddleFreeNewton(bowl, new Float64Array(2), { stop: epochs(3) })
    expect(top.status).toBe('stalled')
  })

  it('says when it diverges, stops on abort, and refuses what makes no sense', async () => {
    const bowl = minMaxSaddle({ negative: 0, positive: 2 })
    const start = Float64Array.of(1, 2)
    const nowhere = { ...bowl, loss: () => Number.NaN }
    expect(await krylovSaddleFreeNewton(nowhere, start, { stop: epochs(3) })).toMatchObject({
      status: 'diverged',
    })
    const stop = epochs(3)
    const signal = AbortSignal.abort('enough')
    await expect(krylovSaddleFreeNewton(bowl, start, { stop, signal })).rejects.toBe('enough')
    await expect(krylovSaddleFreeNewton(bowl, Float64Array.of(1), { stop })).rejects.toThrow(ShapeError)
    await expect(krylovSaddleFreeNewton(bowl, start, { stop, batchSize: 1 })).rejects.toThrow(ArgumentError)
    await expect(krylovSaddleFreeNewton(bowl, start, { stop, dampings: [-1] })).rejects.toThrow('damping')
    await expect(krylovSaddleFreeNewton(bowl, start, { stop, pauseAfter: Number.NaN })).rejects.toThrow(
      'pauseAfter',
    )
    const ended = await krylovSaddleFreeNewton(bowl, start, { stop })
    await expect(krylovSaddleFreeNewton(bowl, start, { stop, resume: ended })).rejects.toThrow('a paused run')
    await expect(krylovSaddleFreeNewton(bowl, Float64Array.of(1, Number.NaN), { stop })).rejects.toThrow(
      'theta0[1]',
    )
  })
})

function randomVector(n: number, seed: number): Float64Array {
  const random = seededRandom(seed)
  return Float64Array.from({ length: n }, () => random.normal())
}

/** ½ xᵀAx with a symmetric random A: eigenvalues of both signs. */
function quadratic(n: number): { objective: Objective; matrix: SymmetricMatrix } {
  const matrix = wignerMatrix(n, 2)
  const { apply } = matrixOperator(matrix)
  return { matrix, objective: quadraticForm(n, apply) }
}

function diagonal(curvatures: readonly number[]): Objective {
  return quadraticForm(curvatures.length, (v) => v.map((x, i) => curvatures[i]! * x))
}

function quadraticForm(dimension: number, apply: (v: Float64Array) => Float64Array): Objective {
  return {
    dimension,
    loss: (theta) => dot(theta, apply(theta)) / 2,
    gradient: apply,
    hvp: (_, v) => apply(v),
    hessian: () => Promise.reject(new Error('not needed')),
  }
}

/** Eight samples in the axes of four inputs, with eigenvalues 4, 3, 2, 1 of their covariance. */
function autoencoder() {
  const lambda = [4, 3, 2, 1]
  const rows = [1, -1].flatMap((sign) =>
    lambda.flatMap((value, i) => lambda.map((_, j) => (i === j ? sign * 2 * Math.sqrt(value) : 0))),
  )
  const objective = networkObjective({
    layers: [4, 2, 4],
    activation: 'linear',
    loss: 'squared-error',
    inputs: sparseRows(rows, 8, 4),
    targets: { values: Float64Array.from(rows) },
  })
  const theta = randomVector(objective.dimension, 1).map((x) => x / 2)
  return { objective, theta, leftByOne: (3 + 2 + 1) / 4 }
}
