/** Bugs of the trust region around Steihaug-Toint: its loop once more, with the parts that go wrong handed in. */
import { addScaled, norm } from '../algebra/vectors.ts'
import type { SearchStatus } from '../criticalPoints/criticalPointSearch.ts'
import { steihaugToint, type TrustRegionStep } from '../criticalPoints/steihaugToint.ts'
import type { Objective } from '../networks/objective.ts'
import {
  type NewtonSearchesCode,
  newtonSearchesCode,
} from '../properties/newtonSearches/newtonSearchesCode.ts'
import { type Mutant, slip } from './mutant.ts'

interface Trial {
  readonly ratio: number
  readonly model: TrustRegionStep
}

interface Parts {
  readonly ratio: (actual: number, promised: number) => number
  readonly accepts: (ratio: number) => boolean
  /** Δ for the next step. */
  readonly radius: (before: number, trial: Trial) => number
  /** What the model is made of at θ; `first` is where the search began. */
  readonly curvatureAt: (theta: Float64Array, first: Float64Array) => Float64Array
  /** What is lowered. */
  readonly merit: (objective: Objective, theta: Float64Array) => number
  /** After a step that was refused, the loss that counts. */
  readonly kept: (loss: number, refused: number) => number
  readonly renewed: (before: Float64Array, after: Float64Array) => Float64Array
}

const parts: Parts = {
  ratio: (actual, promised) => actual / promised,
  accepts: (ratio) => ratio > 0.01,
  radius: (before, { ratio, model }) => {
    if (!(ratio >= 0.25)) return 0.25 * model.length
    const atEnd = model.ended === 'boundary' || model.ended === 'negativeCurvature'
    return ratio >= 0.95 && atEnd ? 2.5 * before : before
  },
  curvatureAt: (theta) => theta,
  merit: (objective, theta) => objective.loss(theta),
  kept: (loss) => loss,
  renewed: (_, after) => after,
}

export const trustRegionMutants: readonly Mutant<NewtonSearchesCode>[] = [
  slip(
    'trust region: a ratio that is NaN is accepted, as it is not too small',
    withParts({ accepts: (ratio) => !(ratio <= 0.01) }),
  ),
  slip(
    'trust region: the radius grows after every good step, one inside the ball included',
    withParts({
      radius: (before, trial) => (trial.ratio >= 0.95 ? 2.5 * before : parts.radius(before, trial)),
    }),
  ),
  slip('trust region: promised by actual', withParts({ ratio: (actual, promised) => promised / actual })),
  slip(
    'trust region: a step is taken though the loss rises',
    withParts({ accepts: (ratio) => !Number.isNaN(ratio) }),
  ),
  slip(
    'trust region: only a step that keeps 25% of its promise is taken',
    withParts({ accepts: (ratio) => ratio >= 0.25 }),
  ),
  slip(
    'trust region: the radius shrinks from Δ, not from the length of the step',
    withParts({
      radius: (before, trial) => (trial.ratio >= 0.25 ? parts.radius(before, trial) : 0.25 * before),
    }),
  ),
  slip(
    'trust region: the radius shrinks only where the step is refused',
    withParts({
      radius: (before, trial) =>
        trial.ratio > 0.01 && trial.ratio < 0.25 ? before : parts.radius(before, trial),
    }),
  ),
  slip(
    'trust region: the radius never grows',
    withParts({ radius: (before, trial) => Math.min(before, parts.radius(before, trial)) }),
  ),
  slip(
    'trust region: the radius follows |ρ|',
    withParts({
      radius: (before, { ratio, model }) => parts.radius(before, { ratio: Math.abs(ratio), model }),
    }),
  ),
  slip('trust region: the loss of a refused step is kept', withParts({ kept: (_, refused) => refused })),
  slip('trust region: the gradient is not renewed', withParts({ renewed: (before) => before })),
  slip('trust region: the curvature is that of the start', withParts({ curvatureAt: (_, first) => first })),
  slip(
    'trust region: ‖∇f‖ is to fall, not the loss',
    withParts({ merit: (objective, theta) => norm(objective.gradient(theta)) }),
  ),
]

function withParts(flaw: Partial<Parts>): NewtonSearchesCode {
  return { ...newtonSearchesCode, trustRegionNewton: trustRegionOf({ ...parts, ...flaw }) }
}

function trustRegionOf(made: Parts): NewtonSearchesCode['trustRegionNewton'] {
  return async (objective, start, options = {}) => {
    const { gradientNormBound = 1e-5, maxSteps = 1000, maxProducts = 250, smallestRadius = 0 } = options
    let { steps, products, radius, theta, refused = 0 } = start
    let merit = made.merit(objective, theta)
    let gradient = objective.gradient(theta)
    const end = (status: SearchStatus) => {
      const point = { theta, loss: objective.loss(theta), gradientNorm: norm(gradient) }
      return { status, because: status, ...point, steps, products, radius, refused }
    }
    for (;;) {
      const size = norm(gradient)
      if (!(Number.isFinite(size) && Number.isFinite(merit))) return end('nonFinite')
      if (size < gradientNormBound) return end('critical')
      if (steps === maxSteps) return end('stepLimit')
      const at = made.curvatureAt(theta, start.theta)
      const tolerance = Math.min(0.5, Math.sqrt(size)) * size
      const apply = (v: Float64Array): Float64Array => objective.hvp(at, v)
      const model = await steihaugToint({ gradient, apply, radius, tolerance, maxProducts })
      steps++
      products += model.products
      const slack = 10 * Number.EPSILON * Math.max(1, Math.abs(merit))
      if (model.ended !== 'interior' && !(model.predicted > slack)) return end('stalled')
      const there = addScaled(theta, 1, model.step)
      const meritThere = made.merit(objective, there)
      const ratio = made.ratio(merit - meritThere + slack, model.predicted + slack)
      radius = made.radius(radius, { ratio, model })
      if (!(ratio >= 0.25) && radius < smallestRadius) return end('stalled')
      if (!made.accepts(ratio)) {
        merit = made.kept(merit, meritThere)
        refused++
        continue
      }
      theta = there
      merit = meritThere
      gradient = made.renewed(gradient, objective.gradient(theta))
    }
  }
}
