/** Bugs of Steihaug-Toint: its loop once more, with the parts that go wrong handed in. */
import { addScaled, dot, norm } from '../algebra/vectors.ts'
import { steihaugToint, type TrustRegionStep } from '../criticalPoints/steihaugToint.ts'
import {
  type NewtonSearchesCode,
  newtonSearchesCode,
} from '../properties/newtonSearches/newtonSearchesCode.ts'
import { type Mutant, slip } from './mutant.ts'

type Vector = Float64Array

/** The end of the step: keep · p + along · d. */
interface End {
  readonly keep: number
  readonly along: number
}

interface Parts {
  /** t with ‖p + td‖ = Δ */
  readonly distance: (p: Vector, d: Vector, radius: number) => number
  /** Whether curvature ends the loop. */
  readonly negative: (curvature: number) => boolean
  /** Where it does. */
  readonly followed: (p: Vector, d: Vector, radius: number) => End
  /** Where the next iterate is beyond the ball. */
  readonly left: (p: Vector, d: Vector, t: { readonly ahead: number; readonly most: number }) => End
  readonly small: (square: number, tolerance: number) => boolean
  readonly beta: (next: number, before: number) => number
  readonly predicted: (gp: number, php: number) => number
}

const parts: Parts = {
  distance(p, d, radius) {
    const [a, b] = [dot(d, d), dot(p, d)]
    const c = Math.max(0, radius * radius - dot(p, p))
    const root = Math.sqrt(b * b + a * c)
    return b > 0 ? c / (b + root) : (root - b) / a
  },
  negative: (curvature) => !(curvature > 0),
  followed: (p, d, radius) => ({ keep: 1, along: parts.distance(p, d, radius) }),
  left: (_p, _d, { most }) => ({ keep: 1, along: most }),
  small: (square, tolerance) => Math.sqrt(square) <= tolerance,
  beta: (next, before) => next / before,
  predicted: (gp, php) => -(gp + php / 2),
}

export const steihaugTointMutants: readonly Mutant<NewtonSearchesCode>[] = [
  slip(
    'Steihaug-Toint: curvature below an absolute 1e-10 counts as negative',
    withParts({ negative: (curvature) => !(curvature > 1e-10) }),
  ),
  slip(
    'Steihaug-Toint: the tolerance is held against ‖r‖²',
    withParts({ small: (square, tolerance) => square <= tolerance }),
  ),
  slip(
    'Steihaug-Toint: the other root of the boundary is taken, against the direction',
    withParts({
      distance(p, d, radius) {
        const [a, b] = [dot(d, d), dot(p, d)]
        return -(b + Math.sqrt(b * b + a * Math.max(0, radius * radius - dot(p, p)))) / a
      },
      followed: (p, d, radius) => ({ keep: 1, along: -parts.distance(p, d, radius) }),
    }),
  ),
  slip(
    'Steihaug-Toint: the way to the boundary is measured from 0',
    withParts({ distance: (_, d, radius) => radius / norm(d) }),
  ),
  slip(
    'Steihaug-Toint: negative curvature is ignored, and the step goes back uphill',
    withParts({ negative: () => false }),
  ),
  slip(
    'Steihaug-Toint: negative curvature ends where it is met, inside the ball',
    withParts({ followed: () => ({ keep: 1, along: 0 }) }),
  ),
  slip(
    'Steihaug-Toint: negative curvature is left by one more step of length Δ',
    withParts({ followed: (_, d, radius) => ({ keep: 1, along: radius / norm(d) }) }),
  ),
  slip(
    'Steihaug-Toint: the ball is that of the largest entry',
    withParts({
      distance: (p, d, radius) =>
        Math.min(
          ...p.map((x, i) =>
            d[i] === 0 ? Number.POSITIVE_INFINITY : (radius - Math.sign(d[i]!) * x) / Math.abs(d[i]!),
          ),
        ),
      followed: (_, d, radius) => ({ keep: 1, along: radius / Math.max(...d.map(Math.abs)) }),
    }),
  ),
  slip(
    'Steihaug-Toint: an iterate beyond the ball is shortened as a whole',
    withParts({
      left(p, d, { ahead, most }) {
        const keep = norm(addScaled(p, most, d)) / norm(addScaled(p, ahead, d))
        return { keep, along: keep * ahead }
      },
    }),
  ),
  slip('Steihaug-Toint: β is upside down', withParts({ beta: (next, before) => before / next })),
  slip('Steihaug-Toint: β is 0, so that it is steepest descent', withParts({ beta: () => 0 })),
  slip(
    'Steihaug-Toint: the promise has pᵀHp instead of half of it',
    withParts({ predicted: (gp, php) => -(gp + php) }),
  ),
  slip('Steihaug-Toint: one product more than is allowed', {
    ...newtonSearchesCode,
    steihaugToint: (model) => steihaugToint({ ...model, maxProducts: model.maxProducts + 1 }),
  }),
]

function withParts(flaw: Partial<Parts>): NewtonSearchesCode {
  return { ...newtonSearchesCode, steihaugToint: steihaugTointOf({ ...parts, ...flaw }) }
}

function steihaugTointOf(made: Parts): NewtonSearchesCode['steihaugToint'] {
  return async (model) => {
    const { gradient: g, radius, tolerance, maxProducts } = model
    let p: Vector = new Float64Array(g.length)
    let hp: Vector = p
    let residual: Vector = g.slice()
    let d: Vector = g.map((entry) => -entry)
    const finish = (ended: TrustRegionStep['ended'], products: number): TrustRegionStep => {
      return { ended, step: p, length: norm(p), predicted: made.predicted(dot(g, p), dot(p, hp)), products }
    }
    const move = ({ keep, along }: End, hd: Vector): void => {
      p = addScaled(scaled(keep, p), along, d)
      hp = addScaled(scaled(keep, hp), along, hd)
    }
    for (let products = 1; products <= maxProducts; products++) {
      const hd = model.apply(d)
      const curvature = dot(d, hd)
      if (made.negative(curvature)) {
        move(made.followed(p, d, radius), hd)
        return finish('negativeCurvature', products)
      }
      const square = dot(residual, residual)
      const ahead = square / curvature
      const most = made.distance(p, d, radius)
      if (ahead >= most) {
        move(made.left(p, d, { ahead, most }), hd)
        return finish('boundary', products)
      }
      move({ keep: 1, along: ahead }, hd)
      residual = addScaled(residual, ahead, hd)
      const next = dot(residual, residual)
      if (made.small(next, tolerance)) return finish('interior', products)
      d = addScaled(scaled(-1, residual), made.beta(next, square), d)
    }
    return finish('productLimit', maxProducts)
  }
}

function scaled(factor: number, x: Vector): Vector {
  return x.map((entry) => factor * entry)
}
