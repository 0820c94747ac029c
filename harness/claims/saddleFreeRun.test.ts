import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { decodePlainData, encodePlainData } from '../data/plainData.ts'
import { initialTheta } from '../networks/initializers.ts'
import { krylovSaddleFreeNewton } from '../optimizers/krylovSaddleFreeNewton.ts'
import { epochs } from '../optimizers/stopRules.ts'
import { measuredSigns } from './measuredPoint.ts'
import { plannedObjective } from './plannedNetwork.ts'
import { type SaddleFreePlan, saddleFreeRun } from './saddleFreeRun.ts'
import { smallPlan } from './smallPlan.fixture.ts'
import { testContext } from './testContext.fixture.ts'

const width = smallPlan.layers[0]!
const plan: SaddleFreePlan = {
  data: smallPlan.data,
  layers: [width, 1, width],
  activation: 'relu',
  loss: 'squared-error',
  targets: 'inputs',
  initializer: 'xavier-normal',
  seed: 2,
  krylovDimension: 3,
  stop: epochs(2),
}
const measures = { tolerances: [1e-3], start: true }

describe('saddleFreeRun', () => {
  test('is the run of the optimizer and the signs at both its ends, computed once', async () => {
    const context = await testContext()
    const run = await saddleFreeRun(context, plan, 'it', measures)
    if (run.status !== 'measured') throw new Error(run.message)
    const objective = plannedObjective(plan)
    const start = initialTheta(objective.shape, plan.initializer, plan.seed)
    const again = await krylovSaddleFreeNewton(objective, start, plan)
    expect(run.losses).toEqual(again.losses)
    expect(run).toMatchObject({ ended: again.status, because: again.because, steps: again.steps })
    expect(run.stop).toEqual(await measuredSigns(context, plan, again.theta, 'it', [1e-3]))
    expect(run.start).toEqual(await measuredSigns(context, plan, start, 'it', [1e-3]))
    const refusing = { ...context.provider, inertia: () => Promise.reject(new Error('not needed')) }
    expect(await saddleFreeRun({ ...context, provider: refusing }, plan, 'it', measures)).toEqual(run)
  })

  test('goes on after the last stage that is left, and ends where it would have without stages', async () => {
    const context = await testContext()
    const long = { ...plan, stop: epochs(12) }
    const run = await saddleFreeRun(context, long, 'it', measures)
    if (run.status !== 'measured') throw new Error(run.message)
    const objective = plannedObjective(long)
    const start = initialTheta(objective.shape, plan.initializer, plan.seed)
    const whole = await krylovSaddleFreeNewton(objective, start, long)
    expect(whole).toMatchObject({ status: 'stalled', epochs: 3 })
    expect(run.losses).toEqual(whole.losses)
    expect(run.stop).toEqual(await measuredSigns(context, long, whole.theta, 'it', [1e-3]))
    const { folder } = context.evidence
    const stages = readdirSync(folder).filter((file) => file.startsWith('saddleFree-'))
    expect(stages).toHaveLength(2)
    // The first stage tells that it has asked for a thousand products more, the second is lost.
    for (const file of readdirSync(folder).filter((name) => name.startsWith('saddleFree'))) {
      const text = readFileSync(join(folder, file), 'utf8')
      const stored = decodePlainData(text) as { result: { status: string; products: number } }
      if (stored.result.status !== 'paused') rmSync(join(folder, file))
      else {
        stored.result.products += 1000
        writeFileSync(join(folder, file), encodePlainData(stored))
      }
    }
    const again = await saddleFreeRun(context, long, 'it', measures)
    expect(again).toEqual({ ...run, products: run.products + 1000 })
  })

  test('another dimension, stop rule or seed is another run', async () => {
    const context = await testContext()
    const count = () =>
      readdirSync(context.evidence.folder).filter((file) => file.startsWith('saddleFreeRun-')).length
    await saddleFreeRun(context, plan, 'it', measures)
    for (const change of [{ krylovDimension: 2 }, { stop: epochs(1) }, { seed: 3 }]) {
      const before = count()
      expect(await saddleFreeRun(context, { ...plan, ...change }, 'it', measures)).toMatchObject({
        status: 'measured',
      })
      expect(count()).toBe(before + 1)
    }
  })
})
