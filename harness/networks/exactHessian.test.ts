import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sparseRows } from '../algebra/sparseRows.ts'
import { principalSubmatrix } from '../algebra/symmetricMatrix.ts'
import { expandNetwork } from '../arbitraries/expandNetwork.ts'
import { networks } from '../arbitraries/networks.ts'
import { ArgumentError, ShapeError } from '../errors.ts'
import { assertProperty } from '../properties/assertProperty.ts'
import { embeddedProvider } from '../providers/embedded/embeddedProvider.ts'
import type { GramKernels } from '../providers/provider.ts'
import { foundProviders } from '../providers/registry.ts'
import { exactHessian } from './exactHessian.ts'
import type { HessianTuning } from './hessianPlan.ts'
import { networkObjective } from './networkObjective.ts'
import { type NetworkOptions, networkProblem } from './networkProblem.ts'
import type { AssembledHessian } from './objective.ts'

/** Sizes at which everything happens on a few samples: dense products, several groups, chunks and panels. */
const tunings = fc.record({
  commonShare: fc.constantFrom(0, 0.5, 1),
  leadingShare: fc.constantFrom(0, 0.3, 1),
  rowRoom: fc.integer({ min: 1, max: 20 }),
  mostRows: fc.integer({ min: 1, max: 4 }),
  pairRoom: fc.integer({ min: 1, max: 40 }),
  panelRoom: fc.integer({ min: 1, max: 60 }),
  chunkRoom: fc.integer({ min: 1, max: 200 }),
  smallProduct: fc.constantFrom(0, 12),
})

/** Chooses some parameters, at least one. */
const someOf = fc.array(fc.boolean(), { minLength: 7, maxLength: 7 }).map(
  (pattern) =>
    (p: number): boolean =>
      p === 0 || pattern[p % 7]!,
)

/** @param kept parameters of theta */
function tunedHessian(
  options: NetworkOptions,
  theta: Float64Array,
  kept: Int32Array | undefined,
  provider: GramKernels,
  tuning: Partial<HessianTuning>,
): Promise<AssembledHessian> {
  const problem = networkProblem(options)
  const { layout } = problem
  const samples = Int32Array.from({ length: options.inputs.rows }, (_, s) => s)
  const parameters = kept && Int32Array.from(kept, (p) => layout.kept[p]!)
  return exactHessian(problem, layout.embed(theta), samples, { provider, kept: parameters }, tuning)
}

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
  it('is the same up to rounding however samples, inputs and units are taken together', async () => {
    await assertProperty(
      fc.asyncProperty(networks(), tunings, someOf, async (recipe, tuning, isKept) => {
        const { theta, options, objective } = expandNetwork(recipe)
        const { matrix, errorBound } = await objective.hessian(theta)
        const kept = Int32Array.from(theta.keys()).filter(isKept)
        const expected = principalSubmatrix(matrix, kept)
        for (const provider of await foundProviders()) {
          const tuned = await tunedHessian(options, theta, kept, provider, tuning)
          expect(tuned.matrix.entries).toBeWithin(expected.entries, errorBound + tuned.errorBound)
          const again = await tunedHessian(options, theta, kept, provider, tuning)
          expect([...again.matrix.entries]).toEqual([...tuned.matrix.entries])
        }
      }),
    )
  })

  it('has rows that are exactly 0 where they are proved to be, in dense products too', async () => {
    await assertProperty(
      fc.asyncProperty(networks({ activations: ['relu'], l2: [0] }), tunings, async (recipe, tuning) => {
        const { theta, options, objective } = expandNetwork(recipe)
        const all = Int32Array.from(theta.keys())
        const { silent } = objective.structuralZeros(theta)
        for (const provider of await foundProviders()) {
          const { entries } = (await tunedHessian(options, theta, all, provider, tuning)).matrix
          const rows = entries.filter((_, p) => silent[Math.floor(p / all.length)] === 1)
          expect(rows.every((x) => x === 0)).toBe(true)
        }
      }),
    )
  })

  it('is to the bit, and in parts up to rounding, what the whole matrix of a diagonal loss Hessian gives', async () => {
    const squared = networks({ losses: ['squared-error'], biases: [true] })
    await assertProperty(
      fc.asyncProperty(squared, tunings, someOf, async (recipe, tuning, isKept) => {
        const { theta, options } = expandNetwork(recipe)
        const problem = networkProblem(options)
        const { hessianDiagonal, ...loss } = problem.loss
        expect(hessianDiagonal).toBeDefined()
        const samples = Int32Array.from({ length: options.inputs.rows }, (_, s) => s)
        const kept = Int32Array.from(theta.keys()).filter(isKept)
        const whole = await exactHessian({ ...problem, loss }, theta, samples, { kept })
        expect(await exactHessian(problem, theta, samples, { kept })).toEqual(whole)
        const into = new Float64Array(kept.length ** 2).fill(Number.NaN)
        const inParts = await exactHessian(problem, theta, samples, { kept, into }, tuning)
        expect(inParts.matrix.entries).toBeWithin(whole.matrix.entries, whole.errorBound + inParts.errorBound)
      }),
    )
  })

  it('is written into a buffer that is handed in, over whatever stands there', async () => {
    await assertProperty(
      fc.asyncProperty(networks(), fc.nat({ max: 3 }), someOf, async (recipe, more, isKept) => {
        const { theta, objective } = expandNetwork(recipe)
        const kept = Int32Array.from(theta.keys()).filter(isKept)
        const into = new Float64Array(kept.length ** 2 + more).fill(Number.NaN)
        const { matrix, errorBound } = await objective.hessian(theta, { kept, into })
        const expected = await objective.hessian(theta, { kept })
        expect(matrix.entries.buffer).toBe(into.buffer)
        expect([...matrix.entries]).toEqual([...expected.matrix.entries])
        expect(errorBound).toBe(expected.errorBound)
      }),
    )
  })

  it('gives back what it took from the provider, also when it is stopped', async () => {
    const inputs = sparseRows(new Float64Array(400).fill(1), 20, 20)
    const targets = { labels: new Uint8Array(20) }
    const options = { layers: [20, 3, 2], activation: 'tanh', loss: 'cross-entropy', inputs, targets }
    const theta = new Float64Array(71).fill(0.01)
    for (const fails of [false, true]) {
      const held = new Set<Float64Array>()
      const provider: GramKernels = {
        ...embeddedProvider(),
        allocate(length) {
          const array = new Float64Array(length)
          held.add(array)
          return array
        },
        release: (array) => void held.delete(array),
        addGram: () => (fails ? Promise.reject(new Error('enough')) : Promise.resolve()),
        addProduct: () => Promise.resolve(),
      }
      const run = tunedHessian(options, theta, undefined, provider, { smallProduct: 0 })
      await (fails ? expect(run).rejects.toThrow('enough') : run)
      expect(held.size).toBe(0)
    }
  })

  it('refuses parameters that are out of order and a buffer that is too short', async () => {
    const [recipe] = fc.sample(networks({ biases: [true] }), { seed: 1, numRuns: 1 })
    const { objective, theta } = expandNetwork(recipe!)
    for (const kept of [[1, 0], [0, 0], [-1], [theta.length]]) {
      const run = objective.hessian(theta, { kept: Int32Array.from(kept) })
      await expect(run).rejects.toThrow(ArgumentError)
    }
    await expect(objective.hessian(theta, { kept: new Int32Array(0) })).rejects.toThrow(ShapeError)
    const into = new Float64Array(theta.length ** 2 - 1)
    await expect(objective.hessian(theta, { into })).rejects.toThrow(ShapeError)
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
