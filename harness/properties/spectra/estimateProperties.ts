/** What estimates of trace and diagonal must be: identities over chosen probes, and two statistical bounds. */
import fc from 'fast-check'
import { diagonalMatrix, symmetricMatrix } from '../../algebra/symmetricMatrix.ts'
import { norm, unitRoundoff } from '../../algebra/vectors.ts'
import { differingBits, failed, none, type Ratio, withinBound } from '../../providers/laws/law.ts'
import { matrixOperator } from '../../spectra/linearOperator.ts'
import type { ProbeKind } from '../../spectra/probeVectors.ts'
import { type Property, property } from '../property.ts'
import {
  allSigns,
  directEstimate,
  expandIntegerMatrix,
  type IntegerMatrix,
  integerMatrices,
  integerVectors,
} from './integerMatrices.ts'
import type { SpectraCode } from './spectraCode.ts'

/** Rounding of m running means and deviations of numbers up to `largest`, which are exact themselves. */
function runningRoundoff(m: number, largest: number): number {
  return 8 * m * unitRoundoff * largest
}

function trace({ order, entries }: { order: number; entries: Float64Array }): number {
  let sum = 0
  for (let i = 0; i < order; i++) sum += entries[i * order + i]!
  return sum
}

interface DiagonalInstance {
  readonly diagonal: readonly number[]
  readonly samples: number
  readonly seed: number
}

const diagonalExact = property<SpectraCode, DiagonalInstance>({
  name: 'estimates: Rademacher probes are exact for a diagonal matrix, with a standard error of 0',
  source: 'Hutchinson 1990: vᵢ² = 1',
  instances: fc.record({
    diagonal: fc.array(fc.integer({ min: -100, max: 100 }), { minLength: 1, maxLength: 8 }),
    samples: fc.integer({ min: 2, max: 12 }),
    seed: fc.nat(),
  }),
  cases: 60,
  async check(code, { diagonal, samples, seed }) {
    const matrix = diagonalMatrix(diagonal)
    const operator = matrixOperator(matrix)
    const estimate = await code.traceEstimate(operator, { samples, seed })
    const entries = await code.diagonalEstimate(operator, { samples, seed })
    if (estimate.status !== 'complete' || entries.status !== 'complete') return [failed('not complete')]
    return [
      withinBound('trace', Math.abs(estimate.value - trace(matrix)), 0),
      withinBound('its standard error', estimate.standardError, 0),
      none('samples', Math.abs(estimate.steps - samples) + Math.abs(entries.steps - samples)),
      none('diagonal', entries.values.filter((x, i) => x !== diagonal[i]).length),
      none('its standard errors', entries.standardErrors.filter((x) => x !== 0).length),
    ]
  },
})

const allSignsExact = property<SpectraCode, IntegerMatrix>({
  name: 'estimates: over all 2ⁿ sign vectors trace and diagonal are exact',
  source: 'Hutchinson 1990: E vvᵀ = I, here as a finite sum',
  instances: integerMatrices(1, 4),
  cases: 60,
  async check(code, recipe) {
    const matrix = expandIntegerMatrix(recipe)
    const n = matrix.order
    const probes = allSigns(n)
    const options = { samples: probes.length, seed: 1, probes }
    const estimate = await code.traceEstimate(matrixOperator(matrix), options)
    const entries = await code.diagonalEstimate(matrixOperator(matrix), options)
    if (estimate.status === 'nonFinite' || entries.status === 'nonFinite') return [failed('not finite')]
    const bound = runningRoundoff(probes.length, 4 * n * n)
    return [
      withinBound('trace', Math.abs(estimate.value - trace(matrix)), bound),
      ...Array.from({ length: n }, (_, i) =>
        withinBound(`entry ${i}`, Math.abs(entries.values[i]! - matrix.entries[i * n + i]!), bound),
      ),
    ]
  },
})

interface OwnProbes {
  readonly recipe: IntegerMatrix
  readonly probes: readonly (readonly number[])[]
  /** Half the exponent of a factor 4^e. */
  readonly exponent: number
}

/**
 * Entries, probes and samples are whole numbers times 4^e: the samples are exact. Their deviations are, up to
 * rounding, in the direct formula and in the running one, so both standard errors agree to m roundings.
 */
