/** What eigenpairs must be. */
import { eigenpairRatioLimit, eigenpairRatios } from '../eigenpairRatios.ts'
import type { Eigenpairs, Provider } from '../provider.ts'
import { lapackMatrices } from './lapackSpecimens.ts'
import { failure, type Law, largestDifference, type Ratio, withinBound } from './law.ts'
import { type NamedMatrix, rescaledSpecimens, specimens } from './specimens.ts'

export const eigenpairLaws: readonly Law[] = [
  {
    name: 'eigenpairs rebuild the matrix from orthonormal columns',
    source: "LAPACK's TESTING/EIG/dsyt21.f with its threshold of 60",
    check: (provider) => overEigenpairs(provider, specimens(), pairRatios),
  },
  {
    name: 'eigenpairs do so at any scale',
    source: 'the same',
    check: (provider) => overEigenpairs(provider, rescaledSpecimens(), pairRatios),
  },
  {
    name: 'eigenpairs of LAPACK’s 21 matrix types do so',
    source: 'LAPACK TESTING/EIG/dchkst.f with its threshold',
    check: (provider) => overEigenpairs(provider, lapackMatrices(), pairRatios),
  },
  {
    name: 'eigenvalues of LAPACK’s 21 matrix types are the same with and without vectors',
    source: 'dchkst.f, tests 11 and 26: here within the errorBound of either',
    check: (provider) => overEigenpairs(provider, lapackMatrices(), agreementRatios),
  },
  {
    name: 'the values of eigenpairs are eigenvalues within errorBound',
    source: 'provider.ts, Eigenpairs',
    check: (provider) =>
      overEigenpairs(provider, specimens(), async ({ name, spectrum, spectrumError }, pairs) => [
        withinBound(name, largestDifference(pairs.values, spectrum), pairs.errorBound + spectrumError),
      ]),
  },
]

async function overEigenpairs<S extends NamedMatrix>(
  provider: Provider,
  of: readonly S[],
  measure: (specimen: S, pairs: Eigenpairs, provider: Provider) => Promise<Ratio[]>,
): Promise<Ratio[]> {
  const ratios: Ratio[] = []
  for (const specimen of of) {
    const result = await provider.eigenpairs(specimen.matrix)
    if (result.status === 'converged') ratios.push(...(await measure(specimen, result, provider)))
    else ratios.push(failure(specimen.name, result))
  }
  return ratios
}

async function agreementRatios(
  { name, matrix }: NamedMatrix,
  pairs: Eigenpairs,
  provider: Provider,
): Promise<Ratio[]> {
  const result = await provider.eigenvalues(matrix)
  if (result.status !== 'converged') return [failure(name, result)]
  return [
    withinBound(name, largestDifference(result.values, pairs.values), result.errorBound + pairs.errorBound),
  ]
}

/** Both measured on the matrix scaled to order 1, so that the measurement itself cannot under- or overflow. */
async function pairRatios({ name, matrix }: NamedMatrix, { values, vectors }: Eigenpairs): Promise<Ratio[]> {
  const exponent = -Math.floor(Math.log2(Math.max(...matrix.entries.map(Math.abs)) || 1))
  const half = Math.trunc(exponent / 2)
  const scale = (x: Float64Array) => x.map((entry) => entry * 2 ** half * 2 ** (exponent - half))
  const n = matrix.order
  const { residual, orthogonality } = await eigenpairRatios(scale(matrix.entries), n, scale(values), vectors)
  return [
    { what: `${name}: residual`, value: residual, limit: eigenpairRatioLimit },
    { what: `${name}: orthogonality`, value: orthogonality, limit: eigenpairRatioLimit },
  ]
}
