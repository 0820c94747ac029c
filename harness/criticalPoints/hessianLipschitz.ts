/**
 * How fast a Hessian changes about a point: a lower bound of its Lipschitz constant.
 *
 *     ρ ≥ ‖H(θ + d) − H(θ)‖₂ / ‖d‖   for every d
 *
 * The norm's maximal vector v comes from power iteration on the difference, by Hessian-vector products. Directions d
 * are random, and then adversarial: the third derivative T is symmetric, so that |T[d, v, v]| is largest where d and v
 * are parallel, and d ← T[v, v, ·] is an ascent. What the best pair (d, v) is worth is computed again from two
 * assembled Hessians, whose error bounds are taken off: `lowerBound` is certain.
 *
 * What it cannot do:
 * - No number of directions bounds ρ from above; a proof has to come from a closed form.
 * - It speaks of pairs at one distance from one point. Short distances lose what the assembly's rounding,
 *   divided by ‖d‖, takes off; long ones see a mean slope.
 * - The certificate takes three dense matrices of order P.
 * - Where a kink of a ReLU is crossed the Hessian jumps, the quotient grows like 1/‖d‖, and there is no ρ at all.
 *
 * Source: Banach 1938, and De Lathauwer, De Moor and Vandewalle 2000, Sec. 3 (power method for tensors).
 */
import { type Random, seededRandom } from '../algebra/random.ts'
import { frobeniusNorm, symmetricMatrix } from '../algebra/symmetricMatrix.ts'
import { addScaled, firstNonFinite, norm, requireLength, unitRoundoff } from '../algebra/vectors.ts'
import { ArgumentError } from '../errors.ts'
import type { Objective } from '../networks/objective.ts'
import { matrixOperator } from '../spectra/linearOperator.ts'

export interface HessianLipschitzOptions {
  /** ‖d‖, > 0 */
  readonly distance: number
  readonly seed: number
  /** Random directions, each the start of an ascent; 8 when absent. */
  readonly starts?: number | undefined
  /** Ascent steps for each start, and products of each power iteration; 8 when absent. */
  readonly steps?: number | undefined
}

export interface HessianLipschitzEstimate {
  readonly status: 'measured'
  /** ρ is at least this, whatever was rounded; 0 when rounding takes all. */
  readonly lowerBound: number
  /** Of random directions alone, as computed by products. */
  readonly random: number
  /** Of all directions, as computed by products. */
  readonly estimate: number
  /** ‖d‖ of the best pair, which rounding of θ + d changes. */
  readonly distance: number
  /** d [P] of the best pair */
  readonly direction: Float64Array
  /** Hessian-vector products made. */
  readonly steps: number
}

export interface HessianLipschitzFailure {
  readonly status: 'nonFinite'
  readonly message: string
}

/** A pair of points θ and θ + d, with the unit vector that their Hessians differ on most. */
interface Pair {
  readonly d: Float64Array
  readonly v: Float64Array
  /** ‖(H(θ + d) − H(θ))v‖ / ‖d‖ */
  readonly quotient: number
}

/** @param theta [P] @throws ArgumentError on options that make no sense */
export async function hessianLipschitz(
  objective: Objective,
  theta: Float64Array,
  options: HessianLipschitzOptions,
): Promise<HessianLipschitzEstimate | HessianLipschitzFailure> {
  requireLength('hessianLipschitz', 'theta', theta, objective.dimension)
  const { distance, seed, starts = 8, steps = 8 } = options
  requireOptions(distance, starts, steps)
  const random = seededRandom(seed)
  const search = pairSearch(objective, theta, distance, steps)
  let best: Pair | undefined
  let ofRandom = 0
  for (let start = 0; start < starts; start++) {
    const first = search.along(unitVector(theta.length, random), unitVector(theta.length, random))
    ofRandom = Math.max(ofRandom, first.quotient)
    best = better(best, first)
    let at = first
    for (let step = 0; step < steps; step++) {
      const next = search.ascend(at)
      if (next === undefined || !(next.quotient > at.quotient)) break
      at = next
    }
    best = better(best, at)
  }
  const { d, v, quotient } = best!
  const lowerBound = await certified(objective, theta, d, v)
  if (!Number.isFinite(quotient) || Number.isNaN(lowerBound)) {
    return { status: 'nonFinite', message: 'a Hessian-vector product is not finite near theta' }
  }
  const length = norm(d)
  return {
    status: 'measured',
    lowerBound,
    random: ofRandom,
    estimate: quotient,
    distance: length,
    direction: d,
    steps: search.products(),
  }
}

