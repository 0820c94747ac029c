import { networkObjective } from '../../networks/networkObjective.ts'
import type { Suite } from '../suite.ts'
import { countProperties } from './countProperties.ts'
import { directionProperties } from './directionProperties.ts'
import type { NullSpaceCode } from './nullSpaceCode.ts'

export const structuralZerosSuite: Suite<NullSpaceCode> = {
  name: 'structuralZeros',
  properties: [...countProperties, ...directionProperties],
  subjects: async () => [
    {
      name: 'networkObjective',
      code: (options, theta, batch) => {
        const objective = networkObjective(options)
        return (batch ? objective.onBatch(batch) : objective).structuralZeros(theta)
      },
    },
  ],
}
