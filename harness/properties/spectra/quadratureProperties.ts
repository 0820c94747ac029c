/** What Gauss quadrature from Lanczos and its means over probes must be. */
import fc from 'fast-check'
import { frobeniusNorm } from '../../algebra/symmetricMatrix.ts'
import { dot, norm, unitRoundoff } from '../../algebra/vectors.ts'
import { expandSymmetricMatrix } from '../../arbitraries/expandSymmetricMatrix.ts'
import { type SymmetricRecipe, symmetricMatrices } from '../../arbitraries/symmetricMatrices.ts'
import { failed, none, type Ratio, withinBound } from '../../providers/laws/law.ts'
import type { Quadrature } from '../../spectra/gaussQuadrature.ts'
import { matrixOperator } from '../../spectra/linearOperator.ts'
import type { ProbeKind } from '../../spectra/probeVectors.ts'
import { type Property, property } from '../property.ts'
import {
  allSigns,
  directEstimate,
  exactMoments,
  expandIntegerMatrix,
  type IntegerMatrix,
  integerMatrices,
  integerVectors,
} from './integerMatrices.ts'
import { krylovError, krylovRoundoff } from './krylovBounds.ts'
import type { SpectraCode } from './spectraCode.ts'

interface MomentInstance {
  readonly recipe: IntegerMatrix
  readonly start: readonly number[]
  readonly steps: number
}

/**
 * The error of the j-th moment: j·‖E‖·‖A‖^{j−1} of the matrix, and one unit each for the start vector and the sum.
 */
function momentError(n: number, frobenius: number, power: number): number {
  return (power + 2) * krylovRoundoff(n) * frobenius ** power
}

const moments = property<SpectraCode, MomentInstance>({
  name: 'gaussQuadrature: Σ w θʲ = qᵀAʲq/qᵀq for every j < 2k, in whole numbers',
  source: 'Golub and Welsch 1969; Golub and Meurant, "Matrices, moments and quadrature", 1994',
  instances: fc.record({
    recipe: integerMatrices(1, 6),
    start: integerVectors(6),
    steps: fc.integer({ min: 1, max: 6 }),
  }),
  cases: 100,
  async check(code, { recipe, start, steps }) {
    const matrix = expandIntegerMatrix(recipe)
    const n = matrix.order
    const q = Float64Array.from(start.slice(0, n))
    const result = await code.lanczos(matrixOperator(matrix), q, Math.min(steps, n))
    if (result.status === 'nonFinite') return [failed(result.message)]
    const rule = code.gaussQuadrature(result)
    if ('status' in rule) return [failed(rule.message)]
    const exact = exactMoments(matrix, q, 2 * Math.min(steps, n))
    const ratios: Ratio[] = [
      none('weights below 0', rule.weights.filter((w) => !(w >= 0)).length),
      none('descents of nodes', rule.nodes.filter((x, j) => j > 0 && !(x >= rule.nodes[j - 1]!)).length),
    ]
    exact.forEach((moment, power) => {
      const computed = rule.nodes.reduce((sum, x, j) => sum + rule.weights[j]! * x ** power, 0)
      const error = Math.abs(computed - Number(moment) / Number(exact[0]))
      ratios.push(withinBound(`moment ${power}`, error, momentError(n, frobeniusNorm(matrix), power)))
    })
    return ratios
  },
})

interface PairInstance {
  readonly gap: number
  readonly exponent: number
}

/** T = [0, b; b, g]: (T − θ)x = 0 gives x₁² = 1 − x₂², x₂/x₁ = 2b/(g + √(g² + 4b²)) at the eigenvalue next to 0. */
const smallWeights = property<SpectraCode, PairInstance>({
  name: 'gaussQuadrature: a weight far below 1 is that of the closed form',
  source: 'the eigenvectors of a matrix of order 2',
  instances: fc.record({ gap: fc.integer({ min: 1, max: 8 }), exponent: fc.integer({ min: 0, max: 36 }) }),
  cases: 40,
  labels: { tiny: { share: 0.2, applies: ({ exponent }) => exponent > 24 } },
  check(code, { gap, exponent }) {
    const b = 2 ** -exponent
    const decomposition = {
      status: 'complete',
      alphas: Float64Array.of(0, gap),
      betas: Float64Array.of(b),
    } as const
    const rule = code.gaussQuadrature(decomposition)
    if ('status' in rule) return [failed(rule.message)]
    const tangent = (2 * b) / (gap + Math.sqrt(gap * gap + 4 * b * b))
    const sine = tangent / Math.sqrt(1 + tangent * tangent)
    // A component moves by ‖E‖/gap with ‖E‖ the roundoff times ‖T‖_F, and by as much again for its own length.
    const moved = 4 * krylovRoundoff(2) * (Math.sqrt(gap * gap + 2 * b * b) / gap)
    return [withinBound('weight', Math.abs(rule.weights[1]! - sine * sine), moved * (2 * sine + moved))]
  },
})

