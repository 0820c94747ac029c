/** Bugs of densities, traces and diagonals from random probes. */
import { seededRandom } from '../algebra/random.ts'
import { dot, norm } from '../algebra/vectors.ts'
import { ourSpectra, type SpectraCode } from '../properties/spectra/spectraCode.ts'
import type { Quadrature } from '../spectra/gaussQuadrature.ts'
import type { LinearOperator } from '../spectra/linearOperator.ts'
import { type ProbeOptions, probeVectors } from '../spectra/probeVectors.ts'
import { type SpectralDensityOptions, spectralDensity } from '../spectra/spectralDensity.ts'
import { spectralCdf } from '../spectra/spectralMean.ts'
import { type TraceEstimate, traceEstimate } from '../spectra/traceEstimate.ts'
import type { Mutant } from './mutant.ts'
import { spectraMutant } from './spectraMutant.ts'

export const spectraEstimateMutants: readonly Mutant<SpectraCode>[] = [
  spectraMutant('density: every probe gives one rule, of the first probe', 'our own', {
    spectralDensity: async (operator, options) => {
      const result = await spectralDensity(operator, options)
      if (result.status !== 'complete') return result
      return { ...result, quadratures: result.quadratures.map(() => result.quadratures[0]!) }
    },
  }),
  spectraMutant('density: Gaussian probes used without normalisation', 'our own', {
    spectralDensity: unnormalisedDensity,
  }),
  spectraMutant('density: means weighted by the sum of nodes, not of probes', 'our own', {
    spectralMean: ({ quadratures }, f) => {
      const value = ourSpectra.spectralMean({ quadratures }, f)
      return { ...value, value: value.value / quadratures[0]!.nodes.length }
    },
  }),
  spectraMutant('density: standard error divided by m, not by its root', 'our own', {
    spectralMean: ({ quadratures }, f) => {
      const { value, standardError } = ourSpectra.spectralMean({ quadratures }, f)
      return { value, standardError: standardError / Math.sqrt(quadratures.length) }
    },
  }),
  spectraMutant('cdf: the bounds are the estimate itself', 'our own', {
    spectralCdf: (density, x) => {
      const cdf = spectralCdf(density, x)
      return { ...cdf, low: cdf.value, high: cdf.value }
    },
  }),
  spectraMutant('trace: the stop rule divides by a signed trace', 'released code', {
    traceEstimate: signedStop,
  }),
  spectraMutant('trace: the stop rule looks at the first two samples', 'our own', {
    traceEstimate: async (operator, { stop, ...options }) => {
      const early = await traceEstimate(operator, { ...options, samples: stop ? 2 : options.samples })
      return stop && early.status === 'complete' ? { ...early, status: 'converged' } : early
    },
  }),
  spectraMutant('trace: the mean eigenvalue for the trace', 'our own', {
    traceEstimate: traces((result, { order }) => ({ ...result, value: result.value / order })),
  }),
  spectraMutant('trace: standard error divided by m, not by its root', 'our own', {
    traceEstimate: traces((result) => ({
      ...result,
      standardError: result.standardError / Math.sqrt(result.steps),
    })),
  }),
  spectraMutant('trace: population variance, m for m − 1', 'our own', {
    traceEstimate: traces((result) => ({
      ...result,
      standardError: result.standardError * Math.sqrt(1 - 1 / result.steps),
    })),
  }),
  spectraMutant('trace: the same probe for every sample', 'released code', {
    traceEstimate: reprobed((options, order) => {
      const first = probeVectors('mutant', options, order)()
      return Array.from({ length: options.samples }, () => first)
    }),
  }),
  spectraMutant('trace: probes uniform on [−1, 1]', 'our own', {
    traceEstimate: reprobed(({ samples, seed }, order) => {
      const random = seededRandom(seed)
      const probe = () => Float64Array.from({ length: order }, () => 2 * random.uniform() - 1)
      return Array.from({ length: samples }, probe)
    }),
  }),
  spectraMutant('trace: probes of zeros and ones', 'our own', {
    traceEstimate: reprobed(({ samples, seed }, order) => {
      const random = seededRandom(seed)
      const probe = () => Float64Array.from({ length: order }, (_, i) => (i === 0 ? 1 : random.integer(2)))
      return Array.from({ length: samples }, probe)
    }),
  }),
  spectraMutant('trace: the variance is a sum of squares, which vanish', 'our own', {
    traceEstimate: traces((result) => ({
      ...result,
      standardError: Math.sqrt(result.standardError * result.standardError * 2 ** -200) * 2 ** 100,
    })),
  }),
  spectraMutant('trace: NaN passes', 'our own', {
    traceEstimate: async (operator, options) => {
      const result = await traceEstimate(operator, options)
      if (result.status !== 'nonFinite') return result
      return { status: 'complete', value: Number.NaN, standardError: Number.NaN, steps: result.steps }
    },
  }),
  spectraMutant('diagonal: without the product with the probe', 'our own', {
    diagonalEstimate: async (operator, options) => {
      const probes = probesOf(options, operator.order)
      const result = await ourSpectra.diagonalEstimate(operator, { ...options, probes })
      if (result.status === 'nonFinite') return result
      const values = new Float64Array(operator.order)
      for (const v of probes) {
        operator.apply(v).forEach((x, i) => {
          values[i]! += x / probes.length
        })
      }
      return { ...result, values }
    },
  }),
  spectraMutant('diagonal: one standard error for all entries', 'our own', {
    diagonalEstimate: async (operator, options) => {
      const result = await ourSpectra.diagonalEstimate(operator, options)
      if (result.status === 'nonFinite') return result
      const pooled = norm(result.standardErrors) / Math.sqrt(operator.order)
      return { ...result, standardErrors: result.standardErrors.map(() => pooled) }
    },
  }),
]

