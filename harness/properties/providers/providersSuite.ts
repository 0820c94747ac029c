/** What every provider keeps: eigenvalues, eigenpairs, counts of signs, products, conduct. */
import type { Provider } from '../../providers/provider.ts'
import { foundProviders } from '../../providers/registry.ts'
import type { Suite } from '../suite.ts'
import { conductProperties } from './conductProperties.ts'
import { eigenpairProperties } from './eigenpairProperties.ts'
import { inertiaProperties } from './inertiaProperties.ts'
import { invarianceProperties } from './invarianceProperties.ts'
import { productProperties } from './productProperties.ts'
import { spectrumProperties } from './spectrumProperties.ts'

export const providersSuite: Suite<Provider> = {
  name: 'providers',
  properties: [
    ...spectrumProperties,
    ...invarianceProperties,
    ...eigenpairProperties,
    ...inertiaProperties,
    ...productProperties,
    ...conductProperties,
  ],
  /** All that are found on this machine. */
  async subjects() {
    return (await foundProviders()).map((provider) => ({ name: provider.name, code: provider }))
  },
}
