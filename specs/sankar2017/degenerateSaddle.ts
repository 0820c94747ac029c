/**
 * Whether points are degenerate saddle points, as the paper's hypotheses together say of where training ends: no
 * gradient, curvature of both signs, and a curvature that vanishes.
 */
import {
  type Classification,
  classify,
  frye2020GradientNormBound,
  type PointSigns,
  stationarity,
  type Verdict,
} from '../../harness/index.ts'

export type EndPoint = Pick<PointSigns, 'gradientNorm' | 'inertia'>

/** As it stands in the rules of the claims. */
export const degenerateSaddleText =
  'a point is a degenerate saddle when ‖∇f‖² < 1e-10 (Frye et al. 2020), an eigenvalue is certified negative, ' +
  'one is certified positive, and one is proved to be zero; holds when every run ends at one, refuted when none does'

/** @param points at least one @param nameOf what a reader calls point k, who wants to see it again */
export function decideDegenerateSaddle(
  points: readonly EndPoint[],
  nameOf: (k: number) => string = (k) => `point ${k + 1}`,
): Verdict {
  const kinds = points.map(({ gradientNorm, inertia }) => classify(gradientNorm, inertia))
  const yes = kinds.filter((kind) => kind.status === 'saddle' && kind.degenerate === 'proved').length
  const perhaps = kinds.filter(
    (kind) => kind.status === 'undecided' || (kind.status === 'saddle' && kind.degenerate === 'undecided'),
  ).length
  const status = yes === points.length ? 'holds' : yes + perhaps === 0 ? 'refuted' : 'inconclusive'
  return {
    status,
    ...(status === 'refuted' && { counterexample: nearestText(points, nameOf) }),
    summary:
      `${degenerateText(yes, kinds)}${criticalText(points.map(({ gradientNorm }) => gradientNorm))}; ` +
      `${range(points.map(({ inertia }) => inertia.negative))} eigenvalues certified negative, ` +
      `${range(points.map(({ inertia }) => inertia.structural))} proved zero`,
    runs: points.length,
  }
}

/** Nothing where no point is critical, which says it. */
function degenerateText(yes: number, kinds: readonly Classification[]): string {
  if (kinds.every(({ status }) => status === 'notCritical')) return ''
  if (kinds.length === 1) return `the point is ${yes === 1 ? 'a' : 'no'} degenerate saddle; `
  return `${yes} of ${kinds.length} points are degenerate saddles; `
}

/** How many points are critical, and how far from it they are where none is. */
export function criticalText(gradientNorms: readonly number[]): string {
  const points = gradientNorms.map((norm) => stationarity(norm, frye2020GradientNormBound))
  const critical = points.filter(({ status }) => status === 'critical').length
  const norms = range(gradientNorms, (value) => value.toExponential(1))
  if (critical > 0) {
    return points.length === 1
      ? `it is critical, ‖∇f‖ ${norms}`
      : `${critical} of ${points.length} are critical, ‖∇f‖ ${norms}`
  }
  const times = Math.min(...points.map(({ ratio }) => ratio))
  const atLeast = times < 10 ? times.toPrecision(2) : Math.floor(times).toLocaleString('en-US')
  const none = points.length === 1 ? 'the point is not' : `none of ${points.length} points is`
  return `${none} critical: ‖∇f‖ ${norms}, at least ${atLeast} times ${frye2020GradientNormBound.toExponential(0)}, the bound of a critical point`
}

/** `least to most`, or once where both are shown alike; `none` of no values. */
export function range(values: readonly number[], show: (value: number) => string = String): string {
  if (values.length === 0) return 'none'
  const [low, high] = [show(Math.min(...values)), show(Math.max(...values))]
  return low === high ? low : `${low} to ${high}`
}

/** The point that comes nearest to what the claim says. */
export function nearestText(points: readonly EndPoint[], nameOf: (k: number) => string): string {
  const norms = points.map(({ gradientNorm }) => gradientNorm)
  const k = norms.indexOf(Math.min(...norms))
  const { gradientNorm, inertia } = points[k]!
  const { structural, negative, undecided, positive } = inertia
  return (
    `${nameOf(k)}: ‖∇f‖ = ${gradientNorm.toExponential(2)} where a critical point has less than ` +
    `${frye2020GradientNormBound.toExponential(0)}; ${negative} eigenvalues certified negative, ${positive} positive, ${structural} proved zero, the sign of ${undecided} not certain`
  )
}