interface SignInstance {
  readonly recipe: IntegerMatrix
  readonly steps: number
}

const meanOfAllSigns = property<SpectraCode, SignInstance>({
  name: 'spectralDensity: over all 2ⁿ sign vectors the moments are tr Aʲ/n, and their standard errors',
  source: 'Ubaru, Chen and Saad 2017: E vᵀAʲv = tr Aʲ, here as a finite sum',
  instances: fc.record({ recipe: integerMatrices(1, 4), steps: fc.integer({ min: 1, max: 4 }) }),
  cases: 40,
  async check(code, { recipe, steps }) {
    const matrix = expandIntegerMatrix(recipe)
    const n = matrix.order
    const probes = allSigns(n)
    const k = Math.min(steps, n)
    const density = await code.spectralDensity(matrixOperator(matrix), {
      samples: probes.length,
      lanczosSteps: k,
      seed: 1,
      probes,
    })
    if (density.status !== 'complete') return [failed(density.message)]
    const perProbe = probes.map((v) => exactMoments(matrix, v, 2 * k))
    const ratios: Ratio[] = []
    for (let power = 0; power < 2 * k; power++) {
      const samples = perProbe.map((exact) => Number(exact[power]) / n)
      const direct = directEstimate(samples)
      const trace = Number(perProbe.reduce((sum, exact) => sum + exact[power]!, 0n)) / (n * probes.length)
      const estimate = code.spectralMean(density, (x) => x ** power)
      const bound = momentError(n, frobeniusNorm(matrix), power)
      ratios.push(withinBound(`mean of power ${power}`, Math.abs(estimate.value - trace), bound))
      // S is the length of the vector of deviations: it moves by √m times what each sample moves by at most.
      const shift = bound + 8 * probes.length * unitRoundoff * Math.max(...samples.map(Math.abs))
      const error = Math.abs(estimate.standardError - direct.standardError)
      ratios.push(withinBound(`standard error of power ${power}`, error, 2 * shift))
    }
    return ratios
  },
})

interface RuleInstance {
  readonly recipe: SymmetricRecipe
  readonly probes: ProbeKind
  readonly seed: number
  readonly steps: number
}

const rules = property<SpectraCode, RuleInstance>({
  name: 'spectralDensity: every rule has weights ≥ 0 of sum 1 and nodes within the spectrum',
  source: 'Golub and Welsch 1969: the start vector is a unit vector',
  instances: fc.record({
    recipe: symmetricMatrices({ maxOrder: 6 }),
    probes: fc.constantFrom<ProbeKind>('gaussian', 'rademacher'),
    seed: fc.nat({ max: 1000 }),
    steps: fc.integer({ min: 1, max: 6 }),
  }),
  cases: 60,
  labels: { gaussian: { share: 0.3, applies: ({ probes }) => probes === 'gaussian' } },
  async check(code, { recipe, probes, seed, steps }) {
    const { matrix, eigenvalues, eigenvalueError } = expandSymmetricMatrix(recipe)
    const n = matrix.order
    const options = { samples: 3, lanczosSteps: Math.min(steps, n), seed, probes }
    const density = await code.spectralDensity(matrixOperator(matrix), options)
    if (density.status !== 'complete') return [failed(density.message)]
    const bound = krylovError(matrix) + eigenvalueError
    return [
      none('rules that are missing', Math.abs(density.quadratures.length - 3)),
      ...density.quadratures.flatMap(({ nodes, weights }) => [
        none('weights below 0', weights.filter((w) => !(w >= 0)).length),
        withinBound('Σ w − 1', Math.abs(weights.reduce((sum, w) => sum + w, 0) - 1), krylovRoundoff(n)),
        withinBound('below the spectrum', Math.max(eigenvalues[0]! - nodes[0]!, 0), bound),
        withinBound('above the spectrum', Math.max(nodes.at(-1)! - eigenvalues.at(-1)!, 0), bound),
      ]),
    ]
  },
})

