/**
 * sgd, momentum and nesterov on f = (x² + 2y²)/2 against powers of the matrix that one step is.
 *
 * The constants are quarters and the start is an integer, so a trajectory of seven steps has fewer than 53
 * bits: both routes are exact and must agree to the last bit.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { momentum } from './momentum.ts'
import { nesterov } from './nesterov.ts'
import type { Optimizer } from './optimizer.ts'
import { sgd } from './sgd.ts'

/** [[a, b], [c, d]] as a row-major array. */
type Matrix = readonly [number, number, number, number]

const curvatures = [1, 2]
const run = fc.record({
  learningRate: fc.constantFrom(0.25, 0.5, 0.75),
  mu: fc.constantFrom(0, 0.25, 0.5, 0.75),
  start: fc.tuple(fc.integer({ min: -7, max: 7 }), fc.integer({ min: -7, max: 7 })),
  steps: fc.integer({ min: 1, max: 7 }),
})

describe('on a quadratic', () => {
  it('sgd is (1 − ηa)ᵏ', () => {
    fc.assert(
      fc.property(run, ({ learningRate, start, steps }) => {
        const expected = start.map((x, i) => (1 - learningRate * curvatures[i]!) ** steps * x)
        expect(descend(sgd({ learningRate }), start, steps)).toBeWithin(expected, 0)
      }),
    )
  })

  it('momentum is the k-th power of (x, v) ↦ (x + v′, v′), v′ = μv − ηax', () => {
    fc.assert(
      fc.property(run, ({ learningRate, mu, start, steps }) => {
        const expected = start.map((x, i) => {
          const c = learningRate * curvatures[i]!
          return power([1 - c, mu, -c, mu], steps)[0] * x
        })
        expect(descend(momentum({ learningRate, momentum: mu }), start, steps)).toBeWithin(expected, 0)
      }),
    )
  })

  // The independent form is that of Sutskever et al. 2013, in ϑ; the gradient is taken at ϑ + μv.
  it('nesterov is ϑ + μv of the k-th power of (ϑ, v) ↦ (ϑ + v′, v′), v′ = μv − ηa(ϑ + μv)', () => {
    fc.assert(
      fc.property(run, ({ learningRate, mu, start, steps }) => {
        const expected = start.map((x, i) => {
          const c = learningRate * curvatures[i]!
          const kth = power([1 - c, mu * (1 - c), -c, mu * (1 - c)], steps)
          return (kth[0] + mu * kth[2]) * x
        })
        expect(descend(nesterov({ learningRate, momentum: mu }), start, steps)).toBeWithin(expected, 0)
      }),
    )
  })

  it('keeps momentum and nesterov apart, and both are sgd without momentum', () => {
    const options = { learningRate: 0.25, momentum: 0.5 }
    const start = [4, 4]
    // x: 4 → 3 → 1.75 against 4 − 1.5 = 2.5 → 2.5 − 0.625 + 0.5·(−0.5 − 0.625) = 1.3125.
    expect(descend(momentum(options), start, 2)[0]).toBe(1.75)
    expect(descend(nesterov(options), start, 2)[0]).toBe(1.3125)
    const plain = descend(sgd({ learningRate: 0.25 }), start, 3)
    expect(descend(momentum({ learningRate: 0.25, momentum: 0 }), start, 3)).toEqual(plain)
    expect(descend(nesterov({ learningRate: 0.25, momentum: 0 }), start, 3)).toEqual(plain)
  })
})

function descend(optimizer: Optimizer, start: readonly number[], steps: number): Float64Array {
  const state = optimizer.start(2)
  const theta = Float64Array.from(start)
  for (let k = 0; k < steps; k++) {
    state.step(
      theta,
      theta.map((x, i) => curvatures[i]! * x),
    )
  }
  return theta
}

/** By repeated squaring. */
function power(m: Matrix, k: number): Matrix {
  if (k === 0) return [1, 0, 0, 1]
  const half = power(m, Math.floor(k / 2))
  const even = times(half, half)
  return k % 2 === 0 ? even : times(even, m)
}

function times([a, b, c, d]: Matrix, [e, f, g, h]: Matrix): Matrix {
  return [a * e + b * g, a * f + b * h, c * e + d * g, c * f + d * h]
}
