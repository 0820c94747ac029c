/** Update rules, stop rules and the training loop. */
import type { Suite } from '../suite.ts'
import { multipliedProperties } from './multipliedProperties.ts'
import { noisySgdProperties } from './noisySgdProperties.ts'
import { type Optimizers, ownOptimizers } from './optimizers.ts'
import { perturbedGdProperties } from './perturbedGdProperties.ts'
import { quadraticProperties } from './quadraticProperties.ts'
import { ruleProperties } from './ruleProperties.ts'
import { stoppingProperties } from './stoppingProperties.ts'
import { trainingProperties } from './trainingProperties.ts'

export const optimizersSuite: Suite<Optimizers> = {
  name: 'optimizers',
  properties: [
    ...quadraticProperties,
    ...ruleProperties,
    ...noisySgdProperties,
    ...perturbedGdProperties,
    ...multipliedProperties,
    ...trainingProperties,
    ...stoppingProperties,
  ],
  subjects: async () => [{ name: 'our optimizers', code: ownOptimizers }],
}
