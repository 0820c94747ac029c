/**
 * The report of curvatureAt, on objectives whose exact Hessian is known: ½ xᵀTx with an assembly that is off by F.
 *
 * Zero rows that are proved stand between the others, and are removed and put back on the way.
 */
import fc from 'fast-check'
import { unitRoundoff } from '../../algebra/vectors.ts'
import type { CurvatureReport } from '../../criticalPoints/curvatureAt.ts'
import { failed, none, type Ratio, withinBound } from '../../providers/laws/law.ts'
import { type Property, property } from '../property.ts'
import type { Certificates } from './certificates.ts'
import { paddedObjective, slope } from './paddedObjective.ts'
import {
  type PerturbedMatrix,
  perturbationLabels,
  perturbedMatrices,
  perturbedMatrix,
} from './perturbedMatrices.ts'

interface Drawn {
  readonly matrix: Parameters<typeof perturbedMatrix>[0]
  /** Zero rows are put before these rows; a place may come twice. */
  readonly zeroRows: readonly number[]
  readonly countSigns: boolean
}

const drawn: fc.Arbitrary<Drawn> = fc.record({
  matrix: perturbedMatrices(),
  zeroRows: fc.array(fc.nat({ max: 5 }), { maxLength: 3 }),
  countSigns: fc.boolean(),
})

export const curvatureProperties: readonly Property<Certificates>[] = [
  property({
    name: 'a curvature report accounts for every eigenvalue once and states no sign or value beyond its bound',
    source: "Weyl's inequality, on a Hessian known by construction",
    instances: drawn,
    labels: {
      'inexact assembly': {
        share: 0.5,
        applies: ({ matrix }) => perturbationLabels['inexact assembly']!.applies(matrix),
      },
      'zero rows': { share: 0.4, applies: ({ zeroRows }) => zeroRows.length > 0 },
    },
    async check({ curvatureAt, provider }, { matrix: recipe, zeroRows, countSigns }) {
      const instance = perturbedMatrix(recipe)
      const { objective, dimension } = paddedObjective(instance, instance.assemblyError, zeroRows)
      const report = await curvatureAt(objective, new Float64Array(dimension), provider, { countSigns })
      const solved = await provider.eigenvalues(instance.matrix)
      if (report.status !== 'measured' || solved.status !== 'converged') return [failed(report.status)]
      const both = instance.assemblyError + solved.errorBound
      return [
        ...reportRatios(report, instance, zeroRows.length),
        ...pointRatios(report, dimension),
        none('a bound unlike that of assembly and solver', report.bound === both ? 0 : 1),
      ]
    },
  }),
  property({
    name: 'an assembly whose bound is NaN or infinite gives a status, not a report',
    source: 'no sign follows from such a bound',
    instances: fc.record({
      drawn,
      bound: fc.constantFrom('NaN' as const, 'Infinity' as const),
      countSigns: fc.boolean(),
    }),
    cases: 40,
    async check({ curvatureAt, provider }, { drawn: { matrix: recipe, zeroRows }, bound, countSigns }) {
      const { objective, dimension } = paddedObjective(perturbedMatrix(recipe), Number(bound), zeroRows)
      const report = await curvatureAt(objective, new Float64Array(dimension), provider, { countSigns })
      return [none(`measured with a bound of ${bound}`, report.status === 'measured' ? 1 : 0)]
    },
  }),
]

function reportRatios(report: CurvatureReport, instance: PerturbedMatrix, zeroRows: number): Ratio[] {
  const { spectrum, spectrumError } = instance
  const { structural, negative, undecided, positive } = report.inertia
  const exact = Float64Array.from([...spectrum, ...new Float64Array(zeroRows)]).sort()
  const couldBe = (sign: number): number => spectrum.filter((x) => sign * x > -spectrumError).length
  const computed = report.eigenvalues
  const worst = exact.reduce((most, x, k) => Math.max(most, Math.abs(x - (computed[k] ?? Number.NaN))), 0)
  const certain = (sign: number): number => computed.filter((x) => sign * x > report.bound).length
  const miscounted = report.curve.filter(
    ({ tolerance, zeros, negative: below }) =>
      zeros !== computed.filter((x) => Math.abs(x) <= tolerance).length ||
      below !== computed.filter((x) => x < -tolerance).length,
  )
  return [
    none(
      'counts that do not add up to P',
      Math.abs(exact.length - structural - negative - undecided - positive),
    ),
    none('structural zeros that are not the zero rows', Math.abs(structural - zeroRows)),
    none('negative eigenvalues too many', Math.max(0, negative - couldBe(-1))),
    none('positive eigenvalues too many', Math.max(0, positive - couldBe(1))),
    none('certain eigenvalues not counted', Math.max(0, certain(-1) + certain(1) - negative - positive)),
    none('eigenvalues too many', Math.max(0, computed.length - exact.length)),
    withinBound('an eigenvalue', worst, report.bound + spectrumError),
    none('points of the curve that count otherwise', miscounted.length),
  ]
}

/** The gradient is `slope` in every component: its norm has three roundings of the sum's at most. */
function pointRatios({ gradientNorm, eigenvalueRange, eigenvalues }: CurvatureReport, n: number): Ratio[] {
  const expected = slope * Math.sqrt(n)
  const ends = eigenvalueRange[0] === eigenvalues[0] && eigenvalueRange[1] === eigenvalues.at(-1)
  return [
    withinBound('gradient norm', Math.abs(gradientNorm - expected), (n + 4) * unitRoundoff * expected),
    none('a range without the first or last eigenvalue', ends ? 0 : 1),
  ]
}
