/** What MINRES-QLP reports, against least residuals that are exact and against the vectors themselves. */
import fc from 'fast-check'
import { norm, unitRoundoff } from '../../algebra/vectors.ts'
import { failed, none, type Ratio, withinBound } from '../../providers/laws/law.ts'
import { matrixOperator } from '../../spectra/linearOperator.ts'
import { type Property, property } from '../property.ts'
import type { CriticalPointsCode } from './criticalPointsCode.ts'
import { expandSystem, type KnownSystem, systems, unrotated } from './knownSystems.ts'
import { leastResiduals } from './leastResiduals.ts'
import { solutionBound, solved, solveLabels, solves } from './solutionProperties.ts'

const paper = 'Choi, Paige and Saunders 2011'

export const residualProperties: readonly Property<CriticalPointsCode>[] = [
  property({
    name: 'MINRES-QLP lowers the residual as far as the Krylov space allows, at every step',
    source: `${paper}, MINRES: min ‖b − Ax‖ over K_k`,
    instances: solves,
    labels: solveLabels,
    cases: 150,
    async check({ minresQlp }, { system, transferCondition }) {
      const known = expandSystem(system)
      const { residualNorms, steps } = await solved(minresQlp, known, { transferCondition })
      const shared = Math.min(residualNorms.length, known.grade + 1)
      const least = leastResiduals(system, shared - 1)
      const bound = known.size * (known.rounding + 8 * unitRoundoff)
      return [
        none('residuals missing', Math.max(0, steps - residualNorms.length)),
        ...Array.from(least, (value, k) =>
          withinBound(`‖r_${k}‖`, Math.abs(residualNorms[k]! - value), bound),
        ),
      ]
    },
  }),
  property({
    name: 'MINRES-QLP never lets the residual grow',
    source: `${paper}, MINRES: φ_k = |s_k| φ_{k−1}`,
    instances: solves,
    async check({ minresQlp }, { system, transferCondition }) {
      const { residualNorms } = await solved(minresQlp, expandSystem(system), { transferCondition })
      return [
        none(
          'increases',
          residualNorms.filter((value, k) => k > 0 && !(value <= residualNorms[k - 1]!)).length,
        ),
      ]
    },
  }),
  property({
    name: 'MINRES-QLP reports the norms of the x that it returns',
    source: 'r = Q(c − (Λ − σ)Qᵀx), in eigenvectors',
    instances: fc.record({ solve: solves, maxSteps: fc.nat({ max: 5 }) }),
    labels: { stopped: { share: 0.2, applies: ({ maxSteps }) => maxSteps < 3 } },
    async check({ minresQlp }, { solve: { system, transferCondition }, maxSteps }) {
      const known = expandSystem(system)
      const result = await solved(minresQlp, known, { transferCondition, maxSteps })
      return reportedNorms(known, result)
    },
  }),
  property({
    name: 'MINRES-QLP ends with the residual that its recurrence says',
    source: `${paper}: ‖r_k‖ = φ_k`,
    instances: fc.record({ solve: solves, maxSteps: fc.integer({ min: 0, max: 5 }) }),
    async check({ minresQlp }, { solve: { system, transferCondition }, maxSteps }) {
      const known = expandSystem(system)
      const { residualNorm, residualNorms } = await solved(minresQlp, known, { transferCondition, maxSteps })
      // r of an x that is off by the bound of solutions is off by ‖A‖ times that.
      const bound = known.largest * solutionBound(known) + known.size * (known.rounding + 8 * unitRoundoff)
      return [withinBound('‖r‖ − φ', Math.abs(residualNorm - residualNorms.at(-1)!), bound)]
    },
  }),
  property({
    name: 'MINRES-QLP ends when its test has passed, and not before',
    source: `${paper}, stopping conditions: ‖r‖ ≤ rtol(‖A‖‖x‖ + ‖b‖), ‖A r‖ ≤ rtol‖A‖‖r‖ before the step`,
    instances: fc.record({ solve: solves, exponent: fc.integer({ min: 1, max: 8 }) }),
    cases: 120,
    async check({ minresQlp }, { solve: { system, transferCondition }, exponent }) {
      const known = expandSystem(system)
      const rtol = 2 ** -exponent
      const result = await solved(minresQlp, known, { transferCondition, rtol })
      const { status, steps, residualNorm, operatorNorm, solutionNorm } = result
      // As for the recurrence of the residual; A multiplies that once more.
      const rounding = known.largest * solutionBound(known) + known.size * (known.rounding + 8 * unitRoundoff)
      if (status === 'solved') {
        const limit = rtol * (operatorNorm * solutionNorm + known.size) * (1 + known.rounding)
        return [withinBound('‖r‖', residualNorm, limit + rounding)]
      }
      if (status !== 'leastSquares') return []
      const before = await solved(minresQlp, known, { transferCondition, rtol, maxSteps: steps - 1 })
      const limit = rtol * operatorNorm * before.residualNorm
      return [withinBound('‖A r‖', before.normalResidualNorm, limit + 4 * known.largest * rounding)]
    },
  }),
  property({
    name: 'MINRES-QLP keeps to the longest x that is allowed',
    source: `${paper}, stopping conditions: maxxnorm`,
    instances: fc.record({ solve: solves, eighths: fc.integer({ min: 0, max: 12 }).filter((k) => k !== 8) }),
    labels: { tooShort: { share: 0.3, applies: ({ eighths }) => eighths < 8 } },
    async check({ minresQlp }, { solve: { system, transferCondition }, eighths }) {
      const known = expandSystem(system)
      const length = Math.hypot(...known.solution)
      if (length === 0) return []
      const maxNorm = (length * eighths) / 8
      const { x, status, residualNorm } = await solved(minresQlp, known, { maxNorm, transferCondition })
      const rounding = 1 + 8 * system.spectrum.length * unitRoundoff
      const ratios = [
        withinBound('‖x‖', Math.hypot(...x), maxNorm * rounding),
        withinBound(
          '‖r‖',
          residualNorm,
          known.size * (1 + 4 * (known.rtol + known.rounding) * (known.largest / known.least)),
        ),
      ]
      if (eighths < 8 && length - maxNorm > solutionBound(known)) {
        const limited = status === 'maxNorm' || (status === 'rightHandSideIsEigenvector' && false)
        ratios.push(none(`is ${status}`, limited ? 0 : 1))
      }
      return ratios
    },
  }),
  property({
    name: 'MINRES-QLP divides by no pivot that the condition limit forbids',
    source: `${paper}, stopping conditions: Acondlim`,
    instances: fc.record({ solve: solves, limit: fc.constantFrom(1.125, 1.5, 2, 4, 8, 1000) }),
    labels: { tight: { share: 0.3, applies: ({ limit }) => limit < 4 } },
    async check({ minresQlp }, { solve: { system, transferCondition }, limit }) {
      const known = expandSystem(system)
      const free = await solved(minresQlp, known, { transferCondition })
      const { status, condition } = await solved(minresQlp, known, {
        transferCondition,
        conditionLimit: limit,
      })
      // The space of a solvable system lies in the range, where no pivot is below the least eigenvalue.
      const allowed = known.nullPart === 0 && known.largest * (1 + known.rounding) < limit * known.least
      return [
        none(`condition ${condition}`, condition < limit ? 0 : 1),
        none(`is ${status}`, status !== 'conditionLimit' && free.condition >= limit ? 1 : 0),
        none(`is ${status} without need`, status === 'conditionLimit' && allowed ? 1 : 0),
      ]
    },
  }),
  property({
    name: 'MINRES-QLP never takes a product that is not finite for a solution',
    source: 'x is that of the step before, and the status says so',
    instances: fc.record({
      system: systems(),
      step: fc.nat({ max: 3 }),
      value: fc.constantFrom('NaN', 'Infinity', '-Infinity'),
    }),
    labels: { notAtOnce: { share: 0.5, applies: ({ step }) => step > 0 } },
    async check({ minresQlp }, { system, step, value }) {
      const known = expandSystem(system)
      const from = step % known.grade
      const operator = matrixOperator(known.matrix)
      let products = 0
      const apply = (v: Float64Array): Float64Array => {
        const image = operator.apply(v)
        if (products++ >= from) image[0] = Number(value)
        return image
      }
      const options = { shift: known.shift }
      const result = await minresQlp({ order: operator.order, apply }, known.b, options)
      const before = await minresQlp(operator, known.b, { ...options, maxSteps: from })
      return [
        none(`is ${result.status}`, result.status === 'nonFinite' ? 0 : 1),
        none(`${result.steps} steps`, Math.abs(result.steps - from)),
        withinBound('‖x − x before‖', norm(result.x.map((entry, i) => entry - before.x[i]!)), 0),
      ]
    },
  }),
]

