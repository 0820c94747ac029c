import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Provider } from '../providers/provider.ts'
import type { ClaimContext } from './context.ts'
import { measuredCurvature, measuredSigns } from './measuredPoint.ts'
import { plannedObjective } from './plannedNetwork.ts'
import { smallPlan as plan } from './smallPlan.fixture.ts'
import { testContext } from './testContext.fixture.ts'

describe('measuredSigns', () => {
  const theta = new Float64Array(17).fill(0.5)

  test('counts the planned objective, once', async () => {
    const context = await testContext()
    const report = await measuredSigns(context, plan, theta, 'at it', [1e-3])
    if (report.status !== 'measured') throw new Error(report.message)
    expect(report.loss).toBe(plannedObjective(plan).loss(theta))
    expect(report.curve).toHaveLength(1)
    const files = readdirSync(context.evidence.folder)
    const refusing = { ...context.provider, inertia: () => Promise.reject(new Error('not needed')) }
    expect(await measuredSigns({ ...context, provider: refusing }, plan, theta, 'at it', [1e-3])).toEqual(
      report,
    )
    expect(readdirSync(context.evidence.folder)).toEqual(files)
  })

  test('goes on after the last finished stage, and leaves nothing but results behind', async () => {
    const undisturbed = countingContext(await testContext(), Number.POSITIVE_INFINITY)
    await measuredSigns(undisturbed.context, plan, theta, 'at it', [])
    const context = await testContext()
    const failing = countingContext(context, 1).context
    await expect(measuredSigns(failing, plan, theta, 'at it', [])).rejects.toThrow('the power fails')
    const files = readdirSync(context.evidence.folder)
    expect(files.filter((file) => file.endsWith('.json'))).toHaveLength(2)
    expect(files).toHaveLength(2)
    const resumed = countingContext(context, Number.POSITIVE_INFINITY)
    expect(await measuredSigns(resumed.context, plan, theta, 'at it', [])).toMatchObject({
      status: 'measured',
    })
    expect(resumed.factorisations()).toBe(undisturbed.factorisations() - 1)
  })

  /** Counts the factorisations, and throws at the one after the last that is allowed. */
  function countingContext(context: ClaimContext, allowed: number) {
    let count = 0
    const inertia: Provider['inertia'] = (...args) => {
      if (++count > allowed) throw new Error('the power fails')
      return context.provider.inertia(...args)
    }
    return {
      context: { ...context, provider: { ...context.provider, inertia } },
      factorisations: () => count,
    }
  }

  test('a failure is returned and not stored', async () => {
    const context = await testContext()
    const failure = { status: 'tooLarge', message: 'no room' } as const
    const failing = { ...context, provider: { ...context.provider, inertia: async () => failure } }
    expect(await measuredSigns(failing, plan, theta, 'at it', [])).toEqual(failure)
    expect(await measuredSigns(context, plan, theta, 'at it', [])).toMatchObject({ status: 'measured' })
  })
})

describe('measuredCurvature', () => {
  test('measures the planned objective, once for each theta and provider', async () => {
    const context = await testContext()
    const objective = plannedObjective(plan)
    const theta = new Float64Array(objective.dimension).fill(0.5)
    const report = await measuredCurvature(context, plan, theta, 'at it')
    if (report.status !== 'measured') throw new Error(report.message)
    expect(report.loss).toBe(objective.loss(theta))
    expect(report.order).toBe(17)
    await measuredCurvature(context, plan, theta, 'at it')
    expect(readdirSync(context.evidence.folder)).toHaveLength(1)
    await measuredCurvature(
      context,
      plan,
      theta.map((t) => t + 1),
      'elsewhere',
    )
    const { provider } = context
    const other = { ...context, provider: { ...provider, name: 'lapack' as const } }
    await measuredCurvature(other, plan, theta, 'at it')
    expect(readdirSync(context.evidence.folder)).toHaveLength(3)
    const newer = { ...context, provider: { ...provider, version: 'another' } }
    expect(await measuredCurvature(newer, plan, theta, 'at it')).toEqual(report)
  })

  test('a failure is returned and not stored, so that the next run tries again', async () => {
    const context = await testContext()
    const theta = new Float64Array(17).fill(0.5)
    const failure = { status: 'notConverged', message: 'three values are missing' } as const
    const failing = { ...context, provider: { ...context.provider, eigenvalues: async () => failure } }
    expect(await measuredCurvature(failing, plan, theta, 'at it')).toEqual(failure)
    expect(readdirSync(context.evidence.folder)).toEqual([])
    expect(await measuredCurvature(context, plan, theta, 'at it')).toMatchObject({ status: 'measured' })
  })

  test('shows both stages, each from its beginning to its end', async () => {
    const labels = new Map<string, number[]>()
    const context = await testContext({
      progress: (label) => (done, total) => labels.set(label, [...(labels.get(label) ?? []), done / total]),
    })
    await measuredCurvature(context, plan, new Float64Array(17).fill(0.5), 'at it')
    expect([...labels.keys()]).toEqual(['Hessian at it', 'eigenvalues at it'])
    expect([...labels.values()].map((shares) => shares.at(-1))).toEqual([1, 1])
  })
})
