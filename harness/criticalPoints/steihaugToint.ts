/**
 * Truncated conjugate gradients for the subproblem of a trust region.
 *
 *     least of  m(p) = g·p + ½ p·Hp  over ‖p‖ ≤ Δ,  from p = 0 along conjugate directions d
 *
 * The iterates grow in length and m falls along them, so the path may end where it leaves the ball, or follow a
 * direction of negative curvature to the boundary. The first iterate is the best step along −g: m(p) ≤ m of it.
 *
 * Source: Steihaug, "The conjugate gradient method and trust regions in large scale optimization", 1983; Toint 1981;
 * Conn, Gould and Toint, "Trust-region methods", 2000, Algorithm 7.5.1.
 */
import { dot, norm } from '../algebra/vectors.ts'

export interface TrustRegionStep {
  /**
   * - `interior`: ‖Hp + g‖ is below the tolerance;
   * - `boundary`: the next iterate would leave the ball;
   * - `negativeCurvature`: d·Hd ≤ 0, followed to the boundary;
   * - `productLimit`: as many products as were allowed;
   * - `nonFinite`: a product was not, p is what came before.
   */
  readonly ended: 'interior' | 'boundary' | 'negativeCurvature' | 'productLimit' | 'nonFinite'
  /** p [P] */
  readonly step: Float64Array
  /** ‖p‖ */
  readonly length: number
  /** −m(p) ≥ 0 */
  readonly predicted: number
  /** Products with H. */
  readonly products: number
}

export interface TrustRegionModel {
  /** g [P], not 0 */
  readonly gradient: Float64Array
  /** H v [P] @param v [P] */
  apply(v: Float64Array): Float64Array
  /** Δ */
  readonly radius: number
  /** Of ‖Hp + g‖, at which the step is good enough. */
  readonly tolerance: number
  readonly maxProducts: number
  /** Awaited before each product. */
  readonly rest?: () => Promise<void>
}

export async function steihaugToint(model: TrustRegionModel): Promise<TrustRegionStep> {
  const { gradient, radius, tolerance, maxProducts } = model
  const p = new Float64Array(gradient.length)
  const hp = new Float64Array(gradient.length)
  const residual = gradient.slice()
  const d = gradient.map((entry) => -entry)
  let square = dot(residual, residual)
  const finish = (ended: TrustRegionStep['ended'], products: number): TrustRegionStep => {
    return { ended, step: p, length: norm(p), predicted: -(dot(gradient, p) + dot(p, hp) / 2), products }
  }
  for (let products = 0; ; ) {
    if (products === maxProducts) return finish('productLimit', products)
    await model.rest?.()
    const hd = model.apply(d)
    products++
    const curvature = dot(d, hd)
    if (!Number.isFinite(curvature)) return finish('nonFinite', products)
    const ahead = curvature > 0 ? square / curvature : Number.POSITIVE_INFINITY
    const most = distanceToBoundary(p, d, radius)
    const t = Math.min(ahead, most)
    add(p, t, d)
    add(hp, t, hd)
    if (!(curvature > 0)) return finish('negativeCurvature', products)
    if (ahead >= most) return finish('boundary', products)
    add(residual, t, hd)
    const nextSquare = dot(residual, residual)
    if (Math.sqrt(nextSquare) <= tolerance) return finish('interior', products)
    for (let i = 0; i < d.length; i++) d[i] = (nextSquare / square) * d[i]! - residual[i]!
    square = nextSquare
  }
}

/** t ≥ 0 with ‖p + td‖ = Δ, by the root of the quadratic that does not cancel. */
function distanceToBoundary(p: Float64Array, d: Float64Array, radius: number): number {
  const a = dot(d, d)
  const b = dot(p, d)
  const c = Math.max(0, radius * radius - dot(p, p))
  const root = Math.sqrt(b * b + a * c)
  return b > 0 ? c / (b + root) : (root - b) / a
}

/** x += factor · y */
function add(x: Float64Array, factor: number, y: Float64Array): void {
  for (let i = 0; i < x.length; i++) x[i]! += factor * y[i]!
}
