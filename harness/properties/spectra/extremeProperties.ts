/** What extreme eigenpairs must be. */
import fc from 'fast-check'
import { frobeniusNorm, type SymmetricMatrix } from '../../algebra/symmetricMatrix.ts'
import { dot, norm, unitRoundoff } from '../../algebra/vectors.ts'
import { expandSymmetricMatrix } from '../../arbitraries/expandSymmetricMatrix.ts'
import { type SymmetricRecipe, symmetricMatrices } from '../../arbitraries/symmetricMatrices.ts'
import { failed, none, type Ratio, withinBound } from '../../providers/laws/law.ts'
import type { Eigenpair, ExtremeEigenpairs } from '../../spectra/extremeEigenpairs.ts'
import { type LinearOperator, matrixOperator } from '../../spectra/linearOperator.ts'
import { type Property, property } from '../property.ts'
import { krylovError, orthogonalityBound } from './krylovBounds.ts'
import type { SpectraCode } from './spectraCode.ts'

interface ExtremeInstance {
  readonly recipe: SymmetricRecipe
  /** Cut to the order, bottom to what top leaves. */
  readonly top: number
  readonly bottom: number
  readonly seed: number
}

function extremeInstances(minOrder: number): fc.Arbitrary<ExtremeInstance> {
  return fc.record({
    recipe: symmetricMatrices({ minOrder, maxOrder: 8 }),
    top: fc.integer({ min: 1, max: 4 }),
    bottom: fc.nat({ max: 4 }),
    seed: fc.nat({ max: 1000 }),
  })
}

function cut({ recipe, top, bottom }: ExtremeInstance): { top: number; bottom: number } {
  const n = recipe.spectrum.length
  return { top: Math.min(top, n), bottom: Math.min(bottom, n - Math.min(top, n)) }
}

/** Error of |Av − λv| as computed: the product n·u, two roundings, and that of the norm. */
function residualRoundoff(matrix: SymmetricMatrix): number {
  return 4 * (matrix.order + 4) * unitRoundoff * frobeniusNorm(matrix) + Number.MIN_VALUE
}

function trueResidual({ apply }: LinearOperator, { value, vector }: Eigenpair): number {
  return norm(apply(vector).map((x, i) => x - value * vector[i]!))
}

function orthogonalityLoss(pairs: readonly Eigenpair[]): number {
  let loss = 0
  pairs.forEach(({ vector }, i) => {
    for (let j = 0; j <= i; j++) {
      loss = Math.max(loss, Math.abs(dot(vector, pairs[j]!.vector) - (i === j ? 1 : 0)))
    }
  })
  return loss
}

/**
 * All n are asked for: no run can end the search early, so nothing is left to the random vectors. Fewer than 20
 * steps fill the space: every run ends invariant, with a residual of ‖E‖ at most for each vector. So A differs from
 * VΛVᵀ by n·‖E‖, and by Weyl so do the eigenvalues.
 */
const complete = property<SpectraCode, ExtremeInstance>({
  name: 'extremeEigenpairs: all pairs of a small matrix are found, however often an eigenvalue is repeated',
  source: "Weyl's theorem; Parlett 1980, §4-5",
  instances: extremeInstances(1),
  cases: 60,
  labels: { repeated: { share: 0.1, applies: ({ recipe }) => recipe.kind === 'repeated' } },
  async check(code, instance) {
    const { matrix, eigenvalues, eigenvalueError } = expandSymmetricMatrix(instance.recipe)
    const { top } = cut(instance)
    const bottom = matrix.order - top
    const operator = matrixOperator(matrix)
    const options = { top, bottom, rtol: 1e-8, maxSteps: 200, seed: instance.seed }
    const result = await code.extremeEigenpairs(operator, options)
    if (result.status !== 'exhausted') return [failed(result.status)]
    if (result.top.length !== top || result.bottom.length !== bottom) return [failed('pairs are missing')]
    const n = matrix.order
    const bound = n * krylovError(matrix) + eigenvalueError
    const ratios: Ratio[] = [
      withinBound('VᵀV − I', orthogonalityLoss([...result.top, ...result.bottom]), n * orthogonalityBound(n)),
    ]
    result.top.forEach(({ value }, i) => {
      ratios.push(withinBound(`top ${i}`, Math.abs(value - eigenvalues[n - 1 - i]!), bound))
    })
    result.bottom.forEach(({ value }, i) => {
      ratios.push(withinBound(`bottom ${i}`, Math.abs(value - eigenvalues[i]!), bound))
    })
    return ratios
  },
})

interface BudgetInstance extends ExtremeInstance {
  readonly maxSteps: number
}

