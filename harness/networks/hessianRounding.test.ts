/**
 * The Hessian's error bound against the error itself, which fixed point gives; and how tight the bound is.
 *
 * Numbers are divided by 3 here, so that they use all 53 bits and nearly every operation rounds.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sparseRows } from '../algebra/sparseRows.ts'
import { frobeniusNorm, symmetricMatrix } from '../algebra/symmetricMatrix.ts'
import { norm, unitRoundoff } from '../algebra/vectors.ts'
import { expandNetwork } from '../arbitraries/expandNetwork.ts'
import { fixedPointCurvature, fromFixed, toFixed } from '../arbitraries/fixedPointLoss.ts'
import { type NetworkRecipe, networks } from '../arbitraries/networks.ts'
import { touchesKink } from '../arbitraries/touchesKink.ts'
import { assertProperty } from '../properties/assertProperty.ts'
import { checkedProvider } from '../providers/checkedProvider.ts'
import { embeddedKernels } from '../providers/embedded/embeddedKernels.ts'
import { softmax } from './losses.ts'
import { networkObjective } from './networkObjective.ts'

const provider = checkedProvider(embeddedKernels())
const oracleError = 2 ** -60
const thirds = (values: readonly number[], factor = 1): number[] => values.map((x) => (x / 3) * factor)
/** Without ReLU: at numbers of 53 bits a pre-activation next to its kink could be on either side. */
const activations = ['linear', 'tanh', 'sigmoid', 'swish', 'softplus'] as const
const small = { activations, maxWidth: 3, maxSamples: 4 }

