/**
 * What is known of a point: loss, gradient norm, and the certified inertia of its exact Hessian.
 *
 * Rows that are proved to be zero are checked to be exactly zero in the assembled matrix and removed
 * before the O(n³) work; the eigenvalues of what remains, with the error bounds of assembly and solver
 * added, decide the signs.
 */
import type { RunOptions } from '../algebra/runOptions.ts'
import { frobeniusNorm, principalSubmatrix, type SymmetricMatrix } from '../algebra/symmetricMatrix.ts'
import { norm } from '../algebra/vectors.ts'
import { InternalError } from '../errors.ts'
import type { Objective } from '../networks/objective.ts'
import type { StructuralZeros } from '../networks/structuralZeros.ts'
import type { Failure, Provider } from '../providers/provider.ts'
import { type CertifiedInertia, certifiedInertia } from '../spectra/certifiedInertia.ts'
import { type DegeneracyPoint, degeneracyCurve } from '../spectra/degeneracyCurve.ts'

export interface CurvatureReport {
  readonly status: 'measured'
  readonly loss: number
  /** ‖∇f‖₂ */
  readonly gradientNorm: number
  /** P */
  readonly order: number
  readonly inertia: CertifiedInertia
  /** Bound of |computed − exact| for every eigenvalue, assembly and solver together. */
  readonly bound: number
  readonly eigenvalueRange: readonly [number, number]
  readonly frobeniusNorm: number
  readonly curve: readonly DegeneracyPoint[]
  /** Where the structural zeros come from. */
  readonly structure: StructureCounts
  /** All P eigenvalues, ascending, the removed zeros included. */
  readonly eigenvalues: Float64Array
  /** Name and version. */
  readonly provider: string
}

export interface StructureCounts {
  readonly silent: number
  readonly constantInputs: number
  readonly softmaxShift: number
  readonly deadUnits: readonly number[]
}

export interface CurvatureOptions extends RunOptions {
  /** Sees the full matrix before rows are removed and its buffer is reused. */
  readonly onHessian?: (matrix: SymmetricMatrix) => Promise<void> | void
  /** Told when the work passes from one stage to the next, with the stage's own progress after it. */
  readonly onStage?: (stage: 'hessian' | 'eigenvalues') => void
}

type Measured = Objective & { structuralZeros?(theta: Float64Array): StructuralZeros }

/** @param theta [P] */
export async function curvatureAt(
  objective: Measured,
  theta: Float64Array,
  provider: Provider,
  options: CurvatureOptions = {},
): Promise<CurvatureReport | Failure> {
  const structure = objective.structuralZeros?.(theta) ?? noStructure(objective.dimension)
  options.onStage?.('hessian')
  const { matrix, errorBound } = await objective.hessian(theta, options)
  await options.onHessian?.(matrix)
  requireZeroRows(matrix, structure.silent)
  const size = frobeniusNorm(matrix)
  const live = indicesWhereZero(structure.silent)
  options.onStage?.('eigenvalues')
  const result =
    live.length === 0
      ? { status: 'converged' as const, values: new Float64Array(0), errorBound: 0 }
      : await provider.eigenvalues(principalSubmatrix(matrix, live, { inPlace: true }), {
          ...options,
          consume: true,
        })
  if (result.status !== 'converged') return result
  const bound = errorBound + result.errorBound
  if (!(bound < Number.POSITIVE_INFINITY)) return unbounded(bound)
  const invariances = structure.constantInputs + structure.softmaxShift
  const eigenvalues = withZeros(result.values, structure.silentCount)
  return {
    status: 'measured',
    loss: objective.loss(theta),
    gradientNorm: norm(objective.gradient(theta)),
    order: objective.dimension,
    inertia: certifiedInertia(result.values, bound, { zeroRows: structure.silentCount, invariances }),
    bound,
    eigenvalueRange: [eigenvalues[0]!, eigenvalues.at(-1)!],
    frobeniusNorm: size,
    curve: degeneracyCurve(result.values, structure.silentCount),
    structure: {
      silent: structure.silentCount,
      constantInputs: structure.constantInputs,
      softmaxShift: structure.softmaxShift,
      deadUnits: structure.deadUnits,
    },
    eigenvalues,
    provider: `${provider.name} (${provider.version})`,
  }
}

/** Where the bound leaves float64, the eigenvalues say nothing. */
function unbounded(bound: number): Failure {
  return {
    status: 'nonFinite',
    message: `the error bound of the eigenvalues is ${bound}: theta is too large for float64`,
  }
}

function noStructure(dimension: number): StructuralZeros {
  const silent = new Uint8Array(dimension)
  return { silent, silentCount: 0, constantInputs: 0, softmaxShift: 0, deadUnits: [], total: 0 }
}

/** A proof and a computation that disagree mean that one of them is wrong. */
function requireZeroRows({ order, entries }: SymmetricMatrix, silent: Uint8Array): void {
  for (let p = 0; p < order; p++) {
    if (silent[p] === 0) continue
    for (let q = p * order; q < (p + 1) * order; q++) {
      if (entries[q] !== 0) {
        throw new InternalError('curvatureAt', `row ${p} is proved to be zero but has an entry ${entries[q]}`)
      }
    }
  }
}

function indicesWhereZero(flags: Uint8Array): Int32Array {
  return Int32Array.from(flags.keys()).filter((p) => flags[p] === 0)
}

/** `values` ascending with `zeros` zeros put in at their place. */
function withZeros(values: Float64Array, zeros: number): Float64Array {
  const negative = values.findIndex((value) => value >= 0)
  const split = negative < 0 ? values.length : negative
  const all = new Float64Array(values.length + zeros)
  all.set(values.subarray(0, split))
  all.set(values.subarray(split), split + zeros)
  return all
}
