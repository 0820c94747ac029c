/** eigen: the C++ library Eigen in WebAssembly. It offers the general `EigenSolver`, not the self-adjoint one. */
import { createRequire } from 'node:module'
import { npmCandidate } from '../candidate.ts'
import { nestedRows, realOrNaN } from '../nestedArrays.ts'

interface ComplexMatrix {
  get(i: number, j: number): { real(): number; imag(): number }
}

interface Eigen {
  readonly ready: Promise<void>
  readonly GC: { flush(): void }
  readonly Matrix: new (rows: number[][]) => object
  readonly Solvers: {
    eigenSolve(
      matrix: object,
      computeEigenvectors: boolean,
    ): { readonly eigenvalues: ComplexMatrix; readonly eigenvectors: ComplexMatrix }
  }
}

export const candidate = npmCandidate(
  'eigen',
  { routine: 'Solvers.eigenSolve', note: 'general solver: it has no symmetric one' },
  async () => {
    const loaded = createRequire(import.meta.url)('eigen') as Eigen & { readonly default?: Eigen }
    const eigen = loaded.default ?? loaded
    await eigen.ready
    return (entries, n) => {
      try {
        const { eigenvalues, eigenvectors } = eigen.Solvers.eigenSolve(
          new eigen.Matrix(nestedRows(entries, n)),
          true,
        )
        const real = (matrix: ComplexMatrix, i: number, j: number) => {
          const entry = matrix.get(i, j)
          return realOrNaN(entry.real(), entry.imag())
        }
        return {
          values: Float64Array.from({ length: n }, (_, k) => real(eigenvalues, k, 0)),
          vectors: Float64Array.from({ length: n * n }, (_, p) =>
            real(eigenvectors, Math.floor(p / n), p % n),
          ),
        }
      } finally {
        eigen.GC.flush()
      }
    }
  },
)