const honest = property<SpectraCode, BudgetInstance>({
  name: 'extremeEigenpairs: with too few steps residuals still hold, and convergence is not claimed',
  source: 'Parlett 1980, §4-5: an eigenvalue lies within |Av − λv|/|v| of λ',
  instances: fc
    .tuple(extremeInstances(4), fc.integer({ min: 1, max: 3 }))
    .map(([instance, maxSteps]) => ({ ...instance, maxSteps })),
  cases: 80,
  async check(code, instance) {
    const { matrix, eigenvalues, eigenvalueError } = expandSymmetricMatrix(instance.recipe)
    const operator = counted(matrixOperator(matrix))
    const { maxSteps, seed } = instance
    const rtol = 1e-8
    const result = await code.extremeEigenpairs(operator, { ...cut(instance), rtol, maxSteps, seed })
    if (result.status === 'nonFinite') return [failed(result.message)]
    const rounding = residualRoundoff(matrix)
    const ratios: Ratio[] = [
      none('pairs', result.top.length > 0 ? 0 : 1),
      none('products that are not counted', Math.abs(operator.products() - result.steps)),
    ]
    for (const pair of [...result.top, ...result.bottom]) {
      const residual = trueResidual(operator, pair)
      const nearest = Math.min(...eigenvalues.map((value) => Math.abs(value - pair.value)))
      ratios.push(
        withinBound('the residual stated', Math.abs(residual - pair.residual), rounding),
        withinBound('an eigenvalue', nearest, pair.residual + rounding + eigenvalueError),
      )
      if (result.status !== 'notConverged')
        ratios.push(withinBound('a converged residual', residual, rtol * frobeniusNorm(matrix) + rounding))
    }
    return ratios
  },
})

interface GapInstance {
  /** Far above the rest, in whole numbers. */
  readonly above: readonly number[]
  readonly below: readonly number[]
  /** Eighths within [−1, 1]. */
  readonly bulk: readonly number[]
  readonly seed: number
}

/**
 * An operator of order 40 or more, only multiplied with: the Krylov spaces are far from complete.
 *
 * The first look is after 20 steps, when a component along a far eigenvector has grown by some 100¹⁹ against
 * the bulk. It is missed only if it was below 1e-40, or was 0.
 */
const repeatedFar = property<SpectraCode, GapInstance>({
  name: 'extremeEigenpairs: copies of a repeated eigenvalue are found one run after the other',
  source: 'a Krylov space holds one vector of each eigenspace; Parlett 1980, §13',
  instances: fc.record({
    above: fc.array(fc.constantFrom(100, 110, 120), { minLength: 1, maxLength: 3 }),
    below: fc.array(fc.constantFrom(-100, -130), { minLength: 1, maxLength: 2 }),
    bulk: fc.array(fc.integer({ min: -8, max: 8 }), { minLength: 38, maxLength: 38 }),
    seed: fc.nat({ max: 1000 }),
  }),
  cases: 20,
  labels: {
    repeated: { share: 0.2, applies: ({ above }) => new Set(above).size < above.length },
  },
  async check(code, { above, below, bulk, seed }) {
    const diagonal = [...above, ...bulk.map((k) => k / 8), ...below]
    const n = diagonal.length
    const operator = { order: n, apply: (v: Float64Array) => v.map((x, i) => diagonal[i]! * x) }
    const rtol = 1e-10
    const options = { top: above.length, bottom: below.length, rtol, maxSteps: 1000, seed }
    const result = await code.extremeEigenpairs(operator, options)
    if (result.status === 'nonFinite' || result.status === 'notConverged') return [failed(result.status)]
    // Each vector that is locked took a Lanczos step and a product for its residual.
    const spanned = result.status !== 'exhausted' || result.steps >= 2 * n
    return [
      none('exhausted without having searched everything', spanned ? 0 : 1),
      ...farRatios('top', result.top, descending(above), rtol),
      ...farRatios('bottom', result.bottom, descending(below).reverse(), rtol),
      ...convergedRatios(operator, result, rtol),
    ]
  },
})

function counted({ order, apply }: LinearOperator): LinearOperator & { products(): number } {
  let products = 0
  return {
    order,
    products: () => products,
    apply(v) {
      products++
      return apply(v)
    },
  }
}

function descending(values: readonly number[]): number[] {
  return values.toSorted((x, y) => y - x)
}

/** Values are ten apart: one within 130·rtol of the right number is the right one. */
function farRatios(
  name: string,
  pairs: readonly Eigenpair[],
  expected: readonly number[],
  rtol: number,
): Ratio[] {
  return [
    none(`${name}: pairs that are missing`, Math.abs(pairs.length - expected.length)),
    ...pairs.map(({ value }, i) => withinBound(`${name} ${i}`, Math.abs(value - expected[i]!), 130 * rtol)),
  ]
}

/** Two roundings for an entry of a diagonal product, of numbers up to 130. */
function convergedRatios(
  operator: LinearOperator,
  { top, bottom }: ExtremeEigenpairs,
  rtol: number,
): Ratio[] {
  const pairs = [...top, ...bottom]
  const largest = Math.max(
    ...pairs.map(({ residual }) => residual),
    ...pairs.map((pair) => trueResidual(operator, pair)),
  )
  return [
    withinBound('residuals', largest, 130 * (rtol + 8 * unitRoundoff)),
    withinBound('VᵀV − I', orthogonalityLoss(pairs), operator.order * orthogonalityBound(operator.order)),
  ]
}

export const extremeProperties: readonly Property<SpectraCode>[] = [complete, honest, repeatedFar]
