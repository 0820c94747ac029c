/** Mutants of the code that gives loss, gradient and curvature of a network. */
import type { CurvatureCode } from '../properties/networks/curvatureCode.ts'
import type { Mutant } from './mutant.ts'
import { networksActivationMutants } from './networksActivationMutants.ts'
import { networksBoundMutants } from './networksBoundMutants.ts'
import { networksCallMutants } from './networksCallMutants.ts'
import { networksExtremesMutants } from './networksExtremesMutants.ts'
import { networksGradientMutants } from './networksGradientMutants.ts'
import { networksHessianMutants } from './networksHessianMutants.ts'
import { networksHvpMutants } from './networksHvpMutants.ts'
import { networksLossMutants } from './networksLossMutants.ts'
import { networksSampleMutants } from './networksSampleMutants.ts'

export const networksMutants: readonly Mutant<CurvatureCode>[] = [
  ...networksActivationMutants,
  ...networksLossMutants,
  ...networksExtremesMutants,
  ...networksHvpMutants,
  ...networksGradientMutants,
  ...networksHessianMutants,
  ...networksBoundMutants,
  ...networksSampleMutants,
  ...networksCallMutants,
]
