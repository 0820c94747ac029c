import { describe, expect, it } from 'vitest'
import { unitRoundoff } from '../algebra/vectors.ts'
import { ArgumentError, ShapeError } from '../errors.ts'
import type { SampledObjective } from '../networks/objective.ts'
import { momentum } from './momentum.ts'
import { optimizer } from './optimizer.ts'
import { sgd } from './sgd.ts'
import { epochs, lossChange } from './stopRules.ts'
import { type EpochReport, train } from './train.ts'

const u = unitRoundoff
const halving = sgd({ learningRate: 0.5 })

describe('train', () => {
  it('takes one step per batch, the short last one with its own mean', async () => {
    // The gradient is θ − mean(y): means 2, 8, 2 pull θ from 0 to 1, 4.5, 3.25. Divided by a full batch's two
    // samples, the last step would have ended at 3.875; as a mean over N, elsewhere still.
    const objective = meanOf([0, 4, 8, 8, 2])
    const result = await train(objective, Float64Array.of(0), {
      optimizer: halving,
      batchSize: 2,
      stop: epochs(1),
    })
    expect(result.theta[0]).toBe(3.25)
    expect(result.steps).toBe(3)
    expect(result.epochs).toBe(1)
  })

  it('records the full-batch loss, not the mean of the batch losses', async () => {
    const objective = meanOf([0, 4, 8, 8, 2])
    const options = { optimizer: halving, batchSize: 2, stop: epochs(2) }
    const { losses, theta } = await train(objective, Float64Array.of(0), options)
    // Sums of the squares 0, 16, 64, 64, 4 over 2N; six roundings at most.
    expect(losses[0]!).toBeWithin(148 / 10, 6 * u * 15)
    expect(losses[1]!).toBe(objective.loss(Float64Array.of(3.25)))
    expect(losses[2]!).toBe(objective.loss(theta))
    expect(losses.length).toBe(3)
    const equalWeight = (objective.onBatch([0, 1]).loss(theta) + objective.onBatch([4]).loss(theta)) / 2
    expect(losses[2]).not.toBe(equalWeight)
  })

  it('follows gradient descent to the least-squares solution', async () => {
    // y = 2x₀ − x₁ exactly, and XᵀX/N = I/2: each step of 1/2 takes the error to 3/4.
    const objective = leastSquares(
      [
        [1, 0],
        [0, 1],
        [-1, 0],
        [0, -1],
      ],
      [2, -1, -2, 1],
    )
    const { theta, losses } = await train(objective, Float64Array.of(10, 7), {
      optimizer: halving,
      batchSize: 4,
      stop: epochs(10),
    })
    const left = 0.75 ** 10
    expect(theta).toBeWithin([2 + 8 * left, -1 + 8 * left], 100 * u * 10)
    expect(losses).toBeWithin(
      Array.from(losses, (_, k) => (0.75 ** (2 * k) * 128) / 4),
      100 * u * 32,
    )
  })

  it('keeps the optimizer state from epoch to epoch', async () => {
    const options = { optimizer: momentum({ learningRate: 0.25, momentum: 0.5 }), batchSize: 1 }
    const { theta } = await train(meanOf([0]), Float64Array.of(4), { ...options, stop: epochs(2) })
    // v: −1, then −0.5 − 0.75.
    expect(theta[0]).toBe(1.75)
  })

  it('never changes theta0, nor returns it', async () => {
    const theta0 = Float64Array.of(4)
    const result = await train(meanOf([0]), theta0, { optimizer: halving, batchSize: 1, stop: epochs(1) })
    expect(theta0).toEqual(Float64Array.of(4))
    expect(result.theta).toEqual(Float64Array.of(2))
    const none = await train(meanOf([0]), theta0, { optimizer: halving, batchSize: 1, stop: epochs(0) })
    expect(none.theta).toEqual(theta0)
    expect(none.theta).not.toBe(theta0)
    expect(none.steps).toBe(0)
  })

  it('gives the same result for the same shuffle seed and another for another', async () => {
    const objective = meanOf([0, 1, 2, 3, 4, 5, 6, 7])
    const run = async (shuffleSeed?: number) =>
      (
        await train(objective, Float64Array.of(0), {
          optimizer: halving,
          batchSize: 3,
          shuffleSeed,
          stop: epochs(2),
        })
      ).theta[0]
    expect(await run(1)).toBe(await run(1))
    expect(await run(1)).not.toBe(await run(2))
    expect(await run(1)).not.toBe(await run())
  })

  it('makes the batches of a fixed order once', async () => {
    let made = 0
    const objective = meanOf([0, 1, 2, 3, 4])
    const counting: SampledObjective = {
      ...objective,
      onBatch(indices) {
        made++
        return objective.onBatch(indices)
      },
    }
    await train(counting, Float64Array.of(0), { optimizer: halving, batchSize: 2, stop: epochs(4) })
    expect(made).toBe(3)
  })
})

