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
import type { Failure, Provider } from '../providers/provider.ts'
import type { UndecidedCounts } from '../spectra/certifiedCounts.ts'
import { type CertifiedInertia, certifiedInertia } from '../spectra/certifiedInertia.ts'
import { certifiedSigns } from '../spectra/certifiedSigns.ts'
import { type DegeneracyPoint, degeneracyCurve } from '../spectra/degeneracyCurve.ts'
import type { CertifiedSigns } from '../spectra/signsFromCuts.ts'
import {
  liveParameters,
  noStructure,
  type Structure,
  type StructureCounts,
  structureCounts,
} from './structureCounts.ts'

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
  /** Present when `countSigns` asked for it: signs of the matrix without its zero rows, from counts alone. */
  readonly counted?: SignCounts
}

export type SignCounts = CertifiedSigns | UndecidedCounts | Failure

export interface CurvatureOptions extends RunOptions {
  /** Sees the full matrix before rows are removed and its buffer is reused. */
  readonly onHessian?: (matrix: SymmetricMatrix) => Promise<void> | void
  /** Told when the work passes from one stage to the next, with the stage's own progress after it. */
  readonly onStage?: (stage: 'hessian' | 'eigenvalues') => void
  /**
   * Count the signs by LDLᵀ too. The bound of a count is computed from its factors, that of an eigenvalue rests on
   * a constant which is tested and not proved; a contradiction is an InternalError. Half as much work again.
   */
  readonly countSigns?: boolean
}

type Measured = Objective & { structuralZeros?(theta: Float64Array): Structure }

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
  const live = liveParameters(structure)
  const remaining = live.length === 0 ? undefined : principalSubmatrix(matrix, live, { inPlace: true })
  options.onStage?.('eigenvalues')
  const counted = await countedSigns(remaining, errorBound, provider, options)
  const result = remaining
    ? await provider.eigenvalues(remaining, { ...options, consume: true })
    : { status: 'converged' as const, values: new Float64Array(0), errorBound: 0 }
  if (result.status !== 'converged') return result
  const bound = errorBound + result.errorBound
  if (!(bound < Number.POSITIVE_INFINITY)) return unbounded(bound)
  const invariances = structure.total - structure.silentCount
  const eigenvalues = withZeros(result.values, structure.silentCount)
  const inertia = certifiedInertia(result.values, bound, { zeroRows: structure.silentCount, invariances })
  if (counted?.status === 'certified') requireAgreement(counted, inertia)
  return {
    status: 'measured',
    loss: objective.loss(theta),
    gradientNorm: norm(objective.gradient(theta)),
    order: objective.dimension,
    inertia,
    bound,
    eigenvalueRange: [eigenvalues[0]!, eigenvalues.at(-1)!],
    frobeniusNorm: size,
    curve: degeneracyCurve(result.values, structure.silentCount),
    structure: structureCounts(structure),
    eigenvalues,
    provider: `${provider.name} (${provider.version})`,
    ...(counted && { counted }),
  }
}

/** Before the matrix is given up to the eigenvalues. @param remaining absent where every row is zero */
async function countedSigns(
  remaining: SymmetricMatrix | undefined,
  errorBound: number,
  provider: Provider,
  options: CurvatureOptions,
): Promise<SignCounts | undefined> {
  if (!options.countSigns || remaining === undefined) return undefined
  const { signal, onProgress } = options
  return certifiedSigns(remaining, errorBound, provider, { signal, onProgress })
}

/** Two proofs about one matrix: what one calls certain the other must allow. */
function requireAgreement(counted: CertifiedSigns, inertia: CertifiedInertia): void {
  const { negative, undecided, positive } = counted
  const tooMany = (certain: number, other: number): boolean =>
    certain + other > negative + undecided + positive
  if (tooMany(inertia.negative, positive) || tooMany(inertia.positive, negative)) {
    throw new InternalError(
      'curvatureAt',
      `counts find ${negative} negative and ${positive} positive eigenvalues, their values ${inertia.negative} and ${inertia.positive}`,
    )
  }
}

/** Where the bound leaves float64, the eigenvalues say nothing. */
function unbounded(bound: number): Failure {
  return {
    status: 'nonFinite',
    message: `the error bound of the eigenvalues is ${bound}: theta is too large for float64`,
  }
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

/** `values` ascending with `zeros` zeros put in at their place. */
function withZeros(values: Float64Array, zeros: number): Float64Array {
  const negative = values.findIndex((value) => value >= 0)
  const split = negative < 0 ? values.length : negative
  const all = new Float64Array(values.length + zeros)
  all.set(values.subarray(0, split))
  all.set(values.subarray(split), split + zeros)
  return all
}
