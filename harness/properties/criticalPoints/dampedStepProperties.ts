/** Damped Newton steps against the systems that they solve. */
import fc from 'fast-check'
import { norm, unitRoundoff } from '../../algebra/vectors.ts'
import { expandSymmetricMatrix } from '../../arbitraries/expandSymmetricMatrix.ts'
import { ArgumentError } from '../../errors.ts'
import { failed, none, type Ratio, withinBound } from '../../providers/laws/law.ts'
import { matrixOperator } from '../../spectra/linearOperator.ts'
import { type Labels, type Property, property } from '../property.ts'
import type { CriticalPointsCode } from './criticalPointsCode.ts'
import { expandSystem, type SystemRecipe, systems } from './knownSystems.ts'

const dauphin = 'Dauphin et al. 2014, Algorithm 1'

interface Damped {
  readonly system: SystemRecipe
  /** μ in eighths of the matrix's scale; odd, so that neither |λ| + μ nor λ + μ is 0. */
  readonly eighths: readonly number[]
}

const damped: fc.Arbitrary<Damped> = fc.record({
  system: systems({ exponents: 200 }),
  eighths: fc.array(
    fc.nat({ max: 40 }).map((k) => 2 * k + 1),
    { minLength: 1, maxLength: 4 },
  ),
})

const labels: Labels<Damped> = {
  severalDampings: { share: 0.4, applies: ({ eighths }) => new Set(eighths).size > 1 },
  negative: { share: 0.2, applies: ({ system: { spectrum } }) => spectrum.some((x) => x < 0) },
}

export const dampedStepProperties: readonly Property<CriticalPointsCode>[] = [
  property({
    name: 'saddle-free steps solve (|H| + μI) p = −g, each with its own damping',
    source: dauphin,
    instances: damped,
    labels,
    check(code, instance) {
      const { system } = instance
      const spectrum = system.spectrum.map(Math.abs)
      return residuals(code, instance, spectrum, 'absolute')
    },
  }),
  property({
    name: 'damped Newton steps solve (H + μI) p = −g, each with its own damping',
    source: 'Levenberg 1944; the divisor keeps its sign',
    instances: damped,
    labels,
    check: (code, instance) => residuals(code, instance, instance.system.spectrum, 'signed'),
  }),
  property({
    name: 'saddle-free steps go down',
    source: `${dauphin}: −g·p ≥ ‖g‖²/(max|λ| + μ)`,
    instances: damped,
    labels,
    check({ dampedSteps }, { system, eighths }) {
      const known = expandSystem(system)
      const dampings = eighths.map((eighth) => (eighth / 8) * 2 ** system.matrixExponent)
      const pairs = { values: known.eigenvalues, vectors: known.eigenvectors }
      const largest = Math.max(...known.eigenvalues.map(Math.abs))
      return dampedSteps(pairs, known.b, dampings).map(({ step }, j) => {
        const least = known.size / (largest + dampings[j]!)
        const descent = -step.reduce((sum, p, i) => sum + p * (known.b[i]! / known.size), 0)
        const rounding = stepRounding(known.eigenvalues.length) * (known.size / dampings[j]!)
        return withinBound(`descent of step ${j}`, Math.max(0, least - descent), rounding)
      })
    },
  }),
  property({
    name: 'a divisor of 0 is an error, or left out where a cutoff says so',
    source: 'p = −|H|⁺g',
    instances: systems({ exponents: 200 }),
    labels: { singular: { share: 0.2, applies: ({ spectrum }) => spectrum.includes(0) } },
    check({ dampedSteps }, system) {
      const known = expandSystem({ ...system, shift: 0 })
      const pairs = { values: known.eigenvalues, vectors: known.eigenvectors }
      const zeros = system.spectrum.filter((x) => x === 0).length
      const cutoff = 2 ** system.matrixExponent / 2
      const { step, leftOut } = dampedSteps(pairs, known.b, [0], { curvature: 'signed', cutoff })[0]!
      const error = norm(step.map((p, i) => p + known.solution[i]!))
      const bound = known.least === 0 ? 0 : stepRounding(step.length) * (known.size / known.least)
      return [
        withinBound('‖p + H⁺g‖', error, bound),
        none('left out', Math.abs(leftOut - zeros)),
        refusal(() => dampedSteps(pairs, known.b, [0]), zeros > 0),
      ]
    },
  }),
  property({
    name: 'a cutoff leaves out the directions whose divisor, damping included, is at most that',
    source: 'dampedSteps.ts; whole eighths, exact',
    instances: fc.record({
      system: systems({ exponents: 200 }),
      eighth: fc.nat({ max: 24 }),
      cutoff: fc.nat({ max: 40 }),
      curvature: fc.constantFrom('absolute' as const, 'signed' as const),
    }),
    cases: 60,
    labels: {
      'damping and cutoff': { share: 0.5, applies: ({ eighth, cutoff }) => eighth > 0 && cutoff > 0 },
    },
    check({ dampedSteps }, { system, eighth, cutoff, curvature }) {
      const known = expandSystem(system)
      const unit = 2 ** system.matrixExponent / 8
      const pairs = { values: known.eigenvalues, vectors: known.eigenvectors }
      const divisors = known.eigenvalues.map(
        (value) => (curvature === 'absolute' ? Math.abs(value) : value) + eighth * unit,
      )
      const expected = divisors.filter((divisor) => Math.abs(divisor) <= cutoff * unit).length
      const options = { curvature, cutoff: cutoff * unit }
      return dampedSteps(pairs, known.b, [eighth * unit], options).map(({ leftOut }) =>
        none('left out', Math.abs(leftOut - expected)),
      )
    },
  }),
  property({
    name: 'a step is called finite exactly when all its entries are',
    source: 'IEEE 754: sums of two numbers near the largest overflow where their difference does not',
    instances: fc.record({
      exponent: fc.integer({ min: 1020, max: 1023 }),
      sign: fc.constantFrom(1, -1),
      turned: fc.boolean(),
    }),
    cases: 30,
    labels: { overflow: { share: 0.05, applies: ({ exponent }) => exponent === 1023 } },
    check({ dampedSteps }, { exponent, sign, turned }) {
      const s = Math.SQRT1_2
      const vectors = turned ? Float64Array.of(s, s, -s, s) : Float64Array.of(s, -s, s, s)
      // Coefficients of 0.88·2¹⁰²⁴ at most; the entries of the step are 0 and 1.25·2¹⁰²⁴.
      const pairs = { values: Float64Array.of(2 ** -20, 2 ** -20), vectors }
      const gradient = Float64Array.of(0, sign * 1.25 * 2 ** (exponent - 19))
      return dampedSteps(pairs, gradient, [0]).map(({ status, step }) =>
        none(`${status} for ${step}`, (status === 'finite') === step.every(Number.isFinite) ? 0 : 1),
      )
    },
  }),
]

