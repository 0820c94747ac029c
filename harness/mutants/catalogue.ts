/** Every bug of the catalogue with the suite that must catch it, in the order of the rooms. */
import { certificatesSuite } from '../properties/certificates/certificatesSuite.ts'
import { criticalPointsSuite } from '../properties/criticalPoints/criticalPointsSuite.ts'
import { landscapesSuite } from '../properties/landscapes/landscapesSuite.ts'
import { networksSuite } from '../properties/networks/networksSuite.ts'
import { newtonSearchesSuite } from '../properties/newtonSearches/newtonSearchesSuite.ts'
import { optimizersSuite } from '../properties/optimizers/optimizersSuite.ts'
import { providersSuite } from '../properties/providers/providersSuite.ts'
import { spectraSuite } from '../properties/spectra/spectraSuite.ts'
import { structuralZerosSuite } from '../properties/structuralZeros/structuralZerosSuite.ts'
import { certificatesMutants } from './certificatesMutants.ts'
import { criticalPointsMutants } from './criticalPointsMutants.ts'
import { type Trial, trialsOf } from './detect.ts'
import { heldOutCertificatesMutants } from './heldOutCertificatesMutants.ts'
import { heldOutCriticalPointsMutants } from './heldOutCriticalPointsMutants.ts'
import { heldOutLandscapesMutants } from './heldOutLandscapesMutants.ts'
import { heldOutNetworksMutants } from './heldOutNetworksMutants.ts'
import { heldOutOptimizersMutants } from './heldOutOptimizersMutants.ts'
import { heldOutProvidersMutants } from './heldOutProvidersMutants.ts'
import { heldOutSpectraMutants } from './heldOutSpectraMutants.ts'
import { heldOutStructuralZerosMutants } from './heldOutStructuralZerosMutants.ts'
import { landscapesMutants } from './landscapesMutants.ts'
import { networksMutants } from './networksMutants.ts'
import { newtonSearchesMutants } from './newtonSearchesMutants.ts'
import { optimizersMutants } from './optimizersMutants.ts'
import { providersMutants } from './providersMutants.ts'
import { spectraMutants } from './spectraMutants.ts'
import { structuralZerosMutants } from './structuralZerosMutants.ts'

export const trials: readonly Trial[] = [
  ...trialsOf(providersSuite, providersMutants),
  ...trialsOf(spectraSuite, spectraMutants),
  ...trialsOf(certificatesSuite, certificatesMutants),
  ...trialsOf(networksSuite, networksMutants),
  ...trialsOf(landscapesSuite, landscapesMutants),
  ...trialsOf(structuralZerosSuite, structuralZerosMutants),
  ...trialsOf(optimizersSuite, optimizersMutants),
  ...trialsOf(criticalPointsSuite, criticalPointsMutants),
  ...trialsOf(newtonSearchesSuite, newtonSearchesMutants),
  ...trialsOf(providersSuite, heldOutProvidersMutants),
  ...trialsOf(spectraSuite, heldOutSpectraMutants),
  ...trialsOf(certificatesSuite, heldOutCertificatesMutants),
  ...trialsOf(networksSuite, heldOutNetworksMutants),
  ...trialsOf(landscapesSuite, heldOutLandscapesMutants),
  ...trialsOf(structuralZerosSuite, heldOutStructuralZerosMutants),
  ...trialsOf(optimizersSuite, heldOutOptimizersMutants),
  ...trialsOf(criticalPointsSuite, heldOutCriticalPointsMutants),
]
