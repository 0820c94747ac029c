/** Update rules, stop rules and the training loop. */
import type { Suite } from '../suite.ts'
import { type Optimizers, ownOptimizers } from './optimizers.ts'
import { quadraticProperties } from './quadraticProperties.ts'
import { ruleProperties } from './ruleProperties.ts'
import { stoppingProperties } from './stoppingProperties.ts'
import { trainingProperties } from './trainingProperties.ts'

export const optimizersSuite: Suite<Optimizers> = {
  name: 'optimizers',
  properties: [...quadraticProperties, ...ruleProperties, ...trainingProperties, ...stoppingProperties],
  subjects: async () => [{ name: 'our optimizers', code: ownOptimizers }],
}
