/** Two trajectories by hand; whole families, against closed forms, stand in properties/optimizers. */
import { describe, expect, it } from 'vitest'
import { momentum } from './momentum.ts'
import { nesterov } from './nesterov.ts'
import type { Optimizer } from './optimizer.ts'

describe('on f = x²/2 from x = 4', () => {
  const options = { learningRate: 0.25, momentum: 0.5 }

  it('momentum goes to 3 and 1.75', () => {
    // v = −1, then −0.5 − 0.75.
    expect(descend(momentum(options), 4, 2)).toBe(1.75)
  })

  it('nesterov goes to 2.5 and 1.3125', () => {
    // 4 − 1 − 0.5, then v = −0.5 − 0.625 and 2.5 − 0.625 + 0.5·v.
    expect(descend(nesterov(options), 4, 2)).toBe(1.3125)
  })
})

function descend(optimizer: Optimizer, start: number, steps: number): number {
  const state = optimizer.start(1)
  const theta = Float64Array.of(start)
  for (let k = 0; k < steps; k++) state.step(theta, theta.slice())
  return theta[0]!
}
