import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { trustRegionNewton, trustRegionStart } from '../criticalPoints/trustRegionNewton.ts'
import { continuedRun } from './continuedRun.ts'
import { measuredSigns } from './measuredPoint.ts'
import { smallPlan } from './smallPlan.fixture.ts'
import { testContext } from './testContext.fixture.ts'
import { type TrainingPlan, trainedNetwork } from './trainedNetwork.ts'

const plan: TrainingPlan = { ...smallPlan, activation: 'softplus', l2: 0.1 }
const limits = { maxSteps: 40, stageSteps: 2, maxProducts: 20, smallestRadius: 0, tolerances: [1e-3] }

describe('continuedRun', () => {
  test('goes on from where training stops, to the last bit as without stages', async () => {
    const context = await testContext()
    const run = await continuedRun(context, plan, 'it', limits)
    if (run.status !== 'measured') throw new Error(run.message)
    const { objective, training } = await trainedNetwork(context, plan, 'it')
    const whole = await trustRegionNewton(objective, trustRegionStart(training.theta), limits)
    expect(whole.status).toBe('critical')
    expect(run).toMatchObject({ ended: 'critical', because: whole.because, steps: whole.steps })
    expect(run.way[0]).toMatchObject({ steps: 0, products: 0, loss: objective.loss(training.theta) })
    expect(run.way.at(-1)).toMatchObject({ gradientNorm: whole.gradientNorm, products: whole.products })
    expect(run.signs).toEqual(await measuredSigns(context, plan, whole.theta, 'it', [1e-3]))
    expect(run.signs.gradientNorm).toBe(whole.gradientNorm)
    expect(run.thetaNorm).toBe(Math.hypot(...whole.theta))
    // The penalty bounds every curvature from below here, so what was reached is a minimum.
    expect(run.signs.inertia).toMatchObject({ negative: 0, undecided: 0 })
  })

  test('resumes after the last stage that was kept', async () => {
    const context = await testContext()
    const stop = new AbortController()
    const impatient = {
      ...context,
      signal: stop.signal,
      evidence: {
        ...context.evidence,
        compute: (async (key, work) => {
          const result = await context.evidence.compute(key, work)
          if (key.kind === 'continuation') stop.abort('enough')
          return result
        }) as typeof context.evidence.compute,
      },
    }
    await expect(continuedRun(impatient, plan, 'it', limits)).rejects.toBe('enough')
    const kept = () => readdirSync(context.evidence.folder).filter((file) => file.startsWith('continuation-'))
    expect(kept()).toHaveLength(1)
    const run = await continuedRun(context, plan, 'it', limits)
    expect(run).toEqual(await continuedRun(await testContext(), plan, 'it', limits))
    const refusing = { ...context.provider, inertia: () => Promise.reject(new Error('not needed')) }
    expect(await continuedRun({ ...context, provider: refusing }, plan, 'it', limits)).toEqual(run)
  })

  test('tells when the limit came first', async () => {
    const run = await continuedRun(await testContext(), plan, 'it', { ...limits, maxSteps: 1 })
    expect(run).toMatchObject({ status: 'measured', ended: 'stepLimit', steps: 1 })
  })
})
