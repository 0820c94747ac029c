/** Providers with one bug each: of the foreign interface, of scale, of repetition, of counting. */
import { frobeniusNorm } from '../algebra/symmetricMatrix.ts'
import { unitRoundoff } from '../algebra/vectors.ts'
import type { Provider } from '../providers/provider.ts'
import type { Mutant } from './mutant.ts'
import {
  asymmetric,
  diagonalOnly,
  drifting,
  eachOnce,
  impatientJacobi,
  inFloat32,
  oneMorePositive,
  overCounts,
  overEntries,
  overFactors,
  overPairs,
  overSpectrum,
  overValues,
  overVectors,
  sameVector,
  signsOfFirstEntries,
  soundKernels,
  withKernels,
  withoutBeginningOfColumn8,
} from './providersBrokenKernels.ts'
import {
  absoluteSigns,
  finiteEntries,
  finiteOnly,
  overEigenvalues,
  overInertia,
  soundProvider,
  staleInertia,
  trace,
  vectorsDividedByGaps,
  withOperations,
} from './providersBrokenOperations.ts'

export const providersMutants: readonly Mutant<Provider>[] = [
  // What is handed to the kernel.
  released(
    'eigenvalues read the triangle that was never filled',
    withKernels({
      eigenvalues: (a, n, options) => soundKernels.eigenvalues(diagonalOnly(a, n), n, options),
    }),
  ),
  own('the lower triangle differs from the upper one by 1e-6', withKernels(overEntries(asymmetric))),
  own('column 8 is left out of what is handed over', withKernels(overEntries(withoutBeginningOfColumn8))),
  released(
    'eigenvalues pass through float32',
    withKernels({
      eigenvalues: (a, n, options) => soundKernels.eigenvalues(inFloat32(a), n, options),
    }),
  ),
  released(
    'inertia looks at a matrix in float32',
    withKernels({
      inertia: (a, n, options) => soundKernels.inertia(inFloat32(a), n, options),
    }),
  ),

  // Eigenvalues.
  released(
    'eigenvalues below an absolute tolerance become 0',
    withKernels({
      eigenvalues: overValues((value) => (Math.abs(value) < 1e-7 ? 0 : value)),
    }),
  ),
  own('eigenvalues are magnitudes', withKernels({ eigenvalues: overValues(Math.abs) })),
  own('eigenvalues descend', withKernels({ eigenvalues: overSpectrum((values) => values.reverse()) })),
  released(
    'eigenvalues come in the order in which they converged',
    withKernels({
      eigenvalues: overSpectrum((values) => values.map((_, k) => values[(k + 1) % values.length]!)),
    }),
  ),
  released('eigenvalues are NaN', withKernels({ eigenvalues: overValues(() => Number.NaN) })),
  own(
    'eigenvalues never converge',
    withKernels({
      async eigenvalues() {
        return { status: 'notConverged', message: 'no' }
      },
    }),
  ),
  released(
    'eigenvalues are given up after two sweeps, silently',
    withKernels({ eigenvalues: impatientJacobi(2) }),
  ),
  own('eigenvalues depend on how often they were asked for', withKernels({ eigenvalues: drifting() })),
  own(
    'the last eigenvalue is dropped and the first one doubled',
    withKernels({
      eigenvalues: overSpectrum((values) => values.map((_, k) => values[Math.max(0, k - 1)]!)),
    }),
  ),
  own(
    'a multiple eigenvalue is found once, and the largest fills up',
    withKernels({
      eigenvalues: overSpectrum(eachOnce),
    }),
  ),
  own(
    'a matrix of order 1 is its own magnitude',
    withKernels({
      eigenvalues: overSpectrum((values, n) => (n === 1 ? values.map(Math.abs) : values)),
    }),
  ),

  // Eigenvectors.
  released('eigenvectors are rows', withKernels({ eigenpairs: overVectors((i, k, n) => k * n + i) })),
  own(
    'eigenvectors stand in reverse order',
    withKernels({
      eigenpairs: overVectors((i, k, n) => i * n + n - 1 - k),
    }),
  ),
  own(
    'eigenvectors are not normalised',
    withKernels({
      eigenpairs: overVectors((i, k, n) => i * n + k, 1 + 1e-10),
    }),
  ),
  released(
    'eigenvectors pass through float32',
    withKernels({
      eigenpairs: overPairs(({ values, vectors }) => ({ values, vectors: inFloat32(vectors) })),
    }),
  ),
  released('equal eigenvalues get the same eigenvector', withKernels({ eigenpairs: overPairs(sameVector) })),
  own(
    'the values of eigenpairs are those of the square, rooted',
    withKernels({
      eigenpairs: overPairs(({ values, vectors }) => ({ values: values.map(Math.abs).sort(), vectors })),
    }),
  ),
  released(
    'NaN eigenvectors of equal eigenvalues pass a threshold asked for with >=',
    withOperations({
      eigenpairs: vectorsDividedByGaps,
    }),
  ),

  // Counts of signs.
  own(
    'one sign of a 2 × 2 pivot is counted twice',
    withKernels({
      inertia: overCounts((counts, n) => (n > 1 && counts.negative > 0 ? oneMorePositive(counts) : counts)),
    }),
  ),
  own(
    'a pivot of order 2 counts as two of the sign of its first entry',
    withKernels({
      inertia: overFactors(signsOfFirstEntries),
    }),
  ),
  released(
    'zero pivots are counted as positive',
    withKernels({
      inertia: overCounts((counts) => ({ ...counts, zero: 0, positive: counts.positive + counts.zero })),
    }),
  ),
  own(
    'small pivots are counted as zero',
    withKernels({
      inertia: overCounts((counts) =>
        counts.positive > 0 && counts.negative > 0
          ? { ...counts, negative: counts.negative - 1, zero: counts.zero + 1 }
          : counts,
      ),
    }),
  ),
  released(
    'zero is counted twice, once as not positive',
    withOperations({
      inertia: overInertia((counts) => ({ ...counts, negative: counts.negative + counts.zero })),
    }),
  ),
  own(
    'the shift is added',
    withOperations({
      inertia: (matrix, shift, options) => soundProvider.inertia(matrix, -shift, options),
    }),
  ),
  own(
    'a factorisation is kept for the next matrix of the same order and shift',
    withOperations({
      inertia: staleInertia(),
    }),
  ),

  // Error bounds.
  own(
    'the bound of inertia excuses everything',
    withKernels({
      inertia: overCounts((_, n) => ({ negative: n, zero: 0, positive: 0, backwardError: 10 * n })),
    }),
  ),
  own(
    'the bound of eigenvalues is that of the scaled matrix',
    withOperations({
      eigenvalues: overEigenvalues((result, { order }) => ({
        ...result,
        errorBound: 4 * (order + 16) * unitRoundoff * order,
      })),
    }),
  ),
  own(
    'the bound of eigenvalues takes the trace for the norm',
    withOperations({
      eigenvalues: overEigenvalues((result, matrix) => ({
        ...result,
        errorBound: (result.errorBound * Math.abs(trace(matrix))) / (frobeniusNorm(matrix) || 1),
      })),
    }),
  ),

  // Scale.
  released(
    'eigenvalues below 1e-10 are zero, whatever the scale',
    withOperations({
      eigenvalues: overEigenvalues((result) => ({
        ...result,
        values: result.values.map((value) => (Math.abs(value) < 1e-10 ? 0 : value)),
      })),
    }),
  ),
  released(
    'signs of eigenvalues below 1e-12 are zero, whatever the scale',
    withOperations({
      inertia: absoluteSigns,
    }),
  ),
  released(
    'eigenvalues are rooted from squares that over- or underflow',
    withOperations({
      eigenvalues: overEigenvalues((result) => ({
        ...result,
        values: result.values.map((value) => Math.sign(value) * Math.sqrt(value * value)),
      })),
    }),
  ),

  // Conduct.
  released(
    'NaN is returned as finite eigenvalues with info = 0',
    withOperations({
      eigenvalues: (matrix, options) => soundProvider.eigenvalues(finiteOnly(matrix), options),
    }),
  ),
  own(
    'an infinite entry is counted as a sign',
    withOperations({
      inertia: (matrix, shift, options) => soundProvider.inertia(finiteOnly(matrix), shift, options),
    }),
  ),
  released(
    'a product skips what is not finite',
    withOperations({
      multiply: (a, b, m, k, n, options) =>
        soundProvider.multiply(finiteEntries(a), finiteEntries(b), m, k, n, options),
    }),
  ),
  own(
    'the argument is used as workspace',
    withOperations({
      eigenvalues: (matrix, options) => soundProvider.eigenvalues(matrix, { ...options, consume: true }),
    }),
  ),
  own(
    'with consume the result is not scaled back',
    withOperations({
      async eigenvalues(matrix, options) {
        const result = await soundProvider.eigenvalues(matrix, options)
        if (!options?.consume || result.status !== 'converged') return result
        return { ...result, values: result.values.map((value) => 2 * value) }
      },
    }),
  ),

  // Products.
  released(
    'multiply takes the factors in the wrong order',
    withKernels({
      multiply: (a, b, m, k, n, options) => soundKernels.multiply(b, a, n, k, m, options),
    }),
  ),
  released(
    'multiply passes through float32',
    withKernels({
      multiply: (a, b, m, k, n, options) => soundKernels.multiply(inFloat32(a), b, m, k, n, options),
    }),
  ),
  own(
    'multiply forgets the last product of a long sum',
    withKernels({
      multiply: (a, b, m, k, n, options) =>
        soundKernels.multiply(
          a.map((entry, p) => (k > 256 && p % k === k - 1 ? 0 : entry)),
          b,
          m,
          k,
          n,
          options,
        ),
    }),
  ),
  released(
    'multiply returns column after column',
    withKernels({
      async multiply(a, b, m, k, n, options) {
        const product = await soundKernels.multiply(a, b, m, k, n, options)
        return product.map((_, p) => product[(p % m) * n + Math.floor(p / m)]!)
      },
    }),
  ),
  own(
    'multiply writes to its argument',
    withKernels({
      async multiply(a, b, m, k, n, options) {
        const product = await soundKernels.multiply(a, b, m, k, n, options)
        a[0] = product[0]!
        return product
      },
    }),
  ),
]

function own(bug: string, code: Provider): Mutant<Provider> {
  return { bug, origin: 'our own', code }
}

function released(bug: string, code: Provider): Mutant<Provider> {
  return { bug, origin: 'released code', code }
}
