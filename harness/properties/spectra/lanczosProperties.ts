/** What a Lanczos decomposition must be. */
import fc from 'fast-check'
import { diagonalMatrix, type SymmetricMatrix } from '../../algebra/symmetricMatrix.ts'
import { dot, norm } from '../../algebra/vectors.ts'
import { expandSymmetricMatrix } from '../../arbitraries/expandSymmetricMatrix.ts'
import {
  type SymmetricRecipe,
  spectrumKinds,
  symmetricMatrices,
} from '../../arbitraries/symmetricMatrices.ts'
import { differingBits, failed, none, type Ratio, withinBound } from '../../providers/laws/law.ts'
import type { Lanczos } from '../../spectra/lanczos.ts'
import { matrixOperator } from '../../spectra/linearOperator.ts'
import { type Property, property } from '../property.ts'
import { integerVectors } from './integerMatrices.ts'
import { krylovError, krylovRoundoff, orthogonalityBound } from './krylovBounds.ts'
import type { SpectraCode } from './spectraCode.ts'

interface KrylovInstance {
  readonly recipe: SymmetricRecipe
  readonly start: readonly number[]
  /** Cut to the order. */
  readonly steps: number
}

/** Without those whose scales do not fit into one Krylov space. */
const kinds = spectrumKinds.filter((kind) => kind !== 'steep')

function krylovInstances(maxOrder: number, minOrder = 1): fc.Arbitrary<KrylovInstance> {
  return fc.record({
    recipe: symmetricMatrices({ minOrder, maxOrder, kinds }),
    start: integerVectors(maxOrder),
    steps: fc.integer({ min: 1, max: maxOrder }),
  })
}

async function decompose(
  code: SpectraCode,
  matrix: SymmetricMatrix,
  start: readonly number[],
  steps: number,
): Promise<Lanczos | undefined> {
  const n = matrix.order
  const q = Float64Array.from(start.slice(0, n))
  const result = await code.lanczos(matrixOperator(matrix), q, Math.min(steps, n))
  return result.status === 'nonFinite' ? undefined : result
}

function row(basis: Float64Array, j: number, n: number): Float64Array {
  return basis.subarray(j * n, (j + 1) * n)
}

const decomposition = property<SpectraCode, KrylovInstance>({
  name: 'lanczos: A Q = Q T + residual, and T = QᵀAQ',
  source: 'Lanczos 1950; Paige 1971',
  instances: krylovInstances(8),
  cases: 100,
  labels: {
    repeated: { share: 0.05, applies: ({ recipe }) => recipe.kind === 'repeated' },
    graded: { share: 0.05, applies: ({ recipe }) => recipe.kind === 'graded' },
    tiny: { share: 0.2, applies: ({ recipe }) => recipe.scaleExponent < -100 },
  },
  async check(code, { recipe, start, steps }) {
    const { matrix } = expandSymmetricMatrix(recipe)
    const n = matrix.order
    const result = await decompose(code, matrix, start, steps)
    if (!result) return [failed('not finite')]
    const { alphas, betas, basis, residual, status } = result
    const k = result.steps
    const early = status === 'complete' && k !== Math.min(steps, n)
    const shapes = alphas.length !== k || betas.length !== k - 1 || basis.length !== k * n || k > steps
    if (early || shapes) return [failed(`${k} steps, ${status}, for ${steps}`)]
    const q = Float64Array.from(start.slice(0, n))
    const first = q.map((x, i) => x / norm(q) - basis[i]!)
    const bound = krylovError(matrix)
    const ratios = [withinBound('the first vector', norm(first), orthogonalityBound(n))]
    const { apply } = matrixOperator(matrix)
    for (let j = 0; j < k; j++) {
      const left = apply(row(basis, j, n))
      for (let i = 0; i < k; i++) {
        const t = i === j ? alphas[j]! : Math.abs(i - j) === 1 ? betas[Math.min(i, j)]! : 0
        ratios.push(withinBound(`T[${i}, ${j}]`, Math.abs(dot(row(basis, i, n), left) - t), bound))
        row(basis, i, n).forEach((x, p) => {
          left[p]! -= t * x
        })
      }
      const rest = norm(left)
      ratios.push(withinBound(`column ${j}`, Math.abs(rest - (j === k - 1 ? residual : 0)), bound))
    }
    if (status === 'breakdown')
      ratios.push(withinBound('the residual of a breakdown', residual, bound + 2 ** -970))
    return ratios
  },
})

