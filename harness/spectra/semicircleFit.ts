/**
 * The semicircle that comes nearest to a spectrum in Kolmogorov distance, over all centres c and radii R > 0: a
 * spectrum far from this one is far from every semicircle.
 *
 * The distance is at most d if and only if every eigenvalue lies between two quantiles of the law,
 *
 *     c + R·t((k + 1)/n − d)  ≤  λ_k  ≤  c + R·t(k/n + d),      t(p) the quantile of radius 1,
 *
 * which is linear in c and R. So the (c, R) of distance ≤ d are convex, and d is found by bisection: for one R the room
 * left for c is the difference of a minimum and a maximum of linear functions, concave in R.
 */
import { ArgumentError } from '../errors.ts'
import { semicircleCdf, semicircleDistance } from './semicircle.ts'

export interface SemicircleFit {
  readonly centre: number
  readonly radius: number
  /** Of this law; at most `slack` above that of the best one. */
  readonly distance: number
  readonly slack: number
}

/** Of the distance: a hundredth of what n = 100 eigenvalues can tell apart. */
const slack = 1e-4

/** @param eigenvalues [n] ascending, not all equal */
export function semicircleFit(eigenvalues: Float64Array): SemicircleFit {
  const least = eigenvalues[0]
  const most = eigenvalues.at(-1)
  if (least === undefined || !(most! > least) || !Number.isFinite(most! - least)) {
    const got = `${eigenvalues.length} from ${least} to ${most}`
    throw new ArgumentError('semicircleFit', 'eigenvalues', 'finite and not all equal', got)
  }
  // The law of the whole range, which is far at worst 1: everything is within d = 1 of it.
  let best: Law = { centre: (least + most!) / 2, radius: (most! - least) / 2 }
  let reached = distanceTo(eigenvalues, best)
  let refused = 0
  while (reached - refused > slack) {
    const tried = (reached + refused) / 2
    const law = lawWithin(eigenvalues, tried)
    if (law === undefined) {
      refused = tried
      continue
    }
    best = law
    reached = Math.min(tried, distanceTo(eigenvalues, law))
  }
  return { ...best, distance: distanceTo(eigenvalues, best), slack }
}

interface Law {
  readonly centre: number
  readonly radius: number
}

interface Room {
  readonly low: number
  readonly high: number
}

function distanceTo(eigenvalues: Float64Array, { centre, radius }: Law): number {
  return semicircleDistance(
    eigenvalues.map((value) => value - centre),
    radius,
  )
}

/** A law within distance d of the spectrum, if there is one. */
function lawWithin(eigenvalues: Float64Array, d: number): Law | undefined {
  const n = eigenvalues.length
  // Without a quantile there is no bound: any centre will do.
  const lower = eigenvalues.map((_, k) => semicircleQuantile((k + 1) / n - d))
  const upper = eigenvalues.map((_, k) => semicircleQuantile(k / n + d))
  const range = eigenvalues[n - 1]! - eigenvalues[0]!

  function roomAt(radius: number): Room {
    let low = Number.NEGATIVE_INFINITY
    let high = Number.POSITIVE_INFINITY
    for (let k = 0; k < n; k++) {
      if (upper[k]! < 1) low = Math.max(low, eigenvalues[k]! - radius * upper[k]!)
      if (lower[k]! > -1) high = Math.min(high, eigenvalues[k]! - radius * lower[k]!)
    }
    return { low, high }
  }

  const logRadius = mostRoom(
    (log) => width(roomAt(Math.exp(log))),
    Math.log(range) - radii,
    Math.log(range) + 7,
  )
  const radius = Math.exp(logRadius)
  const { low, high } = roomAt(radius)
  if (!(low <= high)) return undefined
  const centre =
    Number.isFinite(low) && Number.isFinite(high) ? (low + high) / 2 : Number.isFinite(low) ? low : high
  return { centre: Number.isFinite(centre) ? centre : eigenvalues[0]!, radius }
}

/** Radii from e⁻³⁷ of the range, its unit roundoff: a smaller law is a point. */
const radii = 37

function width({ low, high }: Room): number {
  return high - low
}

/** Ternary search: a concave function of R rises and then falls, in log R as well. */
function mostRoom(room: (log: number) => number, from: number, to: number): number {
  let [low, high] = [from, to]
  while (high - low > 1e-6) {
    const [left, right] = [low + (high - low) / 3, high - (high - low) / 3]
    if (room(left) <= room(right)) low = left
    else high = right
  }
  return (low + high) / 2
}

/** t with F(t) = p for radius 1, by bisection; −1 and 1 beyond 0 and 1. */
function semicircleQuantile(p: number): number {
  if (p <= 0) return -1
  if (p >= 1) return 1
  let [low, high] = [-1, 1]
  while (high - low > 1e-12) {
    const middle = (low + high) / 2
    if (semicircleCdf(middle, 1) < p) low = middle
    else high = middle
  }
  return (low + high) / 2
}
