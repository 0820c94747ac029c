/** Whole trajectories, against sums over the past, stand in properties/optimizers. */
import { describe, expect, it } from 'vitest'
import { unitRoundoff } from '../algebra/vectors.ts'
import { multipliedAdam } from './multipliedAdam.ts'

describe('multipliedAdam', () => {
  it('corrects two steps of one epoch alike, when g is 2 and then −1', () => {
    const state = multipliedAdam({ stepsPerEpoch: 2 }).start(1)
    const theta = Float64Array.of(0)
    state.step(theta, Float64Array.of(2))
    const first = -0.001 * 2 * (2 + 1e-7)
    // 1000u from 1 − β₂, as in both steps.
    expect(theta[0]!).toBeWithin(first, 2000 * unitRoundoff * 0.004)
    state.step(theta, Float64Array.of(-1))
    // m = 0.9·0.2 − 0.1 = 0.08 over 0.1, v = 0.999·0.004 + 0.001 over 0.001.
    const second = -0.001 * 0.8 * (Math.sqrt(4.996) + 1e-7)
    expect(theta[0]!).toBeWithin(first + second, 4000 * unitRoundoff * 0.006)
  })

  it('hardly moves where the gradient is small: a step of the second order', () => {
    const moved = (g: number): number => {
      const theta = Float64Array.of(0)
      multipliedAdam({ stepsPerEpoch: 1, epsilon: 0 }).start(1).step(theta, Float64Array.of(g))
      return theta[0]!
    }
    expect(moved(2 ** -20)).toBe(moved(1) * 2 ** -40)
  })
})
