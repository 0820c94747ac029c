/**
 * Names a critical point, as far as a certified inertia allows.
 *
 *     minimum       all eigenvalues positive
 *     maximum       all eigenvalues negative
 *     saddle        positive and negative ones (degenerate when there are zeros besides)
 *     semidefinite  zeros, and no two eigenvalues of opposite sign
 *
 * An undecided eigenvalue may be negative, zero or positive; a name is given only when it holds whichever
 * they are. So deciding one more eigenvalue can name a point, but never rename it.
 *
 * Source: Sankar and Balasubramanian 2017, Definition 1.
 *
 * Differs from the source:
 * 1. `critical` is a bound on the gradient norm (stationarity.ts), not ∇f = 0.
 * 2. `semidefinite` is added: Definition 1 has no name for zeros without both signs, where the second order
 *    cannot tell a gutter from a monkey saddle (Dauphin et al. 2014, App. A).
 */
import { ArgumentError } from '../errors.ts'
import type { CertifiedInertia } from '../spectra/certifiedInertia.ts'
import { frye2020GradientNormBound, type Stationarity, stationarity } from './stationarity.ts'

export type CriticalPointKind = 'minimum' | 'maximum' | 'saddle' | 'semidefinite' | 'undecided'

export type Classification =
  | { readonly status: 'notCritical'; readonly stationarity: Stationarity }
  | {
      readonly status: CriticalPointKind
      /** Whether the Hessian is singular; `proved` only by structural zeros. */
      readonly degenerate: 'proved' | 'excluded' | 'undecided'
      readonly stationarity: Stationarity
    }

/** @param gradientNorm ‖∇f(theta)‖₂ @param gradientNormBound below it the point counts as critical */
export function classify(
  gradientNorm: number,
  inertia: CertifiedInertia,
  gradientNormBound: number = frye2020GradientNormBound,
): Classification {
  requireInertia(inertia)
  const measured = stationarity(gradientNorm, gradientNormBound)
  if (measured.status === 'notCritical') return { status: 'notCritical', stationarity: measured }
  return { status: kindOf(inertia), degenerate: degeneracyOf(inertia), stationarity: measured }
}

function kindOf({ structural, negative, undecided, positive }: CertifiedInertia): CriticalPointKind {
  const bothSigns = negative > 0 && positive > 0
  if (bothSigns) return 'saddle'
  if (structural > 0) {
    const couldHaveBothSigns =
      negative + undecided > 0 && positive + undecided > 0 && negative + undecided + positive > 1
    return couldHaveBothSigns ? 'undecided' : 'semidefinite'
  }
  if (undecided > 0) return 'undecided'
  return positive > 0 ? 'minimum' : 'maximum'
}

function degeneracyOf({ structural, undecided }: CertifiedInertia): 'proved' | 'excluded' | 'undecided' {
  if (structural > 0) return 'proved'
  return undecided > 0 ? 'undecided' : 'excluded'
}

function requireInertia(inertia: CertifiedInertia): void {
  const { structural, negative, undecided, positive } = inertia
  const counts = { structural, negative, undecided, positive }
  for (const [name, count] of Object.entries(counts)) {
    if (!Number.isInteger(count) || count < 0) {
      throw new ArgumentError('classify', `inertia.${name}`, 'an integer of at least 0', String(count))
    }
  }
  if (structural + negative + undecided + positive === 0) {
    throw new ArgumentError('classify', 'inertia', 'of one eigenvalue or more', 'none')
  }
}
