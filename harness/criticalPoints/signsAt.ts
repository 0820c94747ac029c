/**
 * What counts alone tell of a point: loss, gradient norm, and how many eigenvalues of the exact Hessian are
 * certainly negative and certainly positive. No eigenvalue is computed.
 *
 * Rows that are proved to be zero are never assembled. Each count is one factorisation LDLᵀ of the rest, n³/3
 * flops at the speed of a matrix product, in the buffer of the matrix itself, where the spectrum (curvatureAt.ts)
 * takes four times the flops, and half of them slower ones. What a count proves rests on a bound that is computed
 * from its factors, where that of eigenvalues rests on a constant.
 *
 * The work falls into stages, the assembly and one cut after another, and each can be kept by the caller: a run
 * that was killed needs only those that are missing, and no Hessian when none is.
 */
import type { RunOptions } from '../algebra/runOptions.ts'
import {
  frobeniusNorm,
  infinityNorm,
  principalSubmatrix,
  type SymmetricMatrix,
} from '../algebra/symmetricMatrix.ts'
import { norm } from '../algebra/vectors.ts'
import { InternalError } from '../errors.ts'
import type { Objective } from '../networks/objective.ts'
import type { Failure, Provider } from '../providers/provider.ts'
import { withinMemory } from '../providers/withinMemory.ts'
import type { UndecidedCounts } from '../spectra/certifiedCounts.ts'
import { type CertifiedCut, certifiedCut, unbounded } from '../spectra/certifiedCut.ts'
import type { CertifiedInertia } from '../spectra/certifiedInertia.ts'
import { firstShift } from '../spectra/certifiedSigns.ts'
import { type CountedDegeneracy, degeneracyCounts } from '../spectra/degeneracyCounts.ts'
import { type CertifiedSigns, type CutAt, signsFromCuts } from '../spectra/signsFromCuts.ts'
import {
  liveParameters,
  noStructure,
  type Structure,
  type StructureCounts,
  structureCounts,
} from './structureCounts.ts'

export interface PointSigns {
  readonly status: 'measured'
  readonly loss: number
  /** ‖∇f‖₂ */
  readonly gradientNorm: number
  /** P */
  readonly order: number
  readonly inertia: CertifiedInertia
  /** An eigenvalue of the exact Hessian further from 0 than this has its sign stated. */
  readonly bound: number
  /** The bound's share that stems from the assembly: ‖computed − exact‖₂. */
  readonly assemblyError: number
  readonly frobeniusNorm: number
  /** At the tolerances asked for. */
  readonly curve: readonly CountedDegeneracy[]
  readonly structure: StructureCounts
  /** Name and version. */
  readonly provider: string
}

export interface SignsOptions extends RunOptions {
  /** Where the degeneracy curve is wanted: two factorisations each. None when absent. */
  readonly tolerances?: readonly number[]
  /** Told when the work passes from one stage to the next, with the stage's own progress after it. */
  readonly onStage?: (stage: string) => void
  /** Returns what a stage came to in an earlier run, or computes and keeps it; computes when absent. */
  readonly remember?: RememberStage
}

/** @param shift tells one cut from another; the rest of what a stage depends on is known to the caller */
export type RememberStage = <T extends object>(
  stage: 'assembly' | 'cut',
  shift: number,
  compute: () => Promise<T>,
) => Promise<T>

/** What is known without the Hessian. */
type Point = Pick<PointSigns, 'status' | 'loss' | 'gradientNorm' | 'order' | 'structure' | 'provider'>

type Measured = Objective & { structuralZeros?(theta: Float64Array): Structure }

/** What is to be known of the matrix besides its cuts. */
interface Assembly {
  /** Bound of ‖computed − exact‖₂ */
  readonly errorBound: number
  readonly frobeniusNorm: number
  readonly infinityNorm: number
}

/** @param theta [P] */
export async function signsAt(
  objective: Measured,
  theta: Float64Array,
  provider: Provider,
  options: SignsOptions = {},
): Promise<PointSigns | UndecidedCounts | Failure> {
  const structure = objective.structuralZeros?.(theta) ?? noStructure(objective.dimension)
  const point: Point = {
    status: 'measured',
    loss: objective.loss(theta),
    gradientNorm: norm(objective.gradient(theta)),
    order: objective.dimension,
    structure: structureCounts(structure),
    provider: `${provider.name} (${provider.version})`,
  }
  const live = liveParameters(structure)
  if (live.length === 0) return { ...point, ...nothingLeft(structure, options.tolerances ?? []) }
  const hessian = liveHessian(objective, theta, live, provider, options)
  try {
    const counted = await withinMemory(() => countSigns(hessian, live.length, provider, options))
    if (counted.status !== 'certified') return counted
    const { signs, curve, assembly } = counted
    return {
      ...point,
      inertia: inertiaOf(signs, structure),
      bound: Math.max(-signs.band.from, signs.band.to),
      assemblyError: assembly.errorBound,
      frobeniusNorm: assembly.frobeniusNorm,
      curve: curve.map((at) => ({ ...at, zeros: at.zeros + structure.silentCount })),
    }
  } finally {
    hessian.release()
  }
}

