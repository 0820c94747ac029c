/** Eigenvalues against what is known of them without a solver. */
import fc from 'fast-check'
import { frobeniusNorm, infinityNorm } from '../../algebra/symmetricMatrix.ts'
import { unitRoundoff } from '../../algebra/vectors.ts'
import { expandSymmetricMatrix } from '../../arbitraries/expandSymmetricMatrix.ts'
import { expandSolverMatrix, solverMatrices } from '../../arbitraries/solverMatrices.ts'
import { spectrumKinds, symmetricMatrices } from '../../arbitraries/symmetricMatrices.ts'
import { failed, largestDifference, none, withinBound } from '../../providers/laws/law.ts'
import type { Provider } from '../../providers/provider.ts'
import { type Property, property } from '../property.ts'
import { exactCounts } from './exactInertia.ts'
import { expandIntegers, integerMatrices } from './integerMatrices.ts'
import { matrixLabels } from './matrixLabels.ts'
import { eigenpairsOf, eigenvaluesOf } from './results.ts'

const scaleExponents = { min: -1030, max: 1010 }

export const spectrumProperties: readonly Property<Provider>[] = [
  property({
    name: 'eigenvalues are within errorBound of the prescribed spectrum, ascend, and the bound is no excuse',
    source: 'provider.ts, Eigenvalues; the bound at most 60 · n · ulp · ‖A‖_F, LAPACK’s threshold',
    cases: 120,
    instances: fc.oneof(
      { weight: 12, arbitrary: solverMatrices({ known: true }) },
      // Closed forms of order 2 and 3 lose digits; what is done in blocks begins later than order 12.
      { weight: 4, arbitrary: symmetricMatrices({ kinds: spectrumKinds, maxOrder: 3, scaleExponents }) },
      { weight: 1, arbitrary: symmetricMatrices({ kinds: spectrumKinds, minOrder: 33, maxOrder: 36 }) },
    ),
    labels: matrixLabels,
    async check(provider: Provider, recipe) {
      const { matrix, eigenvalues, eigenvalueError } = expandSolverMatrix(recipe)
      if (eigenvalues === undefined) return []
      const { values, errorBound } = await eigenvaluesOf(provider, matrix)
      const excuse = 60 * matrix.order * 2 * unitRoundoff * frobeniusNorm(matrix)
      return [
        withinBound('error', largestDifference(values, eigenvalues), errorBound + eigenvalueError),
        none('descents', values.filter((value, k) => k > 0 && !(value >= values[k - 1]!)).length),
        { what: 'errorBound', value: errorBound, limit: excuse + 2 * Number.MIN_VALUE },
      ]
    },
  }),
  property({
    name: 'eigenvalues of whole matrices are certified by exact counts of signs',
    source: 'Sylvester, in exact integers; LAPACK’s dstech certifies in the same way by Sturm counts',
    cases: 50,
    instances: integerMatrices({ maxOrder: 6, largest: 9 }),
    async check(provider: Provider, recipe) {
      const matrix = expandIntegers(recipe)
      const { values, errorBound } = await eigenvaluesOf(provider, matrix)
      if (values.length !== matrix.order) return [failed(`${values.length} eigenvalues`)]
      const uncertified = [...values].filter((value, k) => {
        // The ends of the interval are rounded.
        const reach = errorBound + 2 * unitRoundoff * (Math.abs(value) + errorBound)
        const atLeast = exactCounts(matrix, value - reach).below <= k
        return !(atLeast && exactCounts(matrix, value + reach).upTo > k)
      })
      return [none('uncertified eigenvalues', uncertified.length)]
    },
  }),
  property({
    name: 'eigenvalues add up to the trace, and their squares to the square of the Frobenius norm',
    source: 'trace and Frobenius norm are invariant under orthogonal similarity',
    cases: 60,
    // Squares of entries neither vanish nor overflow.
    instances: symmetricMatrices({
      kinds: spectrumKinds.filter((kind) => kind !== 'steep'),
      maxOrder: 12,
      scaleExponents: { min: -400, max: 400 },
    }),
    async check(provider: Provider, recipe) {
      const { matrix } = expandSymmetricMatrix(recipe)
      const n = matrix.order
      const { values, errorBound } = await eigenvaluesOf(provider, matrix)
      const size = frobeniusNorm(matrix)
      let trace = 0
      for (let i = 0; i < n; i++) trace += matrix.entries[i * (n + 1)]!
      const sum = values.reduce((total, value) => total + value, 0)
      const square = values.reduce((total, value) => total + value * value, 0)
      // n errors, and 2n roundings of partial sums that are at most n·‖A‖_F.
      const traceBound = n * errorBound + 3 * n * n * unitRoundoff * size
      // Σ|λ̂² − λ²| ≤ b(2Σ|λ| + nb), Σ|λ| ≤ √n‖A‖_F; sums of n and n² squares and those of the norm itself.
      const squareBound =
        errorBound * (2 * Math.sqrt(n) * size + n * errorBound) + 4 * n * (n + 1) * unitRoundoff * size * size
      return [
        withinBound('trace', Math.abs(sum - trace), traceBound),
        withinBound('squares', Math.abs(square - size * size), squareBound),
      ]
    },
  }),
  property({
    name: 'eigenvalues are the same with and without vectors, whatever the matrix',
    source: 'dchkst.f, tests 11 and 26; Gershgorin for what no eigenvalue exceeds',
    cases: 60,
    instances: solverMatrices(),
    labels: matrixLabels,
    async check(provider: Provider, recipe) {
      const { matrix } = expandSolverMatrix(recipe)
      const { values, errorBound } = await eigenvaluesOf(provider, matrix)
      const pairs = await eigenpairsOf(provider, matrix)
      const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
      return [
        withinBound('difference', largestDifference(values, pairs.values), errorBound + pairs.errorBound),
        withinBound('largest', largest, infinityNorm(matrix) * (1 + 2 ** -40) + errorBound),
      ]
    },
  }),
]
