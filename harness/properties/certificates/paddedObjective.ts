/** An objective at whose every point the computed Hessian is a given matrix, with proved zero rows between its own. */
import { type SymmetricMatrix, symmetricMatrix } from '../../algebra/symmetricMatrix.ts'
import type { Objective } from '../../networks/objective.ts'
import type { Certificates } from './certificates.ts'
import type { PerturbedMatrix } from './perturbedMatrices.ts'

/** Every component of the gradient. */
export const slope = 3

/** @param zeroRows zero rows are put before these rows; a place may come twice */
export function paddedObjective(
  { matrix }: PerturbedMatrix,
  errorBound: number,
  zeroRows: readonly number[],
): { objective: Parameters<Certificates['curvatureAt']>[0]; dimension: number } {
  const silent = Uint8Array.from(
    Array.from({ length: matrix.order + 1 }, (_, row) => [
      ...zeroRows.filter((place) => Math.min(place, matrix.order) === row).map(() => 1),
      ...(row < matrix.order ? [0] : []),
    ]).flat(),
  )
  const none = { constantInputs: 0, collinearInputs: 0, softmaxShift: 0, zeroOutgoing: 0, redundantUnits: 0 }
  const [silentCount, dimension] = [zeroRows.length, silent.length]
  const zero = (): Float64Array => new Float64Array(dimension)
  const objective: Objective = {
    dimension,
    loss: () => 0,
    gradient: () => zero().fill(slope),
    hvp: zero,
    hessian: async () => ({ matrix: spread(matrix, silent), errorBound }),
  }
  const structuralZeros = () => ({ silent, silentCount, ...none, deadUnits: [], total: silentCount })
  return { objective: { ...objective, structuralZeros }, dimension }
}

/** A new matrix each time: it may be consumed. */
function spread({ order, entries }: SymmetricMatrix, silent: Uint8Array): SymmetricMatrix {
  const n = silent.length
  const live = Array.from(silent.keys()).filter((p) => silent[p] === 0)
  const all = new Float64Array(n * n)
  live.forEach((p, i) => {
    live.forEach((q, j) => {
      all[p * n + q] = entries[i * order + j]!
    })
  })
  return symmetricMatrix(all, n)
}
