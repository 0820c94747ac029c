/** The rule of the trust region, with a loss that keeps a chosen share of what the model promises. */
import fc from 'fast-check'
import { norm, unitRoundoff } from '../../algebra/vectors.ts'
import { trustRegionStart } from '../../criticalPoints/trustRegionNewton.ts'
import type { Objective } from '../../networks/objective.ts'
import { none, type Ratio, withinBound } from '../../providers/laws/law.ts'
import { expandSystem, type SystemRecipe } from '../criticalPoints/knownSystems.ts'
import { type Property, property } from '../property.ts'
import { bentObjective, frobeniusOf, quadratics } from './bentQuadratics.ts'
import { lengthRounding } from './lengthRounding.ts'
import type { NewtonSearchesCode } from './newtonSearchesCode.ts'

interface Told {
  readonly system: SystemRecipe
  /** The gradient is along this eigenvector. */
  readonly column: number
  /** Δ, of the length of the Newton step where there is one. */
  readonly share: number
  /** What the loss brings of what the model promises. */
  readonly ratio: number
  /** Whether a smaller radius is no use. */
  readonly strict: boolean
}

const told: fc.Arbitrary<Told> = fc.record({
  system: quadratics(),
  column: fc.nat({ max: 7 }),
  share: fc.constantFrom(0.25, 0.75, 1.25, 3),
  ratio: fc.constantFrom(
    1,
    0.005,
    0.02,
    0.24,
    0.26,
    0.5,
    0.94,
    0.96,
    1.5,
    4,
    -1,
    0,
    Number.NaN,
    Number.NEGATIVE_INFINITY,
  ),
  strict: fc.boolean(),
})

export const trustRegionRuleProperties: readonly Property<NewtonSearchesCode>[] = [
  property({
    name: 'a trust region takes, refuses, shrinks and grows by the share of its promise that the loss keeps',
    source: 'Conn, Gould and Toint 2000, Sec. 17.1: 0.01, 0.25 and 0.95; 0.25 ‖p‖ and 2.5 Δ',
    instances: told,
    cases: 300,
    labels: {
      interior: { share: 0.1, applies: (one) => toldStep(one).ends === 'interior' },
      'interior, poor': {
        share: 0.02,
        applies: (one) => toldStep(one).ends === 'interior' && !(one.ratio > 0.25) && !one.strict,
      },
      'not finite': { share: 0.05, applies: ({ ratio }) => !Number.isFinite(ratio) },
    },
    check: toldRatios,
  }),
]

interface ToldStep {
  readonly ends: 'interior' | 'boundary'
  readonly known: ReturnType<typeof expandSystem>
  readonly radius: number
  /** ‖p‖ */
  readonly length: number
  readonly curvature: number
}

/** The gradient is an eigenvector: p = −min(‖g‖/λ, Δ) g/‖g‖, Δ where λ ≤ 0. */
function toldStep({ system, column, share }: Told): ToldStep {
  const at = column % system.spectrum.length
  const components = system.spectrum.map((_, k) => (k === at ? 1 + (column % 3) : 0))
  const known = expandSystem({ ...system, components })
  const curvature = known.eigenvalues[at]!
  const newton = curvature > 0 ? known.size / curvature : Number.POSITIVE_INFINITY
  const radius = curvature > 0 ? share * newton : share
  const ends = newton < radius ? 'interior' : 'boundary'
  return { ends, known, radius, curvature, length: Math.min(newton, radius) }
}

async function toldRatios({ trustRegionNewton }: NewtonSearchesCode, one: Told): Promise<Ratio[]> {
  const { known, radius, ends, length, curvature } = toldStep(one)
  const { ratio, strict } = one
  const n = known.b.length
  const honest = bentObjective(known)
  const lying: Objective = {
    ...honest,
    loss: (theta) => (theta.every((x) => x === 0) ? 0 : ratio * honest.loss(theta)),
  }
  const options = { maxSteps: 1, gradientNormBound: 1e-6, smallestRadius: strict ? radius : 0 }
  const start = trustRegionStart(new Float64Array(n), radius)
  const found = await trustRegionNewton(lying, start, options)
  // Promises are 0.02 at least: rounding moves ρ by 1e-12.
  const shrunk = !(ratio > 0.25)
  const stalled = shrunk && strict
  const taken = ratio > 0.01 && !stalled
  const grown = ratio > 0.95 && ends === 'boundary'
  const expected = shrunk ? length / 4 : grown ? 2.5 * radius : radius
  const there = taken ? -length / known.size : 0
  const left = taken ? Math.abs(known.size - curvature * length) : known.size
  const loss = taken ? ratio * ((curvature * length * length) / 2 - known.size * length) : 0
  const status = stalled ? 'stalled' : left < 0.01 ? 'critical' : 'stepLimit'
  const rounding = lengthRounding(n, length, length)
  const slope = known.size + frobeniusOf(known) * length
  return [
    none(`is ${found.status}, not ${status}`, found.status === status ? 0 : 1),
    none('steps', Math.abs(found.steps - 1)),
    none('refused', Math.abs(found.refused - (taken || stalled ? 0 : 1))),
    withinBound('Δ', Math.abs(found.radius - expected), shrunk ? rounding : 0),
    withinBound('θ', norm(found.theta.map((x, i) => x - there * known.b[i]!)), taken ? rounding : 0),
    withinBound('loss', Math.abs(found.loss - loss), taken ? 4 * ratio * slope * rounding : 0),
    withinBound('‖∇f‖', Math.abs(found.gradientNorm - left), 4 * n * unitRoundoff * slope + slope * rounding),
  ]
}
