/** Counts of signs, error bounds and scales with one bug each. */
import { frobeniusNorm } from '../algebra/symmetricMatrix.ts'
import { unitRoundoff } from '../algebra/vectors.ts'
import type { Provider } from '../providers/provider.ts'
import { type Mutant, released, slip } from './mutant.ts'
import {
  oneMorePositive,
  overCounts,
  overFactors,
  signsOfFirstEntries,
  withKernels,
} from './providersBrokenKernels.ts'
import {
  absoluteSigns,
  overEigenvalues,
  overInertia,
  soundProvider,
  staleInertia,
  trace,
  withOperations,
} from './providersBrokenOperations.ts'

export const providersCountMutants: readonly Mutant<Provider>[] = [
  // Counts of signs.
  slip(
    'one sign of a 2 × 2 pivot is counted twice',
    withKernels({
      inertia: overCounts((counts, n) => (n > 1 && counts.negative > 0 ? oneMorePositive(counts) : counts)),
    }),
  ),
  slip(
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
  slip(
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
  slip(
    'the shift is added',
    withOperations({
      inertia: (matrix, shift, options) => soundProvider.inertia(matrix, -shift, options),
    }),
  ),
  slip(
    'a factorisation is kept for the next matrix of the same order and shift',
    withOperations({
      inertia: staleInertia(),
    }),
  ),

  // Error bounds.
  slip(
    'the bound of inertia excuses everything',
    withKernels({
      inertia: overCounts((_, n) => ({ negative: n, zero: 0, positive: 0, backwardError: 10 * n })),
    }),
  ),
  slip(
    'the bound of eigenvalues is that of the scaled matrix',
    withOperations({
      eigenvalues: overEigenvalues((result, { order }) => ({
        ...result,
        errorBound: 4 * (order + 16) * unitRoundoff * order,
      })),
    }),
  ),
  slip(
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
]
