/** The subject of this suite: the searches that use curvature, and the steps that they take. */
import { newtonMr } from '../../criticalPoints/newtonMr.ts'
import { steihaugToint } from '../../criticalPoints/steihaugToint.ts'
import { trustRegionNewton } from '../../criticalPoints/trustRegionNewton.ts'
import { krylovSaddleFreeNewton } from '../../optimizers/krylovSaddleFreeNewton.ts'
import { krylovSaddleFreeSteps } from '../../optimizers/krylovSaddleFreeStep.ts'

export interface NewtonSearchesCode {
  readonly steihaugToint: typeof steihaugToint
  readonly trustRegionNewton: typeof trustRegionNewton
  readonly newtonMr: typeof newtonMr
  readonly krylovSaddleFreeSteps: typeof krylovSaddleFreeSteps
  readonly krylovSaddleFreeNewton: typeof krylovSaddleFreeNewton
}

export const newtonSearchesCode: NewtonSearchesCode = {
  steihaugToint,
  trustRegionNewton,
  newtonMr,
  krylovSaddleFreeSteps,
  krylovSaddleFreeNewton,
}
