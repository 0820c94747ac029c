/** Bugs of the functions that reach a matrix through products only. */
import type { SpectraCode } from '../properties/spectra/spectraCode.ts'
import type { Mutant } from './mutant.ts'
import { spectraEstimateMutants } from './spectraEstimateMutants.ts'
import { spectraExtremeMutants } from './spectraExtremeMutants.ts'
import { spectraLanczosMutants } from './spectraLanczosMutants.ts'

export const spectraMutants: readonly Mutant<SpectraCode>[] = [
  ...spectraLanczosMutants,
  ...spectraEstimateMutants,
  ...spectraExtremeMutants,
]
