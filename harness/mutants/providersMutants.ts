/** Providers with one bug each: of the foreign interface, of scale, of repetition, of counting. */
import type { Provider } from '../providers/provider.ts'
import type { Mutant } from './mutant.ts'
import { providersConductMutants } from './providersConductMutants.ts'
import { providersCountMutants } from './providersCountMutants.ts'
import { providersDecompositionMutants } from './providersDecompositionMutants.ts'

export const providersMutants: readonly Mutant<Provider>[] = [
  ...providersDecompositionMutants,
  ...providersCountMutants,
  ...providersConductMutants,
]
