import fc from 'fast-check'
import { EigenvalueDecomposition, Matrix } from 'ml-matrix'
import { describe, expect, it } from 'vitest'
import { sparseRows } from '../algebra/sparseRows.ts'
import { diagonalMatrix, type SymmetricMatrix } from '../algebra/symmetricMatrix.ts'
import { dot, norm, unitRoundoff } from '../algebra/vectors.ts'
import { expandNetwork } from '../arbitraries/expandNetwork.ts'
import { expandSymmetricMatrix } from '../arbitraries/expandSymmetricMatrix.ts'
import {
  fixedPointCurvature,
  fixedPointLoss,
  fixedPointSlope,
  fromFixed,
  toFixed,
} from '../arbitraries/fixedPointLoss.ts'
import { networkRounding } from '../arbitraries/networkRounding.ts'
import { networks } from '../arbitraries/networks.ts'
import { symmetricMatrices } from '../arbitraries/symmetricMatrices.ts'
import { touchesKink } from '../arbitraries/touchesKink.ts'
import { InternalError } from '../errors.ts'
import { minMaxSaddle } from '../landscapes/minMaxSaddle.ts'
import { networkObjective } from '../networks/networkObjective.ts'
import type { Objective } from '../networks/objective.ts'
import { assertProperty } from '../properties/assertProperty.ts'
import { checkedProvider } from '../providers/checkedProvider.ts'
import { embeddedKernels } from '../providers/embedded/embeddedKernels.ts'
import type { Provider } from '../providers/provider.ts'
import { type CurvatureOptions, type CurvatureReport, curvatureAt } from './curvatureAt.ts'

const u = unitRoundoff
const provider = checkedProvider(embeddedKernels())

const noCauses = {
  constantInputs: 0,
  collinearInputs: 0,
  softmaxShift: 0,
  zeroOutgoing: 0,
  redundantUnits: 0,
}

