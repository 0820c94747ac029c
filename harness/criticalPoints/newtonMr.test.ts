import { describe, expect, it } from 'vitest'
import { norm } from '../algebra/vectors.ts'
import { minMaxSaddle } from '../landscapes/minMaxSaddle.ts'
import { quartic, quarticCriticalPoint } from '../landscapes/quartic.ts'
import type { Objective } from '../networks/objective.ts'
import { searchStart } from './criticalPointSearch.ts'
import { newtonMr } from './newtonMr.ts'

describe('newtonMr', () => {
  it('finds a saddle of any index in one step, where descent would leave it', async () => {
    const saddle = minMaxSaddle({ negative: 2, zero: 1, positive: 2 })
    const found = await newtonMr(saddle, searchStart(Float64Array.of(3, -1, 5, 2, 0.5)))
    expect(found).toMatchObject({ status: 'critical', steps: 1 })
    // Along the flat axis the shortest step does not go; H has the eigenvalues ±1: rounding of 5 alone is left.
    expect(found.theta).toBeWithin(Float64Array.of(0, 0, 5, 0, 0), 1e-14)
  })

  it('finds the one critical point of the quartic from its own side', async () => {
    for (const start of [
      [-4, 4],
      [-2.5, -1],
      [-3.5, 0.5],
    ]) {
      const found = await newtonMr(quartic, searchStart(Float64Array.from(start)))
      expect(found.status).toBe('critical')
      // The least curvature there is 10: 1e-5 / 10 is left, times 2 for how it changes on the way.
      expect(found.theta).toBeWithin(Float64Array.from(quarticCriticalPoint), 2e-6)
    }
  })

  it('calls no point critical where there is none: x³/3 + x, and x', async () => {
    // ‖∇f‖ = x² + 1 is least at the gradient-flat point 0; a line has no curvature at all.
    const start = searchStart(Float64Array.of(0.7))
    const flat = await newtonMr(
      onLine(
        (x) => x * x + 1,
        (x) => 2 * x,
      ),
      start,
      { maxSteps: 100 },
    )
    expect(['stalled', 'stepLimit']).toContain(flat.status)
    expect(flat.gradientNorm).toBeGreaterThanOrEqual(1)
    const line = await newtonMr(
      onLine(
        () => 1,
        () => 0,
      ),
      start,
    )
    expect(line).toMatchObject({ status: 'stalled', steps: 1, theta: start.theta, gradientNorm: 1 })
    expect(line.because).toContain('notDescent')
  })

  it('is the same in stages, lowers ‖∇f‖ in each, and counts what it asks for', async () => {
    let products = 0
    const counted: Objective = {
      ...quartic,
      hvp(theta, v) {
        products++
        return quartic.hvp(theta, v)
      },
    }
    const whole = await newtonMr(counted, searchStart(Float64Array.of(-4, 4)))
    expect(whole.products).toBe(products)
    let staged = await newtonMr(quartic, searchStart(Float64Array.of(-4, 4)), { maxSteps: 0 })
    while (staged.status === 'stepLimit') {
      const next = await newtonMr(quartic, staged, { maxSteps: staged.steps + 1 })
      expect(next.gradientNorm).toBeLessThan(staged.gradientNorm)
      staged = next
    }
    expect(staged.theta).toEqual(whole.theta)
    expect(staged.products).toBe(whole.products)
  })

  it('tells a gradient that is not finite, and stops on abort', async () => {
    const broken = { ...quartic, gradient: () => Float64Array.of(Number.NaN, 0) }
    const start = searchStart(Float64Array.of(1, 1))
    const found = await newtonMr(broken, start)
    expect(found.status).toBe('nonFinite')
    expect(norm(found.theta)).toBe(Math.SQRT2)
    await expect(newtonMr(quartic, start, { signal: AbortSignal.abort('enough') })).rejects.toBe('enough')
  })
})

/** Of one parameter; the loss plays no part. */
function onLine(slope: (x: number) => number, curvature: (x: number) => number): Objective {
  return {
    dimension: 1,
    loss: () => 0,
    gradient: ([x]) => Float64Array.of(slope(x!)),
    hvp: ([x], [v]) => Float64Array.of(curvature(x!) * v!),
    hessian: () => Promise.reject(new Error('not needed')),
  }
}
