import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { diagonalMatrix, type SymmetricMatrix } from '../algebra/symmetricMatrix.ts'
import { expandNetwork } from '../arbitraries/expandNetwork.ts'
import { networks } from '../arbitraries/networks.ts'
import { InternalError } from '../errors.ts'
import { minMaxSaddle } from '../landscapes/minMaxSaddle.ts'
import type { Objective } from '../networks/objective.ts'
import { assertProperty } from '../properties/assertProperty.ts'
import type { Provider } from '../providers/provider.ts'
import { foundProviders } from '../providers/registry.ts'
import { curvatureAt } from './curvatureAt.ts'
import { type PointSigns, type SignsOptions, signsAt } from './signsAt.ts'
import { noStructure } from './structureCounts.ts'

const providers = await foundProviders()
const provider = providers.find(({ name }) => name === 'embedded')!

describe.each(providers)('signsAt over $name', (provider) => {
  it('states no sign that the spectrum contradicts, and no other point', async () => {
    await assertProperty(
      fc.asyncProperty(networks(), async (recipe) => {
        const { objective, theta } = expandNetwork(recipe)
        const tolerances = [2 ** -20, 2 ** -3]
        const counted = await measured(objective, theta, { tolerances }, provider)
        const spectrum = await curvatureAt(objective, theta, provider)
        if (spectrum.status !== 'measured') throw new Error(spectrum.message)
        const { structural, negative, undecided, positive } = counted.inertia
        expect(structural + negative + undecided + positive).toBe(theta.length)
        expect(structural).toBe(spectrum.inertia.structural)
        expect(negative).toBeLessThanOrEqual(spectrum.inertia.negative + spectrum.inertia.undecided)
        expect(positive).toBeLessThanOrEqual(spectrum.inertia.positive + spectrum.inertia.undecided)
        const certain = spectrum.eigenvalues.filter((x) => Math.abs(x) > counted.bound + spectrum.bound)
        expect(negative + positive).toBeGreaterThanOrEqual(certain.length)
        for (const { tolerance, zeros, slack } of counted.curve) {
          const fuzz = slack + spectrum.bound
          const within = (t: number): number => spectrum.eigenvalues.filter((x) => Math.abs(x) <= t).length
          expect(zeros).toBeGreaterThanOrEqual(within(tolerance - fuzz))
          expect(zeros).toBeLessThanOrEqual(within(tolerance + fuzz))
        }
        const { loss, gradientNorm, order, structure } = spectrum
        expect(counted).toMatchObject({ loss, gradientNorm, order, structure })
      }),
      { numRuns: 60 },
    )
  })
})

