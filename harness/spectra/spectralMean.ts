/**
 * What a spectral density says: means of functions over the spectrum, each with its standard error.
 *
 * The standard error speaks of the choice of probes, not of the quadrature (spectralDensity.ts). Samples are one
 * number for each probe, Σ w f(θ); error = √(Σ (x − mean)²/(m(m − 1))).
 */
import { ArgumentError } from '../errors.ts'
import type { Quadrature } from './gaussQuadrature.ts'
import { requireCount } from './requireCount.ts'
import { runningEstimate } from './runningEstimate.ts'
import type { SpectralDensity } from './spectralDensity.ts'

export interface SpectralEstimate {
  readonly value: number
  readonly standardError: number
}

export interface CdfEstimate extends SpectralEstimate {
  /**
   * Share of eigenvalues ≤ x lies in [low, high] but for sampling: the means of the Chebyshev-Markov-Stieltjes
   * bounds. Equal to `value` where every probe's rule is exact.
   */
  readonly low: number
  readonly high: number
}

/** tr f(A)/n. Exact but for sampling when f is a polynomial of degree below 2k. */
export function spectralMean(
  { quadratures }: Pick<SpectralDensity, 'quadratures'>,
  f: (eigenvalue: number) => number,
): SpectralEstimate {
  return meanOver(quadratures, ({ nodes, weights }) =>
    nodes.reduce((sum, node, j) => sum + weights[j]! * f(node), 0),
  )
}

/** tr Aᵏ/n for powers 0 … count − 1; those below 2k have no quadrature error. */
export function spectralMoments(
  density: Pick<SpectralDensity, 'quadratures'>,
  count: number,
): SpectralEstimate[] {
  requireCount('spectralMoments', 'count', count, 1, Number.POSITIVE_INFINITY)
  return Array.from({ length: count }, (_, power) => spectralMean(density, (x) => x ** power))
}

/**
 * Share of the eigenvalues that are ≤ x.
 *
 * A rule of k nodes with θ_i ≤ x < θ_{i+1} allows its measure up to x anything from w₁ + … + w_{i−1} to
 * w₁ + … + w_{i+1}.
 *
 * Source: Szegő, "Orthogonal polynomials", 1939, §3.41 (Chebyshev-Markov-Stieltjes).
 */
export function spectralCdf({ quadratures }: Pick<SpectralDensity, 'quadratures'>, x: number): CdfEstimate {
  if (Number.isNaN(x)) throw new ArgumentError('spectralCdf', 'x', 'a number', 'NaN')
  const upTo = ({ nodes, weights, exact }: Quadrature, further: number): number => {
    const count = nodes.filter((node) => node <= x).length + (exact ? 0 : further)
    return weights.slice(0, Math.max(count, 0)).reduce((sum, w) => sum + w, 0)
  }
  return {
    ...meanOver(quadratures, (rule) => upTo(rule, 0)),
    low: meanOver(quadratures, (rule) => upTo(rule, -1)).value,
    high: meanOver(quadratures, (rule) => upTo(rule, 1)).value,
  }
}

/**
 * The density at x after convolution with a normal distribution: a picture, whose width is the reader's choice.
 *
 * @param width its standard deviation, > 0, in units of A
 */
export function smoothedDensity(
  density: Pick<SpectralDensity, 'quadratures'>,
  x: number,
  width: number,
): SpectralEstimate {
  if (!(width > 0)) throw new ArgumentError('smoothedDensity', 'width', 'a positive number', String(width))
  const height = 1 / (width * Math.sqrt(2 * Math.PI))
  return spectralMean(density, (node) => height * Math.exp(-0.5 * ((x - node) / width) ** 2))
}

function meanOver(rules: readonly Quadrature[], sample: (rule: Quadrature) => number): SpectralEstimate {
  const estimate = runningEstimate(1)
  for (const rule of rules) estimate.add(Float64Array.of(sample(rule)))
  return { value: estimate.mean[0]!, standardError: estimate.standardErrors()[0]! }
}
