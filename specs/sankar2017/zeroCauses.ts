/** Why eigenvalues are proved to be zero, cause by cause, as columns of tables. */
import type { PointSigns } from '../../harness/index.ts'

/** What is measured at a point, and its name in tables and figures. */
export interface Quantity {
  readonly name: string
  readonly of: (point: PointSigns) => number
}

export const zeroRows: Quantity = { name: 'zero rows', of: ({ structure }) => structure.silent }

export const otherZeroCauses: readonly Quantity[] = [
  { name: 'constant inputs', of: ({ structure }) => structure.constantInputs },
  { name: 'softmax shift', of: ({ structure }) => structure.softmaxShift },
  { name: 'collinear inputs of a unit', of: ({ structure }) => structure.collinearInputs },
  {
    name: 'alike or unused units',
    of: ({ structure }) => structure.zeroOutgoing + structure.redundantUnits,
  },
]

export const zeroCauses: readonly Quantity[] = [zeroRows, ...otherZeroCauses]