describe('errorBound', () => {
  it('holds where everything rounds, at small and large weights', async () => {
    const factor = fc.constantFrom(1, 0.01, 10, 100)
    await assertProperty(
      fc.asyncProperty(networks(small), factor, fc.nat(), async (recipe, scale, draw) => {
        const { inputs, offset, theta } = recipe
        const rounded = {
          ...recipe,
          inputs: inputs.map((row) => thirds(row)),
          offset: thirds(offset),
          theta: thirds(theta, scale),
        }
        const { error, bound } = await columnError(rounded, draw)
        expect(error).toBeWithin(0, bound)
      }),
      { numRuns: 150 },
    )
  })

  it('bounds ‖ΔH‖₂ of the whole matrix, half of the time by less than 500 times the error', async () => {
    const ratios: number[] = []
    const sizes = { maxWidth: 2, maxSamples: 3, depth: { min: 1, max: 2 } }
    const smooth = fc
      .sample(networks({ ...sizes, activations }), { seed: 1, numRuns: 120 })
      .map((recipe) => ({
        ...recipe,
        inputs: recipe.inputs.map((row) => thirds(row)),
        offset: thirds(recipe.offset),
        theta: thirds(recipe.theta),
      }))
    // At numbers of few bits the side of a kink is known.
    const relu = fc.sample(networks({ ...sizes, activations: ['relu'] }), { seed: 1, numRuns: 40 })
    for (const recipe of [...smooth, ...relu.filter((one) => !touchesKink(one))]) {
      const { error, bound } = await wholeError(recipe)
      expect(error).toBeWithin(0, bound + oracleError)
      if (error > oracleError) ratios.push(error / bound)
    }
    ratios.sort((a, b) => a - b)
    expect(ratios.length).toBeGreaterThan(60)
    expect(ratios[ratios.length >> 1]).toBeGreaterThan(1 / 500)
  })

  it('holds where the offset cancels nearly all of the inputs, and where they are nearly all offset', async () => {
    const far = 2 ** 20 / 3
    await assertProperty(
      fc.asyncProperty(networks(small), fc.boolean(), fc.nat(), async (recipe, cancels, draw) => {
        const shifted = {
          ...recipe,
          inputs: recipe.inputs.map((row) => row.map((x) => (cancels ? x + far : 0))),
          offset: recipe.offset.map((m) => m + far),
          theta: thirds(recipe.theta),
        }
        const { error, bound } = await columnError(shifted, draw)
        expect(error).toBeWithin(0, bound)
      }),
      { numRuns: 100 },
    )
  })

  it('holds where large terms cancel in a pre-activation', async () => {
    const third = fc.integer({ min: 1, max: 300 }).map((k) => k / 3)
    const outputBias = fc.integer({ min: -8, max: 8 }).map((k) => k / 4)
    await assertProperty(
      fc.asyncProperty(third, third, outputBias, fc.boolean(), async (x, w, b, isOffset) => {
        const weight = 100 * w
        const recipe: NetworkRecipe = {
          layers: [1, 2],
          activation: 'linear',
          loss: 'cross-entropy',
          l2: 0,
          inputs: [[isOffset ? 0 : -x]],
          targets: [0],
          offset: [isOffset ? x : 0],
          // The bias takes back what the weight adds, up to the rounding of the product.
          theta: [weight, 0, weight * x, b],
        }
        const { error, bound } = await columnError(recipe, 0)
        expect(error).toBeWithin(0, bound)
      }),
      { numRuns: 200 },
    )
  })

  it('holds for many samples, where the sum loses the same way each time', async () => {
    const samples = 20_000
    const [x, curvature] = [291 / 7, 2 * (291 / 7) ** 2]
    const one: NetworkRecipe = {
      layers: [1, 1],
      activation: 'linear',
      loss: 'squared-error',
      l2: 0,
      inputs: [[x]],
      targets: [[0]],
      offset: [0],
      theta: [0, 0],
    }
    const { objective, theta } = expandNetwork({
      ...one,
      inputs: new Array<number[]>(samples).fill([x]),
      targets: new Array<number[]>(samples).fill([0]),
    })
    const { matrix, errorBound } = await objective.hessian(theta)
    // The mean of equal numbers is that number.
    const error = fromFixed(toFixed(matrix.entries[0]!) - fixedPointCurvature(one, 0, 0))
    expect(error).toBeWithin(0, errorBound)
    // As much as a quarter of N units: without a term for the sum the bound would be some 60 units.
    expect(Math.abs(error)).toBeGreaterThan((samples / 5) * unitRoundoff * curvature)
  })

  it('holds for a wide layer, whose inner products lose the same way each time', async () => {
    const outputs = 1000
    const weight = 171 / 7
    const theta = new Float64Array(2 + 2 * outputs).fill(weight, 2, 2 + outputs)
    const inputs = sparseRows([0], 1, 1)
    const targets = { values: new Float64Array(outputs) }
    const layers = [1, 1, outputs]
    const objective = networkObjective({
      layers,
      activation: 'linear',
      loss: 'squared-error',
      inputs,
      targets,
    })
    const { matrix, errorBound } = await objective.hessian(theta)
    // The hidden bias reaches all outputs alike: Σ_c (2/C)·w² = 2w².
    const exact = 2 * weight ** 2
    const error = matrix.entries[theta.length + 1]! - exact
    expect(error).toBeWithin(0, errorBound)
    expect(Math.abs(error)).toBeGreaterThan((outputs / 5) * unitRoundoff * exact)
  })

  it('holds where l2 outweighs the loss, and adding it rounds more than all the rest', async () => {
    await assertProperty(
      fc.asyncProperty(networks({ ...small, l2: [1e3, 1e6] }), async (recipe) => {
        const { objective, theta } = expandNetwork(recipe)
        const plain = expandNetwork({ ...recipe, l2: 0 }).objective
        const { matrix, errorBound } = await objective.hessian(theta)
        const without = (await plain.hessian(theta)).matrix
        // The two differ by l2 on the diagonal and by its rounding: here it is taken where nothing rounds.
        const errors = Float64Array.from(theta, (_, p) => {
          const place = p * theta.length + p
          const exact = toFixed(without.entries[place]!) + toFixed(recipe.l2)
          return fromFixed(toFixed(matrix.entries[place]!) - exact)
        })
        expect(errors).toBeWithin(new Float64Array(theta.length), errorBound)
      }),
    )
  })

  it('holds where outputs equal their targets, which hides what the derivatives are made of', async () => {
    // A weight that is large where its class is improbable brings out the smallest entries of ∂²ℓ/∂z².
    const logWeights = fc.integer({ min: 16, max: 96 }).map((k) => k / 4)
    const others = fc.array(
      fc.integer({ min: -16, max: 16 }).map((k) => k / 12),
      { minLength: 4, maxLength: 4 },
    )
    const softmaxLosses = fc.constantFrom('cross-entropy' as const, 'squared-error-softmax' as const)
    await assertProperty(
      fc.asyncProperty(softmaxLosses, logWeights, others, async (loss, logWeight, [w1, w2, b1, b2]) => {
        const weight = Math.exp(logWeight)
        const theta = [0, 1 / weight, weight, w1!, w2!, -logWeight, b1!, b2!]
        const z = Float64Array.of(1 - logWeight, b1!, b2!)
        const targets = [[...softmax(z, new Float64Array(3))]]
        const data = { inputs: [[0.5]], targets, offset: [0] }
        const recipe = { layers: [1, 1, 3], activation: 'linear', loss, l2: 0, ...data, theta } as const
        for (const j of [1, 2, 5]) {
          const { error, bound } = await columnError(recipe, j)
          expect(error).toBeWithin(0, bound)
        }
      }),
      { numRuns: 50 },
    )
  })

  it('is tight: of 500 networks half are below 1e-13·(1 + ‖H‖), and 95 of 100 below 1e-11', async () => {
    const ratios: number[] = []
    for (const recipe of fc.sample(networks(), { seed: 1, numRuns: 500 })) {
      const { objective, theta } = expandNetwork(recipe)
      const { matrix, errorBound } = await objective.hessian(theta)
      ratios.push(errorBound / (1 + frobeniusNorm(matrix)))
    }
    ratios.sort((a, b) => a - b)
    expect(ratios[250]).toBeLessThan(1e-13)
    expect(ratios[475]).toBeLessThan(1e-11)
  })

  it('is small beside the curvature of confident predictions, however small that is', async () => {
    for (const confidence of [1, 10, 30, 100]) {
      const recipe: NetworkRecipe = {
        layers: [1, 2],
        activation: 'linear',
        loss: 'cross-entropy',
        l2: 0,
        inputs: [[1], [-1]],
        targets: [0, 1],
        offset: [0],
        theta: [confidence / 2, -confidence / 2, 0, 0],
      }
      const { objective, theta } = expandNetwork(recipe)
      const { matrix, errorBound } = await objective.hessian(theta)
      // Errors of e^z are relative, and grow with z.
      expect(errorBound).toBeLessThan(1000 * (1 + confidence) * unitRoundoff * frobeniusNorm(matrix))
    }
  })

  it('is finite where units and outputs are saturated', async () => {
    for (const activation of activations) {
      const recipe: NetworkRecipe = {
        layers: [1, 2, 2],
        activation,
        loss: 'cross-entropy',
        l2: 0,
        inputs: [[1], [-1]],
        targets: [0, 1],
        offset: [0],
        theta: [750, -750, 0, 0, 1, -1, 1, -1, 0, 0],
      }
      const { objective, theta } = expandNetwork(recipe)
      const { errorBound } = await objective.hessian(theta)
      expect(errorBound).toBeLessThan(1e-4)
    }
  })
})

