/** The code that the certificate properties are about: what turns numbers with bounds into statements. */
import { classify } from '../../criticalPoints/classify.ts'
import { curvatureAt } from '../../criticalPoints/curvatureAt.ts'
import { signsAt } from '../../criticalPoints/signsAt.ts'
import { stationarity } from '../../criticalPoints/stationarity.ts'
import type { Provider } from '../../providers/provider.ts'
import { certifiedCounts } from '../../spectra/certifiedCounts.ts'
import { certifiedInertia } from '../../spectra/certifiedInertia.ts'
import { certifiedSigns } from '../../spectra/certifiedSigns.ts'
import { degeneracyCurve } from '../../spectra/degeneracyCurve.ts'

export interface Certificates {
  /** Where eigenvalues and pivots come from; properties hand in wrong ones too. */
  readonly provider: Provider
  readonly certifiedCounts: typeof certifiedCounts
  readonly certifiedSigns: typeof certifiedSigns
  readonly certifiedInertia: typeof certifiedInertia
  readonly degeneracyCurve: typeof degeneracyCurve
  readonly curvatureAt: typeof curvatureAt
  readonly signsAt: typeof signsAt
  readonly classify: typeof classify
  readonly stationarity: typeof stationarity
}

/** Our code over numbers of this provider. */
export function ownCertificates(provider: Provider): Certificates {
  return {
    provider,
    certifiedCounts,
    certifiedSigns,
    certifiedInertia,
    degeneracyCurve,
    curvatureAt,
    signsAt,
    classify,
    stationarity,
  }
}
