/** Eigenpairs: LAPACK's two ratios, and values that belong to the vectors. */
import type { SymmetricMatrix } from '../../algebra/symmetricMatrix.ts'
import { expandSolverMatrix, solverMatrices } from '../../arbitraries/solverMatrices.ts'
import { largestDifference, type Ratio, withinBound } from '../../providers/laws/law.ts'
import type { Eigenpairs, Provider } from '../../providers/provider.ts'
import { type Property, property } from '../property.ts'
import { matrixLabels } from './matrixLabels.ts'
import { eigenpairsOf } from './results.ts'

const ratioLimit = 60
const ulp = 2 ** -52

export const eigenpairProperties: readonly Property<Provider>[] = [
  property({
    name: 'eigenpairs rebuild the matrix from orthonormal columns',
    source: 'LAPACK TESTING/EIG/dsyt21.f: |A − ZΛZᵀ| / (|A|·n·ulp) and |I − ZZᵀ| / (n·ulp) below 60',
    cases: 80,
    instances: solverMatrices(),
    labels: matrixLabels,
    async check(provider: Provider, recipe) {
      const { matrix } = expandSolverMatrix(recipe)
      return ratios(matrix, await eigenpairsOf(provider, matrix))
    },
  }),
  property({
    name: 'the values of eigenpairs are within errorBound of the prescribed spectrum',
    source: 'provider.ts, Eigenpairs',
    cases: 60,
    instances: solverMatrices({ known: true }),
    labels: matrixLabels,
    async check(provider: Provider, recipe) {
      const { matrix, eigenvalues, eigenvalueError } = expandSolverMatrix(recipe)
      if (eigenvalues === undefined) return []
      const { values, errorBound } = await eigenpairsOf(provider, matrix)
      return [withinBound('error', largestDifference(values, eigenvalues), errorBound + eigenvalueError)]
    },
  }),
]

/** Both in the norm of the largest row sum, by plain sums. */
function ratios({ order: n, entries }: SymmetricMatrix, { values, vectors }: Eigenpairs): Ratio[] {
  let [size, residual, defect] = [0, 0, 0]
  for (let i = 0; i < n; i++) {
    let [rowSize, rowResidual, rowDefect] = [0, 0, 0]
    for (let j = 0; j < n; j++) {
      let [rebuilt, gram] = [0, 0]
      for (let k = 0; k < n; k++) {
        const product = vectors[i * n + k]! * vectors[j * n + k]!
        rebuilt += product * values[k]!
        gram += product
      }
      rowSize += Math.abs(entries[i * n + j]!)
      rowResidual += Math.abs(entries[i * n + j]! - rebuilt)
      rowDefect += Math.abs(gram - (i === j ? 1 : 0))
    }
    // Math.max keeps a NaN.
    size = Math.max(size, rowSize)
    residual = Math.max(residual, rowResidual)
    defect = Math.max(defect, rowDefect)
  }
  const unit = n * ulp
  // Near the smallest numbers the values and the n products of each entry are rounded by 2⁻¹⁰⁷⁵ each.
  const excess = residual - 2 * n * (n + 1) * Number.MIN_VALUE
  return [
    { what: 'residual', value: excess <= 0 ? 0 : excess / size / unit, limit: ratioLimit },
    { what: 'orthogonality', value: defect / unit, limit: ratioLimit },
  ]
}
