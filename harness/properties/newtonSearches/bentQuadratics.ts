/**
 * Objectives of which gradient, curvature and critical point are known.
 *
 *     f(θ) = b·θ + ½ θᵀHθ + (s/4) Σ θ_i⁴,    H = QΛQᵀ and b = Qc exactly (knownSystems.ts)
 *
 * With s = 0 the critical point is −H⁻¹b = −Q c/λ, and searches begin at 0, where the gradient is b.
 */
import fc from 'fast-check'
import { dot } from '../../algebra/vectors.ts'
import type { Objective } from '../../networks/objective.ts'
import { matrixOperator } from '../../spectra/linearOperator.ts'
import { expandSystem, type KnownSystem, type SystemRecipe, systems } from '../criticalPoints/knownSystems.ts'

/** Systems without a shift and a scale, so that they are H and b. `positive`: |λ|, and 1 for 0. */
export function quadratics(signs: 'any' | 'nonzero' | 'positive' = 'any'): fc.Arbitrary<SystemRecipe> {
  return systems().map((system) => ({
    ...system,
    shift: 0,
    spectrum: system.spectrum.map((value) => {
      if (signs === 'any') return value
      return signs === 'positive' ? Math.abs(value) || 1 : value || -1
    }),
  }))
}

/** A start of small integers, and how much the objective is bent there. */
export interface BentRecipe {
  readonly system: SystemRecipe
  /** [8], as many of them as are needed */
  readonly start: readonly number[]
  /** s in quarters */
  readonly quarters: number
}

export const bentQuadratics: fc.Arbitrary<BentRecipe> = fc.record({
  system: quadratics(),
  start: fc.array(fc.integer({ min: -2, max: 2 }), { minLength: 8, maxLength: 8 }),
  quarters: fc.integer({ min: 0, max: 4 }),
})

export function expandBent({ system, start, quarters }: BentRecipe): {
  readonly objective: Objective
  /** [P] */
  readonly theta: Float64Array
} {
  const objective = bentObjective(expandSystem(system), quarters / 4)
  return { objective, theta: Float64Array.from(start.slice(0, objective.dimension)) }
}

/** @param s of the fourth powers */
export function bentObjective({ matrix, b }: Pick<KnownSystem, 'matrix' | 'b'>, s = 0): Objective {
  const { apply } = matrixOperator(matrix)
  return {
    dimension: b.length,
    loss: (theta) =>
      dot(theta, apply(theta)) / 2 + dot(b, theta) + theta.reduce((sum, x) => sum + (s * x ** 4) / 4, 0),
    gradient: (theta) => apply(theta).map((entry, i) => entry + b[i]! + s * theta[i]! ** 3),
    hvp: (theta, v) => apply(v).map((entry, i) => entry + 3 * s * theta[i]! ** 2 * v[i]!),
    // No search asks for it.
    hessian: async () => ({ matrix, errorBound: 0 }),
  }
}

/** ‖H‖_F = ‖λ‖ ≥ ‖H‖₂ */
export function frobeniusOf({ eigenvalues }: Pick<KnownSystem, 'eigenvalues'>): number {
  return Math.hypot(...eigenvalues)
}

/** −m at its least along −g in the ball. @param size ‖g‖ @param curvature g·Hg @param radius Δ */
export function cauchyDecrease(size: number, curvature: number, radius: number): number {
  const longest = radius / size
  const t = curvature > 0 ? Math.min(longest, size ** 2 / curvature) : longest
  return t * size ** 2 - (t * t * curvature) / 2
}

/**
 * How much the Lanczos vectors of b may be off, in units of u: 64 n² Π‖A‖/β_j of knownSystems.ts, there times the
 * square of the condition, which is taken out.
 */
export function lanczosError(known: KnownSystem): number {
  const condition = known.largest === 0 ? 1 : known.largest / known.least
  return known.rounding / condition ** 2
}