describe('signsAt', () => {
  it('counts an objective that proves nothing about its zeros', async () => {
    const tolerances = [0.5, 2]
    const report = await measured(minMaxSaddle({ negative: 2, zero: 1, positive: 3 }), new Float64Array(6), {
      tolerances,
    })
    expect(report.inertia).toEqual({ structural: 0, negative: 2, undecided: 1, positive: 3 })
    expect(report.curve.map(({ zeros, negative }) => ({ zeros, negative }))).toEqual([
      { zeros: 1, negative: 2 },
      { zeros: 6, negative: 0 },
    ])
  })

  it('asks no provider where every row is zero', async () => {
    const structuralZeros = () => ({
      ...noStructure(3),
      silent: Uint8Array.of(1, 1, 1),
      silentCount: 3,
      total: 3,
    })
    const refusing = { ...provider, inertia: () => Promise.reject(new Error('not needed')) }
    const objective = { ...quadraticForm(diagonalMatrix([0, 0, 0])), structuralZeros }
    const report = await measured(objective, new Float64Array(3), { tolerances: [1] }, refusing)
    expect(report.inertia).toEqual({ structural: 3, negative: 0, undecided: 0, positive: 0 })
    expect(report.curve).toEqual([{ tolerance: 1, zeros: 3, negative: 0, slack: 0 }])
  })

  it('is an InternalError where more null directions are proved than can be', async () => {
    const structuralZeros = () => ({ ...noStructure(2), softmaxShift: 1, total: 1 })
    const objective = { ...quadraticForm(diagonalMatrix([1, 2])), structuralZeros }
    const run = signsAt(objective, new Float64Array(2), provider)
    await expect(run).rejects.toThrow(InternalError)
    await expect(signsAt(objective, new Float64Array(2), provider)).rejects.toThrow('1 null directions')
  })

  it('passes on the failure of a provider', async () => {
    const failure = { status: 'tooLarge', message: 'no room' } as const
    const failing: Provider = { ...provider, inertia: async () => failure }
    const saddle = minMaxSaddle({ negative: 1, positive: 1 })
    expect(await signsAt(saddle, new Float64Array(2), failing)).toBe(failure)
  })

  it('calls memory that is not there an outcome', async () => {
    const full: Provider = { ...provider, allocate: () => new Float64Array(new ArrayBuffer(2 ** 53)) }
    expect(
      await signsAt(minMaxSaddle({ negative: 1, positive: 1 }), new Float64Array(2), full),
    ).toMatchObject({
      status: 'tooLarge',
    })
  })

  it('remembers the assembly and every cut: what is remembered is not computed again', async () => {
    const kept = new Map<string, object>()
    const remember: SignsOptions['remember'] = async (stage, shift, compute) => {
      const key = `${stage} ${shift}`
      const result = kept.get(key) ?? (await compute())
      kept.set(key, result)
      return result as Awaited<ReturnType<typeof compute>>
    }
    let assembled = 0
    const saddle = minMaxSaddle({ negative: 1, positive: 2 })
    const objective: Objective = {
      ...saddle,
      hessian: (theta, options) => {
        assembled++
        return saddle.hessian(theta, options)
      },
    }
    const first = await measured(objective, new Float64Array(3), { remember, tolerances: [1e-3] })
    const stages = [...kept.keys()]
    expect(stages.filter((stage) => stage.startsWith('cut'))).toHaveLength(4)
    expect(await measured(objective, new Float64Array(3), { remember, tolerances: [1e-3] })).toEqual(first)
    expect(assembled).toBe(1)
    // A run that was killed after the second cut assembles once more, and counts what is missing.
    for (const stage of stages.slice(3)) kept.delete(stage)
    const entered: string[] = []
    const onStage = (stage: string) => entered.push(stage)
    expect(await measured(objective, new Float64Array(3), { remember, onStage, tolerances: [1e-3] })).toEqual(
      first,
    )
    expect(entered).toEqual(['hessian', 'eigenvalues below -1.0e-3', 'eigenvalues below 1.0e-3'])
  })

  it('gives back the memory that it took, also after an abort', async () => {
    const taken = new Set<Float64Array>()
    const counting: Provider = {
      ...provider,
      allocate: (length) => {
        const array = provider.allocate(length)
        taken.add(array)
        return array
      },
      release: (array) => {
        taken.delete(array)
        provider.release(array)
      },
    }
    const saddle = minMaxSaddle({ negative: 1, positive: 2 })
    await measured(saddle, new Float64Array(3), {}, counting)
    const controller = new AbortController()
    const onStage = (stage: string) => {
      if (stage !== 'hessian') controller.abort('enough')
    }
    const run = signsAt(saddle, new Float64Array(3), counting, { signal: controller.signal, onStage })
    await expect(run).rejects.toBe('enough')
    expect(taken.size).toBe(0)
  })
})

async function measured(
  objective: Objective,
  theta: Float64Array,
  options: SignsOptions = {},
  over: Provider = provider,
): Promise<PointSigns> {
  const report = await signsAt(objective, theta, over, options)
  if (report.status !== 'measured') throw new Error(report.message)
  return report
}

function quadraticForm(matrix: SymmetricMatrix): Objective {
  const zero = () => new Float64Array(matrix.order)
  return {
    dimension: matrix.order,
    loss: () => 0,
    gradient: zero,
    hvp: zero,
    hessian: async () => ({ matrix: { ...matrix, entries: matrix.entries.slice() }, errorBound: 0 }),
  }
}
