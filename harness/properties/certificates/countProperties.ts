/** Certified counts against spectra that are known: never wrong, nor idle, nor fooled by a solver. */
import fc from 'fast-check'
import { HarnessError } from '../../errors.ts'
import { failed, none, type Ratio, withinBound } from '../../providers/laws/law.ts'
import type { Provider } from '../../providers/provider.ts'
import type { CertifiedCounts } from '../../spectra/certifiedCounts.ts'
import type { CertifiedSigns } from '../../spectra/signsFromCuts.ts'
import { type Property, property } from '../property.ts'
import type { Certificates } from './certificates.ts'
import {
  type PerturbedMatrix,
  perturbationLabels,
  perturbedMatrices,
  perturbedMatrix,
} from './perturbedMatrices.ts'

const weyl = "Weyl's inequality and Sylvester's law, on a spectrum known by construction"

export const countProperties: readonly Property<Certificates>[] = [
  property({
    name: 'every certified interval holds exactly its number of eigenvalues of the exact matrix',
    source: weyl,
    instances: perturbedMatrices(),
    labels: perturbationLabels,
    async check({ certifiedCounts, provider }, recipe) {
      const instance = perturbedMatrix(recipe)
      const result = await certifiedCounts(instance.matrix, instance.assemblyError, provider)
      return result.status === 'certified' ? truthRatios(result, instance) : [failed(result.status)]
    },
  }),
  property({
    name: 'certified counts state no sign that an error of the assembly within its bound has changed',
    source: weyl,
    instances: perturbedMatrices(),
    cases: 140,
    labels: perturbationLabels,
    async check({ certifiedCounts, certifiedSigns, provider }, recipe) {
      const instance = perturbedMatrix(recipe)
      const counts = await certifiedCounts(instance.matrix, instance.assemblyError, provider)
      const signs = await certifiedSigns(instance.matrix, instance.assemblyError, provider)
      if (counts.status !== 'certified' || signs.status !== 'certified') return [failed('no certificate')]
      return [...signRatios(counts, instance), ...signRatios(signs, instance), ...bandRatios(signs, instance)]
    },
  }),
  property({
    name: 'certified intervals and bands are no wider than the errors make them',
    source: 'the derivation at reachLimit',
    instances: perturbedMatrices(),
    async check({ certifiedCounts, certifiedSigns, provider }, recipe) {
      const instance = perturbedMatrix(recipe)
      const { matrix, assemblyError } = instance
      const result = await certifiedCounts(matrix, assemblyError, provider)
      const signs = await certifiedSigns(matrix, assemblyError, provider)
      if (result.status !== 'certified' || signs.status !== 'certified') return [failed('no certificate')]
      const band = signs.band.to - signs.band.from
      return [...reachRatios(result, instance), withinBound('band', band, 2 * reachLimit(instance, 3))]
    },
  }),
  property({
    name: 'eigenvalues that a solver got wrong are never certified',
    source: 'the counts at both ends of an interval need no eigenvalue to be right',
    instances: fc.record({
      matrix: perturbedMatrices(),
      victim: fc.nat({ max: 4 }),
      eighths: fc.integer({ min: -16, max: 16 }),
    }),
    async check({ certifiedCounts, provider }, { matrix: recipe, victim, eighths }) {
      const instance = perturbedMatrix({ ...recipe, strength: 0 })
      const error = (eighths / 8) * 2 ** recipe.exact.scaleExponent
      const wrong = withWrongEigenvalue(provider, victim % instance.matrix.order, error)
      const result = await certifiedCounts(instance.matrix, 0, wrong)
      return result.status === 'certified' ? truthRatios(result, instance) : [none('certified', 0)]
    },
  }),
  property({
    name: 'a bound that is NaN, infinite or negative certifies nothing, wherever it comes from',
    source: 'no count follows from such a bound',
    instances: fc.record({
      matrix: perturbedMatrices(),
      bound: fc.constantFrom('NaN' as const, 'Infinity' as const, 'negative' as const),
      from: fc.constantFrom('assembly' as const, 'solver' as const, 'factors' as const),
    }),
    cases: 60,
    async check({ certifiedCounts, certifiedSigns, provider }, { matrix: recipe, bound, from }) {
      const { matrix, assemblyError } = perturbedMatrix(recipe)
      const scale = 2 ** recipe.exact.scaleExponent
      const bad = { NaN: Number.NaN, Infinity: Number.POSITIVE_INFINITY, negative: -scale }[bound]
      const error = from === 'assembly' ? bad : assemblyError
      const source = from === 'assembly' ? provider : withBound(provider, from, bad)
      const counts = await outcome(() => certifiedCounts(matrix, error, source))
      const signs = await outcome(() => certifiedSigns(matrix, error, source))
      // Two factorisations ask no solver for eigenvalues.
      const certified = [counts, from === 'solver' ? 'no solver' : signs].filter(
        (status) => status === 'certified',
      )
      return [none(`certified with a bound of ${bad}`, certified.length)]
    },
  }),
]

