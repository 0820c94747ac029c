import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sparseRows } from '../algebra/sparseRows.ts'
import { expandNetwork } from '../arbitraries/expandNetwork.ts'
import { networks } from '../arbitraries/networks.ts'
import { ArgumentError } from '../errors.ts'
import { assertProperty } from '../properties/assertProperty.ts'
import { exactHessian } from './exactHessian.ts'
import { networkObjective } from './networkObjective.ts'
import { networkProblem } from './networkProblem.ts'

describe('the Hessian of a network without hidden layer', () => {
  it('is known in full for one number', async () => {
    // f = (2·w + b − 7)² with w = 1, b = 2: loss 9, slope −6·(2, 1), curvature 2·(2, 1)(2, 1)ᵀ.
    const options = {
      layers: [1, 1],
      activation: 'linear',
      loss: 'squared-error',
      inputs: sparseRows([2], 1, 1),
      targets: { values: Float64Array.of(7) },
    }
    const theta = Float64Array.of(1, 2)
    const objective = networkObjective(options)
    expect(objective.loss(theta)).toBe(9)
    expect([...objective.gradient(theta)]).toEqual([-12, -6])
    expect([...objective.hvp(theta, Float64Array.of(1, -1))]).toEqual([4, 2])
    expect([...(await objective.hessian(theta)).matrix.entries]).toEqual([8, 4, 4, 2])
  })
})

describe('exactHessian', () => {
  it('is the same up to rounding when samples are taken in groups', async () => {
    const room = fc.integer({ min: 1, max: 40 })
    await assertProperty(
      fc.asyncProperty(networks({ biases: [true] }), room, async (recipe, weights) => {
        const { theta, options, objective } = expandNetwork(recipe)
        const problem = networkProblem(options)
        const samples = Int32Array.from({ length: objective.samples }, (_, s) => s)
        const grouped = await exactHessian(problem, theta, samples, {}, weights)
        const { matrix, errorBound } = await objective.hessian(theta)
        expect(grouped.errorBound).toBe(errorBound)
        expect(grouped.matrix.entries).toBeWithin(matrix.entries, 2 * errorBound)
      }),
    )
  })

  it('refuses, in words, an order for which no memory can be had', async () => {
    const objective = networkObjective({
      layers: [100_000, 10],
      activation: 'linear',
      loss: 'squared-error',
      inputs: sparseRows(new Float64Array(100_000), 1, 100_000),
      targets: { labels: [0] },
    })
    const run = objective.hessian(new Float64Array(objective.dimension))
    await expect(run).rejects.toThrow('got P = 1000010, which takes 8000.2 GB')
    await expect(run).rejects.toThrow(ArgumentError)
  })

  it('stops on abort with the reason of the signal', async () => {
    const [recipe] = fc.sample(networks(), { seed: 1, numRuns: 1 })
    const { objective, theta } = expandNetwork(recipe!)
    const signal = AbortSignal.abort('enough')
    await expect(objective.hessian(theta, { signal })).rejects.toBe('enough')
  })

  it('stops in the middle, and reports growing progress until then', async () => {
    // [N, 200] inputs, all stored: many seconds of work if nothing stopped it.
    const samples = 8000
    const inputs = sparseRows(new Float64Array(samples * 200).fill(1), samples, 200)
    const targets = { labels: new Uint8Array(samples) }
    const layers = [200, 12, 2]
    const objective = networkObjective({ layers, activation: 'tanh', loss: 'cross-entropy', inputs, targets })
    const controller = new AbortController()
    const seen: number[] = []
    const totals = new Set<number>()
    const work = objective.hessian(new Float64Array(objective.dimension).fill(0.01), {
      signal: controller.signal,
      onProgress: (done, total) => {
        totals.add(total)
        seen.push(done)
        if (seen.length === 3) controller.abort('enough')
      },
    })
    await expect(work).rejects.toBe('enough')
    expect(seen).toEqual([...new Set(seen)].sort((a, b) => a - b))
    expect(seen.length).toBe(3)
    expect(totals.size).toBe(1)
    expect(seen[2]).toBeLessThan([...totals][0]!)
  })
})
