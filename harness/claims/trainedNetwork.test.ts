import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { dataSet } from '../data/dataSet.ts'
import { sgd } from '../optimizers/sgd.ts'
import { epochs } from '../optimizers/stopRules.ts'
import { type Training, train } from '../optimizers/train.ts'
import { smallPlan as plan } from './smallPlan.fixture.ts'
import { testContext } from './testContext.fixture.ts'
import { startOf, type TrainingPlan, trainedNetwork, trainedTrajectory } from './trainedNetwork.ts'

describe('trainedNetwork', () => {
  test('is train on the plan, and the second time what was stored', async () => {
    const context = await testContext()
    const { objective, start, training } = await trainedNetwork(context, plan, 'it')
    const { optimizer, batchSize, stop } = plan
    const directly: Training = await train(objective, start, { optimizer, batchSize, stop })
    expect(training).toEqual(directly)
    expect(training.losses.at(-1)!).toBeLessThan(training.losses[0]!)
    const again = await trainedNetwork(context, plan, 'it')
    expect(again.training).toEqual(training)
    expect(readdirSync(context.evidence.folder)).toHaveLength(1)
  })

  test.each<[string, Partial<TrainingPlan>]>([
    ['seed', { seed: 6 }],
    ['learning rate', { optimizer: sgd({ learningRate: 0.25 }) }],
    ['batch size', { batchSize: 2 }],
    ['order', { shuffleSeed: 1 }],
    ['stop rule', { stop: epochs(5) }],
    ['loss', { loss: 'squared-error-softmax' }],
    ['width', { layers: [2, 4, 2] }],
    ['l2', { l2: 0.1 }],
    ['labels', { data: dataSet({ ...plan.data, labels: Uint8Array.of(1, 1, 1, 0) }) }],
  ])('another %s is another training', async (_what, change) => {
    const context = await testContext()
    await trainedNetwork(context, plan, 'it')
    await trainedNetwork(context, { ...plan, ...change }, 'it')
    expect(readdirSync(context.evidence.folder)).toHaveLength(2)
  })
})

describe('trainedTrajectory', () => {
  test('keeps theta where it is asked to, of the same training', async () => {
    const context = await testContext()
    const { training } = await trainedNetwork(context, plan, 'it')
    const trajectory = await trainedTrajectory(context, plan, 'it', [4, 0, 2, 9])
    expect(trajectory.training).toEqual(training)
    expect(trajectory.waypoints.map(({ epoch }) => epoch)).toEqual([0, 2, 4])
    expect(trajectory.waypoints.map(({ loss }) => loss)).toEqual(
      [0, 2, 4].map((epoch) => training.losses[epoch]),
    )
    expect(trajectory.waypoints[0]!.theta).toEqual(startOf(plan))
    expect(trajectory.waypoints[2]!.theta).toEqual(training.theta)
    const files = readdirSync(context.evidence.folder)
    expect(await trainedTrajectory(context, plan, 'it', [0, 2, 4, 9])).toEqual(trajectory)
    expect(readdirSync(context.evidence.folder)).toEqual(files)
  })
})
