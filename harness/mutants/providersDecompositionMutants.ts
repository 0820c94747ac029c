import type { Provider } from '../providers/provider.ts'
import { type Mutant, released, slip } from './mutant.ts'
import {
  asymmetric,
  diagonalOnly,
  drifting,
  eachOnce,
  impatientJacobi,
  inFloat32,
  overEntries,
  overPairs,
  overSpectrum,
  overValues,
  overVectors,
  sameVector,
  soundKernels,
  withKernels,
  withoutBeginningOfColumn8,
} from './providersBrokenKernels.ts'
import { vectorsDividedByGaps, withOperations } from './providersBrokenOperations.ts'

export const providersDecompositionMutants: readonly Mutant<Provider>[] = [
  // What is handed to the kernel.
  released(
    'eigenvalues read the triangle that was never filled',
    withKernels({
      eigenvalues: (a, n, options) => soundKernels.eigenvalues(diagonalOnly(a, n), n, options),
    }),
  ),
  slip('the lower triangle differs from the upper one by 1e-6', withKernels(overEntries(asymmetric))),
  slip('column 8 is left out of what is handed over', withKernels(overEntries(withoutBeginningOfColumn8))),
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
  slip('eigenvalues are magnitudes', withKernels({ eigenvalues: overValues(Math.abs) })),
  slip('eigenvalues descend', withKernels({ eigenvalues: overSpectrum((values) => values.reverse()) })),
  released(
    'eigenvalues come in the order in which they converged',
    withKernels({
      eigenvalues: overSpectrum((values) => values.map((_, k) => values[(k + 1) % values.length]!)),
    }),
  ),
  released('eigenvalues are NaN', withKernels({ eigenvalues: overValues(() => Number.NaN) })),
  slip(
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
  slip('eigenvalues depend on how often they were asked for', withKernels({ eigenvalues: drifting() })),
  slip(
    'the last eigenvalue is dropped and the first one doubled',
    withKernels({
      eigenvalues: overSpectrum((values) => values.map((_, k) => values[Math.max(0, k - 1)]!)),
    }),
  ),
  slip(
    'a multiple eigenvalue is found once, and the largest fills up',
    withKernels({
      eigenvalues: overSpectrum(eachOnce),
    }),
  ),
  slip(
    'a matrix of order 1 is its own magnitude',
    withKernels({
      eigenvalues: overSpectrum((values, n) => (n === 1 ? values.map(Math.abs) : values)),
    }),
  ),

  // Eigenvectors.
  released('eigenvectors are rows', withKernels({ eigenpairs: overVectors((i, k, n) => k * n + i) })),
  slip(
    'eigenvectors stand in reverse order',
    withKernels({
      eigenpairs: overVectors((i, k, n) => i * n + n - 1 - k),
    }),
  ),
  slip(
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
  slip(
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
]
