/** What the properties of this room are about: code that proves null directions of a network's Hessian. */
import type { NetworkOptions } from '../../networks/networkProblem.ts'
import type { StructuralZeros } from '../../networks/structuralZeros.ts'

/** @param theta [P] @param batch the samples that the mean is over, all when absent */
export type NullSpaceCode = (
  options: NetworkOptions,
  theta: Float64Array,
  batch?: readonly number[],
) => Omit<StructuralZeros, 'deadUnits'>
