import { copyFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { measuredSigns } from './measuredPoint.ts'
import { measuredRun } from './measuredRun.ts'
import { smallPlan as plan } from './smallPlan.fixture.ts'
import { testContext } from './testContext.fixture.ts'
import { trainedNetwork } from './trainedNetwork.ts'

const measures = { tolerances: [1e-3], start: true, test: plan.data }

describe('measuredRun', () => {
  test('is the training, both its ends, and what the network knows', async () => {
    const context = await testContext()
    const run = await measuredRun(context, plan, 'it', measures)
    if (run.status !== 'measured') throw new Error(run.message)
    const { start, training } = await trainedNetwork(context, plan, 'it')
    expect(run.stop).toEqual(await measuredSigns(context, plan, training.theta, 'it', [1e-3]))
    expect(run.start).toEqual(await measuredSigns(context, plan, start, 'it', [1e-3]))
    expect(run.losses).toEqual(training.losses)
    expect(run.epochs).toBe(4)
    expect(run.testAccuracy).toBe(run.trainAccuracy)
    expect([0, 0.25, 0.5, 0.75, 1]).toContain(run.trainAccuracy)
  })

  test('its one file is enough, wherever it is carried', async () => {
    const [here, there] = [await testContext(), await testContext()]
    const run = await measuredRun(here, plan, 'it', measures)
    const files = readdirSync(here.evidence.folder).filter((file) => file.startsWith('run-'))
    expect(files).toHaveLength(1)
    copyFileSync(join(here.evidence.folder, files[0]!), join(there.evidence.folder, files[0]!))
    const refusing = { ...there.provider, inertia: () => Promise.reject(new Error('not needed')) }
    expect(await measuredRun({ ...there, provider: refusing }, plan, 'it', measures)).toEqual(run)
    expect(readdirSync(there.evidence.folder)).toEqual(files)
  })

  test('a training that diverges is told of, and not stored', async () => {
    const context = await testContext()
    const { optimizer } = plan
    const wild = {
      ...plan,
      optimizer: {
        ...optimizer,
        options: { learningRate: 1e300 },
        start: () => ({ step: (theta: Float64Array) => void theta.fill(Number.POSITIVE_INFINITY) }),
      },
    }
    expect(await measuredRun(context, wild, 'it', measures)).toMatchObject({ status: 'diverged' })
    expect(readdirSync(context.evidence.folder).filter((file) => file.startsWith('run-'))).toEqual([])
  })

  test.each([
    ['tolerances', { ...measures, tolerances: [1e-4] }],
    ['ends', { ...measures, start: false }],
    ['test set', { tolerances: [1e-3], start: true }],
  ])('other %s are other evidence', async (_what, other) => {
    const context = await testContext()
    await measuredRun(context, plan, 'it', measures)
    await measuredRun(context, plan, 'it', other)
    const runs = readdirSync(context.evidence.folder).filter((file) => file.startsWith('run-'))
    expect(runs).toHaveLength(2)
  })
})
