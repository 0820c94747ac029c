/** The searches that use curvature: trust region, Newton-MR and Krylov saddle-free Newton. */
import type { Suite } from '../suite.ts'
import { newtonMrProperties } from './newtonMrProperties.ts'
import { type NewtonSearchesCode, newtonSearchesCode } from './newtonSearchesCode.ts'
import { saddleFreeRunProperties } from './saddleFreeRunProperties.ts'
import { saddleFreeStepProperties } from './saddleFreeStepProperties.ts'
import { steihaugTointProperties } from './steihaugTointProperties.ts'
import { trustRegionProperties } from './trustRegionProperties.ts'
import { trustRegionRuleProperties } from './trustRegionRuleProperties.ts'

export const newtonSearchesSuite: Suite<NewtonSearchesCode> = {
  name: 'newtonSearches',
  properties: [
    ...steihaugTointProperties,
    ...trustRegionRuleProperties,
    ...trustRegionProperties,
    ...newtonMrProperties,
    ...saddleFreeStepProperties,
    ...saddleFreeRunProperties,
  ],
  subjects: async () => [{ name: 'newtonSearches', code: newtonSearchesCode }],
}
