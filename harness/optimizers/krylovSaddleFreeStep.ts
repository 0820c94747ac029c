/**
 * One saddle-free Newton step in a Krylov subspace.
 *
 *     V = orthonormal basis of span(g, Hg, …, H^{k−2}g, previous step)      [P, k]
 *     p = −V (|VᵀHV| + μI)⁻¹ Vᵀg   for every damping μ
 *
 * Source: Dauphin et al. 2014, Algorithms 1 and 2, App. E and Sec. 6.
 *
 * Differs from the source:
 * 1. There the previous step is orthogonalised against the last two Lanczos vectors only, and the Lanczos vectors not
 *    again, so that V is not orthonormal and VᵀHV not the curvature in it. Here V is orthonormal to n·u.
 * 2. One step in a subspace, not several with the same Hessian.
 */
import { breather, type RunOptions } from '../algebra/runOptions.ts'
import { symmetricMatrix } from '../algebra/symmetricMatrix.ts'
import { dot, firstNonFinite, norm } from '../algebra/vectors.ts'
import { ArgumentError } from '../errors.ts'
import type { Objective } from '../networks/objective.ts'
import { embeddedProvider } from '../providers/embedded/embeddedProvider.ts'
import type { Provider } from '../providers/provider.ts'
import { type KrylovSpace, krylovSpace } from '../spectra/krylovSpace.ts'
import { hessianOperator, type LinearOperator } from '../spectra/linearOperator.ts'
import { type DampedStep, dampedSteps, dauphin2014Dampings } from './dampedSteps.ts'

export interface KrylovStepOptions extends RunOptions {
  /** k, the previous step included; `dauphin2014KrylovDimension` or P, whichever is less, when absent. */
  readonly krylovDimension?: number | undefined
  /** μ > 0; `dauphin2014Dampings` when absent. */
  readonly dampings?: readonly number[] | undefined
  /** Where the eigenpairs of VᵀHV are computed; the embedded provider when absent. */
  readonly provider?: Pick<Provider, 'eigenpairs'> | undefined
}

/** Dauphin et al. 2014, Sec. 6: "500 subspace vectors". */
export const dauphin2014KrylovDimension = 500

export type KrylovSteps =
  | {
      readonly status: 'steps'
      /** One for each damping, `step` [P]. */
      readonly steps: readonly DampedStep[]
      /** Of V; below k where the Krylov space is invariant. */
      readonly dimension: number
      /** [k] of VᵀHV, ascending */
      readonly ritzValues: Float64Array
      readonly products: number
    }
  | {
      /** `zeroGradient`: there is no Krylov space; `nonFinite`, `notConverged`: gradient, product or eigenpairs. */
      readonly status: 'zeroGradient' | 'nonFinite' | 'notConverged'
      readonly products: number
    }

/**
 * @param theta [P] @param previous [P] the step before this one, if there was one
 * @throws ArgumentError on a dimension or damping that makes no sense
 */
export async function krylovSaddleFreeSteps(
  objective: Objective,
  theta: Float64Array,
  previous: Float64Array | undefined,
  options: KrylovStepOptions = {},
): Promise<KrylovSteps> {
  const { dampings = dauphin2014Dampings, provider = embeddedProvider(), signal } = options
  const k = krylovDimensionOf(objective, options)
  const gradient = objective.gradient(theta)
  if (firstNonFinite(gradient) >= 0) return { status: 'nonFinite', products: 0 }
  if (norm(gradient) === 0) return { status: 'zeroGradient', products: 0 }
  const operator = hessianOperator(objective, theta)
  const subspace = await orthonormalSubspace(operator, gradient, previous, k, options)
  if (subspace.status === 'nonFinite') return { status: 'nonFinite', products: subspace.products }
  const { basis, entries, products } = subspace
  if (firstNonFinite(entries) >= 0) return { status: 'nonFinite', products }
  const pairs = await provider.eigenpairs(symmetricMatrix(entries, basis.length), { signal })
  if (pairs.status !== 'converged') return { status: 'notConverged', products }
  const reduced = Float64Array.from(basis, (v) => dot(v, gradient))
  const steps = dampedSteps(pairs, reduced, dampings).map((step) => ({
    ...step,
    step: lifted(basis, step.step, objective.dimension),
  }))
  return { status: 'steps', steps, dimension: basis.length, ritzValues: pairs.values, products }
}