const directFormula = property<SpectraCode, OwnProbes>({
  name: 'estimates: mean and standard error are those of the samples vᵀAv and v ⊙ Av, at any scale',
  source: 'the standard error of a mean, √(Σ(x − mean)²/(m(m − 1))); Welford 1962',
  instances: fc.record({
    recipe: integerMatrices(1, 5),
    probes: fc.array(integerVectors(5), { minLength: 2, maxLength: 8 }),
    exponent: fc.integer({ min: -240, max: 240 }),
  }),
  cases: 80,
  async check(code, { recipe, probes: pool, exponent }) {
    const whole = expandIntegerMatrix(recipe)
    const n = whole.order
    const factor = 4 ** exponent
    const matrix = symmetricMatrix(
      whole.entries.map((a) => a * factor),
      n,
    )
    const probes = pool.map((v) => Float64Array.from(v.slice(0, n)))
    const options = { samples: probes.length, seed: 1, probes }
    const estimate = await code.traceEstimate(matrixOperator(matrix), options)
    const entries = await code.diagonalEstimate(matrixOperator(matrix), options)
    if (estimate.status === 'nonFinite' || entries.status === 'nonFinite') return [failed('not finite')]
    const images = probes.map(matrixOperator(whole).apply)
    const products = probes.map((v, k) => Array.from(v, (x, i) => x * images[k]![i]!))
    const ratios: Ratio[] = []
    const compare = (
      what: string,
      samples: readonly number[],
      value: number,
      standardError: number,
    ): void => {
      const direct = directEstimate(samples)
      const bound = runningRoundoff(samples.length, Math.max(...samples.map(Math.abs)))
      ratios.push(withinBound(`${what}: mean`, Math.abs(value / factor - direct.value), bound))
      const error = Math.abs(standardError / factor - direct.standardError)
      ratios.push(withinBound(`${what}: standard error`, error, bound))
    }
    const sums = products.map((product) => product.reduce((sum, x) => sum + x, 0))
    compare('trace', sums, estimate.value, estimate.standardError)
    for (let i = 0; i < n; i++) {
      const samples = products.map((product) => product[i]!)
      compare(`entry ${i}`, samples, entries.values[i]!, entries.standardErrors[i]!)
    }
    return ratios
  },
})

interface StopInstance {
  readonly recipe: IntegerMatrix
  /** Added to the diagonal: makes traces negative, zero and positive. */
  readonly shift: number
  readonly seed: number
  readonly rtol: number
  readonly samples: number
}

const stopRule = property<SpectraCode, StopInstance>({
  name: 'estimates: a stop rule says converged when, and only when, the error is small against |trace|',
  source: 'a signed trace as divisor: released code (FACTS §8)',
  instances: fc.record({
    recipe: integerMatrices(2, 5),
    shift: fc.integer({ min: -6, max: 6 }),
    seed: fc.nat(),
    rtol: fc.constantFrom(0.3, 0.1, 0.02),
    samples: fc.integer({ min: 9, max: 40 }),
  }),
  cases: 80,
  labels: {
    negative: {
      share: 0.2,
      applies: ({ recipe, shift }) => trace(expandIntegerMatrix(recipe)) + recipe.order * shift < 0,
    },
  },
  async check(code, { recipe, shift, seed, rtol, samples }) {
    const { order, entries } = expandIntegerMatrix(recipe)
    const shifted = entries.map((a, p) => a + (p % (order + 1) === 0 ? shift : 0))
    const operator = matrixOperator(symmetricMatrix(shifted, order))
    const atol = 2 ** -20
    const stop = { rtol, atol }
    const estimate = await code.traceEstimate(operator, { samples, seed, stop })
    const mirrored = await code.traceEstimate(
      { order, apply: (v) => operator.apply(v).map((x) => -x) },
      { samples, seed, stop },
    )
    const entriesOf = await code.diagonalEstimate(operator, { samples, seed, stop })
    if (estimate.status === 'nonFinite' || mirrored.status === 'nonFinite') return [failed('not finite')]
    if (entriesOf.status === 'nonFinite') return [failed('not finite')]
    const small = estimate.standardError <= rtol * Math.abs(estimate.value) + atol
    const spread = norm(entriesOf.standardErrors) <= rtol * norm(entriesOf.values) + atol
    return [
      none('a trace that is wrongly called', small === (estimate.status === 'converged') ? 0 : 1),
      none('a diagonal that is wrongly called', spread === (entriesOf.status === 'converged') ? 0 : 1),
      none('an end before the last sample', !small && estimate.steps < samples ? 1 : 0),
      none('a stop on fewer than 9 samples', estimate.steps < 9 ? 1 : 0),
      none('−A: another value', estimate.value === -mirrored.value ? 0 : 1),
      none('−A: another number of samples', Math.abs(estimate.steps - mirrored.steps)),
    ]
  },
})

