/** Bugs of the search for extreme eigenpairs. */
import { seededRandom } from '../algebra/random.ts'
import { norm } from '../algebra/vectors.ts'
import type { SpectraCode } from '../properties/spectra/spectraCode.ts'
import { type ExtremeEigenpairs, extremeEigenpairs } from '../spectra/extremeEigenpairs.ts'
import { lanczos } from '../spectra/lanczos.ts'
import { tridiagonalEigenpairs } from '../spectra/tridiagonalEigenpairs.ts'
import type { Mutant } from './mutant.ts'
import { spectraMutant } from './spectraMutant.ts'

export const spectraExtremeMutants: readonly Mutant<SpectraCode>[] = [
  spectraMutant('extremes: residual claimed to be 0', 'our own', {
    extremeEigenpairs: extremes((result) => ({
      ...result,
      top: result.top.map((pair) => ({ ...pair, residual: 0 })),
      bottom: result.bottom.map((pair) => ({ ...pair, residual: 0 })),
    })),
  }),
  spectraMutant('extremes: top and bottom swapped', 'our own', {
    extremeEigenpairs: extremes((result) => ({ ...result, top: result.bottom, bottom: result.top })),
  }),
  spectraMutant('extremes: top in ascending order', 'our own', {
    extremeEigenpairs: extremes((result) => ({ ...result, top: result.top.toReversed() })),
  }),
  spectraMutant('extremes: one Krylov space, so repeated eigenvalues are missed', 'our own', {
    extremeEigenpairs: oneKrylovSpace,
  }),
  spectraMutant('extremes: a repeated eigenvalue has one vector twice', 'our own', {
    extremeEigenpairs: extremes((result) => ({ ...result, top: sharedVectors(result.top) })),
  }),
  spectraMutant('extremes: said to have converged when the steps ran out', 'our own', {
    extremeEigenpairs: extremes((result) => ({
      ...result,
      status: result.status === 'notConverged' ? 'converged' : result.status,
    })),
  }),
  spectraMutant('extremes: largest magnitude for largest', 'our own', {
    extremeEigenpairs: async (operator, options) => {
      const result = await extremeEigenpairs(operator, options)
      if (result.status === 'nonFinite') return result
      const all = [...result.top, ...result.bottom].sort((x, y) => Math.abs(y.value) - Math.abs(x.value))
      return { ...result, top: all.slice(0, result.top.length) }
    },
  }),
]

function extremes(
  change: (result: ExtremeEigenpairs) => ExtremeEigenpairs,
): SpectraCode['extremeEigenpairs'] {
  return async (...call) => {
    const result = await extremeEigenpairs(...call)
    return result.status === 'nonFinite' ? result : change(result)
  }
}

/** No restart: as many Ritz pairs as one invariant space has. */
async function oneKrylovSpace(
  ...[operator, options]: Parameters<SpectraCode['extremeEigenpairs']>
): ReturnType<SpectraCode['extremeEigenpairs']> {
  const searched = await extremeEigenpairs(operator, options)
  const random = seededRandom(options.seed)
  const n = operator.order
  const start = Float64Array.from({ length: n }, () => random.normal())
  const space = await lanczos(operator, start, Math.min(n, options.maxSteps))
  if (searched.status === 'nonFinite' || space.status !== 'breakdown') return searched
  const pairs = tridiagonalEigenpairs({ diagonal: space.alphas, offDiagonal: space.betas }, 'all')
  if (pairs.status !== 'converged') return searched
  const k = space.steps
  const ascending = Array.from(pairs.values, (value, j) => {
    const vector = new Float64Array(n)
    for (let i = 0; i < k; i++) {
      for (let p = 0; p < n; p++) vector[p]! += pairs.rows[i * k + j]! * space.basis[i * n + p]!
    }
    return { value, vector, residual: norm(operator.apply(vector).map((x, p) => x - value * vector[p]!)) }
  })
  return {
    ...searched,
    top: ascending.toReversed().slice(0, options.top),
    bottom: ascending.slice(0, options.bottom),
  }
}

function sharedVectors(pairs: ExtremeEigenpairs['top']): ExtremeEigenpairs['top'] {
  return pairs.map((pair, i) => {
    const before = pairs[Math.max(i - 1, 0)]!
    return Math.abs(pair.value - before.value) > 1e-8 * Math.abs(pair.value) ? pair : before
  })
}
