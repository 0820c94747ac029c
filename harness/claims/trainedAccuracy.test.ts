import { copyFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { norm } from '../algebra/vectors.ts'
import { smallPlan as plan } from './smallPlan.fixture.ts'
import { testContext } from './testContext.fixture.ts'
import { trainedAccuracy } from './trainedAccuracy.ts'
import { trainedNetwork } from './trainedNetwork.ts'

describe('trainedAccuracy', () => {
  test('is of the point where the plan stops', async () => {
    const context = await testContext()
    const found = await trainedAccuracy(context, plan, plan.data, 'it')
    if (found.status !== 'measured') throw new Error(found.message)
    const { objective, training } = await trainedNetwork(context, plan, 'it')
    expect(found.loss).toBe(objective.loss(training.theta))
    expect(found.gradientNorm).toBe(norm(objective.gradient(training.theta)))
    expect(found.epochs).toBe(4)
    expect(found.testAccuracy).toBe(found.trainAccuracy)
    expect([0, 0.25, 0.5, 0.75, 1]).toContain(found.trainAccuracy)
  })

  test('its one file is enough, wherever it is carried', async () => {
    const [here, there] = [await testContext(), await testContext()]
    const found = await trainedAccuracy(here, plan, plan.data, 'it')
    const files = readdirSync(here.evidence.folder).filter((file) => file.startsWith('accuracy-'))
    expect(files).toHaveLength(1)
    copyFileSync(join(here.evidence.folder, files[0]!), join(there.evidence.folder, files[0]!))
    expect(await trainedAccuracy(there, plan, plan.data, 'it')).toEqual(found)
    expect(readdirSync(there.evidence.folder)).toEqual(files)
  })

  test('a training that diverges is told of, and not stored', async () => {
    const context = await testContext()
    const wild = {
      ...plan,
      optimizer: {
        ...plan.optimizer,
        options: { learningRate: 1e300 },
        start: () => ({ step: (theta: Float64Array) => void theta.fill(Number.POSITIVE_INFINITY) }),
      },
    }
    expect(await trainedAccuracy(context, wild, plan.data, 'it')).toMatchObject({ status: 'diverged' })
    expect(readdirSync(context.evidence.folder).filter((file) => file.startsWith('accuracy-'))).toEqual([])
  })
})
