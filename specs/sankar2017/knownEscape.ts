/**
 * A degenerate saddle point that perturbed gradient descent must leave, as a control.
 *
 *     f(x, y, z) = −x²/2 + x⁴/4 + y²/2 + x²z²/2,   H(0, 0, 0) = diag(−1, 1, 0)
 *
 * Where x = 0 the row of z is identically zero: ∂²f/∂z² = x², ∂²f/∂x∂z = 2xz. A step away from x = 0 leads to a minimum
 * at x = ±1, f = −1/4, where no eigenvalue is zero: with z near 0, H = diag(2, 1, 1) nearly.
 */
import {
  type ClaimContext,
  norm,
  type Objective,
  perturbedGd,
  type StructuralZeros,
  signsAt,
  symmetricMatrix,
  unitRoundoff,
} from '../../harness/index.ts'
import type { Departure } from './escapeRule.ts'

export const knownText = 'f = −x²/2 + x⁴/4 + y²/2 + x²z²/2'

type Known = Objective & { structuralZeros(theta: Float64Array): Omit<StructuralZeros, 'directions'> }

const known: Known = {
  dimension: 3,
  loss: (theta) => terms(theta).reduce((sum, term) => sum + term, 0),
  gradient(theta) {
    const { x, y, z } = coordinates(theta)
    return Float64Array.of(-x + x * x * x + x * z * z, y, x * x * z)
  },
  hvp(theta, v) {
    const entries = curvature(theta)
    return Float64Array.from([0, 1, 2], (i) =>
      [0, 1, 2].reduce((sum, j) => sum + entries[3 * i + j]! * v[j]!, 0),
    )
  },
  async hessian(theta) {
    const entries = curvature(theta)
    // Each entry: at most four roundings of a sum of terms whose magnitudes these are.
    const magnitudes = 3 + 4 * norm(theta) ** 2
    return { matrix: symmetricMatrix(entries, 3), errorBound: 4 * unitRoundoff * magnitudes }
  },
  structuralZeros(theta) {
    const zero = theta[0] === 0 ? 1 : 0
    return {
      silent: Uint8Array.of(0, 0, zero),
      silentCount: zero,
      constantInputs: 0,
      collinearInputs: 0,
      softmaxShift: 0,
      zeroOutgoing: 0,
      redundantUnits: 0,
      deadUnits: [],
      total: zero,
    }
  },
}

function coordinates(theta: Float64Array): { x: number; y: number; z: number } {
  return { x: theta[0]!, y: theta[1]!, z: theta[2]! }
}

function terms(theta: Float64Array): number[] {
  const { x, y, z } = coordinates(theta)
  return [-(x * x) / 2, (x * x * x * x) / 4, (y * y) / 2, (x * x * z * z) / 2]
}

/** [3, 3] */
function curvature(theta: Float64Array): Float64Array {
  const { x, z } = coordinates(theta)
  const xx = -1 + 3 * x * x + z * z
  return Float64Array.of(xx, 0, 2 * x * z, 0, 1, 0, 2 * x * z, 0, x * x)
}

/** @returns why not, where a point could not be measured */
export async function knownDeparture(
  { seed, provider }: ClaimContext,
  constants: Omit<Parameters<typeof perturbedGd>[0], 'seed'>,
  steps: number,
): Promise<Departure | string> {
  const theta = new Float64Array(known.dimension)
  const before = await signsAt(known, theta, provider)
  const rounding = lossError(theta)
  const descent = perturbedGd({ seed, ...constants }).start(known.dimension)
  for (let step = 0; step < steps; step++) descent.step(theta, known.gradient(theta))
  const after = await signsAt(known, theta, provider)
  if (before.status !== 'measured') return before.message
  if (after.status !== 'measured') return after.message
  return {
    name: knownText,
    by: 'perturbed gradient descent',
    before,
    after,
    rounding: rounding + lossError(theta),
  }
}

/** No term passes more than eight roundings. */
function lossError(theta: Float64Array): number {
  return 8 * unitRoundoff * terms(theta).reduce((sum, term) => sum + Math.abs(term), 0)
}
