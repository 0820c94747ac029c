/** Names of critical points: all that follows from a certified inertia, and nothing more. */
import fc from 'fast-check'
import type { Classification } from '../../criticalPoints/classify.ts'
import { none } from '../../providers/laws/law.ts'
import type { CertifiedInertia } from '../../spectra/certifiedInertia.ts'
import { type Property, property } from '../property.ts'
import type { Certificates } from './certificates.ts'
import { refusal } from './inertiaProperties.ts'

const definition = 'Sankar and Balasubramanian 2017, Definition 1, for every way in which signs may turn out'

/** Small ones often: names change with the first eigenvalue of a sign. */
const count = fc.constantFrom(0, 0, 0, 1, 1, 2, 3)
/** One eigenvalue at least. */
const inertias: fc.Arbitrary<CertifiedInertia> = fc
  .record({
    structural: count,
    negative: count,
    undecided: count,
    positive: count,
    least: fc.constantFrom(
      'structural' as const,
      'negative' as const,
      'undecided' as const,
      'positive' as const,
    ),
  })
  .map(({ least, ...counts }) =>
    Object.values(counts).some((k) => k > 0) ? counts : { ...counts, [least]: 1 },
  )

/** Size of a gradient as a factor of its bound, 1 included. */
const factors = fc.constantFrom(
  0,
  1e-300,
  0.25,
  1 - 2 ** -53,
  1,
  1 + 2 ** -52,
  4,
  1e300,
  Number.POSITIVE_INFINITY,
)
/** The squares of the outer two are 0 and infinite. */
const gradientBounds = fc.constantFrom(1e-200, 1e-5, 1e-4, 2 ** -20, 1, 64, 1e200)

export const namingProperties: readonly Property<Certificates>[] = [
  property({
    name: 'a name is given exactly when it holds however the undecided signs turn out',
    source: definition,
    instances: inertias,
    labels: {
      undecided: { share: 0.4, applies: ({ undecided }) => undecided > 0 },
      decided: { share: 0.1, applies: ({ undecided }) => undecided === 0 },
    },
    check({ classify }, inertia) {
      const all = completions(inertia)
      const expected = common(all.map(definition1), 'undecided')
      const degenerate = common(
        all.map(({ zero }) => (zero > 0 ? 'proved' : 'excluded')),
        'undecided',
      )
      const got = classify(0, inertia)
      return [
        none(`${got.status} for ${expected}`, got.status === expected ? 0 : 1),
        none(`degeneracy not ${degenerate}`, degeneracyOf(got) === degenerate ? 0 : 1),
      ]
    },
  }),
  property({
    name: 'deciding one more sign may name a point and never renames it',
    source: definition,
    instances: fc.record({
      inertia: inertias,
      decision: fc.constantFrom('structural' as const, 'negative' as const, 'positive' as const),
    }),
    labels: { undecided: { share: 0.4, applies: ({ inertia }) => inertia.undecided > 0 } },
    check({ classify }, { inertia, decision }) {
      if (inertia.undecided === 0) return []
      const after = { ...inertia, undecided: inertia.undecided - 1, [decision]: inertia[decision] + 1 }
      const [earlier, later] = [classify(0, inertia), classify(0, after)]
      const kept = earlier.status === 'undecided' || earlier.status === later.status
      const degenerate = degeneracyOf(earlier)
      return [
        none(`${earlier.status} became ${later.status}`, kept ? 0 : 1),
        none('degeneracy renamed', degenerate === 'undecided' || degenerate === degeneracyOf(later) ? 0 : 1),
      ]
    },
  }),
  property({
    name: 'a point is critical, and has a name, exactly when its gradient is below the bound',
    source: 'Frye et al. 2020, a cutoff on the squared gradient norm, as a strict bound of the norm',
    instances: fc.record({ inertia: inertias, factor: factors, bound: gradientBounds }),
    labels: {
      'at the bound': { share: 0.05, applies: ({ factor }) => factor === 1 },
      below: { share: 0.2, applies: ({ factor }) => factor < 1 },
    },
    check({ classify, stationarity }, { inertia, factor, bound }) {
      const gradientNorm = factor * bound
      const critical = gradientNorm < bound
      const measured = stationarity(gradientNorm, bound)
      const named = classify(gradientNorm, inertia, bound)
      return [
        none(`${measured.status} at ${factor} bounds`, (measured.status === 'critical') === critical ? 0 : 1),
        none('a ratio that is not gradient / bound', measured.ratio === gradientNorm / bound ? 0 : 1),
        none(`${named.status} at ${factor} bounds`, (named.status === 'notCritical') === critical ? 1 : 0),
      ]
    },
  }),
  property({
    name: 'a gradient norm, bound or count that is none is refused, never named',
    source: 'NaN fails every gate',
    instances: fc.record({
      inertia: inertias,
      place: fc.constantFrom('gradientNorm' as const, 'bound' as const, 'count' as const),
      bad: fc.constantFrom('NaN' as const, 'negative' as const),
    }),
    cases: 40,
    check({ classify, stationarity }, { inertia, place, bad }) {
      const value = bad === 'NaN' ? Number.NaN : -1
      if (place === 'count') return refusal(place, () => classify(0, { ...inertia, negative: value }))
      const [gradientNorm, bound] = place === 'gradientNorm' ? [value, 1] : [0.5, value]
      return [
        ...refusal(place, () => stationarity(gradientNorm, bound)),
        ...refusal(place, () => classify(gradientNorm, inertia, bound)),
      ]
    },
  }),
]

function degeneracyOf(named: Classification): string {
  return named.status === 'notCritical' ? 'none' : named.degenerate
}

/** Counts of a Hessian about which everything is known. */
interface Exact {
  readonly zero: number
  readonly negative: number
  readonly positive: number
}

function completions({ structural, negative, undecided, positive }: CertifiedInertia): Exact[] {
  const all: Exact[] = []
  for (let down = 0; down <= undecided; down++) {
    for (let up = 0; up <= undecided - down; up++) {
      const zero = structural + undecided - down - up
      all.push({ zero, negative: negative + down, positive: positive + up })
    }
  }
  return all
}

/** Definition 1, and a name for what it leaves out. */
function definition1({ zero, negative, positive }: Exact): string {
  if (negative > 0 && positive > 0) return 'saddle'
  if (zero > 0) return 'semidefinite'
  return negative > 0 ? 'maximum' : 'minimum'
}

function common(values: readonly string[], otherwise: string): string {
  return new Set(values).size === 1 ? values[0]! : otherwise
}
