/** What finds critical points: MINRES-QLP, the line search and the damped steps. */
import type { Suite } from '../suite.ts'
import { type CriticalPointsCode, criticalPointsCode } from './criticalPointsCode.ts'
import { dampedStepProperties } from './dampedStepProperties.ts'
import { lineSearchProperties } from './lineSearchProperties.ts'
import { residualProperties } from './residualProperties.ts'
import { solutionProperties } from './solutionProperties.ts'

export const criticalPointsSuite: Suite<CriticalPointsCode> = {
  name: 'criticalPoints',
  properties: [
    ...solutionProperties,
    ...residualProperties,
    ...lineSearchProperties,
    ...dampedStepProperties,
  ],
  subjects: async () => [{ name: 'criticalPoints', code: criticalPointsCode }],
}
