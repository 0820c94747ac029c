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
  semicircleDistance,
  semicircleFit,
} from '../../harness/index.ts'

/** p ≤ 1/(draws + 1) = 1 % for a spectrum further from the law than every random one. */
export const draws = 99
/** Tukey's: a value is outlying beyond the quartiles by more than this times their distance. None of a semicircle is. */
export const fence = 1.5

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
  /** Of the nearest semicircle. */
  readonly wholeDistance: number
  readonly bulkDistance: number
}

export function compare(spectrum: Spectrum): Compared {
  const bulk = bulkOf(spectrum.eigenvalues, spectrum.inertia.structural)
  const wholeDistance = semicircleFit(spectrum.eigenvalues).distance
  return { ...spectrum, bulk, wholeDistance, bulkDistance: semicircleFit(bulk).distance }
}

/** Without the proved zeros, which are those next to 0, and without outliers. */
function bulkOf(eigenvalues: Float64Array, structural: number): Float64Array {
  const bySize = [...eigenvalues].sort((a, b) => Math.abs(a) - Math.abs(b))
  const rest = Float64Array.from(bySize.slice(structural)).sort()
  const lower = quantile(rest, 0.25)
  const upper = quantile(rest, 0.75)
  const reach = fence * (upper - lower)
  return rest.filter((value) => value >= lower - reach && value <= upper + reach)
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
