/** MINRES-QLP against solutions that are known: shortest, shifted, scaled, in as few steps as there are. */
import fc from 'fast-check'
import { norm } from '../../algebra/vectors.ts'
import type { MinresQlpResult } from '../../criticalPoints/minresQlp.ts'
import type { MinresQlpOptions } from '../../criticalPoints/minresQlpOptions.ts'
import type { MinresQlpStatus } from '../../criticalPoints/minresQlpStopping.ts'
import { differingBits, none, withinBound } from '../../providers/laws/law.ts'
import { matrixOperator } from '../../spectra/linearOperator.ts'
import { type Labels, type Property, property } from '../property.ts'
import type { CriticalPointsCode } from './criticalPointsCode.ts'
import { expandSystem, type KnownSystem, type SystemRecipe, systems, weights } from './knownSystems.ts'

const paper = 'Choi, Paige and Saunders 2011'
/** 1: the vectors of MINRES-QLP from the first step on; 4: a change on the way; 1e7: those of MINRES. */
const transferConditions = [1, 4, 1e7]

export interface Solve {
  readonly system: SystemRecipe
  readonly transferCondition: number
}

export const solves: fc.Arbitrary<Solve> = fc.record({
  system: systems({ exponents: 200 }),
  transferCondition: fc.constantFrom(...transferConditions),
})

export const solveLabels: Labels<Solve> = {
  singular: { share: 0.2, applies: ({ system: { spectrum, shift } }) => spectrum.includes(shift) },
  inconsistent: { share: 0.1, applies: ({ system }) => weights(system).has(0) },
  solvable: {
    share: 0.1,
    applies: ({ system }) => system.spectrum.includes(system.shift) && !weights(system).has(0),
  },
  repeated: { share: 0.3, applies: ({ system: { spectrum } }) => new Set(spectrum).size < spectrum.length },
  indefinite: { share: 0.15, applies: ({ system }) => isIndefinite(system) },
  shifted: { share: 0.3, applies: ({ system }) => system.shift !== 0 },
  severalSteps: { share: 0.2, applies: ({ system }) => weights(system).size > 2 },
  fiveSteps: { share: 0.03, applies: ({ system }) => weights(system).size > 4 },
}