interface RandomInstance {
  readonly recipe: IntegerMatrix
  readonly seed: number
  readonly probes: ProbeKind
}

/** Samples of the two statistical bounds. */
const many = 400

/**
 * ln of one over the probability of a false alarm of one measurement: e⁻⁴⁰ < 5e-18, so that 1000 seeds of 30
 * cases with two bounds each raise one with a probability below 1e-12.
 */
const surprise = 40

/**
 * Signs: vᵀAv − tr A lies within ±R, R = Σ_{i≠j} |aᵢⱼ|, so |mean − tr A| < R√(2(s + ln 2)/m) (Hoeffding).
 * Normals and A = I: m·mean is chi-square with N = mn degrees of freedom, within 2√(Ns) + 2s of N (Laurent and
 * Massart 2000).
 */
const unbiased = property<SpectraCode, RandomInstance>({
  name: 'traceEstimate: seeded probes are independent and of unit variance',
  source: 'Hoeffding 1963; Laurent and Massart, "Adaptive estimation of a quadratic functional", 2000',
  instances: fc.record({
    recipe: integerMatrices(2, 4),
    seed: fc.nat(),
    probes: fc.constantFrom<ProbeKind>('rademacher', 'gaussian'),
  }),
  cases: 30,
  async check(code, { recipe, seed, probes }) {
    const matrix = expandIntegerMatrix(recipe)
    const n = matrix.order
    const options = { samples: many, seed, probes }
    if (probes === 'gaussian') {
      const identity = await code.traceEstimate({ order: n, apply: (v) => v }, options)
      if (identity.status === 'nonFinite') return [failed(identity.message)]
      const freedom = many * n
      const limit = 2 * Math.sqrt(freedom * surprise) + 2 * surprise
      return [withinBound('chi-square', many * Math.abs(identity.value - n), limit)]
    }
    const offDiagonal = matrix.entries.reduce((sum, a, p) => sum + (p % (n + 1) === 0 ? 0 : Math.abs(a)), 0)
    const estimate = await code.traceEstimate(matrixOperator(matrix), options)
    if (estimate.status === 'nonFinite') return [failed(estimate.message)]
    const limit = offDiagonal * Math.sqrt((2 * (surprise + 1)) / many) + runningRoundoff(many, 64)
    return [withinBound('Hoeffding', Math.abs(estimate.value - trace(matrix)), limit)]
  },
})

interface SeededInstance {
  readonly recipe: IntegerMatrix
  readonly seed: number
}

const sameSeed = property<SpectraCode, SeededInstance>({
  name: 'estimates: the same seed gives the same bits, and the diagonal adds up to the trace',
  source: 'Σᵢ vᵢ(Av)ᵢ = vᵀAv',
  instances: fc.record({ recipe: integerMatrices(1, 5), seed: fc.nat() }),
  cases: 40,
  async check(code, { recipe, seed }) {
    const matrix = expandIntegerMatrix(recipe)
    const operator = matrixOperator(matrix)
    const options = { samples: 5, seed }
    const estimate = await code.traceEstimate(operator, options)
    const entries = await code.diagonalEstimate(operator, options)
    const again = await code.diagonalEstimate(operator, options)
    if (estimate.status === 'nonFinite' || entries.status === 'nonFinite') return [failed('not finite')]
    if (again.status === 'nonFinite') return [failed('not finite')]
    const sum = entries.values.reduce((total, x) => total + x, 0)
    const bound = (matrix.order + 1) * runningRoundoff(5, 4 * matrix.order ** 2)
    return [
      withinBound('the sum of the diagonal', Math.abs(sum - estimate.value), bound),
      none('bits', differingBits(entries.values, again.values)),
    ]
  },
})

export const estimateProperties: readonly Property<SpectraCode>[] = [
  diagonalExact,
  allSignsExact,
  directFormula,
  stopRule,
  unbiased,
  sameSeed,
]