function pairSearch(objective: Objective, theta: Float64Array, distance: number, steps: number) {
  let products = 0
  const difference = (d: Float64Array, v: Float64Array): Float64Array => {
    products += 2
    return addScaled(objective.hvp(addScaled(theta, 1, d), v), -1, objective.hvp(theta, v))
  }

  /** From the unit vector v, by power iteration. */
  function along(unit: Float64Array, v: Float64Array): Pair {
    // What is really added: θ + d rounds.
    const d = addScaled(addScaled(theta, distance, unit), -1, theta)
    const length = norm(d)
    if (!(length > 0)) {
      throw new ArgumentError('hessianLipschitz', 'distance', 'large enough to move theta', String(distance))
    }
    let image = difference(d, v)
    let at: Pair = { d, v, quotient: norm(image) / length }
    for (let step = 0; step < steps && at.quotient > 0 && at.quotient < Number.POSITIVE_INFINITY; step++) {
      const next = scaled(image, 1 / norm(image))
      image = difference(d, next)
      const quotient = norm(image) / length
      if (!(quotient > at.quotient)) break
      at = { d, v: next, quotient }
    }
    return at
  }

  /** The better of both signs of d = T[v, v, ·], undefined where that is 0. */
  function ascend({ v }: Pair): Pair | undefined {
    const forward = scaled(v, distance)
    products += 2
    const third = addScaled(
      objective.hvp(addScaled(theta, 1, forward), v),
      -1,
      objective.hvp(addScaled(theta, -1, forward), v),
    )
    const size = norm(third)
    if (!(size > 0 && size < Number.POSITIVE_INFINITY)) return undefined
    const unit = scaled(third, 1 / size)
    return better(along(unit, v), along(scaled(unit, -1), v))
  }

  return { along, ascend, products: () => products }
}

/**
 * ‖(H(θ + d) − H(θ))v‖/(‖v‖‖d‖) less its errors: those of both assemblies; u‖D‖_F of the subtraction and n·u‖D‖_F of the
 * product; and relatively 3n + 12 roundings in the three norms, the quotients and each component of d.
 */
async function certified(
  objective: Objective,
  theta: Float64Array,
  d: Float64Array,
  v: Float64Array,
): Promise<number> {
  const here = await objective.hessian(theta)
  const there = await objective.hessian(addScaled(theta, 1, d))
  const n = theta.length
  const entries = there.matrix.entries.map((entry, p) => entry - here.matrix.entries[p]!)
  if (firstNonFinite(entries) >= 0) return Number.NaN
  const D = symmetricMatrix(entries, n)
  const size = norm(matrixOperator(D).apply(v)) / norm(v)
  const absolute = here.errorBound + there.errorBound + (n + 1) * unitRoundoff * frobeniusNorm(D)
  return Math.max(0, size * (1 - (3 * n + 12) * unitRoundoff) - absolute) / norm(d)
}

/** NaN wins, to be seen. */
function better(one: Pair | undefined, other: Pair): Pair {
  return one === undefined || !(other.quotient <= one.quotient) ? other : one
}

function unitVector(n: number, random: Random): Float64Array {
  const v = Float64Array.from({ length: n }, () => random.normal())
  return scaled(v, 1 / norm(v))
}

function scaled(x: Float64Array, factor: number): Float64Array {
  return x.map((value) => factor * value)
}

function requireOptions(distance: number, starts: number, steps: number): void {
  if (!(distance > 0 && distance < Number.POSITIVE_INFINITY)) {
    throw new ArgumentError('hessianLipschitz', 'distance', 'positive and finite', String(distance))
  }
  for (const [name, count] of Object.entries({ starts, steps })) {
    if (!Number.isInteger(count) || count < 1) {
      throw new ArgumentError('hessianLipschitz', name, 'a positive integer', String(count))
    }
  }
}
