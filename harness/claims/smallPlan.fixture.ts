/** A training plan of a few numbers, for tests of what is kept as evidence. */
import { sparseRows } from '../algebra/sparseRows.ts'
import { dataSet } from '../data/dataSet.ts'
import { sgd } from '../optimizers/sgd.ts'
import { epochs } from '../optimizers/stopRules.ts'
import type { TrainingPlan } from './trainedNetwork.ts'

export const smallPlan: TrainingPlan = {
  data: dataSet({
    name: 'four points',
    inputs: sparseRows([1, 0, 0, 2, -1, 1, 0, 0], 4, 2),
    labels: Uint8Array.of(0, 1, 1, 0),
    classes: 2,
  }),
  layers: [2, 3, 2],
  activation: 'tanh',
  loss: 'cross-entropy',
  initializer: 'xavier-normal',
  seed: 5,
  optimizer: sgd({ learningRate: 0.5 }),
  batchSize: 3,
  stop: epochs(4),
}
