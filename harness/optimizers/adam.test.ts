/** Whole trajectories, against weighted means of the past, stand in properties/optimizers. */
import { describe, expect, it } from 'vitest'
import { unitRoundoff } from '../algebra/vectors.ts'
import { adam } from './adam.ts'

describe('adam', () => {
  it('takes a second step of η · (0.8/1.9) / √(4.996/1.999) when g is 2 and then −1', () => {
    // m = 0.9·0.2 − 0.1 = 0.08 over 1 − 0.81 = 0.19, and 8/19 = (0.9·2 − 1)/1.9.
    const state = adam().start(1)
    const theta = Float64Array.of(0)
    state.step(theta, Float64Array.of(2))
    const first = -(0.001 * 2) / (2 + 1e-8)
    // Fewer than 16 roundings of a step of at most η, and 1000u from 1 − β₂.
    expect(theta[0]!).toBeWithin(first, 16 * unitRoundoff * 0.001)
    state.step(theta, Float64Array.of(-1))
    const meanSquare = (0.999 * 4 + 1) / 1.999
    const second = -(0.001 * (0.8 / 1.9)) / (Math.sqrt(meanSquare) + 1e-8)
    expect(theta[0]!).toBeWithin(first + second, 2000 * unitRoundoff * 0.001)
  })

  it('leaves a parameter alone whose gradient is always 0', () => {
    const state = adam().start(2)
    const theta = Float64Array.of(0.5, 0.5)
    for (let t = 0; t < 10; t++) state.step(theta, Float64Array.of(0, 1))
    expect(theta[0]).toBe(0.5)
    expect(theta[1]).toBeLessThan(0.5)
  })
})