export const solutionProperties: readonly Property<CriticalPointsCode>[] = [
  property({
    name: 'MINRES-QLP finds the shortest least-squares solution',
    source: `${paper}; x = Q(Λ − σ)⁺Qᵀb`,
    instances: solves,
    labels: solveLabels,
    cases: 150,
    async check({ minresQlp }, solve) {
      const known = expandSystem(solve.system)
      const { x } = await solved(minresQlp, known, { transferCondition: solve.transferCondition })
      return [withinBound('‖x − x*‖', distance(x, known.solution), solutionBound(known))]
    },
  }),
  property({
    name: 'MINRES-QLP says whether the system has a solution',
    source: `${paper}, stopping conditions`,
    instances: solves,
    labels: solveLabels,
    async check({ minresQlp }, solve) {
      const known = expandSystem(solve.system)
      const { status } = await solved(minresQlp, known, { transferCondition: solve.transferCondition })
      return [none(`is ${status}`, expectedStatuses(known).includes(status) ? 0 : 1)]
    },
  }),
  property({
    name: 'MINRES-QLP needs no more steps than b has different eigenvalues',
    source: `${paper}: the dimension of the Krylov space`,
    instances: solves,
    labels: solveLabels,
    async check({ minresQlp }, solve) {
      const known = expandSystem(solve.system)
      const { steps } = await solved(minresQlp, known, { transferCondition: solve.transferCondition })
      return [none(`${steps} steps for ${known.grade}`, Math.max(0, steps - known.grade))]
    },
  }),
  property({
    name: 'MINRES-QLP with a shift solves the shifted matrix',
    source: `${paper}: A − σI`,
    instances: solves.filter(({ system }) => system.shift !== 0),
    async check({ minresQlp }, { system, transferCondition }) {
      const moved = { ...system, spectrum: system.spectrum.map((x) => x - system.shift), shift: 0 }
      const [known, plain] = [expandSystem(system), expandSystem(moved)]
      const first = await solved(minresQlp, known, { transferCondition })
      const second = await solved(minresQlp, plain, { transferCondition })
      return [withinBound('‖x − x of A − σI‖', distance(first.x, second.x), 2 * solutionBound(known))]
    },
  }),
  property({
    name: 'MINRES-QLP follows a change of scale to the last bit',
    source: 'products and quotients with powers of 2 are exact, and every test is a ratio',
    instances: solves,
    async check({ minresQlp }, { system, transferCondition }) {
      const { matrixExponent: e, rightExponent: f } = system
      const here = await solved(minresQlp, expandSystem(system), { transferCondition })
      const unit = { ...system, matrixExponent: 0, rightExponent: 0 }
      const there = await solved(minresQlp, expandSystem(unit), { transferCondition })
      const scaled = (x: Float64Array, exponent: number) => x.map((entry) => entry * 2 ** exponent)
      return [
        none('other status', here.status === there.status ? 0 : 1),
        none('other steps', Math.abs(here.steps - there.steps)),
        none('bits of x', differingBits(here.x, scaled(there.x, f - e))),
        none('bits of ‖r‖', differingBits(here.residualNorms, scaled(there.residualNorms, f))),
        none('bits of the numbers', differingBits(numbers(here), numbersScaled(there, e, f))),
      ]
    },
  }),
  property({
    name: 'MINRES-QLP answers b = 0 and A b = 0 with x = 0',
    source: `${paper}, stopping conditions: β₁ = 0, and β₂ = 0 with α₁ = 0`,
    instances: fc.record({ system: systems(), zero: fc.boolean() }),
    labels: { zero: { share: 0.3, applies: ({ zero }) => zero } },
    cases: 50,
    async check({ minresQlp }, { system, zero }) {
      // Without reflections, so that a product with a null vector is exactly 0.
      const spectrum = [...system.spectrum, system.shift].sort((x, y) => x - y)
      const components = spectrum.map((x, k) =>
        !zero && x === system.shift ? (system.components[k] ?? 0) || 1 : 0,
      )
      const known = expandSystem({ ...system, spectrum, reflections: [], components })
      const { status, x } = await solved(minresQlp, known, {})
      const expected = zero ? 'zeroRightHandSide' : 'rightHandSideIsNullVector'
      return [
        none(`is ${status}`, status === expected ? 0 : 1),
        none('entries of x', x.filter((y) => y !== 0).length),
      ]
    },
  }),
  property({
    name: 'MINRES-QLP solves for an eigenvector in one step',
    source: `${paper}, stopping conditions: β₂ = 0`,
    instances: fc.record({ system: systems({ exponents: 200 }), which: fc.nat({ max: 7 }) }),
    cases: 50,
    async check({ minresQlp }, { system, which }) {
      const column = which % system.spectrum.length
      const components = system.components.map((_, k) => (k === column ? 2 : 0))
      const known = expandSystem({ ...system, components })
      if (known.shifted[column] === 0) return []
      const { status, steps, x } = await solved(minresQlp, known, {})
      return [
        none(`is ${status}`, ['rightHandSideIsEigenvector', 'solved'].includes(status) ? 0 : 1),
        none(`${steps} steps`, Math.abs(steps - 1)),
        withinBound('‖x − b/λ‖', distance(x, known.solution), solutionBound(known)),
      ]
    },
  }),
]

export function solved(
  minresQlp: CriticalPointsCode['minresQlp'],
  { matrix, b, shift, rtol }: KnownSystem,
  options: MinresQlpOptions,
): Promise<MinresQlpResult> {
  return minresQlp(matrixOperator(matrix), b, { rtol, ...options, shift })
}

/**
 * Solvable: ‖x − x*‖ ≤ ‖r‖/σ and ‖r‖ ≤ rtol(‖A‖‖x‖ + ‖b‖), σ = `least`. Otherwise ‖A r‖ ≤ rtol‖A‖‖r‖ leaves rtol·cond·‖b‖
 * of r outside the null space, the last pivot is no larger, and what x has of the null space comes through it,
 * times cond. Four such terms, and rounding.
 */
export function solutionBound({ size, largest, least, rounding, rtol }: KnownSystem): number {
  if (least === 0) return 0
  return (4 * rtol * (largest / least) ** 2 + rounding) * (size / least)
}

function expectedStatuses({ largest, nullPart, grade }: KnownSystem): readonly MinresQlpStatus[] {
  if (largest === 0) return ['rightHandSideIsNullVector']
  if (nullPart > 0) return ['leastSquares']
  return grade === 1 ? ['rightHandSideIsEigenvector', 'solved'] : ['solved']
}

function isIndefinite({ spectrum, shift }: SystemRecipe): boolean {
  return spectrum.some((x) => x < shift) && spectrum.some((x) => x > shift)
}

function distance(x: Float64Array, y: Float64Array): number {
  return x.length === y.length ? norm(x.map((entry, i) => entry - y[i]!)) : Number.NaN
}

function numbers({
  residualNorm,
  normalResidualNorm,
  operatorNorm,
  condition,
  solutionNorm,
}: MinresQlpResult): Float64Array {
  return Float64Array.of(residualNorm, normalResidualNorm, operatorNorm, condition, solutionNorm)
}

/** A times 2^e and b times 2^f. */
function numbersScaled(result: MinresQlpResult, e: number, f: number): Float64Array {
  const exponents = [f, e + f, e, 0, f - e]
  return numbers(result).map((value, i) => value * 2 ** exponents[i]!)
}