const orthonormal = property<SpectraCode, KrylovInstance>({
  name: 'lanczos: the basis is orthonormal to n·eps, and its loss of orthogonality is stated',
  source: 'Paige 1971; Parlett 1980, §6-9: twice is enough',
  instances: krylovInstances(20, 8),
  cases: 50,
  async check(code, { recipe, start, steps }) {
    const { matrix } = expandSymmetricMatrix(recipe)
    const n = matrix.order
    const result = await decompose(code, matrix, start, steps)
    if (!result) return [failed('not finite')]
    let loss = 0
    for (let i = 0; i < result.steps; i++) {
      for (let j = 0; j <= i; j++) {
        const product = dot(row(result.basis, i, n), row(result.basis, j, n))
        loss =
          Math.max(loss, Math.abs(product - (i === j ? 1 : 0))) || (Number.isNaN(product) ? product : loss)
      }
    }
    return [
      withinBound('QᵀQ − I', loss, orthogonalityBound(n)),
      withinBound('the loss stated', Math.abs(result.orthogonalityLoss - loss), orthogonalityBound(n)),
    ]
  },
})

interface DiagonalInstance {
  /** Four different whole numbers, of which the diagonal is made. */
  readonly values: readonly number[]
  readonly choices: readonly number[]
  /** 0 or ± powers of 2. */
  readonly start: readonly number[]
  readonly steps: number
}

/**
 * The grade g is the number of different eigenvalues that the start vector meets.
 *
 * Not more steps: entries that belong to one eigenvalue stay in their ratio, a power of 2, through every
 * rounding, so all vectors lie in a space of g dimensions and two passes leave (n·u)² of the next one.
 * Not fewer: a breakdown after j < g steps bounds |p(A)q| by 3·(2·8)²·‖E‖ < 1e-9 for some monic p of degree j ≤ 3,
 * but for whole eigenvalues and Σ start² ≤ 96 it is at least √(D_{j+1}/D_j) > 1e-7 (Hankel determinants).
 */
const grade = property<SpectraCode, DiagonalInstance>({
  name: 'lanczos: breaks down after as many steps as the start vector meets eigenvalues, with their weights',
  source: 'the grade of a vector; Golub and Welsch 1969',
  instances: fc.record({
    values: fc.uniqueArray(fc.integer({ min: -8, max: 8 }), { minLength: 4, maxLength: 4 }),
    choices: fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 6 }),
    start: fc
      .array(fc.constantFrom(1, 0, 0, 2, 4, -1, -2), { minLength: 5, maxLength: 5 })
      .chain((others) => fc.constantFrom(1, -2, 4).map((first) => [first, ...others])),
    steps: fc.integer({ min: 1, max: 6 }),
  }),
  cases: 150,
  labels: {
    early: { share: 0.3, applies: (instance) => metEigenvalues(instance).size < instance.choices.length },
    complete: {
      share: 0.05,
      applies: (instance) =>
        Math.min(instance.steps, instance.choices.length) < metEigenvalues(instance).size,
    },
  },
  async check(code, instance) {
    const diagonal = instance.choices.map((choice) => instance.values[choice]!)
    const matrix = diagonalMatrix(diagonal)
    const met = metEigenvalues(instance)
    const wanted = Math.min(instance.steps, matrix.order)
    const result = await decompose(code, matrix, instance.start, wanted)
    if (!result) return [failed('not finite')]
    const expected = wanted < met.size ? 'complete' : 'breakdown'
    if (result.status !== expected || result.steps !== Math.min(wanted, met.size))
      return [failed(`${result.status} after ${result.steps} steps at grade ${met.size}`)]
    if (expected === 'complete') return [none('a complete decomposition', 0)]
    const rule = code.gaussQuadrature(result)
    if ('status' in rule) return [failed(rule.message)]
    const eigenvalues = [...met.keys()].sort((x, y) => x - y)
    const error = krylovError(matrix)
    const ratios: Ratio[] = []
    eigenvalues.forEach((value, j) => {
      ratios.push(withinBound(`node ${j}`, Math.abs(rule.nodes[j]! - value), error))
      // Eigenvalues are 1 apart at least: an eigenvector moves by 2‖E‖, its squared component by 4‖E‖.
      const share = krylovRoundoff(matrix.order) + 4 * error
      ratios.push(withinBound(`weight ${j}`, Math.abs(rule.weights[j]! - met.get(value)!), share))
    })
    return ratios
  },
})

