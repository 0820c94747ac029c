/** Every suite, in the order of the rooms that they are about. */

import { certificatesSuite } from './certificates/certificatesSuite.ts'
import { criticalPointsSuite } from './criticalPoints/criticalPointsSuite.ts'
import { landscapesSuite } from './landscapes/landscapesSuite.ts'
import { networksSuite } from './networks/networksSuite.ts'
import { newtonSearchesSuite } from './newtonSearches/newtonSearchesSuite.ts'
import { optimizersSuite } from './optimizers/optimizersSuite.ts'
import { providersSuite } from './providers/providersSuite.ts'
import { spectraSuite } from './spectra/spectraSuite.ts'
import { structuralZerosSuite } from './structuralZeros/structuralZerosSuite.ts'
import { type AnySuite, anySuite } from './suite.ts'

export const suites: readonly AnySuite[] = [
  anySuite(providersSuite),
  anySuite(spectraSuite),
  anySuite(certificatesSuite),
  anySuite(networksSuite),
  anySuite(landscapesSuite),
  anySuite(structuralZerosSuite),
  anySuite(optimizersSuite),
  anySuite(criticalPointsSuite),
  anySuite(newtonSearchesSuite),
]
