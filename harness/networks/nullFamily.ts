/** Null directions with one proof: how many they are, and the vectors on demand. */
import type { ColumnDependencies } from '../algebra/exactRank.ts'
import type { NetworkProblem } from './networkProblem.ts'
import type { UnitActivity, UnitGroup } from './unitActivity.ts'

export type NullCause =
  | 'silent'
  | 'constantInput'
  | 'collinearInput'
  | 'softmaxShift'
  | 'zeroOutgoing'
  | 'redundantUnits'

export interface NullFamily {
  readonly cause: NullCause
  readonly count: number
  /** `count` vectors in all parameters of `problem.shape`, largest component about 1. */
  directions(): Iterable<Float64Array>
}

/** What the families of one point are read from. */
export interface NullSpaceContext {
  readonly problem: NetworkProblem
  /** In all parameters of `problem.shape`. */
  readonly theta: Float64Array
  /** Those that the mean is over. */
  readonly samples: Int32Array
  readonly activity: UnitActivity
  /** Of the network's inputs (with a column of ones where it has biases) on a group's samples. */
  inputDependencies(group: UnitGroup): ColumnDependencies
}

/** Rows 0..fanIn of [W_k; b_k] of which theta holds parameters. */
export function inputRows({ problem }: NullSpaceContext, k: number): number[] {
  const { fanIn } = problem.shape.blocks[k]!
  return Array.from({ length: fanIn + Number(problem.biases) }, (_, b) => b)
}
