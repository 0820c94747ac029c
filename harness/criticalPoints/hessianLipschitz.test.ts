import { describe, expect, it } from 'vitest'
import { sparseRows } from '../algebra/sparseRows.ts'
import { unitRoundoff } from '../algebra/vectors.ts'
import { ArgumentError } from '../errors.ts'
import { gutter } from '../landscapes/gutter.ts'
import { hessianLipschitzBounds } from '../landscapes/hessianLipschitzBounds.ts'
import { minMaxSaddle } from '../landscapes/minMaxSaddle.ts'
import { monkeySaddle } from '../landscapes/monkeySaddle.ts'
import { plateau } from '../landscapes/plateau.ts'
import { quartic } from '../landscapes/quartic.ts'
import { networkObjective } from '../networks/networkObjective.ts'
import type { Objective } from '../networks/objective.ts'
import { type HessianLipschitzEstimate, hessianLipschitz } from './hessianLipschitz.ts'

const { minMaxSaddle: quadratic, ...bounds } = hessianLipschitzBounds

/** `largest` is the largest quotient at distance r from the point: where the third derivative points, by hand. */
const landscapes = [
  {
    name: 'quartic',
    objective: quartic,
    bound: bounds.quartic,
    at: [-3, 0],
    largest: (r: number) => 3 * (6 + r),
  },
  {
    name: 'quartic',
    objective: quartic,
    bound: bounds.quartic,
    at: [0, 2],
    largest: (r: number) => 10.8 * (4 + r),
  },
  { name: 'monkeySaddle', objective: monkeySaddle, bound: bounds.monkeySaddle, at: [0, 0], largest: () => 6 },
  {
    name: 'monkeySaddle',
    objective: monkeySaddle,
    bound: bounds.monkeySaddle,
    at: [5, -1],
    largest: () => 6,
  },
  {
    name: 'gutter',
    objective: gutter,
    bound: bounds.gutter,
    at: [0.6, 0.8],
    largest: (r: number) => 3 * (2 + r),
  },
  { name: 'gutter', objective: gutter, bound: bounds.gutter, at: [0, 0], largest: (r: number) => 3 * r },
  { name: 'plateau', objective: plateau, bound: bounds.plateau, at: [0, 2.5], largest: () => 0 },
  { name: 'plateau', objective: plateau, bound: bounds.plateau, at: [8, 0], largest: () => 0 },
]

describe.each(landscapes)('hessianLipschitz of $name at $at', ({ objective, bound, at, largest }) => {
  const theta = Float64Array.from(at)

  it.each([2 ** -2, 2 ** -10, 2 ** -20])(
    'is never above the closed form, and near it, at %d',
    async (distance) => {
      const { lowerBound, estimate, random } = await measured(objective, theta, { distance })
      expect(lowerBound).toBeLessThanOrEqual(bound(theta, distance))
      expect(lowerBound).toBeLessThanOrEqual(largest(distance) * (1 + 16 * unitRoundoff))
      expect(lowerBound).toBeGreaterThanOrEqual(0.99 * largest(distance))
      expect(random).toBeLessThanOrEqual(estimate)
    },
  )
})

describe('hessianLipschitz', () => {
  it('is 0 of a quadratic form', async () => {
    const theta = Float64Array.of(1, 2, 3)
    const { lowerBound, estimate } = await measured(
      minMaxSaddle({ negative: 1, zero: 1, positive: 1 }),
      theta,
      {
        distance: 0.5,
      },
    )
    expect([lowerBound, estimate, quadratic(theta, 0.5)]).toEqual([0, 0, 0])
  })

  it('finds more by ascent than by chance', async () => {
    const objective = smallNetwork('tanh', 6)
    const theta = Float64Array.from({ length: objective.dimension }, (_, p) => Math.sin(p + 1))
    const { random, estimate, lowerBound } = await measured(objective, theta, { distance: 2 ** -10 })
    expect(estimate).toBeGreaterThan(1.5 * random)
    expect(lowerBound).toBeGreaterThan(0.999 * estimate)
    expect(lowerBound).toBeLessThanOrEqual(estimate * (1 + 1e-9))
  })

  it('settles where the Hessian is smooth, and grows like 1/‖d‖ across the kink of a ReLU', async () => {
    // One unit whose pre-activation 1·1 − 1 is 0 on the first sample.
    const theta = Float64Array.of(1, -1, 1, 0.5)
    const distances = [2 ** -6, 2 ** -12, 2 ** -18]
    const at = async (objective: Objective) => {
      const found = await Promise.all(distances.map((distance) => measured(objective, theta, { distance })))
      return found.map(({ lowerBound }) => lowerBound)
    }
    const smooth = await at(smallNetwork('tanh', 1))
    const kinked = await at(smallNetwork('relu', 1))
    for (const k of [0, 1]) {
      expect(smooth[k + 1]! / smooth[k]!).toBeLessThan(1.1)
      expect(kinked[k + 1]! / kinked[k]!).toBeGreaterThan(2 ** 5)
    }
    // The jump itself does not shrink with the distance.
    expect(kinked[2]! * distances[2]!).toBeGreaterThan(0.5)
  })

  it('says 0, not less, where rounding takes all', async () => {
    const { lowerBound } = await measured(quartic, Float64Array.of(-3, 0), { distance: 2 ** -48 })
    expect(lowerBound).toBeGreaterThanOrEqual(0)
    expect(lowerBound).toBeLessThanOrEqual(18)
  })

  it('refuses options that make no sense', async () => {
    const theta = Float64Array.of(1, 1)
    const refused = (change: object) =>
      expect(hessianLipschitz(quartic, theta, { distance: 1, seed: 1, ...change })).rejects.toThrow(
        ArgumentError,
      )
    for (const distance of [0, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** -80])
      await refused({ distance })
    await refused({ starts: 0 })
    await refused({ steps: 1.5 })
    await expect(hessianLipschitz(quartic, new Float64Array(3), { distance: 1, seed: 1 })).rejects.toThrow(
      'length 3',
    )
  })

  it('says so when a product is not finite', async () => {
    const broken: Objective = { ...quartic, hvp: () => new Float64Array(2).fill(Number.NaN) }
    const result = await hessianLipschitz(broken, Float64Array.of(1, 1), { distance: 1, seed: 1 })
    expect(result.status).toBe('nonFinite')
  })
})

async function measured(
  objective: Objective,
  theta: Float64Array,
  options: { distance: number },
): Promise<HessianLipschitzEstimate> {
  const result = await hessianLipschitz(objective, theta, { seed: 1, ...options })
  if (result.status !== 'measured') throw new Error(result.message)
  return result
}

/** 1-h-1 on three samples. */
function smallNetwork(activation: 'tanh' | 'relu', hidden: number) {
  return networkObjective({
    layers: [1, hidden, 1],
    activation,
    loss: 'squared-error',
    inputs: sparseRows([1, -2, 3], 3, 1),
    targets: { values: Float64Array.of(1, 0, -1) },
  })
}
