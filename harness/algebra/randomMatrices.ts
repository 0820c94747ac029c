/**
 * Seeded random symmetric matrices whose limiting spectra are known.
 *
 * - Wigner: M = (B + Bᵀ)/√2 with B_ij ~ N(0, 1/n): the semicircle law on [−2, 2].
 * - Wishart: M = XXᵀ/k with X_ij ~ N(0, 1), X [n, k]: positive semidefinite, Marchenko-Pastur law, and a
 *   share max(1 − k/n, 0) of eigenvalues that are exactly 0.
 */
import { ArgumentError } from '../errors.ts'
import { seededRandom } from './random.ts'
import { mirrorUpperTriangle, type SymmetricMatrix } from './symmetricMatrix.ts'

/** @param order n */
export function wignerMatrix(order: number, seed: number): SymmetricMatrix {
  requirePositive('wignerMatrix', 'order', order)
  const random = seededRandom(seed)
  const entries = new Float64Array(order * order)
  for (let i = 0; i < order; i++) {
    // (B_ij + B_ji)/√2 is N(0, 1/n) off the diagonal, √2·B_ii on it.
    entries[i * order + i] = Math.sqrt(2 / order) * random.normal()
    for (let j = i + 1; j < order; j++) entries[i * order + j] = Math.sqrt(1 / order) * random.normal()
  }
  return mirrorUpperTriangle(entries, order)
}

/** @param order n @param samples k */
export function wishartMatrix(order: number, samples: number, seed: number): SymmetricMatrix {
  requirePositive('wishartMatrix', 'order', order)
  requirePositive('wishartMatrix', 'samples', samples)
  const random = seededRandom(seed)
  const x = Float64Array.from({ length: order * samples }, () => random.normal()) // [n, k]
  const entries = new Float64Array(order * order)
  for (let i = 0; i < order; i++) {
    for (let j = i; j < order; j++) {
      let sum = 0
      for (let s = 0; s < samples; s++) sum += x[i * samples + s]! * x[j * samples + s]!
      entries[i * order + j] = sum / samples
    }
  }
  return mirrorUpperTriangle(entries, order)
}

function requirePositive(where: string, name: string, value: number): void {
  if (!Number.isInteger(value) || value < 1)
    throw new ArgumentError(where, name, 'a positive integer', String(value))
}
