/** Bugs of the searches that use curvature, and of the steps that they take. */
import type { NewtonSearchesCode } from '../properties/newtonSearches/newtonSearchesCode.ts'
import type { Mutant } from './mutant.ts'
import { newtonMrMutants } from './newtonMrMutants.ts'
import { saddleFreeMutants } from './saddleFreeMutants.ts'
import { steihaugTointMutants } from './steihaugTointMutants.ts'
import { trustRegionMutants } from './trustRegionMutants.ts'

export const newtonSearchesMutants: readonly Mutant<NewtonSearchesCode>[] = [
  ...steihaugTointMutants,
  ...trustRegionMutants,
  ...newtonMrMutants,
  ...saddleFreeMutants,
]
