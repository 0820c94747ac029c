/** The functions of the spectra room that reach a matrix through products only, as one subject. */
import { diagonalEstimate } from '../../spectra/diagonalEstimate.ts'
import { extremeEigenpairs } from '../../spectra/extremeEigenpairs.ts'
import { gaussQuadrature } from '../../spectra/gaussQuadrature.ts'
import { lanczos } from '../../spectra/lanczos.ts'
import { spectralDensity } from '../../spectra/spectralDensity.ts'
import { spectralCdf, spectralMean } from '../../spectra/spectralMean.ts'
import { traceEstimate } from '../../spectra/traceEstimate.ts'

export interface SpectraCode {
  readonly lanczos: typeof lanczos
  readonly gaussQuadrature: typeof gaussQuadrature
  readonly spectralDensity: typeof spectralDensity
  readonly spectralMean: typeof spectralMean
  readonly spectralCdf: typeof spectralCdf
  readonly extremeEigenpairs: typeof extremeEigenpairs
  readonly traceEstimate: typeof traceEstimate
  readonly diagonalEstimate: typeof diagonalEstimate
}

export const ourSpectra: SpectraCode = {
  lanczos,
  gaussQuadrature,
  spectralDensity,
  spectralMean,
  spectralCdf,
  extremeEigenpairs,
  traceEstimate,
  diagonalEstimate,
}
