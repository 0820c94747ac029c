/** Bugs of Newton-MR: its loop once more, with the parts that go wrong handed in. */
import { addScaled, dot, norm } from '../algebra/vectors.ts'
import type { SearchStatus } from '../criticalPoints/criticalPointSearch.ts'
import { lineSearch } from '../criticalPoints/lineSearch.ts'
import { minresQlp } from '../criticalPoints/minresQlp.ts'
import { newtonMrLineSearch } from '../criticalPoints/newtonMr.ts'
import type { Objective } from '../networks/objective.ts'
import {
  type NewtonSearchesCode,
  newtonSearchesCode,
} from '../properties/newtonSearches/newtonSearchesCode.ts'
import { hessianOperator, type LinearOperator } from '../spectra/linearOperator.ts'
import { type Mutant, released, slip } from './mutant.ts'

type Vector = Float64Array

interface Parts {
  /** p of H and g. */
  readonly direction: (p: Vector, g: Vector) => Vector
  readonly operator: (operator: LinearOperator) => LinearOperator
  readonly merit: (objective: Objective, theta: Vector) => number
  readonly slope: (p: Vector, g: Vector, hg: Vector) => number
  readonly search: typeof lineSearch
  readonly curvatureAt: (theta: Vector, first: Vector) => Vector
  readonly renewed: (before: Vector, after: Vector) => Vector
  /** Beside those of MINRES. */
  readonly products: number
}

const parts: Parts = {
  direction: (p) => p,
  operator: (operator) => operator,
  merit(objective, theta) {
    const g = objective.gradient(theta)
    return dot(g, g)
  },
  slope: (p, _, hg) => 2 * dot(p, hg),
  search: (merit, theta, p, slope, given) => lineSearch(merit, theta, p, slope, given ?? newtonMrLineSearch),
  curvatureAt: (theta) => theta,
  renewed: (_, after) => after,
  products: 3,
}

export const newtonMrMutants: readonly Mutant<NewtonSearchesCode>[] = [
  released(
    'Newton-MR: half of the decrease is asked of the unit step, which a rounding error refuses on a quadratic',
    withParts({
      search: (merit, theta, p, slope, given) =>
        lineSearch(merit, theta, p, slope, { unitStepDecrease: 0.5, ...given }),
    }),
  ),
  slip('Newton-MR: the loss is lowered, so that saddles and maxima are out of reach', {
    ...withParts({ merit: (objective, theta) => objective.loss(theta) }),
  }),
  slip(
    'Newton-MR: the slope is half of what it is, as of ½‖g‖²',
    withParts({ slope: (p, _, hg) => dot(p, hg) }),
  ),
  slip(
    'Newton-MR: the unit step is taken unseen',
    withParts({
      search: (merit, theta, p, slope, given) => {
        const found = parts.search(merit, theta, p, slope, given)
        if (found.status === 'failed') return found
        return { ...found, theta: addScaled(theta, 1, p), step: 1 }
      },
    }),
  ),
  slip(
    'Newton-MR: H is made regular with 1e-3 I',
    withParts({
      operator: ({ order, apply }) => ({ order, apply: (v) => addScaled(apply(v), 1e-3, v) }),
    }),
  ),
  slip(
    'Newton-MR: where Hg is 0 the step is along −g',
    withParts({
      direction: (p, g) => (norm(p) <= 1e-8 * norm(g) ? g.map((x) => -x) : p),
      slope: (p, g, hg) => (norm(hg) === 0 ? -dot(g, g) : 2 * dot(p, hg)),
    }),
  ),
  slip('Newton-MR: the gradient is not renewed', withParts({ renewed: (before) => before })),
  slip('Newton-MR: the curvature is that of the start', withParts({ curvatureAt: (_, first) => first })),
  slip('Newton-MR: the products that check the result are not counted', withParts({ products: 1 })),
]

function withParts(flaw: Partial<Parts>): NewtonSearchesCode {
  return { ...newtonSearchesCode, newtonMr: newtonMrOf({ ...parts, ...flaw }) }
}

function newtonMrOf(made: Parts): NewtonSearchesCode['newtonMr'] {
  return async (objective, start, options = {}) => {
    const { gradientNormBound = 1e-5, maxSteps = 500, rtol, maxProducts = objective.dimension } = options
    let { steps, products, theta } = start
    let gradient: Vector = objective.gradient(theta)
    const end = (status: SearchStatus) => {
      const [loss, gradientNorm] = [objective.loss(theta), norm(gradient)]
      return { status, because: status, theta, loss, gradientNorm, steps, products }
    }
    for (;;) {
      const size = norm(gradient)
      if (!Number.isFinite(size)) return end('nonFinite')
      if (size < gradientNormBound) return end('critical')
      if (steps === maxSteps) return end('stepLimit')
      const operator = made.operator(hessianOperator(objective, made.curvatureAt(theta, start.theta)))
      const downhill = gradient.map((entry) => -entry)
      const solved = await minresQlp(operator, downhill, { rtol, maxSteps: maxProducts })
      const p = made.direction(solved.x, gradient)
      const slope = made.slope(p, gradient, operator.apply(gradient))
      products += solved.steps + made.products
      steps++
      const found = made.search((at) => made.merit(objective, at), theta, p, slope, options.search)
      if (found.status === 'failed') return end('stalled')
      theta = found.theta
      gradient = made.renewed(gradient, objective.gradient(theta))
    }
  }
}