describe('train stops', () => {
  it('when the loss hardly changes, and says so', async () => {
    // Losses 8, 2, 0.5, 0.125: the last change is 0.375.
    const options = { optimizer: halving, batchSize: 1 }
    const result = await train(meanOf([0]), Float64Array.of(4), { ...options, stop: lossChange(0.5, 10) })
    expect(result.status).toBe('stopped')
    expect(result.losses).toEqual(Float64Array.of(8, 2, 0.5, 0.125))
    expect(result.epochs).toBe(3)
    expect(result.stoppedBecause).toContain('changed by 0.375 in epoch 3')
  })

  it('at the limit of epochs, and says so', async () => {
    const options = { optimizer: halving, batchSize: 1 }
    const result = await train(meanOf([0]), Float64Array.of(4), { ...options, stop: lossChange(0.5, 2) })
    expect(result.status).toBe('epochLimit')
    expect(result.epochs).toBe(2)
  })

  it('when the loss overflows', async () => {
    // Each step multiplies θ by 1 − 1e100, so the loss overflows at θ ≈ 1e200.
    const options = { optimizer: sgd({ learningRate: 1e100 }), batchSize: 1, stop: epochs(50) }
    const result = await train(meanOf([0]), Float64Array.of(1), options)
    expect(result.status).toBe('diverged')
    expect(result.losses.at(-1)).toBe(Number.POSITIVE_INFINITY)
    expect(result.losses.length).toBe(result.epochs + 1)
    expect(result.epochs).toBe(2)
    expect(result.stoppedBecause).toContain('loss is Infinity')
  })

  it('when the gradient is not finite, at the theta where that happened', async () => {
    let calls = 0
    const breaking: SampledObjective = {
      ...meanOf([0]),
      gradient: (theta) => Float64Array.of(++calls === 3 ? Number.NaN : theta[0]!),
    }
    const result = await train(breaking, Float64Array.of(4), {
      optimizer: halving,
      batchSize: 1,
      stop: epochs(50),
    })
    expect(result.status).toBe('diverged')
    expect(result.theta).toEqual(Float64Array.of(1))
    expect(result.steps).toBe(2)
    expect(result.losses).toEqual(Float64Array.of(8, 2, 0.5))
    expect(result.stoppedBecause).toBe('component 0 of the gradient is NaN after 2 steps')
  })

  it('when theta overflows, without asking the objective there', async () => {
    const finiteOnly: SampledObjective = {
      ...meanOf([0]),
      loss(theta) {
        if (!Number.isFinite(theta[0]!)) throw new Error('asked at a theta that is not finite')
        return 1
      },
      gradient: () => Float64Array.of(-1e308),
    }
    const options = { optimizer: sgd({ learningRate: 10 }), batchSize: 1, stop: epochs(50) }
    const result = await train(finiteOnly, Float64Array.of(0), options)
    expect(result.status).toBe('diverged')
    expect(result.epochs).toBe(0)
    expect(result.stoppedBecause).toContain('theta Infinity')
  })

  it('before the first step when the signal is aborted already', async () => {
    let steps = 0
    const counting = optimizer('counting', {}, () => () => {
      steps++
    })
    const options = { optimizer: counting, batchSize: 1, stop: epochs(5) }
    const signal = AbortSignal.abort(new Error('not today'))
    await expect(train(meanOf([0]), Float64Array.of(1), { ...options, signal })).rejects.toThrow('not today')
    expect(steps).toBe(0)
  })

  it('when a timer aborts it, because the event loop turns, and reports progress until then', async () => {
    const controller = new AbortController()
    const progress: [number, number][] = []
    setTimeout(() => controller.abort(new Error('time is up')), 0)
    const running = train(meanOf([0]), Float64Array.of(1), {
      optimizer: sgd({ learningRate: 1e-9 }),
      batchSize: 1,
      stop: epochs(1e9),
      signal: controller.signal,
      onProgress: (done, total) => progress.push([done, total]),
    })
    await expect(running).rejects.toThrow('time is up')
    expect(progress.length).toBeGreaterThan(0)
    expect(progress[0]![0]).toBeGreaterThan(0)
    expect(progress[0]![1]).toBe(1e9)
  })
})

