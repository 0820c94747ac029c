/** What eigenvalues must be. */
import { frobeniusNorm } from '../../algebra/symmetricMatrix.ts'
import { sturmCount } from '../embedded/sturmCount.ts'
import type { Tridiagonal } from '../embedded/tridiagonalize.ts'
import type { Eigenvalues, Failure, Provider } from '../provider.ts'
import { lapackSpecimens } from './lapackSpecimens.ts'
import { failure, type Law, largestDifference, none, type Ratio, withinBound } from './law.ts'
import { rescaledSpecimens, type Specimen, specimens, tridiagonalMatrix } from './specimens.ts'

export const eigenvalueLaws: readonly Law[] = [
  {
    name: 'eigenvalues are within errorBound of the exact spectrum',
    source: 'provider.ts, Eigenvalues.errorBound; LAPACK Working Note 41 for the choice of spectra',
    check: (provider) => overEigenvalues(provider, specimens(), spectrumRatio),
  },
  {
    name: 'eigenvalues keep that bound at any scale',
    source:
      'absolute tolerances and vanishing squares: ml-matrix, mathjs, numpy-ts and jax-js on their own fail here',
    check: (provider) => overEigenvalues(provider, rescaledSpecimens(), spectrumRatio),
  },
  {
    name: 'eigenvalues of LAPACK’s matrix types are within errorBound',
    source: 'LAPACK TESTING/EIG/dchkst.f, the types whose spectrum is prescribed',
    check: (provider) => overEigenvalues(provider, lapackSpecimens(), spectrumRatio),
  },
  {
    name: 'eigenvalues ascend',
    source: 'provider.ts, Eigenvalues.values',
    check: (provider) =>
      overEigenvalues(provider, specimens(), ({ name }, { values }) =>
        none(`${name}: descents`, values.filter((value, k) => k > 0 && !(value >= values[k - 1]!)).length),
      ),
  },
  {
    name: 'the errorBound of eigenvalues is worth having',
    source: "LAPACK's threshold: 60 · n · ulp · ‖A‖_F",
    check: (provider) =>
      overEigenvalues(provider, specimens(), ({ name, matrix }, { errorBound }) => ({
        what: `${name}: errorBound`,
        value: errorBound,
        limit: 60 * matrix.order * 2 ** -52 * frobeniusNorm(matrix) + 2 ** -1070,
      })),
  },
  {
    name: 'eigenvalues of tridiagonal matrices agree with Sturm counts',
    source: 'Wilkinson 1965, W21+ and glued copies of it: pairs that agree to 15 digits',
    check: wilkinsonRatios,
  },
]

/** One measurement for each specimen's eigenvalues, or its failure. */
async function overEigenvalues(
  provider: Provider,
  of: readonly Specimen[],
  measure: (specimen: Specimen, eigenvalues: Eigenvalues) => Ratio,
): Promise<Ratio[]> {
  const ratios: Ratio[] = []
  for (const specimen of of) {
    const result: Eigenvalues | Failure = await provider.eigenvalues(specimen.matrix)
    ratios.push(result.status === 'converged' ? measure(specimen, result) : failure(specimen.name, result))
  }
  return ratios
}

function spectrumRatio(
  { name, spectrum, spectrumError }: Specimen,
  { values, errorBound }: Eigenvalues,
): Ratio {
  return withinBound(name, largestDifference(values, spectrum), errorBound + spectrumError)
}

/** Eigenvalue k is certified when at most k eigenvalues lie below value − bound and at least k + 1 below value + bound. */
async function wilkinsonRatios(provider: Provider): Promise<Ratio[]> {
  const ratios: Ratio[] = []
  for (const { name, tridiagonal } of [wilkinson(1, 0), wilkinson(3, 2 ** -26), wilkinson(2, 2 ** -46)]) {
    const matrix = tridiagonalMatrix(tridiagonal.diagonal, tridiagonal.offDiagonal)
    const result = await provider.eigenvalues(matrix)
    if (result.status !== 'converged') {
      ratios.push(failure(name, result))
      continue
    }
    const uncertified = [...result.values].filter((value, k) => {
      const below = sturmCount(tridiagonal, value - result.errorBound)
      return !(below <= k && sturmCount(tridiagonal, value + result.errorBound) > k)
    })
    ratios.push(none(`${name}: eigenvalues that Sturm counts do not certify`, uncertified.length))
  }
  return ratios
}

/** W21+: diagonal 10, 9, …, 0, …, 10 and ones beside it; copies glued together by a small coupling. */
function wilkinson(copies: number, glue: number): { name: string; tridiagonal: Tridiagonal } {
  const n = 21 * copies
  return {
    name: copies === 1 ? 'W21+' : `${copies} W21+ glued by ${glue}`,
    tridiagonal: {
      diagonal: Float64Array.from({ length: n }, (_, i) => Math.abs((i % 21) - 10)),
      offDiagonal: Float64Array.from({ length: n - 1 }, (_, i) => (i % 21 === 20 ? glue : 1)),
    },
  }
}
