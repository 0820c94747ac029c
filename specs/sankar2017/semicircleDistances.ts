/**
 * How far spectra are from the nearest semicircle, as they are and without zeros and outliers, and how far random
 * symmetric matrices are.
 */
import {
  type CertifiedInertia,
  type ClaimContext,
  type Failure,
  gaussianSpectrum,
  momentRadius,
  type SemicircleFit,
  semicircleDistance,
  semicircleFit,
} from '../../harness/index.ts'

/** p ≤ 1/(draws + 1) = 1 % for a spectrum further from the law than every random one. */
export const draws = 99
/** Tukey's: a value is outlying beyond the quartiles by more than this times their distance. None of a semicircle is. */
export const fence = 1.5
/** Eigenvalues that no proof makes zero lie close to 0 as well: a third comparison, which decides nothing, leaves them out. */
export const nearZero = 1e-6
/** Of the third comparison: fewer eigenvalues are close to some semicircle by chance. */
export const fewest = 20

/** A spectrum to be compared. */
export interface Spectrum {
  readonly name: string
  /** As a reader finds it again. */
  readonly run: string
  readonly point: string
  readonly decides: boolean
  /** Ascending. */
  readonly eigenvalues: Float64Array
  readonly inertia: CertifiedInertia
}

export interface Compared extends Spectrum {
  readonly bulk: Float64Array
  /** The nearest semicircles. */
  readonly whole: SemicircleFit
  readonly ofBulk: SemicircleFit
  /** The bulk of what is beyond ±nearZero; without a distance where too few are. */
  readonly beyond: { readonly order: number; readonly distance?: number }
}

/** Of random symmetric matrices, ascending. */
export interface RandomDistances {
  readonly order: number
  readonly distances: readonly number[]
}

/** Of the least order among what they are compared with. */
export interface Chance {
  readonly bulks: RandomDistances
  readonly beyond: RandomDistances
}

export function compare(spectrum: Spectrum): Compared {
  const { eigenvalues, inertia } = spectrum
  const bulk = withoutOutliers(withoutProved(eigenvalues, inertia.structural))
  const beyond = withoutOutliers(eigenvalues.filter((value) => Math.abs(value) > nearZero))
  return {
    ...spectrum,
    bulk,
    whole: semicircleFit(eigenvalues),
    ofBulk: semicircleFit(bulk),
    beyond: {
      order: beyond.length,
      ...(beyond.length >= fewest && { distance: semicircleFit(beyond).distance }),
    },
  }
}

/** The proved zeros are those next to 0. @returns ascending */
function withoutProved(eigenvalues: Float64Array, structural: number): Float64Array {
  const bySize = [...eigenvalues].sort((a, b) => Math.abs(a) - Math.abs(b))
  return Float64Array.from(bySize.slice(structural)).sort()
}

function withoutOutliers(ascending: Float64Array): Float64Array {
  if (ascending.length === 0) return ascending
  const lower = quantile(ascending, 0.25)
  const upper = quantile(ascending, 0.75)
  const reach = fence * (upper - lower)
  return ascending.filter((value) => value >= lower - reach && value <= upper + reach)
}

function quantile(ascending: Float64Array, share: number): number {
  return ascending[Math.round(share * (ascending.length - 1))]!
}

/** Ascending. */
export function randomDistances({ seed, progress }: ClaimContext, order: number): number[] | Failure {
  const onProgress = progress(`spectra of ${draws} random symmetric matrices of order ${order}`)
  const distances: number[] = []
  for (let k = 0; k < draws; k++) {
    onProgress(k, draws)
    const values = gaussianSpectrum(order, seed * 1000 + k)
    if ('status' in values) return values
    const centred = centredOf(values)
    distances.push(semicircleDistance(centred, momentRadius(centred)))
  }
  onProgress(draws, draws)
  return distances.sort((a, b) => a - b)
}

function centredOf(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return values.map((value) => value - mean)
}
