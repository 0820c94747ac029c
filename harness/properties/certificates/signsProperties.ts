/**
 * The report of signsAt, which computes no eigenvalue, on objectives whose exact Hessian is known: ½ xᵀTx with an
 * assembly that is off by F.
 */
import fc from 'fast-check'
import { unitRoundoff } from '../../algebra/vectors.ts'
import type { PointSigns } from '../../criticalPoints/signsAt.ts'
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
  readonly zeroRows: readonly number[]
  /** Tolerances in quarters of the recipe's scale. */
  readonly quarters: readonly number[]
}

const drawn: fc.Arbitrary<Drawn> = fc.record({
  matrix: perturbedMatrices(),
  zeroRows: fc.array(fc.nat({ max: 5 }), { maxLength: 3 }),
  quarters: fc.array(fc.integer({ min: 1, max: 24 }), { maxLength: 2 }),
})

export const signsProperties: readonly Property<Certificates>[] = [
  property({
    name: 'a report of counts accounts for every eigenvalue once and states no sign within its bound',
    source: "Sylvester's law of inertia and Weyl's inequality, on a Hessian known by construction",
    instances: drawn,
    labels: {
      'inexact assembly': {
        share: 0.5,
        applies: ({ matrix }) => perturbationLabels['inexact assembly']!.applies(matrix),
      },
      'zero rows': { share: 0.4, applies: ({ zeroRows }) => zeroRows.length > 0 },
      'a degeneracy curve': { share: 0.4, applies: ({ quarters }) => quarters.length > 0 },
    },
    async check({ signsAt, provider }, { matrix: recipe, zeroRows, quarters }) {
      const instance = perturbedMatrix(recipe)
      const { objective, dimension } = paddedObjective(instance, instance.assemblyError, zeroRows)
      // The smallest scales leave no tolerance above 0.
      const tolerances = quarters.map((k) => (k / 4) * 2 ** recipe.exact.scaleExponent || Number.MIN_VALUE)
      const report = await signsAt(objective, new Float64Array(dimension), provider, { tolerances })
      if (report.status !== 'measured') return [failed(report.status)]
      return [
        ...signRatios(report, instance, zeroRows.length),
        ...report.curve.flatMap((point) => curveRatios(point, instance, zeroRows.length)),
        none('tolerances without a count', Math.abs(report.curve.length - tolerances.length)),
        gradientRatio(report, dimension),
      ]
    },
  }),
  property({
    name: 'an assembly whose bound is NaN or infinite gives a status, not counts',
    source: 'no sign follows from such a bound',
    instances: fc.record({ drawn, bound: fc.constantFrom('NaN' as const, 'Infinity' as const) }),
    cases: 40,
    async check({ signsAt, provider }, { drawn: { matrix: recipe, zeroRows }, bound }) {
      const { objective, dimension } = paddedObjective(perturbedMatrix(recipe), Number(bound), zeroRows)
      const report = await signsAt(objective, new Float64Array(dimension), provider)
      return [none(`counted with a bound of ${bound}`, report.status === 'measured' ? 1 : 0)]
    },
  }),
]

function signRatios(report: PointSigns, instance: PerturbedMatrix, zeroRows: number): Ratio[] {
  const { spectrum, spectrumError, assemblyError } = instance
  const { structural, negative, undecided, positive } = report.inertia
  const couldBe = (sign: number): number => spectrum.filter((x) => sign * x > -spectrumError).length
  const certain = spectrum.filter((x) => Math.abs(x) > report.bound + spectrumError).length
  const order = spectrum.length + zeroRows
  return [
    none('counts that do not add up to P', Math.abs(order - structural - negative - undecided - positive)),
    none('structural zeros that are not the zero rows', Math.abs(structural - zeroRows)),
    none('negative eigenvalues too many', Math.max(0, negative - couldBe(-1))),
    none('positive eigenvalues too many', Math.max(0, positive - couldBe(1))),
    none('signs beyond the bound that are not stated', Math.max(0, certain - negative - positive)),
    none('a bound below that of the assembly', report.bound >= assemblyError ? 0 : 1),
    none('another bound of the assembly', report.assemblyError === assemblyError ? 0 : 1),
  ]
}

/** Eigenvalues further than slack and rounding from ±τ are on their proper side. */
function curveRatios(
  { tolerance, zeros, negative, slack }: PointSigns['curve'][number],
  { spectrum, spectrumError }: PerturbedMatrix,
  zeroRows: number,
): Ratio[] {
  const fuzz = slack + spectrumError
  const inside = spectrum.filter((x) => Math.abs(x) < tolerance - fuzz).length
  const possible = spectrum.filter((x) => Math.abs(x) <= tolerance + fuzz).length
  const below = spectrum.filter((x) => x < -tolerance - fuzz).length
  const perhapsBelow = spectrum.filter((x) => x <= -tolerance + fuzz).length
  return [
    none('zeros missing', Math.max(0, inside + zeroRows - zeros)),
    none('zeros too many', Math.max(0, zeros - possible - zeroRows)),
    none('eigenvalues below −τ missing', Math.max(0, below - negative)),
    none('eigenvalues below −τ too many', Math.max(0, negative - perhapsBelow)),
  ]
}

/** The gradient is `slope` in every component: its norm has three roundings of the sum's at most. */
function gradientRatio({ gradientNorm }: PointSigns, n: number): Ratio {
  const expected = slope * Math.sqrt(n)
  return withinBound('gradient norm', Math.abs(gradientNorm - expected), (n + 4) * unitRoundoff * expected)
}