/** The Hessian without its zero rows, made when it is first needed, in memory of the provider. */
interface LazyHessian {
  matrix(): Promise<SymmetricMatrix>
  /** Without the matrix, where an earlier run has kept it. */
  assembly(): Promise<Assembly>
  release(): void
}

function liveHessian(
  objective: Objective,
  theta: Float64Array,
  live: Int32Array,
  provider: Provider,
  { signal, onProgress, onStage, remember = computeAlways }: SignsOptions,
): LazyHessian {
  let buffer: Float64Array | undefined
  let assembled: { readonly matrix: SymmetricMatrix; readonly errorBound: number } | undefined
  async function assemble(): Promise<NonNullable<typeof assembled>> {
    if (assembled !== undefined) return assembled
    onStage?.('hessian')
    buffer = provider.allocate(live.length ** 2)
    const whole = await objective.hessian(theta, { signal, onProgress, provider, kept: live, into: buffer })
    // An objective without structure of its own may hand over the whole matrix.
    assembled =
      whole.matrix.order === live.length
        ? whole
        : { ...whole, matrix: principalSubmatrix(whole.matrix, live) }
    return assembled
  }
  return {
    matrix: async () => (await assemble()).matrix,
    assembly: () =>
      remember('assembly', 0, async () => {
        const { matrix, errorBound } = await assemble()
        return { errorBound, frobeniusNorm: frobeniusNorm(matrix), infinityNorm: infinityNorm(matrix) }
      }),
    release: () => {
      if (buffer !== undefined) provider.release(buffer)
    },
  }
}

async function countSigns(
  hessian: LazyHessian,
  order: number,
  provider: Provider,
  { signal, onProgress, onStage, remember = computeAlways, tolerances = [] }: SignsOptions,
): Promise<
  | {
      readonly status: 'certified'
      readonly signs: CertifiedSigns
      readonly curve: readonly CountedDegeneracy[]
      readonly assembly: Assembly
    }
  | UndecidedCounts
  | Failure
> {
  const assembly = await hessian.assembly()
  const { errorBound } = assembly
  if (!(errorBound < Number.POSITIVE_INFINITY)) return unbounded(errorBound)
  const cutAt: CutAt = (shift) =>
    remember('cut', shift, async (): Promise<CertifiedCut | Failure> => {
      const matrix = await hessian.matrix()
      onStage?.(`eigenvalues below ${shift.toExponential(1)}`)
      signal?.throwIfAborted()
      return certifiedCut(matrix, errorBound, shift, provider, { signal, onProgress, consume: true })
    })
  const signs = await signsFromCuts(order, firstShift(order, assembly.infinityNorm, errorBound), cutAt)
  if (signs.status !== 'certified') return signs
  const curve = await degeneracyCounts(tolerances, cutAt)
  return 'status' in curve ? curve : { status: 'certified', signs, curve, assembly }
}

/** Proved null directions are among what the cuts leave undecided. */
function inertiaOf(
  { negative, undecided, positive, band }: CertifiedSigns,
  structure: Structure,
): CertifiedInertia {
  const invariances = structure.total - structure.silentCount
  if (undecided < invariances) {
    throw new InternalError(
      'signsAt',
      `${invariances} null directions are proved, yet only ${undecided} eigenvalues lie within ${band.from} to ${band.to}`,
    )
  }
  return { structural: structure.total, negative, undecided: undecided - invariances, positive }
}

/** Where every row is proved to be zero there is nothing to count. */
function nothingLeft(structure: Structure, tolerances: readonly number[]): Omit<PointSigns, keyof Point> {
  const zeros = structure.silentCount
  return {
    inertia: { structural: zeros, negative: 0, undecided: 0, positive: 0 },
    bound: 0,
    assemblyError: 0,
    frobeniusNorm: 0,
    curve: tolerances.map((tolerance) => ({ tolerance, zeros, negative: 0, slack: 0 })),
  }
}

function computeAlways<T>(_stage: string, _shift: number, compute: () => Promise<T>): Promise<T> {
  return compute()
}
