import { describe, expect, it } from 'vitest'
import { seededRandom } from '../algebra/random.ts'
import { sparseRows } from '../algebra/sparseRows.ts'
import { dot, norm } from '../algebra/vectors.ts'
import { ArgumentError, ShapeError } from '../errors.ts'
import { minMaxSaddle } from '../landscapes/minMaxSaddle.ts'
import { quartic, quarticCriticalPoint, quarticGradientFlatPoints } from '../landscapes/quartic.ts'
import { networkObjective } from '../networks/networkObjective.ts'
import type { Objective } from '../networks/objective.ts'
import { trustRegionNewton, trustRegionStart } from './trustRegionNewton.ts'

describe('trustRegionNewton', () => {
  it('goes to the minimum of the quartic, past the points where Newton-MR stops', async () => {
    const starts = [[4, 4], [-4, 1], [0, 0], [...quarticGradientFlatPoints.minimum], [Math.SQRT2, 3]]
    for (const start of starts) {
      const found = await trustRegionNewton(quartic, trustRegionStart(Float64Array.from(start)))
      expect(found.status).toBe('critical')
      expect(found.gradientNorm).toBeLessThan(1e-5)
      // The curvatures there are 21 and 10: the way left is at most 1e-5 / 10, and the model bends by less than 2.
      expect(found.theta).toBeWithin(Float64Array.from(quarticCriticalPoint), 2e-6)
      expect(found.loss).toBeWithin(6.25, 1e-10)
    }
  })

  it('reaches the minimum of a linear autoencoder from a random start: the rest of the spectrum', async () => {
    // Four samples 2·√λ_i e_i have the covariance diag(λ); of the loss two eigenvalues of four are left.
    const lambda = [4, 3, 2, 1]
    const rows = lambda.flatMap((value, i) => lambda.map((_, j) => (i === j ? 2 * Math.sqrt(value) : 0)))
    const objective = networkObjective({
      layers: [4, 2, 4],
      activation: 'linear',
      loss: 'squared-error',
      biases: false,
      inputs: sparseRows(rows, 4, 4),
      targets: { values: Float64Array.from(rows) },
    })
    const random = seededRandom(1)
    const theta = Float64Array.from({ length: objective.dimension }, () => random.normal() / 2)
    const found = await trustRegionNewton(objective, trustRegionStart(theta))
    expect(found.status).toBe('critical')
    // A gradient of 1e-5 against curvatures of order 1/4 leaves 1e-10 of loss; the orbit of minima is flat.
    expect(found.loss).toBeWithin((2 + 1) / 4, 1e-9)
  })

  it('stays at a saddle where nothing points away from it, and leaves it from a hair’s breadth', async () => {
    const saddle = minMaxSaddle({ negative: 1, positive: 2 })
    const on = await trustRegionNewton(saddle, trustRegionStart(Float64Array.of(0, 2, -1)))
    expect(on.status).toBe('critical')
    expect(norm(on.theta)).toBeLessThan(1e-5)
    const beside = await trustRegionNewton(saddle, trustRegionStart(Float64Array.of(1e-3, 2, -1)), {
      maxSteps: 20,
    })
    expect(beside.status).toBe('stepLimit')
    expect(Math.abs(beside.theta[0]!)).toBeGreaterThan(100)
    expect(beside.loss).toBeLessThan(-1000)
  })

  it('stalls on a kink, and says why', async () => {
    // |x| + y²/2: the minimum is on the kink, where every gradient beside it has norm 1.
    const found = await trustRegionNewton(kinked, trustRegionStart(Float64Array.of(0.7, 0.3)))
    expect(found.status).toBe('stalled')
    expect(found.gradientJump!.change).toBe(2)
    expect(found.gradientJump!.distance).toBeLessThan(1e-12)
    expect(found.because).toContain('the gradient changes by 2')
    expect(found.gradientNorm).toBeGreaterThanOrEqual(1)
    expect(Math.abs(found.theta[0]!)).toBeLessThan(1e-12)
    expect(found.refused).toBeGreaterThan(10)
  })

  it('paused and taken up again is the same to the last bit', async () => {
    const start = trustRegionStart(Float64Array.of(4, 4))
    const whole = await trustRegionNewton(quartic, start, { maxSteps: 50 })
    let staged = await trustRegionNewton(quartic, start, { maxSteps: 0 })
    expect(staged).toMatchObject({ status: 'stepLimit', steps: 0, theta: start.theta })
    for (let until = 1; staged.status === 'stepLimit'; until++) {
      staged = await trustRegionNewton(
        quartic,
        JSON.parse(JSON.stringify({ ...staged, theta: 0 }), (key, value) =>
          key === 'theta' ? staged.theta : value,
        ),
        { maxSteps: until },
      )
    }
    expect(staged).toEqual(whole)
  })

  it('never goes up, counts its products, and tells a loss that is not finite', async () => {
    let products = 0
    const counted: Objective = {
      ...quartic,
      hvp(theta, v) {
        products++
        return quartic.hvp(theta, v)
      },
    }
    let state = trustRegionStart(Float64Array.of(3, -2))
    let loss = quartic.loss(state.theta)
    for (let steps = 1; steps < 12; steps++) {
      const next = await trustRegionNewton(counted, state, { maxSteps: steps })
      expect(next.loss).toBeLessThanOrEqual(loss)
      expect(next.products).toBe(products)
      if (next.status !== 'stepLimit') break
      loss = next.loss
      state = next
    }
    const cliff = { ...quartic, loss: () => Number.NaN }
    expect(await trustRegionNewton(cliff, trustRegionStart(Float64Array.of(1, 1)))).toMatchObject({
      status: 'nonFinite',
    })
  })

  it('stops on abort and refuses what makes no sense', async () => {
    const start = trustRegionStart(Float64Array.of(1, 1))
    await expect(trustRegionNewton(quartic, start, { signal: AbortSignal.abort('enough') })).rejects.toBe(
      'enough',
    )
    expect(() => trustRegionStart(Float64Array.of(1), 0)).toThrow(ArgumentError)
    await expect(trustRegionNewton(quartic, trustRegionStart(Float64Array.of(1)))).rejects.toThrow(ShapeError)
    await expect(trustRegionNewton(quartic, start, { maxSteps: -1 })).rejects.toThrow('maxSteps')
    await expect(trustRegionNewton(quartic, start, { gradientNormBound: 0 })).rejects.toThrow(
      'gradientNormBound',
    )
    const lost = trustRegionStart(Float64Array.of(Number.NaN, 1))
    await expect(trustRegionNewton(quartic, lost)).rejects.toThrow('theta[0]')
  })
})

const kinked: Objective = {
  dimension: 2,
  loss: (theta) => Math.abs(theta[0]!) + dot(theta, theta) / 2 - theta[0]! ** 2 / 2,
  gradient: (theta) => Float64Array.of(theta[0]! > 0 ? 1 : -1, theta[1]!),
  hvp: (_, v) => Float64Array.of(0, v[1]!),
  hessian: () => Promise.reject(new Error('not needed')),
}
