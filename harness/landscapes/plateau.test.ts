import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { norm, unitRoundoff } from '../algebra/vectors.ts'
import { assertProperty } from '../properties/assertProperty.ts'
import { plateau, plateauLargestLearningRate } from './plateau.ts'

const angle = fc.double({ min: -3.2, max: 3.2, noNaN: true })
const learningRate = fc.double({ min: 0.05, max: plateauLargestLearningRate, noNaN: true })

describe('plateau', () => {
  it('has the global minimum 0 at the origin, with the Hessian I', async () => {
    const origin = new Float64Array(2)
    expect(plateau.loss(origin)).toBe(0)
    expect(plateau.gradient(origin)).toBeWithin([0, 0], 0)
    expect((await plateau.hessian(origin)).matrix.entries).toBeWithin([1, 0, 0, 1], 0)
    assertProperty(
      fc.property(fc.double({ min: 1e-6, max: 100, noNaN: true }), angle, (r, phi) => {
        expect(plateau.loss(polar(r, phi))).toBeGreaterThan(0)
      }),
    )
  })

  it('is exactly flat for 2 < r < 3, and says so without an error bar', async () => {
    await assertProperty(
      fc.asyncProperty(fc.double({ min: 2.000001, max: 2.999999, noNaN: true }), angle, async (r, phi) => {
        const theta = polar(r, phi)
        expect(plateau.loss(theta)).toBe(1)
        expect(plateau.gradient(theta)).toBeWithin([0, 0], 0)
        const { matrix, errorBound } = await plateau.hessian(theta)
        expect(matrix.entries).toBeWithin([0, 0, 0, 0], 0)
        expect(errorBound).toBe(0)
      }),
    )
  })

  it('passes through (w, f) = (4, 2) and grows with r off the plateau', () => {
    expect(plateau.loss(Float64Array.of(4, 0))).toBe(2)
    // q′ is positive off the plateau: 1e-3 in r is far above the rounding, 1e-2 past the seams.
    const r = fc.oneof(
      fc.double({ min: 0, max: 1.98, noNaN: true }),
      fc.double({ min: 3.01, max: 9, noNaN: true }),
    )
    assertProperty(
      fc.property(r, (inner) => {
        const outer = Float64Array.of(inner + 1e-3, 0)
        expect(plateau.loss(outer)).toBeGreaterThan(plateau.loss(Float64Array.of(inner, 0)))
      }),
    )
  })

  it.each([2, 3, 4])('is twice continuously differentiable across r = %d', async (r) => {
    const gap = 1e-9
    const [below, above] = [Float64Array.of(r - gap, 0), Float64Array.of(r + gap, 0)]
    // 21 is the Lipschitz constant of the Hessian (derivatives.test.ts), 8 the largest gradient for r ≤ 4.
    const rounding = 64 * unitRoundoff
    expect(plateau.loss(above)).toBeWithin(plateau.loss(below), 8 * 2 * gap + rounding)
    expect(plateau.gradient(above)).toBeWithin(plateau.gradient(below), 8 * 2 * gap + rounding)
    const [before, after] = await Promise.all([plateau.hessian(below), plateau.hessian(above)])
    expect(after.matrix.entries).toBeWithin(before.matrix.entries, 21 * 2 * gap + 2 * 1e-12)
  })

  it('stops gradient descent from any point above (4, 2) on the plateau', () => {
    const w1 = fc.double({ min: 4, max: 100, noNaN: true })
    const w2 = fc.double({ min: 2, max: 100, noNaN: true })
    assertProperty(
      fc.property(w1, w2, learningRate, (x, y, eta) => expectPlateau(descend(Float64Array.of(x, y), eta))),
      { numRuns: 30 },
    )
  })

  it('stops gradient descent on the section w₂ = 0 from any w₁ > 4 on the plateau', () => {
    assertProperty(
      fc.property(fc.double({ min: 4, max: 100, noNaN: true }), learningRate, (w, eta) => {
        expectPlateau(descend(Float64Array.of(w, 0), eta))
      }),
      { numRuns: 30 },
    )
  })

  it('has the largest learning rate that takes r = 3 at the steepest slope, 2/7, no further than 2', () => {
    expect(3 * (1 - 2 * plateauLargestLearningRate * (2 / 7))).toBeWithin(2, 16 * unitRoundoff)
  })

  it('is leapt over by a learning rate that is too large', () => {
    // 1 − 2·1.5·2/7 = 1/7 takes r = 7 to 1, into the well, where 1 − 2·1.5·q′ contracts as q′ ≤ 1/2.
    expect(plateau.loss(descend(Float64Array.of(7, 0), 1.5))).toBeWithin(0, 1e-9)
  })

  it('lets gradient descent from the well reach the global minimum', () => {
    assertProperty(
      fc.property(fc.double({ min: 0, max: 1.9, noNaN: true }), angle, learningRate, (r, phi, eta) => {
        const end = descend(polar(r, phi), eta)
        // ‖g‖ = 2q′r < 1e-5 with q′ ≥ 1/4 for r ≤ 1.
        expect(norm(end)).toBeLessThan(2e-5)
      }),
      { numRuns: 30 },
    )
  })
})

function polar(r: number, phi: number): Float64Array {
  return Float64Array.of(r * Math.cos(phi), r * Math.sin(phi))
}

/** Until ‖g‖ < 1e-5. The crawl towards r = 3 takes about 160 / η steps (t ← t − 4.4ηt², to t = 1.4e-3). */
function descend(start: Float64Array, eta: number): Float64Array {
  let theta = start
  let loss = plateau.loss(theta)
  for (let step = 0; step < 10_000; step++) {
    const gradient = plateau.gradient(theta)
    if (norm(gradient) < 1e-5) return theta
    theta = theta.map((value, i) => value - eta * gradient[i]!)
    const next = plateau.loss(theta)
    expect(next).toBeLessThanOrEqual(loss)
    loss = next
  }
  throw new Error('gradient descent did not stop')
}

function expectPlateau(end: Float64Array): void {
  expect(norm(end)).toBeGreaterThanOrEqual(2)
  // ‖g‖ = (12/7) t² (1 − 2t/3) r < 1e-5 needs t < 1.4e-3, so r² = 9 + 7t < 9.01.
  expect(norm(end)).toBeLessThan(Math.sqrt(9.01))
  expect(plateau.loss(end)).toBeWithin(1, 1e-8)
}