/**
 * (A + μI) p + g, as a share of the rounding that it may have.
 *
 * Qᵀg errs by n·u‖g‖ an entry, the quotient by 2u, Qc by n·u of ‖c‖ an entry: ‖Δp‖ ≤ (2n + 4)·√n·u·‖g‖/min|divisor|. The
 * product with A + μI multiplies that by max|divisor| and adds (n + 2)·√n·u·(‖A‖ + μ)‖p‖, no more than that again.
 */
function residuals(
  { dampedSteps }: CriticalPointsCode,
  { system, eighths }: Damped,
  spectrum: readonly number[],
  curvature: 'absolute' | 'signed',
): Ratio[] {
  const known = expandSystem(system)
  const scale = 2 ** system.matrixExponent
  const { reflections, matrixExponent: scaleExponent } = system
  const { matrix } = expandSymmetricMatrix({ kind: 'indefinite', spectrum, reflections, scaleExponent })
  const operator = matrixOperator(matrix)
  const dampings = eighths.map((eighth) => (eighth / 8) * scale)
  const pairs = { values: known.eigenvalues, vectors: known.eigenvectors }
  const steps = dampedSteps(pairs, known.b, dampings, { curvature })
  if (steps.length !== dampings.length) return [failed('a step is missing')]
  return steps.map(({ status, damping, step }, j) => {
    if (status !== 'finite' || damping !== dampings[j]) return failed(`step ${j}: ${status}, ${damping}`)
    const image = operator.apply(step)
    const residual = norm(image.map((entry, i) => entry + damping * step[i]! + known.b[i]!))
    const divisors = spectrum.map((value) => Math.abs(value * scale + damping))
    const condition = (Math.max(...spectrum.map(Math.abs)) * scale + damping) / Math.min(...divisors)
    return withinBound(`step ${j}`, residual, 2 * stepRounding(step.length) * condition * known.size)
  })
}

/** Bound of ‖Δp‖ relative to ‖g‖/min|divisor|. */
function stepRounding(n: number): number {
  return (2 * n + 4) * Math.sqrt(n) * unitRoundoff
}

function refusal(call: () => unknown, expected: boolean): Ratio {
  try {
    call()
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error
    return none('refused without a reason', expected ? 0 : 1)
  }
  return none('a division by 0', expected ? 1 : 0)
}
