/** Bugs of update rules, stop rules and training loops. */
import type { Optimizers } from '../properties/optimizers/optimizers.ts'
import type { Mutant } from './mutant.ts'
import { optimizersMultipliedMutants } from './optimizersMultipliedMutants.ts'
import { optimizersNoiseMutants } from './optimizersNoiseMutants.ts'
import { optimizersRuleMutants } from './optimizersRuleMutants.ts'
import { optimizersTrainingMutants } from './optimizersTrainingMutants.ts'

export const optimizersMutants: readonly Mutant<Optimizers>[] = [
  ...optimizersRuleMutants,
  ...optimizersNoiseMutants,
  ...optimizersMultipliedMutants,
  ...optimizersTrainingMutants,
]