async function unnormalisedDensity(
  operator: LinearOperator,
  options: SpectralDensityOptions,
): ReturnType<SpectraCode['spectralDensity']> {
  const probes = probesOf(options, operator.order)
  const result = await spectralDensity(operator, { ...options, probes })
  if (result.status !== 'complete') return result
  const quadratures: Quadrature[] = result.quadratures.map((rule, k) => ({
    ...rule,
    weights: rule.weights.map((w) => (w * dot(probes[k]!, probes[k]!)) / operator.order),
  }))
  return { ...result, quadratures }
}

/** All probes that the options stand for. */
function probesOf(options: ProbeOptions, order: number): Float64Array[] {
  const next = probeVectors('mutant', options, order)
  return Array.from({ length: options.samples }, next)
}

function traces(
  change: (result: TraceEstimate, operator: LinearOperator) => TraceEstimate,
): SpectraCode['traceEstimate'] {
  return async (operator, options) => {
    const result = await traceEstimate(operator, options)
    return result.status === 'nonFinite' ? result : change(result, operator)
  }
}

/** Seeded probes replaced; own vectors stay. */
function reprobed(
  probes: (options: ProbeOptions, order: number) => readonly Float64Array[],
): SpectraCode['traceEstimate'] {
  return (operator, options) => {
    if (typeof options.probes === 'object') return traceEstimate(operator, options)
    return traceEstimate(operator, { ...options, probes: probes(options, operator.order) })
  }
}

async function signedStop(
  ...[operator, { stop, ...options }]: Parameters<SpectraCode['traceEstimate']>
): ReturnType<SpectraCode['traceEstimate']> {
  if (!stop) return traceEstimate(operator, options)
  const probes = probesOf(options, operator.order)
  for (let samples = 9; ; samples++) {
    const result = await traceEstimate(operator, { ...options, samples, probes: probes.slice(0, samples) })
    if (result.status === 'nonFinite') return result
    if (result.standardError / result.value < stop.rtol) return { ...result, status: 'converged' }
    if (samples === options.samples) return { ...result, status: 'notConverged' }
  }
}