describe('curvatureAt', () => {
  it('finds the spectrum that a quadratic form was made of', async () => {
    await assertProperty(
      fc.asyncProperty(symmetricMatrices({ scaleExponents: { min: -300, max: 300 } }), async (recipe) => {
        const { matrix, eigenvalues, eigenvalueError } = expandSymmetricMatrix(recipe)
        const report = await measured(quadraticForm(matrix), new Float64Array(matrix.order).fill(1))
        expect(report.eigenvalues).toBeWithin(eigenvalues, report.bound + eigenvalueError)
        expect(report.inertia.negative).toBeLessThanOrEqual(eigenvalues.filter((x) => x < 0).length)
        expect(report.inertia.positive).toBeLessThanOrEqual(eigenvalues.filter((x) => x > 0).length)
        expect(report.frobeniusNorm).toBeWithin(norm(eigenvalues), 8 * matrix.order * report.bound)
      }),
    )
  })

  it('agrees with differences of a fixed-point loss, decomposed by ml-matrix', async () => {
    const small = networks({ maxWidth: 2, maxSamples: 3, depth: { min: 1, max: 2 } })
    await assertProperty(
      fc.asyncProperty(small, async (recipe) => {
        fc.pre(!touchesKink(recipe))
        const { objective, theta } = expandNetwork(recipe)
        const report = await measured(objective, theta)
        const rounding = networkRounding(recipe)
        const p = theta.length
        expect(report.loss).toBeWithin(
          fromFixed(fixedPointLoss(recipe, recipe.theta.map(toFixed))),
          rounding.loss,
        )
        const slopes = theta.map((_, i) => fromFixed(fixedPointSlope(recipe, i)))
        expect(report.gradientNorm).toBeWithin(norm(slopes), p * rounding.gradient)
        const hessian = new Matrix(p, p)
        for (let i = 0; i < p; i++) {
          for (let j = 0; j <= i; j++) {
            const entry = fromFixed(fixedPointCurvature(recipe, i, j))
            hessian.set(i, j, entry).set(j, i, entry)
          }
        }
        const reference = new EigenvalueDecomposition(hessian, { assumeSymmetric: true }).realEigenvalues
        // ml-matrix is backward stable at these sizes: 8·n·u·‖H‖; 2⁻⁶⁰ for the differences.
        const bound = report.bound + 8 * p * u * report.frobeniusNorm + 2 ** -60
        expect(report.eigenvalues).toBeWithin(
          reference.sort((a, b) => a - b),
          bound,
        )
      }),
      { numRuns: 40 },
    )
  })

  it('accounts for every parameter, in ascending order', async () => {
    await assertProperty(
      fc.asyncProperty(networks(), async (recipe) => {
        const { objective, theta } = expandNetwork(recipe)
        const report = await measured(objective, theta)
        const { structural, negative, undecided, positive } = report.inertia
        const zeros = objective.structuralZeros(theta)
        expect(structural + negative + undecided + positive).toBe(theta.length)
        expect(structural).toBe(zeros.total)
        expect(report.order).toBe(theta.length)
        expect(report.eigenvalues.length).toBe(theta.length)
        expect([...report.eigenvalues]).toEqual([...report.eigenvalues].sort((a, b) => a - b))
        expect(report.eigenvalueRange).toEqual([report.eigenvalues[0], report.eigenvalues.at(-1)])
        for (const { tolerance, zeros: count, negative: below } of report.curve) {
          expect(count).toBe(report.eigenvalues.filter((x) => Math.abs(x) <= tolerance).length)
          expect(below).toBe(report.eigenvalues.filter((x) => x < -tolerance).length)
        }
        const { silentCount, ...counts } = zeros
        expect({ ...counts, ...report.structure }).toEqual({ ...counts, silent: silentCount })
        expect(counts).toMatchObject({ ...report.structure, silent: counts.silent })
        expect(report.loss).toBe(objective.loss(theta))
        expect(report.gradientNorm).toBe(norm(objective.gradient(theta)))
      }),
      { numRuns: 100 },
    )
  })

  it('adds the error bound of the assembly to that of the solver', async () => {
    const inexact: Objective = {
      ...quadraticForm(diagonalMatrix([-3, -1, 1, 3])),
      hessian: async () => ({ matrix: diagonalMatrix([-3, -1, 1, 3]), errorBound: 2 }),
    }
    const report = await measured(inexact, new Float64Array(4))
    expect(report.bound).toBeGreaterThan(2)
    expect(report.bound).toBeWithin(2, 1e-13)
    expect(report.inertia).toEqual({ structural: 0, negative: 1, undecided: 2, positive: 1 })
  })

  it('counts the signs by factorisation when asked to, and both agree', async () => {
    await assertProperty(
      fc.asyncProperty(networks(), async (recipe) => {
        const { objective, theta } = expandNetwork(recipe)
        const { counted, inertia, structure } = await measured(objective, theta, { countSigns: true })
        if (structure.silent === theta.length) {
          expect(counted).toBe(undefined)
          return
        }
        if (counted?.status !== 'certified') throw new Error('no certificate')
        const { negative, undecided, positive } = counted
        expect(negative + undecided + positive).toBe(theta.length - structure.silent)
        // Every null direction that is proved without eigenvalues is among the undecided.
        expect(undecided).toBeGreaterThanOrEqual(inertia.structural - structure.silent)
        expect(negative).toBeLessThanOrEqual(inertia.negative + inertia.undecided)
        expect(positive).toBeLessThanOrEqual(inertia.positive + inertia.undecided)
      }),
      { numRuns: 60 },
    )
  })

  it('calls it a bug when counts and eigenvalues contradict each other', async () => {
    const lying: Provider = {
      ...provider,
      eigenvalues: async () => ({ status: 'converged', values: Float64Array.of(1, 2), errorBound: 0.1 }),
    }
    const objective = minMaxSaddle({ negative: 1, positive: 1 })
    const run = (countSigns: boolean) => curvatureAt(objective, new Float64Array(2), lying, { countSigns })
    expect(await run(false)).toMatchObject({ status: 'measured', inertia: { negative: 0, positive: 2 } })
    await expect(run(true)).rejects.toThrow(InternalError)
    await expect(run(true)).rejects.toThrow('counts find 1 negative and 1 positive eigenvalues')
  })

  it('measures an objective that proves nothing about its zeros', async () => {
    const report = await measured(minMaxSaddle({ negative: 2, zero: 1, positive: 3 }), new Float64Array(6))
    expect(report.inertia).toEqual({ structural: 0, negative: 2, undecided: 1, positive: 3 })
    expect(report.structure).toEqual({ silent: 0, ...noCauses, deadUnits: [] })
    expect(report.provider).toBe(`embedded (${provider.version})`)
  })

  it.each([
    [
      [-1, 0, -2],
      [-2, -1, 0],
    ],
    [
      [1, 0, 2],
      [0, 1, 2],
    ],
    [
      [1, 0, -2],
      [-2, 0, 1],
    ],
    [
      [0, 0, 0],
      [0, 0, 0],
    ],
  ])('puts removed zeros in their place: %j', async (diagonal, ascending) => {
    const silent = { silent: Uint8Array.of(0, 1, 0), silentCount: 1 }
    const none = { ...noCauses, deadUnits: [], total: 1 }
    const objective = {
      ...quadraticForm(diagonalMatrix(diagonal)),
      structuralZeros: () => ({ ...silent, ...none }),
    }
    const report = await measured(objective, new Float64Array(3))
    expect([...report.eigenvalues]).toEqual(ascending)
    expect(report.inertia.structural).toBe(1)
  })

  it('asks no provider where every row is zero', async () => {
    const zeros = { silentCount: 3, ...noCauses, deadUnits: [], total: 3 }
    const allSilent = {
      ...quadraticForm(diagonalMatrix([0, 0, 0])),
      structuralZeros: () => ({ ...zeros, silent: Uint8Array.of(1, 1, 1) }),
    }
    const refusing = { ...provider, eigenvalues: () => Promise.reject(new Error('not needed')) }
    const report = await curvatureAt(allSilent, new Float64Array(3), refusing)
    expect(report).toMatchObject({
      status: 'measured',
      inertia: { structural: 3, negative: 0, undecided: 0, positive: 0 },
      eigenvalues: new Float64Array(3),
      eigenvalueRange: [0, 0],
    })
  })
})