interface Subspace {
  readonly status: 'grown' | 'nonFinite'
  readonly basis: readonly Float64Array[]
  /** VᵀHV [k, k] */
  readonly entries: Float64Array
  readonly products: number
}

async function orthonormalSubspace(
  operator: LinearOperator,
  gradient: Float64Array,
  previous: Float64Array | undefined,
  k: number,
  options: RunOptions,
): Promise<Subspace> {
  const breathe = breather(options)
  const space = krylovSpace(operator, gradient)
  const lanczosSteps = previous === undefined || k === 1 ? k : k - 1
  for (let j = 0; j < lanczosSteps; j++) {
    await breathe(j, k)
    const grown = space.extend()
    if (grown === 'nonFinite') return { status: 'nonFinite', basis: [], entries: gradient, products: j + 1 }
    if (grown === 'invariant') break
  }
  const last = lanczosSteps < k ? remainder(previous!, space.basis) : undefined
  const products = space.basis.length
  if (last === undefined) {
    return { status: 'grown', basis: space.basis, entries: projected(space, []), products }
  }
  const image = operator.apply(last)
  const status = firstNonFinite(image) >= 0 ? 'nonFinite' : 'grown'
  const basis = [...space.basis, last]
  const column = basis.map((v) => dot(v, image))
  return { status, basis, entries: projected(space, column), products: products + 1 }
}

/** The tridiagonal T of the Lanczos vectors, bordered by the column of the last vector, if there is one. */
function projected({ alphas, betas, basis }: KrylovSpace, column: readonly number[]): Float64Array {
  const order = Math.max(basis.length, column.length)
  const entries = new Float64Array(order * order)
  for (let j = 0; j < basis.length; j++) {
    entries[j * order + j] = alphas[j]!
    if (j + 1 === basis.length) break
    entries[j * order + j + 1] = betas[j]!
    entries[(j + 1) * order + j] = betas[j]!
  }
  column.forEach((entry, j) => {
    entries[j * order + order - 1] = entry
    entries[(order - 1) * order + j] = entry
  })
  return entries
}

/** The unit vector along what of `v` is outside the span; undefined where that is rounding. */
function remainder(v: Float64Array, basis: readonly Float64Array[]): Float64Array | undefined {
  const size = norm(v)
  if (!(size > 0 && size < Number.POSITIVE_INFINITY)) return undefined
  let rest = v.map((x) => x / size)
  for (let pass = 0; pass < 2; pass++) {
    for (const q of basis) {
      const part = dot(q, rest)
      for (let i = 0; i < rest.length; i++) rest[i]! -= part * q[i]!
    }
    const left = norm(rest)
    // What a pass leaves of a vector in the span is rounding: n·eps of its length, which is 1, or a little more. What is not
    // is orthogonal after the first, so that the second hardly shortens it.
    if (!(left > (pass === 0 ? v.length * Number.EPSILON : 0.5))) return undefined
    rest = rest.map((x) => x / left)
  }
  return rest
}

/** V c */
function lifted(basis: readonly Float64Array[], coefficients: Float64Array, n: number): Float64Array {
  const sum = new Float64Array(n)
  basis.forEach((v, j) => {
    for (let i = 0; i < n; i++) sum[i]! += coefficients[j]! * v[i]!
  })
  return sum
}

function krylovDimensionOf({ dimension }: Objective, { krylovDimension }: KrylovStepOptions): number {
  const k = krylovDimension ?? Math.min(dimension, dauphin2014KrylovDimension)
  if (Number.isInteger(k) && k >= 1 && k <= dimension) return k
  throw new ArgumentError('krylovSaddleFreeNewton', 'krylovDimension', `in 1..P = ${dimension}`, String(k))
}
