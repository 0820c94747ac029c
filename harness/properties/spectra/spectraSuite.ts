/** The properties of Lanczos and of what is built on it. */
import type { Suite } from '../suite.ts'
import { estimateProperties } from './estimateProperties.ts'
import { extremeProperties } from './extremeProperties.ts'
import { finitenessProperties } from './finitenessProperties.ts'
import { lanczosProperties } from './lanczosProperties.ts'
import { quadratureProperties } from './quadratureProperties.ts'
import { ourSpectra, type SpectraCode } from './spectraCode.ts'

export const spectraSuite: Suite<SpectraCode> = {
  name: 'spectra',
  properties: [
    ...lanczosProperties,
    ...quadratureProperties,
    ...extremeProperties,
    ...estimateProperties,
    ...finitenessProperties,
  ],
  subjects: async () => [{ name: 'spectra', code: ourSpectra }],
}
