/** The subject of this suite: what finds critical points, apart from the networks. */
import { type LineSearchResult, lineSearch } from '../../criticalPoints/lineSearch.ts'
import { type MinresQlp, minresQlp } from '../../criticalPoints/minresQlp.ts'
import { dampedSteps } from '../../optimizers/dampedSteps.ts'

export interface CriticalPointsCode {
  readonly minresQlp: MinresQlp
  readonly lineSearch: (...given: Parameters<typeof lineSearch>) => LineSearchResult
  readonly dampedSteps: typeof dampedSteps
}

export const criticalPointsCode: CriticalPointsCode = { minresQlp, lineSearch, dampedSteps }