interface CdfInstance {
  readonly recipe: SymmetricRecipe
  /** Two probes. */
  readonly starts: readonly (readonly number[])[]
  readonly steps: number
  /** Chooses the gap of the spectrum in which x lies. */
  readonly gap: number
}

/**
 * The rule is that of A + E. Its measure up to x differs from that of A by 2‖E‖/δ when x is δ away from every
 * eigenvalue (Davis and Kahan), here half a gap.
 */
const brackets = property<SpectraCode, CdfInstance>({
  name: 'spectralCdf: [low, high] contains the exact share of the spectrum up to x',
  source: 'Chebyshev, Markov and Stieltjes: Szegő, "Orthogonal polynomials", §3.41',
  instances: fc.record({
    recipe: symmetricMatrices({ minOrder: 2, maxOrder: 8, kinds: ['indefinite', 'singular', 'repeated'] }),
    starts: fc.array(integerVectors(8), { minLength: 2, maxLength: 2 }),
    steps: fc.integer({ min: 1, max: 7 }),
    gap: fc.nat({ max: 6 }),
  }),
  cases: 100,
  async check(code, { recipe, starts, steps, gap }) {
    const { matrix, eigenvalues, eigenvalueError, eigenvectors, eigenvectorError } =
      expandSymmetricMatrix(recipe)
    const n = matrix.order
    const gaps = [...eigenvalues.keys()].filter((i) => i > 0 && eigenvalues[i]! > eigenvalues[i - 1]!)
    const above = gaps[gap % Math.max(gaps.length, 1)]
    if (above === undefined) return []
    const x = (eigenvalues[above]! + eigenvalues[above - 1]!) / 2
    const probes = starts.map((start) => Float64Array.from(start.slice(0, n)))
    const options = { samples: 2, lanczosSteps: Math.min(steps, n), seed: 1, probes }
    const density = await code.spectralDensity(matrixOperator(matrix), options)
    if (density.status !== 'complete') return [failed(density.message)]
    let truth = 0
    for (const v of probes) {
      for (let j = 0; j < above; j++) {
        const column = Float64Array.from({ length: n }, (_, i) => eigenvectors[i * n + j]!)
        truth += (dot(column, v) / norm(v)) ** 2 / 2
      }
    }
    const moved = (2 * (krylovError(matrix) + eigenvalueError)) / (x - eigenvalues[above - 1]!)
    const bound = moved + 2 * n * eigenvectorError + krylovRoundoff(n)
    const { value, low, high } = code.spectralCdf(density, x)
    const truthOutside = Math.max(low - truth, truth - high, 0)
    const valueOutside = Math.max(low - value, value - high, 0)
    const exact = density.quadratures.every((rule: Quadrature) => rule.exact)
    const mean = code.spectralMean(density, (t) => t)
    const [one, other] = density.quadratures.map(
      (rule) => code.spectralMean({ quadratures: [rule] }, (t) => t).value,
    )
    const spread = Math.abs(mean.standardError - Math.abs(one! - other!) / 2)
    return [
      withinBound('the exact share outside', truthOutside, bound),
      withinBound('the estimate outside', valueOutside, krylovRoundoff(n)),
      // Of two numbers: half their distance, in a handful of roundings.
      withinBound(
        'the standard error of two',
        spread,
        16 * unitRoundoff * (Math.abs(one!) + Math.abs(other!)),
      ),
      withinBound('the width of an exact rule', exact ? high - low : 0, krylovRoundoff(n)),
    ]
  },
})

export const quadratureProperties: readonly Property<SpectraCode>[] = [
  moments,
  smallWeights,
  meanOfAllSigns,
  rules,
  brackets,
]
