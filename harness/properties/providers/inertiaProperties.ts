/** Counts of signs against prescribed spectra and exact arithmetic. */
import fc from 'fast-check'
import { frobeniusNorm, type SymmetricMatrix, symmetricMatrix } from '../../algebra/symmetricMatrix.ts'
import {
  expandSolverMatrix,
  type SolverMatrixRecipe,
  solverMatrices,
} from '../../arbitraries/solverMatrices.ts'
import { none, type Ratio } from '../../providers/laws/law.ts'
import type { Inertia, Provider } from '../../providers/provider.ts'
import { type Property, property } from '../property.ts'
import { exactCounts } from './exactInertia.ts'
import { expandIntegers, integerMatrices } from './integerMatrices.ts'
import { matrixLabelsOf } from './matrixLabels.ts'
import { eigenvaluesOf, inertiaOf } from './results.ts'

const places = ['zero', 'eigenvalue', 'left', 'right', 'gap', 'below', 'above'] as const
const signs = fc.constantFrom(1, -1)

interface ShiftInstance {
  readonly recipe: SolverMatrixRecipe
  readonly place: (typeof places)[number]
  readonly k: number
}

export const inertiaProperties: readonly Property<Provider>[] = [
  property({
    name: 'inertia at a shift never contradicts the prescribed spectrum, and its bound is no excuse',
    source: 'Sylvester; Higham 2002, Theorem 11.4: the bound at most 1e-9 of ‖A‖_F + |shift|',
    cases: 120,
    instances: fc.record({
      recipe: solverMatrices({ known: true }),
      place: fc.constantFrom(...places),
      k: fc.nat({ max: 11 }),
    }),
    labels: matrixLabelsOf(({ recipe }: ShiftInstance) => recipe),
    async check(provider: Provider, { recipe, place, k }: ShiftInstance) {
      const { matrix, eigenvalues, eigenvalueError } = expandSolverMatrix(recipe)
      if (eigenvalues === undefined) return []
      const shift = shiftAt(eigenvalues, place, k)
      const inertia = await inertiaOf(provider, matrix, shift)
      // Differences of eigenvalue and shift are rounded.
      const slack = (inertia.errorBound + eigenvalueError) * (1 + 2 ** -40)
      const count = (test: (distance: number) => boolean) =>
        eigenvalues.filter((value) => test(value - shift)).length
      return [
        none(
          'miscounted',
          miscounted(inertia, matrix.order, {
            surelyNegative: count((distance) => distance < -slack),
            surelyPositive: count((distance) => distance > slack),
          }),
        ),
        boundRatio(inertia, matrix, shift),
      ]
    },
  }),
  property({
    name: 'inertia of whole matrices at a dyadic shift never contradicts exact counts',
    source: 'Sylvester, in exact integers',
    cases: 60,
    instances: fc.record({
      recipe: integerMatrices({ maxOrder: 6, largest: 3 }),
      eighths: fc.integer({ min: -40, max: 40 }),
    }),
    async check(provider: Provider, { recipe, eighths }) {
      const matrix = expandIntegers(recipe)
      const shift = eighths / 8
      const inertia = await inertiaOf(provider, matrix, shift)
      // The ends of the interval are rounded.
      const reach = inertia.errorBound + 2 ** -52 * (Math.abs(shift) + inertia.errorBound)
      return [
        none(
          'miscounted',
          miscounted(inertia, matrix.order, {
            surelyNegative: exactCounts(matrix, shift - reach).below,
            surelyPositive: matrix.order - exactCounts(matrix, shift + reach).upTo,
          }),
        ),
      ]
    },
  }),
  property({
    name: 'a congruence changes no sign',
    source: 'Sylvester’s law of inertia: MDMᵀ has the signs of D; exact in integers',
    cases: 80,
    instances: fc.record({
      sizes: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 5 }),
      signs: fc.array(signs, { minLength: 5, maxLength: 5 }),
      below: fc.array(fc.integer({ min: -1, max: 1 }), { minLength: 25, maxLength: 25 }),
    }),
    labels: {
      indefinite: {
        share: 0.3,
        applies: ({ sizes, signs }) => new Set(signs.slice(0, sizes.length)).size > 1,
      },
    },
    async check(provider: Provider, { sizes, signs, below }) {
      const n = sizes.length
      const m = (i: number, k: number) => (i === k ? 1 : i > k ? below[5 * i + k]! : 0)
      const entry = (i: number, j: number) =>
        sizes.reduce((sum, size, k) => sum + m(i, k) * size * signs[k]! * m(j, k), 0)
      const matrix = symmetricMatrix(
        Float64Array.from({ length: n * n }, (_, p) => entry(Math.floor(p / n), p % n)),
        n,
      )
      // M⁻¹ has entries up to 2^(n−2), so |λ| ≥ 1/‖M⁻¹‖_F² > 1/200: far above every error bound at this size.
      const negative = signs.slice(0, n).filter((sign) => sign < 0).length
      const inertia = await inertiaOf(provider, matrix, 0)
      const { values } = await eigenvaluesOf(provider, matrix)
      return [
        none('negative', Math.abs(inertia.negative - negative)),
        none('zero', Math.abs(inertia.zero)),
        none('positive', Math.abs(inertia.positive - (n - negative))),
        none('negative eigenvalues', Math.abs(values.filter((value) => value < 0).length - negative)),
      ]
    },
  }),
  property({
    name: 'zero rows are zero pivots, and only they',
    source: 'nothing is rounded in eliminating them; the rest is strictly diagonally dominant, hence regular',
    cases: 60,
    instances: fc.record({
      live: fc.array(fc.constantFrom(0, 1, -1), { minLength: 1, maxLength: 10 }),
      couplings: integerMatrices({ minOrder: 10, maxOrder: 10, largest: 2 }),
      exponent: fc.integer({ min: -400, max: 400 }),
    }),
    labels: {
      'zero rows': { share: 0.3, applies: ({ live }) => live.includes(0) },
      'no zero row': { share: 0.05, applies: ({ live }) => !live.includes(0) },
    },
    async check(provider: Provider, { live, couplings, exponent }) {
      const n = live.length
      const scale = 2 ** exponent
      const entry = (i: number, j: number) => {
        if (live[i] === 0 || live[j] === 0) return 0
        return i === j ? live[i]! * 2 * n : couplings[Math.max(i, j)]![Math.min(i, j)]!
      }
      const matrix = symmetricMatrix(
        Float64Array.from({ length: n * n }, (_, p) => scale * entry(Math.floor(p / n), p % n)),
        n,
      )
      const { negative, zero, positive } = await inertiaOf(provider, matrix, 0)
      const count = (sign: number) => live.filter((one) => one === sign).length
      // By Gershgorin each live row holds one eigenvalue of its diagonal's sign, at least 2 · scale from 0.
      return [
        none('negative', Math.abs(negative - count(-1))),
        none('zero', Math.abs(zero - count(0))),
        none('positive', Math.abs(positive - count(1))),
      ]
    },
  }),
]

