import { unitRoundoff } from '../../algebra/vectors.ts'

/**
 * What rounding may do to ‖p‖ = Δ. In ‖p + td‖ = Δ, t solves a quadratic whose coefficients ‖d‖², p·d and Δ² − ‖p‖² are off
 * by n·u and 2n·u·Δ², which moves ‖p + td‖² by 12n·u·Δ² and 16u·Δ² from the root. Half of it over Δ, and n·u of the norm
 * and of Qᵀp; as much for θ + p and the difference.
 *
 * @param n P @param size ‖θ‖ where p is found as a difference
 */
export function lengthRounding(n: number, radius: number, size = 0): number {
  return (16 * n + 64) * unitRoundoff * (radius + size)
}
