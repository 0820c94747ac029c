/** Certified counts, certified inertia, the degeneracy curve, and the names of critical points. */
import { foundProviders } from '../../providers/registry.ts'
import type { Suite } from '../suite.ts'
import { type Certificates, ownCertificates } from './certificates.ts'
import { countProperties } from './countProperties.ts'
import { curvatureProperties } from './curvatureProperties.ts'
import { inertiaProperties } from './inertiaProperties.ts'
import { namingProperties } from './namingProperties.ts'
import { signsProperties } from './signsProperties.ts'

export const certificatesSuite: Suite<Certificates> = {
  name: 'certificates',
  properties: [
    ...countProperties,
    ...curvatureProperties,
    ...signsProperties,
    ...inertiaProperties,
    ...namingProperties,
  ],
  /** Our code over the numbers of each provider that is found on this machine. */
  async subjects() {
    return (await foundProviders()).map((provider) => ({
      name: `over ${provider.name}`,
      code: ownCertificates(provider),
    }))
  },
}
