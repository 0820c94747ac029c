/** Whole trajectories, against norms of the past, stand in properties/optimizers. */
import { describe, expect, it } from 'vitest'
import { unitRoundoff } from '../algebra/vectors.ts'
import { multipliedAdagrad } from './multipliedAdagrad.ts'

describe('multipliedAdagrad', () => {
  it('takes steps that grow like √t under a constant gradient', () => {
    const state = multipliedAdagrad({ learningRate: 0.5, epsilon: 0 }).start(1)
    const theta = Float64Array.of(0)
    let expected = 0
    for (let t = 1; t <= 20; t++) {
      state.step(theta, Float64Array.of(4))
      expected -= 0.5 * 4 * 4 * Math.sqrt(t)
    }
    // Twenty steps of at most 36 with four roundings each, and as many additions.
    expect(theta[0]!).toBeWithin(expected, 2 * 20 * (4 + 20) * unitRoundoff * 36)
  })

  it('leaves a parameter alone whose gradient is always 0', () => {
    const theta = Float64Array.of(0.5)
    multipliedAdagrad().start(1).step(theta, Float64Array.of(0))
    expect(theta[0]).toBe(0.5)
  })
})