function shiftAt(spectrum: Float64Array, place: ShiftInstance['place'], k: number): number {
  const n = spectrum.length
  const reach = 1.5 * Math.max(Math.abs(spectrum[0]!), Math.abs(spectrum[n - 1]!))
  const at = spectrum[k % n]!
  if (place === 'zero') return 0
  if (place === 'below') return -reach
  if (place === 'above') return reach
  // Far beyond any error bound in float64, within that of float32.
  if (place === 'left') return at - reach * 2 ** -32
  if (place === 'right') return at + reach * 2 ** -32
  return place === 'eigenvalue' ? at : at / 2 + spectrum[Math.max(0, (k % n) - 1)]! / 2
}

/** By how many the counts are off, those within the bound being free. */
function miscounted(
  { negative, zero, positive }: Inertia,
  n: number,
  { surelyNegative, surelyPositive }: { readonly surelyNegative: number; readonly surelyPositive: number },
): number {
  return (
    Math.max(0, surelyNegative - negative) +
    Math.max(0, negative - (n - surelyPositive)) +
    Math.max(0, surelyPositive - positive) +
    Math.max(0, positive - (n - surelyNegative)) +
    Math.abs(n - negative - zero - positive)
  )
}

function boundRatio({ errorBound }: Inertia, matrix: SymmetricMatrix, shift: number): Ratio {
  const limit = 1e-9 * (frobeniusNorm(matrix) + Math.abs(shift)) + 2 * Number.MIN_VALUE
  return { what: 'errorBound', value: errorBound, limit }
}
