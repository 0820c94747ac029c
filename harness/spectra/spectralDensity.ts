/**
 * Stochastic Lanczos quadrature: the distribution of the eigenvalues from products with random vectors.
 *
 *     tr f(A)/n ≈ mean over probes of Σ_j w_j f(θ_j),   (θ, w) = Gauss quadrature seen from v/‖v‖
 *
 * Two errors, of which the standard error over the probes states one only:
 * - sampling: the mean over v/‖v‖ of vᵀf(A)v/‖v‖² is tr f(A)/n without bias, for both kinds of probes;
 * - quadrature: with k steps each probe's sum is exact for polynomials of degree 2k − 1 at most (and for all
 *   f once the Krylov space is invariant). For other f, steps and densities among them, more probes do not
 *   lessen it. `spectralCdf` brackets it.
 *
 * Source: Golub and Welsch, "Calculation of Gauss quadrature rules", 1969; Ubaru, Chen and Saad, "Fast estimation
 * of tr(f(A)) via stochastic Lanczos quadrature", 2017.
 */
import type { RunOptions } from '../algebra/runOptions.ts'
import type { Failure } from '../providers/provider.ts'
import { gaussQuadrature, type Quadrature } from './gaussQuadrature.ts'
import { lanczos } from './lanczos.ts'
import { type LinearOperator, requireOperator } from './linearOperator.ts'
import { type ProbeOptions, probeVectors } from './probeVectors.ts'
import { requireCount } from './requireCount.ts'

export interface SpectralDensityOptions extends RunOptions, ProbeOptions {
  /** k, in 1..n: Lanczos steps for each probe. */
  readonly lanczosSteps: number
}

export interface SpectralDensity {
  readonly status: 'complete'
  /** One rule for each probe. */
  readonly quadratures: readonly Quadrature[]
  /** Products made, over all probes. */
  readonly steps: number
}

export interface SpectralDensityFailure {
  readonly status: Exclude<Failure['status'], 'tooLarge'>
  /** Products made before. */
  readonly steps: number
  readonly message: string
}

/** Progress is told in products. @throws ArgumentError on options that make no sense */
export async function spectralDensity(
  operator: LinearOperator,
  options: SpectralDensityOptions,
): Promise<SpectralDensity | SpectralDensityFailure> {
  requireOperator('spectralDensity', operator)
  const { samples, lanczosSteps, signal, onProgress } = options
  requireCount('spectralDensity', 'lanczosSteps', lanczosSteps, 1, operator.order)
  const nextProbe = probeVectors('spectralDensity', options, operator.order)
  const quadratures: Quadrature[] = []
  let steps = 0
  for (let m = 0; m < samples; m++) {
    const decomposition = await lanczos(operator, nextProbe(), lanczosSteps, {
      signal,
      onProgress: onProgress && ((done) => onProgress(m * lanczosSteps + done, samples * lanczosSteps)),
    })
    steps += decomposition.steps
    if (decomposition.status === 'nonFinite') return { ...decomposition, steps }
    const quadrature = gaussQuadrature(decomposition)
    if ('status' in quadrature) return { status: 'notConverged', steps, message: quadrature.message }
    quadratures.push(quadrature)
  }
  return { status: 'complete', quadratures, steps }
}
