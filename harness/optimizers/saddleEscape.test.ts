/** What noise is for: f = (x² − y²)/2 from a point on the ridge, whence gradient descent goes to the saddle. */
import { describe, expect, it } from 'vitest'
import { noisySgd } from './noisySgd.ts'
import type { Optimizer } from './optimizer.ts'
import { perturbedGd } from './perturbedGd.ts'
import { sgd } from './sgd.ts'

const learningRate = 0.1

describe('from the ridge of a strict saddle', () => {
  it('sgd ends at the saddle', () => {
    const [x, y] = descend(sgd({ learningRate }), 200)
    expect(x!).toBeWithin(0, 0.9 ** 200 * (1 + 2 ** -40))
    expect(y).toBe(0)
  })

  it.each([1, 2, 3])('noisySgd leaves it, seed %d', (seed) => {
    // Noise of ηa = 1e-4 grows by 1.1 in every step, and 1.1²⁰⁰ = 1.9e8; momentum makes it faster.
    expect(Math.abs(descend(noisySgd({ seed, learningRate, momentum: 0 }), 200)[1]!)).toBeGreaterThan(1)
  })

  it.each([1, 2, 3])('perturbedGd leaves it once it is near, seed %d', (seed) => {
    const rule = perturbedGd({ seed, learningRate, radius: 1e-3, gradientThreshold: 1e-3, waitingSteps: 300 })
    // The first 66 steps bring x below 1e-3; 1.1¹³³ = 3.2e5 takes what the one jump left to beyond 1.
    const [, before] = descend(rule, 66)
    expect(before).toBe(0)
    expect(Math.abs(descend(rule, 200)[1]!)).toBeGreaterThan(1)
  })
})

function descend(rule: Optimizer, steps: number): Float64Array {
  const theta = Float64Array.of(1, 0)
  const state = rule.start(2)
  for (let k = 0; k < steps; k++) state.step(theta, Float64Array.of(theta[0]!, -theta[1]!))
  return theta
}