/** Whether the statement "these intervals, so many in each, and no more" is true of the exact spectrum. */
function truthRatios(result: CertifiedCounts, { matrix, spectrum, spectrumError }: PerturbedMatrix): Ratio[] {
  const { intervals } = result
  const holders = intervals.flatMap((interval) => new Array(interval.multiplicity).fill(interval))
  const outside = holders.map(({ from, to }, k) => Math.max(0, from - spectrum[k]!, spectrum[k]! - to))
  const touching = intervals.filter(({ from }, k) => k > 0 && !(from > intervals[k - 1]!.to)).length
  return [
    none('eigenvalues not accounted for', Math.abs(matrix.order - holders.length)),
    none('intervals that touch the one before', touching),
    none(
      'intervals of no width or content',
      intervals.filter((i) => !(i.from < i.to && i.multiplicity > 0)).length,
    ),
    withinBound('distance of an eigenvalue from its interval', Math.max(...outside), spectrumError),
  ]
}

interface Signs {
  readonly negative: number
  readonly undecided: number
  readonly positive: number
}

/** An eigenvalue within its own error of 0 may have any sign. */
function signRatios(result: Signs, { matrix, spectrum, spectrumError }: PerturbedMatrix): Ratio[] {
  const { negative, undecided, positive } = result
  const couldBe = (sign: number): number => spectrum.filter((x) => sign * x > -spectrumError).length
  return [
    none('counts that do not add up to n', Math.abs(matrix.order - negative - undecided - positive)),
    none('negative eigenvalues too many', Math.max(0, negative - couldBe(-1))),
    none('positive eigenvalues too many', Math.max(0, positive - couldBe(1))),
  ]
}

/** The eigenvalues that have no sign, all between the others, lie within the band. */
function bandRatios({ negative, positive, band }: CertifiedSigns, instance: PerturbedMatrix): Ratio[] {
  const rest = instance.spectrum.slice(negative, instance.matrix.order - positive)
  const outside = rest.map((x) => Math.max(0, band.from - x, x - band.to))
  return [
    withinBound(
      'distance of an undecided eigenvalue from the band',
      Math.max(0, ...outside),
      instance.spectrumError,
    ),
  ]
}

/** How far each interval reaches beyond the eigenvalues that it holds. */
function reachRatios({ intervals }: CertifiedCounts, instance: PerturbedMatrix): Ratio[] {
  let k = 0
  return intervals.flatMap(({ from, to, multiplicity }) => {
    const [first, last] = [instance.spectrum[k]!, instance.spectrum[k + multiplicity - 1]!]
    k += multiplicity
    const limit = reachLimit(instance, 2)
    return [withinBound('below', first - from, limit), withinBound('above', to - last, limit)]
  })
}

/**
 * An end lies a solver's bound e beyond the computed eigenvalue, which is off by e and the assembly's error α, and is
 * moved out by α and the bound b of LDLᵀ: 2α + 2e + b. It is widened only while less than e + b away, to
 * 4(e + b) at most: 2α + 5(e + b). A band's shift is α and a guess of b, or twice what α + b was found to be, and the
 * slack comes to it: 3α + 3b.
 *
 * e = 4nu‖A‖_F. For b (ldltFactors.ts) |L| ≤ 2.78, |D| ≤ 2ρ·max|A| and ρ ≤ 2.57ⁿ⁻¹ give, at n = 5, ‖|L||D||Lᵀ|‖_∞ ≤
 * n²·2.78²·2ρ·max|A| < 1.7e4·max|A|, b < 65u·1.7e4·‖A − σI‖ < 1.3e-10·‖A − σI‖ with ‖A − σI‖ < 3‖A‖_F. In
 * practice b is a thousand times smaller; a limit that any matrix keeps cannot know that.
 *
 * @param assemblies how often α counts
 */
function reachLimit(instance: PerturbedMatrix, assemblies: number): number {
  const { assemblyError, spectrumError, size } = instance
  return (assemblies + 0.1) * assemblyError + spectrumError + 4e-9 * size + 64 * Number.MIN_VALUE
}

function withWrongEigenvalue(provider: Provider, victim: number, error: number): Provider {
  return {
    ...provider,
    async eigenvalues(matrix, options) {
      const result = await provider.eigenvalues(matrix, options)
      if (result.status !== 'converged') return result
      const values = result.values.slice()
      values[victim]! += error
      return { ...result, values: values.sort() }
    },
  }
}

function withBound(provider: Provider, from: 'solver' | 'factors', errorBound: number): Provider {
  if (from === 'solver') {
    return {
      ...provider,
      async eigenvalues(matrix, options) {
        const result = await provider.eigenvalues(matrix, options)
        return result.status === 'converged' ? { ...result, errorBound } : result
      },
    }
  }
  return {
    ...provider,
    async inertia(matrix, shift, options) {
      const result = await provider.inertia(matrix, shift, options)
      return result.status === 'factored' ? { ...result, errorBound } : result
    },
  }
}

async function outcome(run: () => Promise<{ readonly status: string }>): Promise<string> {
  try {
    return (await run()).status
  } catch (error) {
    if (error instanceof HarnessError) return 'refused'
    throw error
  }
}