/** Eigenvalue → its share of the squared start vector. */
function metEigenvalues({ values, choices, start }: DiagonalInstance): Map<number, number> {
  const total = choices.reduce((sum, _, i) => sum + start[i]! ** 2, 0)
  const met = new Map<number, number>()
  choices.forEach((choice, i) => {
    if (start[i] === 0) return
    const value = values[choice]!
    met.set(value, (met.get(value) ?? 0) + start[i]! ** 2 / total)
  })
  return met
}

const interlacing = property<SpectraCode, KrylovInstance>({
  name: 'lanczos: Ritz values interlace the spectrum, and are eigenvalues after a breakdown',
  source: "Cauchy's interlacing theorem; Parlett 1980, §10-1",
  instances: krylovInstances(8),
  cases: 100,
  async check(code, { recipe, start, steps }) {
    const { matrix, eigenvalues, eigenvalueError } = expandSymmetricMatrix(recipe)
    const result = await decompose(code, matrix, start, steps)
    if (!result) return [failed('not finite')]
    const rule = code.gaussQuadrature(result)
    if ('status' in rule) return [failed(rule.message)]
    const n = matrix.order
    const k = result.steps
    const bound = krylovError(matrix) + eigenvalueError
    const ratios: Ratio[] = [none('nodes that are missing', Math.abs(rule.nodes.length - k))]
    rule.nodes.forEach((node, i) => {
      const outside = Math.max(eigenvalues[i]! - node, node - eigenvalues[n - k + i]!, 0)
      ratios.push(withinBound(`node ${i}`, Number.isNaN(node) ? node : outside, bound))
      if (result.status !== 'breakdown') return
      const nearest = Math.min(...eigenvalues.map((value) => Math.abs(value - node)))
      ratios.push(withinBound(`node ${i} to an eigenvalue`, nearest, result.residual + bound))
    })
    return ratios
  },
})

interface ScaledInstance extends KrylovInstance {
  /** Half the exponent of the factor 4^e. */
  readonly exponent: number
}

const equivariant = property<SpectraCode, ScaledInstance>({
  name: 'lanczos: 4^e A has the same basis, 4^e T and the same weights, to the last bit',
  source: 'products by powers of 2 do not round; absolute tolerances fail here',
  instances: fc
    .tuple(
      fc.record({
        recipe: symmetricMatrices({ maxOrder: 8, scaleExponents: { min: -100, max: 100 } }),
        start: integerVectors(8),
        steps: fc.integer({ min: 1, max: 8 }),
      }),
      fc.integer({ min: -200, max: 200 }),
    )
    .map(([instance, exponent]) => ({ ...instance, exponent })),
  cases: 60,
  async check(code, { recipe, start, steps, exponent }) {
    const { matrix } = expandSymmetricMatrix(recipe)
    const factor = 4 ** exponent
    const scaled = { ...matrix, entries: matrix.entries.map((a) => a * factor) }
    const plain = await decompose(code, matrix, start, steps)
    const other = await decompose(code, scaled, start, steps)
    if (!plain || !other) return [failed('not finite')]
    const times = (x: Float64Array): Float64Array => x.map((entry) => entry * factor)
    const rule = code.gaussQuadrature(plain)
    const otherRule = code.gaussQuadrature(other)
    if ('status' in rule || 'status' in otherRule) return [failed('no quadrature')]
    return [
      none('steps', Math.abs(plain.steps - other.steps)),
      none('bits of the basis', differingBits(plain.basis, other.basis)),
      none('bits of T', differingBits(times(plain.alphas), other.alphas)),
      none('bits beside the diagonal', differingBits(times(plain.betas), other.betas)),
      none('the residual', plain.residual * factor === other.residual ? 0 : 1),
      none('bits of the nodes', differingBits(times(rule.nodes), otherRule.nodes)),
      none('bits of the weights', differingBits(rule.weights, otherRule.weights)),
    ]
  },
})

export const lanczosProperties: readonly Property<SpectraCode>[] = [
  decomposition,
  orthonormal,
  grade,
  interlacing,
  equivariant,
]