describe('the outcomes that are no measurement', () => {
  it('of the provider are passed on', async () => {
    const failure = { status: 'notConverged', message: 'after 30 sweeps' } as const
    const failing: Provider = { ...provider, eigenvalues: async () => failure }
    const report = await curvatureAt(minMaxSaddle({ negative: 1, positive: 1 }), new Float64Array(2), failing)
    expect(report).toBe(failure)
  })

  it('are an InternalError when a row is proved to be zero and is not', async () => {
    const objective = networkObjective({
      layers: [1, 1],
      activation: 'linear',
      loss: 'squared-error',
      inputs: sparseRows([2], 1, 1),
      targets: { labels: [0] },
    })
    const theta = Float64Array.of(1, 1)
    const wrong = {
      ...objective,
      structuralZeros: () => ({
        ...objective.structuralZeros(theta),
        silent: Uint8Array.of(0, 1),
        silentCount: 1,
      }),
    }
    const run = curvatureAt(wrong, theta, provider)
    await expect(run).rejects.toThrow(InternalError)
    await expect(curvatureAt(wrong, theta, provider)).rejects.toThrow('row 1 is proved to be zero')
  })

  it('are the reason of an abort, before and between the stages', async () => {
    const [recipe] = fc.sample(networks(), { seed: 2, numRuns: 1 })
    const { objective, theta } = expandNetwork(recipe!)
    for (const stage of ['hessian', 'eigenvalues'] as const) {
      const controller = new AbortController()
      const onStage: CurvatureOptions['onStage'] = (now) => {
        if (now === stage) controller.abort(`at ${stage}`)
      }
      const run = curvatureAt(objective, theta, provider, { signal: controller.signal, onStage })
      await expect(run).rejects.toBe(`at ${stage}`)
    }
  })
})

describe('its listeners', () => {
  it('hear of the stages in order and see the whole Hessian before anything is removed', async () => {
    const inputs = sparseRows([0, 1, 0, 2], 2, 2)
    const objective = networkObjective({
      layers: [2, 2],
      activation: 'tanh',
      loss: 'cross-entropy',
      inputs,
      targets: { labels: [0, 1] },
    })
    const theta = Float64Array.of(1, 2, 3, 4, 5, 6)
    const { matrix: whole } = await objective.hessian(theta)
    const seen: string[] = []
    const report = await measured(objective, theta, {
      onStage: (stage) => seen.push(stage),
      onHessian: async (matrix) => {
        await new Promise<void>((resolve) => setImmediate(resolve))
        seen.push(`order ${matrix.order}`)
        expect([...matrix.entries]).toEqual([...whole.entries])
      },
    })
    expect(seen).toEqual(['hessian', 'order 6', 'eigenvalues'])
    expect(report.structure.silent).toBe(2)
    expect(report.frobeniusNorm).toBeWithin(norm(whole.entries), 16 * u * norm(whole.entries))
  })
})

async function measured(
  objective: Objective,
  theta: Float64Array,
  options: CurvatureOptions = {},
): Promise<CurvatureReport> {
  const report = await curvatureAt(objective, theta, provider, options)
  if (report.status !== 'measured') throw new Error(report.message)
  return report
}

/** ½ xᵀAx; every call gives a new matrix, because the provider may consume it. */
function quadraticForm(matrix: SymmetricMatrix): Objective {
  const n = matrix.order
  const hvp = (_: Float64Array, v: Float64Array): Float64Array =>
    v.map((_x, i) => dot(matrix.entries.subarray(i * n, (i + 1) * n), v))
  return {
    dimension: n,
    loss: (x) => dot(x, hvp(x, x)) / 2,
    gradient: (x) => hvp(x, x),
    hvp,
    hessian: async () => ({ matrix: { ...matrix, entries: matrix.entries.slice() }, errorBound: 0 }),
  }
}