interface Reported {
  readonly x: Float64Array
  readonly residualNorm: number
  readonly normalResidualNorm: number
  readonly solutionNorm: number
  readonly operatorNorm: number
}

/**
 * Both routes form A x and σ x, each with at most n + 2 roundings an entry of terms up to ‖A‖ and |σ|, entry
 * norms √n apart; Q and Λ are exact. Another product with A multiplies that by ‖A‖ and adds its own.
 */
function reportedNorms(known: KnownSystem, reported: Reported): Ratio[] {
  const { eigenvalues, eigenvectors, shift, shifted, components, size } = known
  const { x, residualNorm, normalResidualNorm, solutionNorm, operatorNorm } = reported
  if (x.length !== components.length) return [failed('x has another length')]
  const n = x.length
  const inside = unrotated(eigenvectors, x)
  const residual = components.map((c, k) => c - shifted[k]! * inside[k]!)
  const weight = Math.max(...eigenvalues.map(Math.abs)) + 2 * Math.abs(shift)
  const bound = 8 * (n + 4) * n * unitRoundoff * (weight * norm(x) + size)
  return [
    withinBound('‖r‖', Math.abs(residualNorm - norm(residual)), bound),
    withinBound(
      '‖A r‖',
      Math.abs(normalResidualNorm - norm(residual.map((r, k) => r * shifted[k]!))),
      2 * weight * bound,
    ),
    withinBound('‖x‖', Math.abs(solutionNorm - norm(inside)), 4 * n * n * unitRoundoff * norm(inside)),
    withinBound('‖A‖', operatorNorm, known.largest + 8 * (n + 4) * n * unitRoundoff * weight),
  ]
}
