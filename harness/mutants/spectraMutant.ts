import { ourSpectra, type SpectraCode } from '../properties/spectra/spectraCode.ts'
import type { Mutant } from './mutant.ts'

/** Our spectra functions with some of them changed. */
export function spectraMutant(
  bug: string,
  origin: Mutant<SpectraCode>['origin'],
  changed: Partial<SpectraCode>,
  uncatchable?: string,
): Mutant<SpectraCode> {
  return { bug, origin, code: { ...ourSpectra, ...changed }, ...(uncatchable && { uncatchable }) }
}
