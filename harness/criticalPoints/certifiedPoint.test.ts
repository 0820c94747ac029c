import { describe, expect, it } from 'vitest'
import { quartic } from '../landscapes/quartic.ts'
import { foundProviders } from '../providers/registry.ts'
import { certifiedPoint } from './certifiedPoint.ts'
import { curvatureAt } from './curvatureAt.ts'

const [provider] = await foundProviders()

describe('certifiedPoint', () => {
  it('contains what is known of the quartic minimum', async () => {
    const report = await curvatureAt(quartic, Float64Array.of(-3, 0), provider!)
    if (report.status !== 'measured') throw new Error(report.message)
    const { loss, gradientNorm, smallestEigenvalue, inertia } = certifiedPoint(report, { gradient: 1e-12 })
    expect(loss).toEqual({ from: 6.25, to: 6.25 })
    expect(gradientNorm.from).toBe(0)
    expect(gradientNorm.to).toBeGreaterThanOrEqual(1e-12)
    expect(smallestEigenvalue.from).toBeLessThan(10)
    expect(smallestEigenvalue.to).toBeGreaterThan(10)
    expect(inertia).toEqual({ structural: 0, negative: 0, undecided: 0, positive: 2 })
  })
})
