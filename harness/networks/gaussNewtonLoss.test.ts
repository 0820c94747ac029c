import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { norm } from '../algebra/vectors.ts'
import { expandNetwork } from '../arbitraries/expandNetwork.ts'
import { fixedPointGaussNewton, fromFixed, toFixed } from '../arbitraries/fixedPointLoss.ts'
import { networks } from '../arbitraries/networks.ts'
import { touchesKink } from '../arbitraries/touchesKink.ts'
import { assertProperty } from '../properties/assertProperty.ts'
import { checkedProvider } from '../providers/checkedProvider.ts'
import { embeddedKernels } from '../providers/embedded/embeddedKernels.ts'
import { outputLoss } from './losses.ts'

const oracleError = 2 ** -60
const deep = { min: 1, max: 4 }

describe('the Gauss-Newton part', () => {
  it('is the curvature of the loss along straight lines of the outputs, within its error bound', async () => {
    await assertProperty(
      fc.asyncProperty(networks({ depth: deep }), fc.nat(), fc.boolean(), async (recipe, draw, rounds) => {
        // Thirds fill all 53 bits; a pre-activation next to a ReLU's kink could then be on either side.
        const scale = rounds && recipe.activation !== 'relu' ? 3 : 1
        const scaled = { ...recipe, theta: recipe.theta.map((t) => t / scale) }
        fc.pre(!touchesKink(scaled))
        const { objective, theta } = expandNetwork(scaled)
        const { matrix, errorBound } = await objective.gaussNewton(theta)
        const j = draw % theta.length
        const errors = Float64Array.from(theta, (_, i) =>
          fromFixed(toFixed(matrix.entries[i * theta.length + j]!) - fixedPointGaussNewton(scaled, i, j)),
        )
        expect(norm(errors)).toBeWithin(0, errorBound + oracleError)
      }),
      { numRuns: 150 },
    )
  })

  it('is positive semidefinite within its bound for losses that are convex in the outputs', async () => {
    const losses = ['cross-entropy', 'squared-error'] as const
    const provider = checkedProvider(embeddedKernels())
    await assertProperty(
      fc.asyncProperty(networks({ losses }), async (recipe) => {
        expect(outputLoss(recipe.loss).convexInOutputs).toBe(true)
        const { objective, theta } = expandNetwork(recipe)
        const { matrix, errorBound } = await objective.gaussNewton(theta)
        const result = await provider.eigenvalues(matrix)
        if (result.status !== 'converged') throw new Error(result.message)
        // With l2 no eigenvalue is below it.
        expect(result.values[0]! - recipe.l2).toBeGreaterThanOrEqual(-(errorBound + result.errorBound))
      }),
    )
  })

  it('is all of the Hessian where the outputs are linear in theta', async () => {
    await assertProperty(
      fc.asyncProperty(networks({ depth: { min: 1, max: 1 } }), async (recipe) => {
        const { objective, theta } = expandNetwork(recipe)
        const [whole, part] = await Promise.all([objective.hessian(theta), objective.gaussNewton(theta)])
        expect(part.matrix.entries).toEqual(whole.matrix.entries)
      }),
    )
  })

  it('leaves nothing within a layer of piecewise linear units, in which the outputs are linear', async () => {
    const activations = ['linear', 'relu'] as const
    await assertProperty(
      fc.asyncProperty(networks({ activations, depth: deep }), async (recipe) => {
        const { objective, theta } = expandNetwork(recipe)
        const [whole, part] = await Promise.all([objective.hessian(theta), objective.gaussNewton(theta)])
        const { blocks, dimension } = objective.shape
        blocks.forEach(({ weights }, k) => {
          const end = blocks[k + 1]?.weights ?? dimension
          const rows = Array.from({ length: end - weights }, (_, r) => (weights + r) * dimension)
          const within = ({ matrix }: typeof whole) =>
            rows.flatMap((row) => [...matrix.entries.subarray(row + weights, row + end)])
          expect(within(part)).toBeWithin(within(whole), part.errorBound + whole.errorBound)
        })
      }),
    )
  })

  it('leaves something between layers, unless every sample is fitted', async () => {
    const recipe = {
      layers: [1, 1, 1],
      activation: 'linear',
      loss: 'squared-error',
      l2: 0,
      biases: false,
      inputs: [[1]],
      offset: [0],
      theta: [2, 3],
    } as const
    // f = (vw − t)²: H = 2[[v², 2vw − t], [2vw − t, w²]], of which G has vw in place of 2vw − t.
    const entries = async (target: number, part: 'hessian' | 'gaussNewton') => {
      const { objective, theta } = expandNetwork({ ...recipe, targets: [[target]] })
      return [...(await objective[part](theta)).matrix.entries]
    }
    expect(await entries(1, 'gaussNewton')).toEqual([18, 12, 12, 8])
    expect(await entries(1, 'hessian')).toEqual([18, 22, 22, 8])
    expect(await entries(6, 'hessian')).toEqual(await entries(6, 'gaussNewton'))
  })

  it('does not carry the error of residuals that it has not', async () => {
    for (const recipe of fc.sample(networks(), { seed: 1, numRuns: 100 })) {
      const { objective, theta } = expandNetwork(recipe)
      const [whole, part] = await Promise.all([objective.hessian(theta), objective.gaussNewton(theta)])
      // Sums of fewer non-negative terms; the bound itself is summed with rounding.
      expect(part.errorBound).toBeLessThanOrEqual(whole.errorBound * (1 + 1e-6))
    }
  })
})
