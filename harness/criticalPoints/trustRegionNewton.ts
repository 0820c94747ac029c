/**
 * Newton's method in a trust region: downhill from a given point to where the gradient vanishes.
 *
 *     p = least of g·p + ½ p·Hp over ‖p‖ ≤ Δ (steihaugToint.ts);   ρ = (f(θ) − f(θ + p)) / (what the model promised)
 *     θ ← θ + p where ρ > η;   Δ shrinks where ρ is small, grows where ρ is near 1 and p ends at the boundary
 *
 * It goes down, and follows negative curvature wherever conjugate gradients meet it. So it ends at a minimum, or at a
 * saddle whose descent directions are orthogonal to every gradient on the way.
 *
 * Where the gradient jumps, as on the kinks of a ReLU, no radius makes the model true: Δ shrinks until the step is lost
 * in rounding, or below a bound that is given, which is `stalled`. The point may then be a minimum of f at which f has no gradient.
 *
 * Source: Conn, Gould and Toint, "Trust-region methods", 2000, Algorithm 6.1.1 with η and the factors of the
 * radius of Sec. 17.1; Sec. 17.4.2 for differences of f that are rounding; Nocedal and Wright 2006, Eq. 7.3, for the
 * tolerance min(½, √‖g‖)·‖g‖ of the inner iteration.
 */
import { breather, type RunOptions } from '../algebra/runOptions.ts'
import { addScaled, norm } from '../algebra/vectors.ts'
import { ArgumentError } from '../errors.ts'
import type { Objective } from '../networks/objective.ts'
import {
  requireSearch,
  type SearchResult,
  type SearchState,
  type SearchStatus,
  searchStart,
} from './criticalPointSearch.ts'
import { frye2020GradientNormBound } from './stationarity.ts'
import { steihaugToint } from './steihaugToint.ts'

export interface TrustRegionOptions extends RunOptions {
  /** Below it the point is critical; `frye2020GradientNormBound` when absent. */
  readonly gradientNormBound?: number | undefined
  /** Steps in all, those before a pause included; 1000 when absent. */
  readonly maxSteps?: number | undefined
  /** Hessian-vector products for one step; 250 when absent. */
  readonly maxProducts?: number | undefined
  /**
   * A model that is not true within this much is no use: stalled. Without it (0 when absent) a search goes on along the
   * kinks of a ReLU for thousands of steps that lead nowhere, until they are lost in rounding.
   */
  readonly smallestRadius?: number | undefined
}

export interface TrustRegionState extends SearchState {
  /** Δ */
  readonly radius: number
}

export interface TrustRegionResult extends SearchResult {
  /** Δ for the next step, were there one. */
  readonly radius: number
  /** Of the steps, those that were refused. */
  readonly refused: number
  /** Where it stalled: what the gradient does just there. */
  readonly gradientJump?: GradientJump
}

/** ‖∇f(θ + p) − ∇f(θ)‖ for a p along the last step: a difference that does not vanish with ‖p‖ is a kink. */
export interface GradientJump {
  readonly distance: number
  readonly change: number
}

/** η; the radius shrinks below `poor` and grows above `good`. Conn, Gould and Toint 2000, Sec. 17.1. */
const [least, poor, good] = [0.01, 0.25, 0.95]
/** Of the length of p; of Δ. The same. */
const [shrinking, growing] = [0.25, 2.5]

/** The state at which a search begins. @param theta [P] copied @param radius Δ, 1 when absent */
export function trustRegionStart(theta: Float64Array, radius = 1): TrustRegionState {
  if (!(radius > 0 && radius < Number.POSITIVE_INFINITY)) {
    throw new ArgumentError('trustRegionStart', 'radius', 'positive and finite', String(radius))
  }
  return { ...searchStart(theta), radius }
}

/** Progress is told in steps of `maxSteps`. @throws the signal's reason on abort */
export async function trustRegionNewton(
  objective: Objective,
  start: TrustRegionState & { readonly refused?: number },
  options: TrustRegionOptions = {},
): Promise<TrustRegionResult> {
  const { gradientNormBound = frye2020GradientNormBound, maxSteps = 1000, maxProducts = 250 } = options
  const { smallestRadius = 0 } = options
  requireSearch('trustRegionNewton', objective, start, { gradientNormBound, maxSteps })
  const breathe = breather(options)
  let { steps, products, radius } = start
  let refused = start.refused ?? 0
  let theta: Float64Array = start.theta.slice()
  let loss = objective.loss(theta)
  let gradient = objective.gradient(theta)

  const end = (status: SearchStatus, because: string): TrustRegionResult => {
    const counts = { steps, products, radius, refused }
    return { status, because, theta, loss, gradientNorm: norm(gradient), ...counts }
  }

  const stalled = (size: number, step: Float64Array): TrustRegionResult => {
    const gradientJump = jumpOver(objective, theta, gradient, step)
    return { ...end('stalled', noWayDown(size, gradientJump)), gradientJump }
  }

  for (;;) {
    const size = norm(gradient)
    if (!(Number.isFinite(size) && Number.isFinite(loss))) return end('nonFinite', notFinite(loss, size))
    if (size < gradientNormBound) return end('critical', `‖∇f‖ ${size} is below ${gradientNormBound}`)
    if (steps === maxSteps) return end('stepLimit', `‖∇f‖ is ${size} after ${steps} steps`)
    await breathe(steps, maxSteps)
    const model = await steihaugToint({
      gradient,
      apply: (v) => objective.hvp(theta, v),
      radius,
      tolerance: Math.min(0.5, Math.sqrt(size)) * size,
      maxProducts,
      rest: () => breathe(steps, maxSteps),
    })
    steps++
    products += model.products
    const slack = roundingSlack(loss)
    // A longer step would be, but the radius does not allow it, and of this one the loss would show nothing.
    if (model.ended !== 'interior' && !(model.predicted > slack)) return stalled(size, model.step)
    const there = addScaled(theta, 1, model.step)
    const lossThere = there.every(Number.isFinite) ? objective.loss(there) : Number.NaN
    const ratio = (loss - lossThere + slack) / (model.predicted + slack)
    if (!(ratio >= poor)) {
      radius = shrinking * model.length
      if (radius < smallestRadius) return stalled(size, model.step)
    }
    if (ratio >= good && (model.ended === 'boundary' || model.ended === 'negativeCurvature')) {
      radius *= growing
    }
    if (!(ratio > least)) {
      refused++
      continue
    }
    theta = there
    loss = lossThere
    gradient = objective.gradient(theta)
  }
}

/**
 * What rounding may change of a difference of losses, added above and below in ρ: near a critical point both are
 * smaller than that, and ρ is then 1. Ten times eps, as in the source.
 */
function roundingSlack(loss: number): number {
  return 10 * Number.EPSILON * Math.max(1, Math.abs(loss))
}

function notFinite(loss: number, gradientNorm: number): string {
  return `the loss is ${loss} and ‖∇f‖ is ${gradientNorm}`
}

/** Ten times the step, which is too short to cross every kink that is in its way. */
function jumpOver(
  objective: Objective,
  theta: Float64Array,
  gradient: Float64Array,
  step: Float64Array,
): GradientJump {
  const there = objective.gradient(addScaled(theta, 10, step))
  return { distance: 10 * norm(step), change: norm(addScaled(there, -1, gradient)) }
}

function noWayDown(gradientNorm: number, { distance, change }: GradientJump): string {
  return (
    `‖∇f‖ is ${gradientNorm}, yet the loss does not follow its quadratic model within any radius that is allowed; ` +
    `over a distance of ${distance} the gradient changes by ${change}`
  )
}