describe('train reports epochs', () => {
  it('from 0 on, each awaited, with a theta of its own', async () => {
    const reports: EpochReport[] = []
    const { losses } = await train(meanOf([0]), Float64Array.of(4), {
      optimizer: halving,
      batchSize: 1,
      stop: epochs(2),
      onEpoch: async (report) => {
        await new Promise((resolve) => setTimeout(resolve, 1))
        reports.push({ ...report, theta: report.theta.slice() })
        report.theta.fill(Number.NaN)
      },
    })
    expect(reports.map(({ epoch }) => epoch)).toEqual([0, 1, 2])
    expect(reports.map(({ theta }) => theta[0])).toEqual([4, 2, 1])
    expect(reports.map(({ loss }) => loss)).toEqual([...losses])
  })
})

describe('train refuses', () => {
  const options = { optimizer: halving, batchSize: 1, stop: epochs(1) }

  it('a theta0 of another length', async () => {
    await expect(train(meanOf([0]), new Float64Array(2), options)).rejects.toThrow(ShapeError)
  })

  it('a theta0 that is not finite', async () => {
    await expect(train(meanOf([0]), Float64Array.of(Number.NaN), options)).rejects.toThrow(ArgumentError)
  })

  it('a batch larger than the data', async () => {
    const tooLarge = { ...options, batchSize: 2 }
    await expect(train(meanOf([0]), Float64Array.of(0), tooLarge)).rejects.toThrow(ArgumentError)
  })
})

/** Mean of (θ − y)²/2. */
function meanOf(y: readonly number[]): SampledObjective {
  return leastSquares(
    y.map(() => [1]),
    y,
  )
}

/** Mean over samples of (x·θ − y)²/2. @param x [N, P] @param y [N] */
function leastSquares(x: readonly (readonly number[])[], y: readonly number[]): SampledObjective {
  const samples = y.length
  const dimension = x[0]!.length
  const residual = (theta: Float64Array, s: number) =>
    theta.reduce((sum, value, i) => sum + value * x[s]![i]!, 0) - y[s]!
  return {
    dimension,
    samples,
    loss: (theta) => y.reduce((sum, _, s) => sum + residual(theta, s) ** 2 / 2, 0) / samples,
    gradient: (theta) =>
      theta.map((_, i) => y.reduce((sum, _y, s) => sum + residual(theta, s) * x[s]![i]!, 0) / samples),
    hvp: () => Float64Array.of(),
    hessian: () => Promise.reject(new Error('not needed')),
    onBatch: (indices) =>
      leastSquares(
        Array.from(indices, (s) => x[s]!),
        Array.from(indices, (s) => y[s]!),
      ),
  }
}