/** ‖Δ‖₂, the largest eigenvalue of Δ in magnitude. */
async function wholeError(recipe: NetworkRecipe): Promise<{ error: number; bound: number }> {
  const { objective, theta } = expandNetwork(recipe)
  const { matrix, errorBound } = await objective.hessian(theta)
  const n = matrix.order
  const errors = new Float64Array(n * n)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const entry = toFixed(matrix.entries[i * n + j]!) - fixedPointCurvature(recipe, i, j)
      errors[i * n + j] = errors[j * n + i] = fromFixed(entry)
    }
  }
  const result = await provider.eigenvalues(symmetricMatrix(errors, n))
  if (result.status !== 'converged') throw new Error(result.message)
  return { error: Math.max(-result.values[0]!, result.values.at(-1)!), bound: errorBound }
}

/** ‖Δe_j‖, which is at most ‖Δ‖₂, for one column j. */
async function columnError(recipe: NetworkRecipe, draw: number): Promise<{ error: number; bound: number }> {
  const { objective, theta } = expandNetwork(recipe)
  const { matrix, errorBound } = await objective.hessian(theta)
  const n = matrix.order
  const j = draw % n
  const errors = Float64Array.from(theta, (_, i) =>
    fromFixed(toFixed(matrix.entries[i * n + j]!) - fixedPointCurvature(recipe, i, j)),
  )
  return { error: norm(errors), bound: errorBound + oracleError }
}
