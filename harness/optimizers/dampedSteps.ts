/**
 * Damped Newton steps for many dampings from one eigendecomposition.
 *
 *     absolute: p = −(|H| + μI)⁻¹ g = −Σ q (q·g) / (|λ| + μ)
 *     signed:   p = −(H + μI)⁻¹ g  = −Σ q (q·g) / (λ + μ)
 *
 * The absolute ones are the saddle-free steps: g·p < 0 whatever the signs of λ, unless g = 0.
 *
 * Source: Dauphin et al. 2014, Algorithm 1 and Sec. 6: at each update the best of the dampings 1, 1e-1, …, 1e-5.
 *
 * Differs from the source: a divisor of 0 is an error, never an infinite step. With a `cutoff`, divisors of at
 * most that size are left out, which at μ = 0 gives the step of the pseudo-inverse.
 */
import { requireLength } from '../algebra/vectors.ts'
import { ArgumentError } from '../errors.ts'
import type { Eigenpairs } from '../providers/provider.ts'

export interface DampedStepsOptions {
  /** Whether |H| or H is inverted; `absolute` when absent. */
  readonly curvature?: 'absolute' | 'signed' | undefined
  /** Directions with ||λ| + μ| or |λ + μ| of at most this are left out; none when absent. */
  readonly cutoff?: number | undefined
}

export interface DampedStep {
  /** `nonFinite`: an entry of the step is beyond the largest float64. */
  readonly status: 'finite' | 'nonFinite'
  /** μ, its own of every step. */
  readonly damping: number
  /** p [P] */
  readonly step: Float64Array
  /** How many eigenvectors the cutoff has left out. */
  readonly leftOut: number
}

/** Dauphin et al. 2014, Sec. 6. */
export const dauphin2014Dampings: readonly number[] = [1, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5]

/**
 * @param pairs values [P], vectors [P, P] as columns, orthonormal @param gradient g [P]
 * @param dampings μ ≥ 0, one step for each
 * @throws ArgumentError when a divisor is 0 and there is no cutoff
 */
export function dampedSteps(
  pairs: Pick<Eigenpairs, 'values' | 'vectors'>,
  gradient: Float64Array,
  dampings: readonly number[] = dauphin2014Dampings,
  { curvature = 'absolute', cutoff }: DampedStepsOptions = {},
): DampedStep[] {
  const { values, vectors } = pairs
  const n = values.length
  requireLength('dampedSteps', 'gradient', gradient, n)
  requireLength('dampedSteps', 'vectors', vectors, n * n)
  if (cutoff !== undefined && !(cutoff >= 0)) {
    throw new ArgumentError('dampedSteps', 'cutoff', 'at least 0', String(cutoff))
  }
  const components = inEigenvectors(vectors, gradient)
  return dampings.map((damping) => {
    requireDamping(damping)
    const divisors = values.map((value) => (curvature === 'absolute' ? Math.abs(value) : value) + damping)
    // Asked this way round, a divisor that is NaN is kept, and refused.
    const kept = divisors.map((divisor) => (cutoff !== undefined && Math.abs(divisor) <= cutoff ? 0 : 1))
    requireDivisors(divisors, kept, damping)
    const coefficients = components.map((component, k) => (kept[k] === 1 ? -component / divisors[k]! : 0))
    const step = combination(vectors, coefficients)
    return {
      status: step.every(Number.isFinite) ? 'finite' : 'nonFinite',
      damping,
      step,
      leftOut: kept.filter((flag) => flag === 0).length,
    }
  })
}

/** Qᵀg */
function inEigenvectors(vectors: Float64Array, gradient: Float64Array): Float64Array {
  const n = gradient.length
  const components = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) components[k]! += vectors[i * n + k]! * gradient[i]!
  }
  return components
}

/** Q c */
function combination(vectors: Float64Array, coefficients: Float64Array): Float64Array {
  const n = coefficients.length
  return coefficients.map((_, i) => {
    let sum = 0
    for (let k = 0; k < n; k++) sum += vectors[i * n + k]! * coefficients[k]!
    return sum
  })
}

function requireDamping(damping: number): void {
  if (!(damping >= 0 && damping < Number.POSITIVE_INFINITY)) {
    throw new ArgumentError('dampedSteps', 'damping', 'at least 0 and finite', String(damping))
  }
}

function requireDivisors(divisors: Float64Array, kept: Float64Array, damping: number): void {
  const k = divisors.findIndex((divisor, i) => kept[i] === 1 && !(Math.abs(divisor) > 0))
  if (k < 0) return
  const hint = 'Raise the damping, or give a cutoff to leave such directions out'
  throw new ArgumentError(
    'dampedSteps',
    `damping ${damping}`,
    'one with no zero divisor',
    `${divisors[k]} at ${k}`,
    hint,
  )
}
