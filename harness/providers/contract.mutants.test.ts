/**
 * The contract against kernels that are wrong on purpose, each in a way that was once released somewhere.
 *
 * A mutant must break the laws named with it. The same kernels without the flaw keep every law
 * (contract.test.ts), so what is caught is the flaw. Mutants that are missing here are for instances that only the
 * properties draw (properties/providers).
 */
import { describe, expect, it } from 'vitest'
import { providersMutants } from '../mutants/providersMutants.ts'
import { breaches, contractLaws } from './contract.ts'

const exactSpectrum = 'eigenvalues are within errorBound of the exact spectrum'
const anyScale = 'eigenvalues keep that bound at any scale'
const lapackSpectrum = 'eigenvalues of LAPACK’s matrix types are within errorBound'
const ascending = 'eigenvalues ascend'
const repeatable = 'the same input gives the same bits again'
const untouched = 'an argument is not changed'
const rebuilds = 'eigenpairs rebuild the matrix from orthonormal columns'
const rebuildsLapack = 'eigenpairs of LAPACK’s 21 matrix types do so'
const exactInertia = 'inertia is exact but for eigenvalues within errorBound of the shift'
const lapackInertia = 'inertia is so on LAPACK’s matrix types'
const agreement = 'inertia agrees with eigenvalues wherever both are certain'
const zeroPivots = 'zero rows are zero pivots'
const integerProducts = 'products of small integers are exact'

const breaks: Readonly<Record<string, readonly string[]>> = {
  'eigenvalues read the triangle that was never filled': [exactSpectrum, lapackSpectrum],
  'the lower triangle differs from the upper one by 1e-6': [exactSpectrum, rebuildsLapack],
  'column 8 is left out of what is handed over': [exactSpectrum, lapackSpectrum, rebuildsLapack],
  'eigenvalues pass through float32': [exactSpectrum, lapackSpectrum],
  'inertia looks at a matrix in float32': [exactInertia],
  'eigenvalues below an absolute tolerance become 0': [exactSpectrum],
  'eigenvalues are magnitudes': [exactSpectrum, lapackSpectrum],
  'eigenvalues descend': [ascending],
  'eigenvalues come in the order in which they converged': [ascending],
  'eigenvalues are NaN': [exactSpectrum, ascending],
  'eigenvalues never converge': [exactSpectrum],
  'eigenvalues are given up after two sweeps, silently': [exactSpectrum, lapackSpectrum],
  'eigenvalues depend on how often they were asked for': [repeatable],
  'the last eigenvalue is dropped and the first one doubled': [exactSpectrum],
  'a multiple eigenvalue is found once, and the largest fills up': [exactSpectrum],
  'a matrix of order 1 is its own magnitude': [exactSpectrum],
  'eigenvectors are rows': [rebuilds, rebuildsLapack],
  'eigenvectors stand in reverse order': [rebuildsLapack],
  'eigenvectors are not normalised': [rebuildsLapack],
  'eigenvectors pass through float32': [rebuildsLapack],
  'equal eigenvalues get the same eigenvector': [rebuildsLapack],
  'NaN eigenvectors of equal eigenvalues pass a threshold asked for with >=': [rebuildsLapack],
  'one sign of a 2 × 2 pivot is counted twice': [exactInertia, lapackInertia],
  'zero pivots are counted as positive': [zeroPivots],
  'small pivots are counted as zero': [agreement],
  'the shift is added': [exactInertia],
  'the bound of inertia excuses everything': ['the errorBound of inertia is worth having'],
  'eigenvalues below 1e-10 are zero, whatever the scale': [anyScale],
  'eigenvalues are rooted from squares that over- or underflow': [anyScale],
  'the argument is used as workspace': [untouched],
  'multiply takes the factors in the wrong order': [integerProducts],
  'multiply passes through float32': ['products are within γ_k |a||b| entry by entry'],
  'multiply forgets the last product of a long sum': [integerProducts],
  'multiply returns column after column': [integerProducts],
  'multiply writes to its argument': ['multiply neither changes its factors nor its mind'],
}

describe('the contract is broken when', () => {
  it.each(Object.entries(breaks))('%s', async (bug, names) => {
    const mutant = providersMutants.find((candidate) => candidate.bug === bug)
    expect(mutant, bug).toBeDefined()
    for (const name of names) {
      const law = contractLaws.find((candidate) => candidate.name === name)
      expect(law, name).toBeDefined()
      expect(await breaches(law!, mutant!.code), name).not.toEqual([])
    }
  })
})
