/** Where a point's proved null directions come from, as plain data for reports. */
import type { StructuralZeros } from '../networks/structuralZeros.ts'

export type Structure = Omit<StructuralZeros, 'directions'>

export interface StructureCounts {
  readonly silent: number
  readonly constantInputs: number
  readonly collinearInputs: number
  readonly softmaxShift: number
  readonly zeroOutgoing: number
  readonly redundantUnits: number
  readonly deadUnits: readonly number[]
}

export function structureCounts(structure: Structure): StructureCounts {
  const { silentCount, constantInputs, collinearInputs, softmaxShift } = structure
  const { zeroOutgoing, redundantUnits, deadUnits } = structure
  return {
    silent: silentCount,
    constantInputs,
    collinearInputs,
    softmaxShift,
    zeroOutgoing,
    redundantUnits,
    deadUnits,
  }
}

/** Of an objective that proves nothing about itself. */
export function noStructure(dimension: number): Structure {
  return {
    silent: new Uint8Array(dimension),
    silentCount: 0,
    constantInputs: 0,
    collinearInputs: 0,
    softmaxShift: 0,
    zeroOutgoing: 0,
    redundantUnits: 0,
    deadUnits: [],
    total: 0,
  }
}

/** The parameters whose rows are not proved to be zero, ascending. */
export function liveParameters({ silent }: Structure): Int32Array {
  return Int32Array.from(silent.keys()).filter((p) => silent[p] === 0)
}
