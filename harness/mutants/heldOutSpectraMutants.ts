/** Bugs in what reaches a matrix through products, invented by somebody who had not read the other lists. */
import { dot, norm } from '../algebra/vectors.ts'
import { ourSpectra, type SpectraCode } from '../properties/spectra/spectraCode.ts'
import type { ExtremeEigenpairs, ExtremeOptions } from '../spectra/extremeEigenpairs.ts'
import type { Lanczos } from '../spectra/lanczos.ts'
import type { Mutant } from './mutant.ts'

const real = ourSpectra

export const heldOutSpectraMutants: readonly Mutant<SpectraCode>[] = [
  {
    bug: 'lanczos: a space that fills ℝⁿ is called complete, not a breakdown',
    origin: 'our own',
    code: withLanczos((result, order) =>
      result.steps === order ? { ...result, status: 'complete' } : result,
    ),
  },
  {
    bug: 'lanczos: the residual is β of the step before',
    origin: 'our own',
    code: withLanczos((result) =>
      result.status === 'complete' && result.steps > 1
        ? { ...result, residual: result.betas.at(-1)! }
        : result,
    ),
  },
  {
    bug: 'lanczos: orthogonality is measured between neighbours only',
    origin: 'our own',
    uncatchable: 'what is left after two orthogonalisations is as small as the rounding of measuring it',
    code: withLanczos((result, order) => {
      const row = (j: number): Float64Array => result.basis.subarray(j * order, (j + 1) * order)
      let largest = 0
      for (let j = 1; j < result.steps; j++) largest = Math.max(largest, Math.abs(dot(row(j), row(j - 1))))
      return { ...result, orthogonalityLoss: largest }
    }),
  },
  {
    bug: 'gaussQuadrature: weights below 1e-12 are set to 0',
    origin: 'our own',
    code: {
      ...real,
      gaussQuadrature(decomposition) {
        const rule = real.gaussQuadrature(decomposition)
        return 'status' in rule ? rule : { ...rule, weights: rule.weights.map((w) => (w < 1e-12 ? 0 : w)) }
      },
    },
  },
  {
    bug: 'extremeEigenpairs: the top is ordered by size',
    origin: 'our own',
    code: withExtremes((result, _options) => {
      return { ...result, top: [...result.top].sort((x, y) => Math.abs(y.value) - Math.abs(x.value)) }
    }),
  },
  {
    bug: 'extremeEigenpairs: residuals of values beyond 1 are relative',
    origin: 'our own',
    code: withExtremes((result, _options) => {
      const relative = <P extends { value: number; residual: number }>(pair: P): P => ({
        ...pair,
        residual: pair.residual / Math.max(1, Math.abs(pair.value)),
      })
      return { ...result, top: result.top.map(relative), bottom: result.bottom.map(relative) }
    }),
  },
  {
    bug: 'extremeEigenpairs: converged is reported as exhausted where top and bottom are one each',
    origin: 'our own',
    code: {
      ...real,
      async extremeEigenpairs(operator, options) {
        const result = await real.extremeEigenpairs(operator, options)
        if (result.status !== 'converged' || options.top !== 1 || options.bottom !== 1) return result
        return { ...result, status: 'exhausted' }
      },
    },
  },
  {
    bug: 'extremeEigenpairs: products are counted without the ones for residuals',
    origin: 'our own',
    code: withExtremes((result, options) => {
      return { ...result, steps: result.steps - options.top - options.bottom }
    }),
  },
  {
    bug: 'spectralMean: the standard error of two probes divides by 2, not by 1',
    origin: 'our own',
    code: {
      ...real,
      spectralMean(density, f) {
        const mean = real.spectralMean(density, f)
        if (density.quadratures.length !== 2) return mean
        return { ...mean, standardError: mean.standardError / Math.SQRT2 }
      },
    },
  },
  {
    bug: 'spectralCdf: the lower bound is that of the first probe',
    origin: 'our own',
    code: {
      ...real,
      spectralCdf: (density, x) => ({
        ...real.spectralCdf(density, x),
        low: real.spectralCdf({ quadratures: density.quadratures.slice(0, 1) }, x).low,
      }),
    },
  },
  {
    bug: 'spectralDensity: the second of three or more own probes is skipped, the first used twice',
    origin: 'our own',
    code: {
      ...real,
      async spectralDensity(operator, options) {
        const result = await real.spectralDensity(operator, options)
        if (result.status !== 'complete' || !Array.isArray(options.probes) || options.samples < 3)
          return result
        const [first, , ...others] = result.quadratures
        return { ...result, quadratures: [first!, first!, ...others] }
      },
    },
  },
  {
    bug: 'traceEstimate: a stop rule is asked one sample too soon',
    origin: 'our own',
    code: {
      ...real,
      async traceEstimate(operator, options) {
        const { stop, probes, ...others } = options
        if (!stop) return real.traceEstimate(operator, options)
        const own = Array.isArray(probes) ? { probes: probes.slice(0, 8) } : probes ? { probes } : {}
        const early = await real.traceEstimate(operator, { ...others, ...own, samples: 8 })
        if (early.status === 'nonFinite') return early
        const accurate = early.standardError <= stop.rtol * Math.abs(early.value) + stop.atol
        return accurate ? { ...early, status: 'converged' } : real.traceEstimate(operator, options)
      },
    },
  },
  {
    bug: 'traceEstimate: own probes are scaled to the length √n',
    origin: 'our own',
    code: {
      ...real,
      traceEstimate(operator, options) {
        const { probes } = options
        if (!Array.isArray(probes)) return real.traceEstimate(operator, options)
        const scaled = probes.map((v: Float64Array) =>
          v.map((x) => (x / norm(v)) * Math.sqrt(operator.order)),
        )
        return real.traceEstimate(operator, { ...options, probes: scaled })
      },
    },
  },
  {
    bug: 'diagonalEstimate: all standard errors are their root mean square',
    origin: 'our own',
    code: {
      ...real,
      async diagonalEstimate(operator, options) {
        const result = await real.diagonalEstimate(operator, options)
        if (result.status === 'nonFinite') return result
        const { standardErrors } = result
        const pooled = norm(standardErrors) / Math.sqrt(standardErrors.length)
        return { ...result, standardErrors: standardErrors.map(() => pooled) }
      },
    },
  },
]

function withLanczos(change: (result: Lanczos, order: number) => Lanczos): SpectraCode {
  return {
    ...real,
    async lanczos(operator, start, steps, options) {
      const result = await real.lanczos(operator, start, steps, options)
      return result.status === 'nonFinite' ? result : change(result, operator.order)
    },
  }
}

/** The pairs that were found, changed. */
function withExtremes(
  change: (result: ExtremeEigenpairs, options: ExtremeOptions) => ExtremeEigenpairs,
): SpectraCode {
  return {
    ...real,
    async extremeEigenpairs(operator, options) {
      const result = await real.extremeEigenpairs(operator, options)
      return result.status === 'nonFinite' ? result : change(result, options)
    },
  }
}
