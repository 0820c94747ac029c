/**
 * Signs with an error bar and the degeneracy curve, against counts of exact lists.
 *
 * Lists are multiples of 1/64 below 4: nothing rounds, and every count is known.
 */
import fc from 'fast-check'
import { expandSymmetricMatrix } from '../../arbitraries/expandSymmetricMatrix.ts'
import { symmetricMatrices } from '../../arbitraries/symmetricMatrices.ts'
import { HarnessError } from '../../errors.ts'
import { failed, none, type Ratio } from '../../providers/laws/law.ts'
import { type Property, property } from '../property.ts'
import type { Certificates } from './certificates.ts'

const eighths = fc.oneof(
  { weight: 1, arbitrary: fc.constant(0) },
  { weight: 4, arbitrary: fc.integer({ min: -20, max: 20 }) },
)
const spectra = fc.array(eighths, { maxLength: 12 })
const bounds = fc.nat({ max: 8 })

export const inertiaProperties: readonly Property<Certificates>[] = [
  property({
    name: 'structural, negative, undecided and positive eigenvalues are counted once each',
    source: 'their definition, on integers',
    instances: fc.record({
      spectrum: spectra,
      bound: bounds,
      zeroRows: fc.nat({ max: 5 }),
      wanted: fc.nat({ max: 5 }),
    }),
    labels: {
      'zero rows and invariances': {
        share: 0.1,
        applies: ({ spectrum, zeroRows, wanted }) => zeroRows > 0 && wanted > 0 && spectrum.includes(0),
      },
      'at the bound': {
        share: 0.1,
        applies: ({ spectrum, bound }) => spectrum.some((k) => Math.abs(k) === bound),
      },
    },
    check({ certifiedInertia }, { spectrum, bound, zeroRows, wanted }) {
      const small = spectrum.filter((k) => Math.abs(k) <= bound).length
      const invariances = Math.min(wanted, small)
      const values = Float64Array.from(spectrum, (k) => k / 8)
      const got = certifiedInertia(values, bound / 8, { zeroRows, invariances })
      return differences(got, {
        structural: zeroRows + invariances,
        negative: spectrum.filter((k) => k < -bound).length,
        undecided: small - invariances,
        positive: spectrum.filter((k) => k > bound).length,
      })
    },
  }),
  property({
    name: 'no sign is stated that an error within the bound could change',
    source: 'the definition of a bound',
    instances: fc.record({
      exact: spectra,
      bound: bounds,
      errors: fc.array(fc.integer({ min: -8, max: 8 }), { minLength: 12, maxLength: 12 }),
    }),
    check({ certifiedInertia }, { exact, bound, errors }) {
      const computed = Float64Array.from(exact, (k, i) => k / 8 + (errors[i]! * bound) / 64)
      const { negative, positive } = certifiedInertia(computed, bound / 8, { zeroRows: 0, invariances: 0 })
      return [
        none('negative ones too many', Math.max(0, negative - exact.filter((k) => k < 0).length)),
        none('positive ones too many', Math.max(0, positive - exact.filter((k) => k > 0).length)),
      ]
    },
  }),
  property({
    name: 'more proved null directions than small eigenvalues, or a bound that is none, is refused',
    source: 'a proof and a computation that disagree mean that one of them is wrong',
    instances: fc.record({
      spectrum: spectra,
      excess: fc.integer({ min: 1, max: 3 }),
      bound: fc.constantFrom('NaN', 'negative', 'sound'),
    }),
    cases: 60,
    check({ certifiedInertia }, { spectrum, excess, bound }) {
      const values = Float64Array.from(spectrum, (k) => k / 8)
      const small = spectrum.filter((k) => Math.abs(k) <= 8).length
      const run = (): unknown =>
        bound === 'sound'
          ? certifiedInertia(values, 1, { zeroRows: 2, invariances: small + excess })
          : certifiedInertia(values, bound === 'NaN' ? Number.NaN : -1, { zeroRows: 0, invariances: 0 })
      return refusal(bound, run)
    },
  }),
  property({
    name: 'the degeneracy curve counts |λ| ≤ τ and λ < −τ, and the rest is positive',
    source: 'its definition, on integers',
    instances: fc.record({
      spectrum: spectra,
      zeroRows: fc.nat({ max: 5 }),
      steps: fc.array(fc.oneof(fc.constant(0), fc.nat({ max: 4 })), { minLength: 1, maxLength: 5 }),
      descending: fc.boolean(),
    }),
    labels: {
      'a zero at tolerance 0': {
        share: 0.05,
        applies: ({ spectrum, steps }) => spectrum.includes(0) && steps[0] === 0,
      },
      'both signs': {
        share: 0.3,
        applies: ({ spectrum }) => spectrum.some((k) => k < 0) && spectrum.some((k) => k > 0),
      },
    },
    check({ degeneracyCurve }, { spectrum, zeroRows, steps, descending }) {
      const ascending = steps.map((_, i) => steps.slice(0, i + 1).reduce((sum, step) => sum + step, 0))
      const tolerances = descending ? ascending.toReversed() : ascending
      const values = Float64Array.from(spectrum, (k) => k / 8)
      const curve = degeneracyCurve(
        values,
        zeroRows,
        tolerances.map((k) => k / 8),
      )
      if (curve.length !== tolerances.length) return [failed('points of the curve')]
      return curve.flatMap(({ tolerance, zeros, negative }, i) =>
        differences(
          { tolerance: 8 * tolerance, zeros, negative },
          {
            tolerance: tolerances[i]!,
            zeros: zeroRows + spectrum.filter((k) => Math.abs(k) <= tolerances[i]!).length,
            negative: spectrum.filter((k) => k < -tolerances[i]!).length,
          },
        ),
      )
    },
  }),
  property({
    name: 'the degeneracy curve of computed eigenvalues is monotone, and exact but for their error',
    source: 'Weyl, on a spectrum known by construction',
    instances: fc.record({
      matrix: symmetricMatrices({ maxOrder: 5 }),
      eighths: fc.array(fc.nat({ max: 32 }), { minLength: 1, maxLength: 4 }),
    }),
    cases: 60,
    async check({ degeneracyCurve, provider }, { matrix: recipe, eighths: drawn }) {
      const { matrix, eigenvalues, eigenvalueError } = expandSymmetricMatrix(recipe)
      const result = await provider.eigenvalues(matrix)
      if (result.status !== 'converged') return [failed(result.status)]
      const error = eigenvalueError + result.errorBound
      const tolerances = [...drawn].sort((a, b) => a - b).map((k) => (k / 8) * 2 ** recipe.scaleExponent)
      const curve = degeneracyCurve(result.values, 0, tolerances)
      const count = (limit: number, of: (x: number) => number): number =>
        eigenvalues.filter((x) => of(x) <= limit).length
      return curve.flatMap(({ tolerance, zeros, negative }, i) => [
        none('zeros missing', Math.max(0, count(tolerance - error, Math.abs) - zeros)),
        none('zeros too many', Math.max(0, zeros - count(tolerance + error, Math.abs))),
        none('negatives missing', Math.max(0, count(-tolerance - 2 * error, (x) => x) - negative)),
        none('negatives too many', Math.max(0, negative - count(error - tolerance, (x) => x))),
        none('fewer zeros than before', i === 0 ? 0 : Math.max(0, curve[i - 1]!.zeros - zeros)),
        none('more negatives than before', i === 0 ? 0 : Math.max(0, negative - curve[i - 1]!.negative)),
      ])
    },
  }),
]

function differences<T extends object>(got: T, expected: T): Ratio[] {
  return Object.entries(expected).map(([name, value]) => {
    const difference = Math.abs(Number(got[name as keyof T]) - Number(value))
    return { what: name, value: difference, limit: 1 }
  })
}

/** A caller's mistake and a contradiction throw an error of the harness. */
export function refusal(what: string, run: () => unknown): Ratio[] {
  try {
    run()
  } catch (error) {
    if (error instanceof HarnessError) return [none(what, 0)]
    throw error
  }
  return [failed(`${what} is accepted`)]
}
